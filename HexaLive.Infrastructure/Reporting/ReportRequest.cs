using HexaLive.Domain.Reports;

namespace HexaLive.Infrastructure.Reporting;

/// <summary>
/// How to run a report: the values of its parameters by name, the page (counted from 1) and its size, an order that replaces the
/// report's own, and the group to drill into, as the tokens of its keys (<see cref="ReportGroupNode.Token"/>), outermost first.
/// <see cref="Rows"/>: for a report without columns, show the rows behind its figures. <see cref="Today"/>: the day that criteria
/// and fields treat as today; null means the viewer's local day.
/// </summary>
public sealed record ReportRequest
{
    /// <summary>Maximum number of rows on a page.</summary>
    public const int MaxPageSize = 200;

    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();
    public int Page { get; init; } = 1;
    public int PageSize { get; init; } = 50;
    public ReportOrder? Order { get; init; }
    public IReadOnlyList<string> Path { get; init; } = [];
    public bool Rows { get; init; }
    public DateOnly? Today { get; init; }
}
