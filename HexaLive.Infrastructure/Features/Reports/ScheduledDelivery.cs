using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>
/// A delivery of a scheduled report to one person. <see cref="IsApproved"/>: whether the owner of the schedule has approved the
/// current version of the report. <see cref="IsRecipient"/>: whether the person is a regular recipient of the schedule.
/// </summary>
internal sealed record ScheduledDelivery(
    int ScheduleId,
    DateTime DueAt,
    int ReportId,
    string Report,
    string Definition,
    int OwnerId,
    string Owner,
    string TimeZone,
    ReportFormat Format,
    bool SendEmpty,
    string? Parameters,
    bool IsApproved,
    bool IsRecipient
)
{
    /// <summary>Reads a delivery; null if its schedule was deleted.</summary>
    public static Task<ScheduledDelivery?> FindAsync(HexaDbContext db, int? id, int personId, CancellationToken cancellationToken) =>
        db
            .ReportDeliveries.AsNoTracking()
            .Where(d => d.Id == id && d.Schedule.DeletedAt == null)
            .Select(d => new ScheduledDelivery(
                d.ScheduleId,
                d.DueAt,
                d.Schedule.ReportId,
                d.Schedule.Report.Name,
                d.Schedule.Report.Definition,
                d.Schedule.OwnerId,
                d.Schedule.Owner.Name,
                d.Schedule.TimeZone,
                d.Schedule.Format,
                d.Schedule.SendEmpty,
                d.Schedule.Parameters,
                d.Schedule.ApprovedVersion == d.Schedule.Report.DefinitionVersion,
                d.Schedule.Recipients.Any(r => r.PersonId == personId)
            ))
            .FirstOrDefaultAsync(cancellationToken);
}
