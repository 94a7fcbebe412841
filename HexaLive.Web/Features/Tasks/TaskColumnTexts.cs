using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Web.Components;
using Microsoft.Extensions.Localization;

namespace HexaLive.Web.Features.Tasks;

/// <summary>The texts of the task columns: headings, and the names of enum values.</summary>
public static class TaskColumnTexts
{
    /// <summary>Returns the heading of a column.</summary>
    public static string GetHeading(this IStringLocalizer<TasksPage> texts, TaskColumn column) => texts[$"Column_{column}"];

    /// <summary>Returns the same value as <see cref="TaskColumnDefinition.Value"/>, but with names instead of enum values.</summary>
    public static object? FormatValue(this TextFormatter texts, TaskColumnDefinition column, ExplorerRow row, string timeZone)
    {
        var value = column.Value(row, timeZone);
        return value is Enum named ? texts.Describe(named) : value;
    }
}
