using System.Globalization;
using HexaLive.Domain.Reports;
using Microsoft.Extensions.Localization;

namespace HexaLive.Infrastructure.Reporting;

/// <summary>Describes the errors in a definition and where they are, in the current culture's language.</summary>
public sealed class ValidationMessages(ReportNames names, IStringLocalizer<ReportNames> texts)
{
    /// <summary>Describes an error and its place: "Column 3: there is no field “client.colour” here."</summary>
    public string Describe(ReportValidationError error, ReportSource source) =>
        texts["Fault_At", DescribePlace(error.Where), DescribeProblem(error, source)];

    /// <summary>Describes a place in a definition: "Column 3", "Criteria".</summary>
    public string DescribePlace(string where)
    {
        if (texts[$"Place_{where.Replace('.', '_')}"] is { ResourceNotFound: false } known)
            return known;
        var part = where.Split('[', '.')[0];
        var number =
            where.IndexOf('[') is > 0 and var from
            && where.IndexOf(']') is > 0 and var to
            && int.TryParse(where.AsSpan(from + 1, to - from - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var at)
                ? at + 1
                : 0;
        // Criteria form a tree, so the number of a criterion would not help the user to find it.
        return number == 0 || part == "where"
            ? texts[$"Place_{part}"] is { ResourceNotFound: false } place
                ? place
                : where
            : texts["Place_Numbered", texts[$"Place_{part}_one"].Value, number];
    }

    private string DescribeProblem(ReportValidationError error, ReportSource source)
    {
        var first = error.Args.ElementAtOrDefault(0);
        object[] args =
        [
            FieldCatalog.Find(source, first) is { } field ? names.GetTitle(field) : Truncate(first),
            Truncate(error.Args.ElementAtOrDefault(1)),
            error.Args.ElementAtOrDefault(2) ?? "",
        ];
        return error is { Kind: ReportValidationErrorKind.MissingReference, Args.Length: > 2 }
            ? texts["Fault_Merged", args]
            : texts[$"Fault_{error.Kind}", args];
    }

    // Shortens a value, because imported values may be very long.
    private static string Truncate(string? text) =>
        text is null ? ""
        : text.Length <= 60 ? text
        : text[..59] + "…";
}
