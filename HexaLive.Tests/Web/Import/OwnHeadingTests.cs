using System.Globalization;
using HexaLive.Domain;
using HexaLive.Infrastructure.Features.Import;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using HexaLive.Web.Features.Import;
using HexaLive.Web.Features.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using Xunit;

namespace HexaLive.Tests.Web.Import;

/// <summary>The import recognises HexaLive's own column labels as headings of a file, and quotes rejected values.</summary>
public sealed class OwnHeadingTests
{
    [Theory]
    [InlineData("en-GB")]
    [InlineData("es-ES")]
    public async Task Import_recognises_every_column_of_an_exported_task_list(string culture)
    {
        await using var app = new HexaApp();
        using var scope = app.Services.CreateScope();
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = new CultureInfo(culture);
        var text = scope.ServiceProvider.GetRequiredService<IStringLocalizer<TasksPage>>();
        var columns = Enum.GetValues<TaskColumn>();
        string[] headings = [.. columns.Select(c => text[$"Column_{c}"].Value)];

        Assert.Equal(ImportKind.Tasks, ImportHeadings.GuessKind(headings));
        Assert.Equal(columns.Select(FindField), ImportHeadings.Match(ImportKind.Tasks, headings));
    }

    [Theory]
    [InlineData("en-GB")]
    [InlineData("es-ES")]
    public async Task Import_recognises_every_field_by_its_label(string culture)
    {
        await using var app = new HexaApp();
        using var scope = app.Services.CreateScope();
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = new CultureInfo(culture);
        var texts = scope.ServiceProvider.GetRequiredService<ImportTexts>();
        var unrecognised =
            from kind in Enum.GetValues<ImportKind>()
            from field in ImportFields.GetFields(kind)
            let label = texts.FieldName(field)
            where ImportHeadings.Match(kind, [label])[0] != field
            select $"{kind}: {label}";
        Assert.Empty(unrecognised);
    }

    [Theory]
    [InlineData(RuleError.InvalidPhone)]
    [InlineData(RuleError.InvalidWebsite)]
    public async Task Import_quotes_a_rejected_value_as_it_is_written_in_the_file(RuleError error)
    {
        await using var app = new HexaApp();
        using var scope = app.Services.CreateScope();
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = new CultureInfo("es-ES");
        var texts = scope.ServiceProvider.GetRequiredService<ImportTexts>();
        foreach (var value in new[] { "12345", "Phone" })
            Assert.StartsWith($"«{value}»", texts.Describe(new ImportReason($"Error_{error}", [value])), StringComparison.Ordinal);
    }

    // Returns the import field for a column of the task list, or null if the column cannot be imported.
    private static ImportField? FindField(TaskColumn column) =>
        column switch
        {
            TaskColumn.Next => ImportField.NextDate,
            TaskColumn.Number => ImportField.ExternalKey,
            TaskColumn.Title => ImportField.Title,
            TaskColumn.Client => ImportField.Client,
            TaskColumn.Project => ImportField.Project,
            TaskColumn.Status => ImportField.Status,
            TaskColumn.Priority => ImportField.Priority,
            TaskColumn.Type => ImportField.Type,
            TaskColumn.Origin => ImportField.Origin,
            TaskColumn.Responsible => ImportField.Responsible,
            TaskColumn.Controller => ImportField.Controller,
            TaskColumn.Originator => ImportField.Originator,
            TaskColumn.Created => ImportField.Created,
            TaskColumn.Estimate => ImportField.Estimate,
            TaskColumn.FinishedAt => ImportField.FinishedAt,
            TaskColumn.Kind or TaskColumn.LastEntry or TaskColumn.Minutes or TaskColumn.LastComment => null,
            _ => throw new ArgumentOutOfRangeException(nameof(column), column, "Say whether the column is imported."),
        };
}
