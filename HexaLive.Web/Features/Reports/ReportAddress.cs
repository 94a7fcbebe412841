using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Reporting;
using HexaLive.Infrastructure.Reporting.Documents;
using HexaLive.Web.Components;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace HexaLive.Web.Features.Reports;

/// <summary>
/// Parses the query string that runs a report: <c>p.NAME</c> (parameters), <c>page</c> (from 1), <c>order</c> (a field; <c>-field</c>
/// for descending), <c>in</c> (the path of the opened group, outermost first) and <c>rows</c>.
/// </summary>
public static class ReportAddress
{
    /// <summary>Parses the values of a query string; invalid values are ignored.</summary>
    public static ReportRequest Parse(IEnumerable<KeyValuePair<string, StringValues>> query)
    {
        var values = query.ToDictionary(v => v.Key, v => v.Value, StringComparer.OrdinalIgnoreCase);
        var order = values.GetValueOrDefault("order").ToString();
        return new ReportRequest
        {
            Parameters = values
                .Where(v => v.Key.StartsWith("p.", StringComparison.Ordinal) && v.Key.Length > 2)
                .ToDictionary(v => v.Key[2..], v => v.Value.ToString(), StringComparer.Ordinal),
            Page = QueryValue.ParsePage(values.GetValueOrDefault("page")),
            Order = order.TrimStart('-') is { Length: > 0 } field ? new ReportOrder(field, order[0] == '-') : null,
            Path = [.. values.GetValueOrDefault("in").Select(token => token ?? "")],
            IncludesRows = values.GetValueOrDefault("rows") == "1",
        };
    }

    /// <summary>Parses the query string of a URL.</summary>
    public static ReportRequest Parse(string address) =>
        Parse(QueryHelpers.ParseQuery(address.Split('?', 2) is [_, var query] ? query : ""));

    /// <summary>
    /// Parses the CSV separator: <c>sep=semicolon</c>, <c>comma</c> or <c>tab</c>. Any other value selects the separator automatically.
    /// </summary>
    public static CsvSeparator ParseSeparator(string? sep) =>
        sep switch
        {
            "semicolon" => CsvSeparator.Semicolon,
            "comma" => CsvSeparator.Comma,
            "tab" => CsvSeparator.Tab,
            _ => CsvSeparator.Auto,
        };
}
