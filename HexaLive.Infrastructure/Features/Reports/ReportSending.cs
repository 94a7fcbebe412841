using HexaLive.Domain.Calendar;
using HexaLive.Domain.Mail;
using HexaLive.Domain.People;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>Queues the mails of schedules whose time has come. Each is claimed with its mails and its next time in one transaction: on however many servers, it goes out once, and what was missed meanwhile goes out once.</summary>
public sealed class ReportSending(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    private const int BatchSize = 50;

    /// <summary>Queues what is due and stops what cannot be sent any more; returns how many mails with reports were queued.</summary>
    public async Task<int> QueueAsync(CancellationToken cancellationToken = default)
    {
        await StopAtOnceAsync(cancellationToken);
        var queued = 0;
        WorkingDays? days = null;
        while (true)
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            var now = time.GetUtcNow().UtcDateTime;
            var due = await db.ReportSchedules.AsNoTracking().Where(s => s.NextAt != null && s.NextAt <= now).OrderBy(s => s.NextAt).ThenBy(s => s.Id).Take(BatchSize)
                .Select(s => new Turn(s, s.Recipients.Select(r => r.PersonId).ToList(), s.Owner.Active, s.Owner.TeamId, s.Owner.WorkingWeek, s.Report.DeletedAt != null, s.AgreedVersion != s.Report.DefinitionVersion)).ToListAsync(cancellationToken);
            if (due.Count == 0) return queued;
            days ??= await WorkingDays.ReadAsync(db, DateOnly.FromDateTime(now).AddDays(-1), cancellationToken);
            foreach (var turn in due)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (turn.Stop is { } why) await StopAsync(db, turn.Schedule.Id, why, now, cancellationToken);
                else queued += await ClaimAsync(db, turn, days.Of(turn.TeamId, turn.WorkingWeek), now, cancellationToken);
                db.ChangeTracker.Clear();
            }
            if (due.Count < BatchSize) return queued;
        }
    }

    /// <summary>
    /// Stops a schedule and lets those who look after it know by mail, once, whoever finds out how often: administrators, and its owner where it is the report that cannot be run; of a changed report its owner alone, who may
    /// agree to it.
    /// </summary>
    internal static Task<bool> StopAsync(HexaDbContext db, int scheduleId, ScheduleStop why, DateTime now, CancellationToken cancellationToken) => db.WriteAsync(async () =>
    {
        var stopped = await db.ReportSchedules.Where(s => s.Id == scheduleId && s.Stopped == null && s.DeletedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.Stopped, why).SetProperty(s => s.NextAt, (DateTime?)null).SetProperty(s => s.Version, s => s.Version + 1), cancellationToken);
        if (stopped == 0) return false;
        var owner = why is ScheduleStop.ReportBroken or ScheduleStop.ReportChanged ? await db.ReportSchedules.Where(s => s.Id == scheduleId).Select(s => (int?)s.OwnerId).FirstOrDefaultAsync(cancellationToken) : null;
        var told = await db.People.Where(p => p.Active && p.Email != null && (p.Id == owner || (p.Role == PersonRole.Administrator && why != ScheduleStop.ReportChanged))).Select(p => p.Id).ToListAsync(cancellationToken);
        db.Mails.AddRange(told.Select(id => OutgoingMail.OfStop(id, scheduleId, now)));
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }, cancellationToken);

    // Not only when it would be their turn: nobody waits a month to hear of it.
    private async Task StopAtOnceAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var found = await db.ReportSchedules.Where(s => s.NextAt != null && (!s.Owner.Active || s.AgreedVersion != s.Report.DefinitionVersion)).OrderBy(s => s.Id).Take(BatchSize)
            .Select(s => new { s.Id, s.Owner.Active }).ToListAsync(cancellationToken);
        foreach (var one in found) await StopAsync(db, one.Id, one.Active ? ScheduleStop.ReportChanged : ScheduleStop.OwnerLeft, time.GetUtcNow().UtcDateTime, cancellationToken);
    }

    private static Task<int> ClaimAsync(HexaDbContext db, Turn turn, WorkingCalendar calendar, DateTime now, CancellationToken cancellationToken)
    {
        var (schedule, due) = (turn.Schedule, turn.Schedule.NextAt!.Value);
        schedule.Sent(calendar, now);
        return db.WriteAsync(async () =>
        {
            // It is still this one's turn, and what was read of it still holds.
            var claimed = await db.ReportSchedules.Where(s => s.Id == schedule.Id && s.NextAt == due && s.Version == schedule.Version)
                .ExecuteUpdateAsync(set => set.SetProperty(s => s.NextAt, schedule.NextAt), cancellationToken);
            if (claimed == 0) return 0;
            // A clock that was set back comes to the same time again.
            var had = await db.ReportDeliveries.Where(d => d.ScheduleId == schedule.Id && d.DueAt == due).Select(d => d.PersonId).ToListAsync(cancellationToken);
            var deliveries = turn.Recipients.Except(had).Select(id => new ReportDelivery(schedule.Id, id, due)).ToList();
            db.ReportDeliveries.AddRange(deliveries);
            await db.SaveChangesAsync(cancellationToken);
            db.Mails.AddRange(deliveries.Select(d => OutgoingMail.OfReport(d.PersonId, d.Id, now)));
            await db.SaveChangesAsync(cancellationToken);
            return deliveries.Count;
        }, cancellationToken);
    }

    private sealed record Turn(ReportSchedule Schedule, IReadOnlyList<int> Recipients, bool OwnerActive, int? TeamId, WeekDays? WorkingWeek, bool Deleted, bool Changed)
    {
        public ScheduleStop? Stop => !OwnerActive ? ScheduleStop.OwnerLeft : Deleted ? ScheduleStop.ReportBroken : Changed ? ScheduleStop.ReportChanged : null;
    }
}
