using HexaLive.Domain.Reports;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>
/// A schedule in a list; instants are UTC. <see cref="CanOpen"/>: whether the viewer may open the report. <see cref="RecipientNames"/>: the names
/// of the first recipients; <see cref="RecipientCount"/>: the number of recipients. <see cref="LastOutcome"/>: the outcome of the latest
/// delivery; if there were several recipients, the worst outcome. <see cref="DefinitionVersion"/>: the current version of the
/// report definition. <see cref="ChangedAt"/>: when the report was changed, if the schedule's owner has not approved the change.
/// </summary>
public sealed record ScheduleRow(
    int Id,
    int ReportId,
    string Report,
    bool CanOpen,
    string Owner,
    bool IsMine,
    ScheduleFrequency Frequency,
    DayOfWeek DayOfWeek,
    int DayOfMonth,
    TimeOnly At,
    string TimeZone,
    ReportFormat Format,
    DateTime? NextAt,
    ScheduleStop? Stopped,
    int RecipientCount,
    IReadOnlyList<string> RecipientNames,
    DateTime? LastAt,
    DeliveryOutcome? LastOutcome,
    int DefinitionVersion,
    DateTime? ChangedAt,
    DateTime? DeletedAt
);

/// <summary>A page of schedules, with the number of the page (counted from 1) and the total numbers of schedules and pages.</summary>
public sealed record ScheduleList(IReadOnlyList<ScheduleRow> Rows, int Total, int Page, int PageCount);
