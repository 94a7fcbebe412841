using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Export;
using HexaLive.Infrastructure.Features.Reports;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace HexaLive.Web.Features.Reports;

/// <summary>How a report is run, as addresses say it: <c>p.NAME</c> parameters, <c>page</c> (from 1), <c>order</c> (a field, <c>-field</c> downwards), <c>in</c> (the group looked into, outermost first), <c>rows</c>.</summary>
public static class ReportAddress
{
    /// <summary>Reads a query.</summary>
    public static ReportAsk Ask(IEnumerable<KeyValuePair<string, StringValues>> query)
    {
        var values = query.ToDictionary(v => v.Key, v => v.Value, StringComparer.Ordinal);
        var order = values.GetValueOrDefault("order").ToString();
        return new ReportAsk
        {
            Parameters = values.Where(v => v.Key.StartsWith("p.", StringComparison.Ordinal)).ToDictionary(v => v.Key[2..], v => v.Value.ToString(), StringComparer.Ordinal),
            Page = int.TryParse(values.GetValueOrDefault("page"), out var page) ? Math.Max(0, page - 1) : 0,
            Order = order.Length == 0 ? null : new ReportOrder(order.TrimStart('-'), order[0] == '-'),
            Path = [.. values.GetValueOrDefault("in").Select(token => token ?? "")],
            Rows = values.GetValueOrDefault("rows") == "1",
        };
    }

    /// <summary>Reads the query of an address.</summary>
    public static ReportAsk Ask(string address) => Ask(QueryHelpers.ParseQuery(address.Split('?', 2) is [_, var query] ? query : ""));

    /// <summary>What separates CSV: <c>sep=semicolon</c>, <c>comma</c> or <c>tab</c>.</summary>
    public static CsvSeparator Separator(string? sep) => sep switch { "semicolon" => CsvSeparator.Semicolon, "comma" => CsvSeparator.Comma, "tab" => CsvSeparator.Tab, _ => CsvSeparator.Auto };
}
