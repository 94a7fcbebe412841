using HexaLive.Domain.Holidays;
using HexaLive.Domain.Mail;
using HexaLive.Domain.People;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Holidays;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>
/// Queues the e-mails of schedules that are due. A single transaction queues the e-mails of a schedule and sets its next time, so that
/// a report is sent only once even if several servers run. If no server was running at one or more scheduled times, the report is
/// sent once afterwards.
/// </summary>
public sealed class ReportScheduleQueueing(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    private const int BatchSize = 50;

    /// <summary>
    /// Queues due reports, stops schedules whose report can no longer be sent, and returns the number of report e-mails queued.
    /// </summary>
    public async Task<int> QueueAsync(CancellationToken cancellationToken = default)
    {
        await StopInvalidSchedulesAsync(cancellationToken);
        var queued = 0;
        WorkingCalendars? days = null;
        while (true)
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            var now = time.GetUtcNow().UtcDateTime;
            var due = await db
                .ReportSchedules.AsNoTracking()
                .Where(s => s.NextAt != null && s.NextAt <= now)
                .OrderBy(s => s.NextAt)
                .ThenBy(s => s.Id)
                .Take(BatchSize)
                .Select(s => new DueSchedule(
                    s,
                    s.Recipients.Select(r => r.PersonId).ToList(),
                    s.Owner.Active,
                    s.Owner.TeamId,
                    s.Owner.WorkingWeek,
                    s.Report.DeletedAt != null,
                    s.ApprovedVersion != s.Report.DefinitionVersion
                ))
                .ToListAsync(cancellationToken);
            if (due.Count == 0)
                return queued;
            days ??= await WorkingCalendars.ReadAsync(db, DateOnly.FromDateTime(now).AddDays(-1), cancellationToken);
            foreach (var turn in due)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (turn.StopReason is { } why)
                    await StopAsync(db, turn.Schedule.Id, why, now, cancellationToken);
                else
                    queued += await ClaimAsync(db, turn, days.CalendarOf(turn.TeamId, turn.WorkingWeek), now, cancellationToken);
                db.ChangeTracker.Clear();
            }
            if (due.Count < BatchSize)
                return queued;
        }
    }

    /// <summary>
    /// Stops a schedule and sends a notice by e-mail, only once even if several servers notice the reason. The notice goes to
    /// administrators and, if the report cannot be run, also to the owner. If the report was changed, the notice goes only to the
    /// owner, who can approve the change. Returns false if the schedule was already stopped or deleted.
    /// </summary>
    internal static Task<bool> StopAsync(
        HexaDbContext db,
        int scheduleId,
        ScheduleStop reason,
        DateTime now,
        CancellationToken cancellationToken
    ) =>
        db.WriteAsync(
            async () =>
            {
                var stopped = await db
                    .ReportSchedules.Where(s => s.Id == scheduleId && s.Stopped == null && s.DeletedAt == null)
                    .ExecuteUpdateAsync(
                        set =>
                            set.SetProperty(s => s.Stopped, reason)
                                .SetProperty(s => s.NextAt, (DateTime?)null)
                                .SetProperty(s => s.Version, s => s.Version + 1),
                        cancellationToken
                    );
                if (stopped == 0)
                    return false;
                var owner = reason is ScheduleStop.ReportBroken or ScheduleStop.ReportChanged
                    ? await db
                        .ReportSchedules.Where(s => s.Id == scheduleId)
                        .Select(s => (int?)s.OwnerId)
                        .FirstOrDefaultAsync(cancellationToken)
                    : null;
                var notified = await db
                    .People.Where(p =>
                        p.Active
                        && p.Email != null
                        && (p.Id == owner || (p.Role == PersonRole.Administrator && reason != ScheduleStop.ReportChanged))
                    )
                    .Select(p => p.Id)
                    .ToListAsync(cancellationToken);
                db.Mails.AddRange(notified.Select(id => OutgoingMail.ForStoppedSchedule(id, scheduleId, now)));
                await db.SaveChangesAsync(cancellationToken);
                return true;
            },
            cancellationToken
        );

    // Stops schedules whose owner left or whose report was changed. Every run checks all schedules, even those that are not due, so that
    // people learn about the problem before the next due date.
    private async Task StopInvalidSchedulesAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var found = await db
            .ReportSchedules.Where(s => s.NextAt != null && (!s.Owner.Active || s.ApprovedVersion != s.Report.DefinitionVersion))
            .OrderBy(s => s.Id)
            .Take(BatchSize)
            .Select(s => new { s.Id, s.Owner.Active })
            .ToListAsync(cancellationToken);
        foreach (var one in found)
            await StopAsync(
                db,
                one.Id,
                one.Active ? ScheduleStop.ReportChanged : ScheduleStop.OwnerLeft,
                time.GetUtcNow().UtcDateTime,
                cancellationToken
            );
    }

    private static Task<int> ClaimAsync(
        HexaDbContext db,
        DueSchedule dueSchedule,
        WorkingCalendar calendar,
        DateTime now,
        CancellationToken cancellationToken
    )
    {
        var (schedule, due) = (dueSchedule.Schedule, dueSchedule.Schedule.NextAt!.Value);
        schedule.MarkSent(calendar, now);
        return db.WriteAsync(
            async () =>
            {
                // Continue only if the schedule is still due at this time and was not changed since it was read.
                var claimed = await db
                    .ReportSchedules.Where(s => s.Id == schedule.Id && s.NextAt == due && s.Version == schedule.Version)
                    .ExecuteUpdateAsync(set => set.SetProperty(s => s.NextAt, schedule.NextAt), cancellationToken);
                if (claimed == 0)
                    return 0;
                // Skip people who already have a delivery for this time, which can happen if the system clock is set back.
                var had = await db
                    .ReportDeliveries.Where(d => d.ScheduleId == schedule.Id && d.DueAt == due)
                    .Select(d => d.PersonId)
                    .ToListAsync(cancellationToken);
                var deliveries = dueSchedule.Recipients.Except(had).Select(id => new ReportDelivery(schedule.Id, id, due)).ToList();
                db.ReportDeliveries.AddRange(deliveries);
                await db.SaveChangesAsync(cancellationToken);
                db.Mails.AddRange(deliveries.Select(d => OutgoingMail.ForReport(d.PersonId, d.Id, now)));
                await db.SaveChangesAsync(cancellationToken);
                return deliveries.Count;
            },
            cancellationToken
        );
    }

    private sealed record DueSchedule(
        ReportSchedule Schedule,
        IReadOnlyList<int> Recipients,
        bool IsOwnerActive,
        int? TeamId,
        WeekDays? WorkingWeek,
        bool IsDeleted,
        bool IsChanged
    )
    {
        public ScheduleStop? StopReason =>
            !IsOwnerActive ? ScheduleStop.OwnerLeft
            : IsDeleted ? ScheduleStop.ReportBroken
            : IsChanged ? ScheduleStop.ReportChanged
            : null;
    }
}
