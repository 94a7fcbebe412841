using System.Globalization;
using HexaLive.Domain;
using HexaLive.Domain.Reports;
using HexaLive.Domain.Shared;

namespace HexaLive.Infrastructure.Reporting;

/// <summary>Validates report definitions before they are run.</summary>
public static class ReportValidator
{
    /// <summary>Returns all errors of a definition. If the list is empty, the definition can be run.</summary>
    public static IReadOnlyList<ReportValidationError> Validate(ReportDefinition definition) =>
        new DefinitionValidation(definition).Validate();

    /// <summary>Throws if the definition has an error.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.ReportFaulty"/> if there is any error.</exception>
    public static void EnsureValid(ReportDefinition definition)
    {
        if (Validate(definition) is { Count: > 0 } errors)
            throw new RuleException(RuleError.ReportFaulty, errors.Count);
    }

    /// <summary>Returns whether a text is a valid value for the field and operator.</summary>
    public static bool IsValidValue(ReportField field, TestOperator test, string value) =>
        field.Type switch
        {
            FieldType.Text or FieldType.LongText => value.Length is > 0 and <= 200,
            FieldType.Number or FieldType.Minutes or FieldType.Percent => ParseNumber(value) is not null,
            FieldType.Day or FieldType.Instant => test is TestOperator.During or TestOperator.NotDuring
                ? ReportPeriod.Parse(value, SampleDay) is not null
                : IsDay(value),
            FieldType.Choice => Enum.GetNames(field.Choices!).Contains(value),
            FieldType.Flag => value is "true" or "false",
            _ => (value == "me" && field.ReferenceKind == ReferenceKind.Person)
                || (value == "my-team" && field.ReferenceKind is ReferenceKind.Person or ReferenceKind.Team)
                || ParseId(value) is not null,
        };

    /// <summary>Returns whether a day lies in the supported range, <see cref="Check.FirstDay"/> to <see cref="Check.LastDay"/>.</summary>
    internal static bool IsDay(DateOnly day) => day >= Check.FirstDay && day <= Check.LastDay;

    internal static decimal? ParseNumber(string value) =>
        decimal.TryParse(
            value,
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out var number
        )
        && Math.Abs(number) <= 1_000_000_000
            ? number
            : null;

    internal static int? ParseId(string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    private static readonly DateOnly SampleDay = new(2500, 1, 1);

    // Returns whether a text is a valid day. Days relative to today need no range check, because the parser limits their distance
    // from today.
    private static bool IsDay(string value) =>
        ReportPeriod.ParseDay(value, SampleDay) is { } day && (value.StartsWith("today", StringComparison.Ordinal) || IsDay(day));
}
