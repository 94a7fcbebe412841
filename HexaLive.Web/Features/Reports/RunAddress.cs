using System.Globalization;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Features.Reports;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.WebUtilities;

namespace HexaLive.Web.Features.Reports;

/// <summary>
/// Everything that makes a view of a report, as it stands in the address: parameters (<c>p.name</c>), page (from 1 in the address, from 0 here), order, the groups that are looked into (<c>in</c>, outermost
/// first), whether rows are shown of a report without columns, and the chart.
/// </summary>
public sealed record RunAddress(string Key)
{
    /// <summary>The values that are given, empty ones included: those take every row.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();
    public int Page { get; init; }
    public ReportOrder? Order { get; init; }
    public IReadOnlyList<string> Path { get; init; } = [];
    public bool Rows { get; init; }
    public ChartKind? Chart { get; init; }

    /// <summary>Reads the query of an address; what is nothing is left out.</summary>
    public static RunAddress Parse(string key, string query)
    {
        var values = QueryHelpers.ParseQuery(query);
        var order = values.TryGetValue("order", out var by) ? by.ToString() : "";
        return new RunAddress(key)
        {
            Parameters = values.Where(v => v.Key.StartsWith("p.", StringComparison.Ordinal) && v.Key.Length > 2).ToDictionary(v => v.Key[2..], v => v.Value.ToString()),
            Page = values.TryGetValue("page", out var page) && int.TryParse(page, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Max(0, number - 1) : 0,
            Order = order.TrimStart('-') is { Length: > 0 } field ? new ReportOrder(field, order[0] == '-') : null,
            Path = values.TryGetValue("in", out var path) ? [.. path.Select(t => t ?? "")] : [],
            Rows = values.TryGetValue("rows", out var rows) && rows == "1",
            Chart = values.TryGetValue("chart", out var chart) && Enum.TryParse<ChartKind>(chart, ignoreCase: true, out var kind) && Enum.IsDefined(kind) ? kind : null,
        };
    }

    /// <summary>The query, with its question mark; empty where nothing is said.</summary>
    public string Query
    {
        get
        {
            var query = new QueryBuilder();
            foreach (var (name, value) in Parameters) query.Add($"p.{name}", value);
            foreach (var token in Path) query.Add("in", token);
            if (Rows) query.Add("rows", "1");
            if (Order is { } order) query.Add("order", order.Descending ? $"-{order.Field}" : order.Field);
            if (Chart is { } chart) query.Add("chart", chart.ToString().ToLowerInvariant());
            if (Page > 0) query.Add("page", (Page + 1).ToString(CultureInfo.InvariantCulture));
            return query.ToString();
        }
    }

    /// <summary>The address of the page.</summary>
    public string Href => $"/reports/{Uri.EscapeDataString(Key)}{Query}";

    /// <summary>The same one level deeper, or as deep as <paramref name="path"/> says.</summary>
    public RunAddress Into(IReadOnlyList<string> path, bool rows = false) => this with { Path = path, Rows = rows, Page = 0 };

    /// <summary>What is asked of the runner.</summary>
    public ReportAsk Ask => new() { Parameters = Parameters, Page = Page, Order = Order, Path = Path, Rows = Rows };
}
