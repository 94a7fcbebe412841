using HexaLive.Domain.Reports;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>
/// A report in the list. <see cref="About"/>: the description of a built-in report. <see cref="LastRunAt"/>: when the viewer last
/// ran it (UTC). <see cref="SharedWith"/>: the names of the people and teams with whom the report is shared, only for viewers who
/// may edit the report. <see cref="ShareCount"/>: the number of people and teams with whom the report is shared.
/// </summary>
public sealed record ReportListRow(string Key, int? Id, string Name, ReportSharing Sharing)
{
    public string? About { get; init; }
    public string? Folder { get; init; }
    public ReportSource? Source { get; init; }
    public string? Owner { get; init; }
    public bool IsMine { get; init; }
    public bool MayEdit { get; init; }
    public int ShareCount { get; init; }
    public IReadOnlyList<string> SharedWith { get; init; } = [];
    public bool IsFavourite { get; init; }
    public DateTime? LastRunAt { get; init; }
    public int Version { get; init; }
}
