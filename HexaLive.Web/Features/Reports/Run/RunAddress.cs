using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Reporting;
using HexaLive.Web.Components;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.WebUtilities;

namespace HexaLive.Web.Features.Reports.Run;

/// <summary>
/// The URL of a report view. The query string holds the parameters (<c>p.name</c>), the page (from 1), the order, the path of the opened
/// group (<c>in</c>, outermost first), the chart, and whether a report without columns shows its rows.
/// </summary>
public sealed record RunAddress(string Key)
{
    /// <summary>The parameter values in the URL. A parameter with an empty value does not filter.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();
    public int Page { get; init; } = 1;
    public ReportOrder? Order { get; init; }
    public IReadOnlyList<string> Path { get; init; } = [];
    public bool IncludesRows { get; init; }
    public ChartKind? Chart { get; init; }

    /// <summary>Parses the query string of a URL; invalid values are ignored.</summary>
    public static RunAddress Parse(string key, string query)
    {
        var values = QueryHelpers.ParseQuery(query);
        var request = ReportAddress.Parse(values);
        return new RunAddress(key)
        {
            Parameters = request.Parameters,
            Page = request.Page,
            Order = request.Order,
            Path = request.Path,
            IncludesRows = request.IncludesRows,
            Chart = QueryValue.ParseEnum<ChartKind>(values.TryGetValue("chart", out var chart) ? chart.ToString() : null),
        };
    }

    /// <summary>The query string with its question mark; empty if nothing is set.</summary>
    public string Query
    {
        get
        {
            var query = new QueryBuilder();
            foreach (var (name, value) in Parameters)
                query.Add($"p.{name}", value);
            foreach (var token in Path)
                query.Add("in", token);
            if (IncludesRows)
                query.Add("rows", "1");
            if (Order is { } order)
                query.Add("order", order.Descending ? $"-{order.Field}" : order.Field);
            if (Chart is { } chart)
                query.Add("chart", chart.ToString().ToLowerInvariant());
            if (QueryValue.FormatPage(Page) is { } page)
                query.Add("page", page);
            return query.ToString();
        }
    }

    public string Href => $"{AppUrls.Report(Key)}{Query}";

    /// <summary>Returns the URL that opens the group at <paramref name="path"/> on its first page.</summary>
    public RunAddress WithPath(IReadOnlyList<string> path, bool includesRows = false) =>
        this with
        {
            Path = path,
            IncludesRows = includesRows,
            Page = 1,
        };

    public ReportRequest Request =>
        new()
        {
            Parameters = Parameters,
            Page = Page,
            Order = Order,
            Path = Path,
            IncludesRows = IncludesRows,
        };
}
