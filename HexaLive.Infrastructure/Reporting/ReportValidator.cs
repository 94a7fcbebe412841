using System.Globalization;
using HexaLive.Domain;
using HexaLive.Domain.Reports;
using HexaLive.Domain.Shared;

namespace HexaLive.Infrastructure.Reporting;

/// <summary>Validates report definitions before they are run.</summary>
public static class ReportValidator
{
    /// <summary>Returns all errors of a definition. If the list is empty, the definition can be run.</summary>
    public static IReadOnlyList<ReportValidationError> Of(ReportDefinition definition) => new DefinitionValidation(definition).Run();

    /// <summary>Throws if the definition has an error.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.ReportFaulty"/> if there is any error.</exception>
    public static void EnsureValid(ReportDefinition definition)
    {
        if (Of(definition) is { Count: > 0 } errors)
            throw new RuleException(RuleError.ReportFaulty, errors.Count);
    }

    /// <summary>Returns whether a text is a valid value for the field and operator.</summary>
    public static bool IsValue(ReportField field, TestOperator test, string value) =>
        field.Type switch
        {
            FieldType.Text or FieldType.LongText => value.Length is > 0 and <= 200,
            FieldType.Number or FieldType.Minutes or FieldType.Percent => Number(value) is not null,
            FieldType.Day or FieldType.Instant => test is TestOperator.During or TestOperator.NotDuring
                ? ReportPeriod.Parse(value, AnyDay) is not null
                : IsDay(value),
            FieldType.Choice => Enum.GetNames(field.Choices!).Contains(value),
            FieldType.Flag => value is "true" or "false",
            _ => (value == "me" && field.Refers == ReferenceKind.Person)
                || (value == "my-team" && field.Refers is ReferenceKind.Person or ReferenceKind.Team)
                || Id(value) is not null,
        };

    /// <summary>Returns whether a day lies in the supported range, <see cref="Check.FirstDay"/> to <see cref="Check.LastDay"/>.</summary>
    internal static bool IsDay(DateOnly day) => day >= Check.FirstDay && day <= Check.LastDay;

    internal static decimal? Number(string value) =>
        decimal.TryParse(
            value,
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out var number
        )
        && Math.Abs(number) <= 1_000_000_000
            ? number
            : null;

    internal static int? Id(string value) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    private static readonly DateOnly AnyDay = new(2500, 1, 1);

    // Returns whether a text is a valid day. Days relative to today need no range check, because the parser limits their distance
    // from today.
    private static bool IsDay(string value) =>
        ReportPeriod.ParseDay(value, AnyDay) is { } day && (value.StartsWith("today", StringComparison.Ordinal) || IsDay(day));
}
