using HexaLive.Domain;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>
/// Finds, loads and saves the schedules that a viewer may change. Administrators may change all schedules, other viewers only their
/// own.
/// </summary>
internal static class ScheduleAccess
{
    /// <summary>Returns the schedules that the viewer may change, without deleted ones.</summary>
    public static IQueryable<ReportSchedule> ChangeableSchedules(HexaDbContext db, Viewer viewer) =>
        ChangeableSchedulesAndDeleted(db, viewer).Where(s => s.DeletedAt == null);

    /// <summary>Returns the schedules that the viewer may change, including deleted ones.</summary>
    public static IQueryable<ReportSchedule> ChangeableSchedulesAndDeleted(HexaDbContext db, Viewer viewer) =>
        viewer.IsAdministrator ? db.ReportSchedules : db.ReportSchedules.Where(s => s.OwnerId == viewer.PersonId);

    /// <summary>Loads a schedule for a change.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/>.</exception>
    public static async Task<ReportSchedule> LoadAsync(HexaDbContext db, Viewer viewer, int id, CancellationToken cancellationToken) =>
        await ChangeableSchedules(db, viewer)
            .Include(s => s.Recipients)
            .Include(s => s.Owner)
            .Include(s => s.Report)
            .FirstOrDefaultAsync(s => s.Id == id, cancellationToken)
        ?? throw new RuleException(RuleError.NotFound);

    /// <summary>Saves a schedule. Its version changes even if only the recipients were changed.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.Conflict"/> if the schedule was changed in the meantime.</exception>
    public static async Task SaveAsync(HexaDbContext db, ReportSchedule schedule, CancellationToken cancellationToken)
    {
        db.Entry(schedule).Property(s => s.Version).IsModified = true;
        await db.SaveOrThrowAsync(() => Task.FromResult(DescribeConflict(schedule)), cancellationToken);
    }

    /// <summary>Returns the error that says that the schedule was changed in the meantime.</summary>
    public static RuleException DescribeConflict(ReportSchedule schedule) =>
        new(RuleError.Conflict, schedule.Owner?.Name ?? "", schedule.Report?.Name ?? "");
}
