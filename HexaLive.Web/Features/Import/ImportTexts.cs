using System.Globalization;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Features.Import;
using HexaLive.Infrastructure.Features.Shared;
using HexaLive.Web.Components;
using Microsoft.Extensions.Localization;

namespace HexaLive.Web.Features.Import;

/// <summary>Translates the reasons, fields and values of an import into the reader's language.</summary>
public sealed class ImportTexts(IStringLocalizer<ImportPage> text, IStringLocalizer<App> shared, TextFormatter format)
{
    private static readonly HashSet<string> FieldKeys = [.. Enum.GetNames<ImportField>()];

    /// <summary>Returns the sentence for a reason.</summary>
    public string Describe(ImportReason reason)
    {
        // Show cell values unchanged. For example, the key or phone number 1200 must not become "1,200".
        var isImportError = reason.Key.StartsWith("ImportError_", StringComparison.Ordinal);
        var quotesLastArg =
            reason.Key is "ImportError_KeyTaken" or "Error_InvalidPhone" or "Error_InvalidWebsite"
            || (isImportError && reason.Args is [var field, _] && FieldKeys.Contains(field));
        object[] args = [.. reason.Args.Select((arg, i) => quotesLastArg && i == reason.Args.Count - 1 ? arg : Translate(arg))];
        return reason is { Key: "Error_Conflict" } ? format.DescribeConflict(args[0], args[1])
            : isImportError ? text[reason.Key, args]
            : shared[reason.Key, args];
    }

    /// <summary>Returns the name of a field in the reader's language.</summary>
    public string FieldName(ImportField field) => text[$"Field_{field}"];

    /// <summary>Returns the names of fields, separated by commas.</summary>
    public string FieldNames(IEnumerable<ImportField> fields) => string.Join(", ", fields.Select(FieldName));

    /// <summary>Formats a whole number.</summary>
    public static string FormatNumber(int number) => number.ToString("N0", CultureInfo.CurrentCulture);

    /// <summary>Returns the name of a choice of a field, such as a status or a priority.</summary>
    public string ChoiceName(ImportField field, string value) =>
        field switch
        {
            ImportField.Status => shared[$"Enum_WorkTaskStatus_{value}"],
            ImportField.Priority => shared[$"Enum_TaskPriority_{value}"],
            ImportField.Kind => shared[$"Enum_ProjectKind_{value}"],
            ImportField.Channel => shared[$"Enum_DedicationChannel_{value}"],
            _ => text[$"Language_{value}"],
        };

    /// <summary>Formats a value for display, with instants in <paramref name="zone"/>.</summary>
    public string FormatValue(ImportField field, object value, string zone) =>
        value switch
        {
            Enum choice => format.Describe(choice),
            DateOnly day => day.ToString("d", CultureInfo.CurrentCulture),
            TimeOnly time => time.ToString("t", CultureInfo.CurrentCulture),
            DateTime utc => LocalTime.FromUtc(utc, zone).ToString("g", CultureInfo.CurrentCulture),
            int minutes => format.Minutes(minutes),
            string language when field == ImportField.Language && text[$"Language_{language}"] is { ResourceNotFound: false } name => name,
            _ => value.ToString() ?? "",
        };

    private object Translate(string arg) =>
        text[$"Field_{arg}"] is { ResourceNotFound: false } field ? field.Value
        : shared[$"Field_{arg}"] is { ResourceNotFound: false } sharedField ? sharedField.Value
        : DateOnly.TryParseExact(arg, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day.ToString("d", CultureInfo.CurrentCulture)
        : int.TryParse(arg, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && arg.Length < 7
            ? number.ToString("N0", CultureInfo.CurrentCulture)
        : arg;
}
