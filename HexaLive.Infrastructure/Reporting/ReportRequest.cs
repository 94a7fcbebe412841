using HexaLive.Domain.Reports;

namespace HexaLive.Infrastructure.Reporting;

/// <summary>
/// How to run a report. Contains the values of the report's parameters by name, the page (counted from 1) and its size, an order
/// that replaces the order in the definition, and the path of the group to open. The path consists of the tokens of the group keys
/// (<see cref="ReportGroupNode.Token"/>), outermost first. <see cref="IncludesRows"/>: whether to show the rows behind the figures of a
/// report without columns. <see cref="Today"/>: the day that criteria and fields use as today; null means the viewer's local day.
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
    public bool IncludesRows { get; init; }
    public DateOnly? Today { get; init; }
}
