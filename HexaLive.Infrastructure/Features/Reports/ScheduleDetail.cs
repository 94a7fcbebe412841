using HexaLive.Domain.Reports;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>
/// A person who receives a report, or could receive it. <see cref="IsReachable"/>: whether the person is active and has an e-mail
/// address.
/// </summary>
public sealed record ScheduleReader(int Id, string Name, bool IsReachable = true);

/// <summary>
/// A schedule as shown in its form. <see cref="Definition"/>: the definition of the report, or null if it cannot be read.
/// <see cref="IsApproved"/>: whether the owner has approved the current version of the report.
/// </summary>
public sealed record ScheduleDetail(
    int Id,
    int ReportId,
    string Report,
    string Owner,
    int Version,
    ScheduleFields Fields,
    IReadOnlyDictionary<string, string> Parameters,
    IReadOnlyList<ScheduleReader> Recipients,
    ReportDefinition? Definition,
    int DefinitionVersion,
    bool IsApproved
);
