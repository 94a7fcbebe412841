using System.Globalization;
using HexaLive.Domain.Reports;
using Microsoft.Extensions.Localization;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>Says what is wrong in a definition, and where, in the language of the present culture.</summary>
public sealed class FaultWords(ReportWords words, IStringLocalizer<ReportText> texts)
{
    /// <summary>A fault: "Column 3: there is no field “client.colour”."</summary>
    public string Of(ReportFault fault, ReportSource source) => texts["Fault_At", Place(fault.Where), What(fault, source)];

    /// <summary>A place in a definition: "Column 3", "Criteria".</summary>
    public string Place(string where)
    {
        if (texts[$"Place_{where.Replace('.', '_')}"] is { ResourceNotFound: false } known) return known;
        var part = where.Split('[', '.')[0];
        var number = where.IndexOf('[') is > 0 and var from && where.IndexOf(']') is > 0 and var to && int.TryParse(where.AsSpan(from + 1, to - from - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? at + 1 : 0;
        // Criteria stand in a tree, where numbers say nothing.
        return number == 0 || part == "where" ? texts[$"Place_{part}"] is { ResourceNotFound: false } place ? place : where : texts["Place_Numbered", texts[$"Place_{part}_one"].Value, number];
    }

    private string What(ReportFault fault, ReportSource source)
    {
        var first = fault.Args.ElementAtOrDefault(0);
        object[] args = [FieldCatalog.Find(source, first) is { } field ? words.Title(field) : Short(first), Short(fault.Args.ElementAtOrDefault(1)), fault.Args.ElementAtOrDefault(2) ?? ""];
        return fault is { Kind: ReportFaultKind.MissingReference, Args.Length: > 2 } ? texts["Fault_Merged", args] : texts[$"Fault_{fault.Kind}", args];
    }

    // What comes from outside may be as long as a file.
    private static string Short(string? text) => text is null ? "" : text.Length <= 60 ? text : text[..59] + "…";
}
