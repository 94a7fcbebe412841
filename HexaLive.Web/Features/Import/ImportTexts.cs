using System.Globalization;
using HexaLive.Domain.Calendar;
using HexaLive.Infrastructure.Features.Import;
using HexaLive.Web.Components;
using HexaLive.Web.Resources;
using Microsoft.Extensions.Localization;

namespace HexaLive.Web.Features.Import;

/// <summary>Says reasons, fields and values of imports in the reader's language.</summary>
public sealed class ImportTexts(IStringLocalizer<ImportText> words, IStringLocalizer<SharedText> shared, Texts texts)
{
    /// <summary>The sentence of a reason.</summary>
    public string Say(ImportReason reason)
    {
        object[] args = [.. reason.Args.Select(Translated)];
        return reason.Key.StartsWith("Trouble_", StringComparison.Ordinal) ? words[reason.Key, args] : shared[reason.Key, args];
    }

    /// <summary>The name of a field.</summary>
    public string Field(ImportField field) => words[$"Field_{field}"];

    /// <summary>One of our values of a field of choices.</summary>
    public string Choice(ImportField field, string value) => field switch
    {
        ImportField.Status => shared[$"Enum_WorkTaskStatus_{value}"],
        ImportField.Priority => shared[$"Enum_TaskPriority_{value}"],
        ImportField.Kind => shared[$"Enum_ProjectKind_{value}"],
        ImportField.Channel => shared[$"Enum_DedicationChannel_{value}"],
        _ => words[$"Language_{value}"],
    };

    /// <summary>A value as it would come out; instants in <paramref name="zone"/>.</summary>
    public string Value(ImportField field, object value, string zone) => value switch
    {
        Enum choice => texts.Of(choice),
        DateOnly day => day.ToString("d", CultureInfo.CurrentCulture),
        TimeOnly time => time.ToString("t", CultureInfo.CurrentCulture),
        DateTime utc => LocalTime.At(utc, zone).ToString("g", CultureInfo.CurrentCulture),
        int minutes => texts.Minutes(minutes),
        string language when field == ImportField.Language && words[$"Language_{language}"] is { ResourceNotFound: false } name => name,
        _ => value.ToString() ?? "",
    };

    private object Translated(string arg) =>
        words[$"Field_{arg}"] is { ResourceNotFound: false } field ? field.Value
        : DateOnly.TryParseExact(arg, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day.ToString("d", CultureInfo.CurrentCulture)
        : int.TryParse(arg, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && arg.Length < 7 ? number.ToString("N0", CultureInfo.CurrentCulture)
        : arg;
}
