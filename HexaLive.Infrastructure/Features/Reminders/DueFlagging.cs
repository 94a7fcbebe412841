using HexaLive.Domain.Activity;
using HexaLive.Domain.Reminders;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Reminders;

/// <summary>Flags promises that have fallen due: a reminder for who promised, and a line for who controls.</summary>
public sealed class DueFlagging(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>Promises a transaction: between two of them other writers have their turn.</summary>
    public const int BatchSize = 500;

    /// <summary>
    /// Flags every open promise that is due by now and was not flagged before; returns how many. Rows are claimed before anything is written of them, so
    /// that two sweeps at once flag each promise once.
    /// </summary>
    public async Task<int> FlagDueAsync(CancellationToken cancellationToken = default)
    {
        var flagged = 0;
        while (true)
        {
            var (found, claimed) = await FlagBatchAsync(cancellationToken);
            flagged += claimed;
            if (found < BatchSize) return flagged;
        }
    }

    private async Task<(int Found, int Claimed)> FlagBatchAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        var due = await db.Promises.AsNoTracking()
            .Where(p => p.Outcome == PromiseOutcome.Open && p.FlaggedAt == null && p.DueAt <= now)
            .OrderBy(p => p.DueAt).Take(BatchSize).Select(p => p.Id).ToListAsync(cancellationToken);
        if (due.Count == 0) return (0, 0);
        // The mark tells this sweep's rows from those that another one claimed at the same instant.
        var mark = new DateTime(now.Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond + Random.Shared.Next(0, 9_999_999), DateTimeKind.Utc);
        var claimed = await db.WriteAsync(async () =>
        {
            var mine = await db.Promises
                .Where(p => due.Contains(p.Id) && p.Outcome == PromiseOutcome.Open && p.FlaggedAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(p => p.FlaggedAt, mark), cancellationToken);
            if (mine == 0) return 0;
            var rows = await db.Promises.AsNoTracking()
                .Where(p => due.Contains(p.Id) && p.FlaggedAt == mark)
                .OrderBy(p => p.DueAt)
                .Select(p => new
                {
                    p.Id,
                    p.TaskId,
                    p.PersonId,
                    p.Date,
                    p.Time,
                    p.Note,
                    p.Task.ClientId,
                    p.Task.ProjectId,
                    p.Task.ResponsibleId,
                    p.Task.ControllerId,
                    Known = db.Reminders.Any(r => r.PromiseId == p.Id && r.PersonId == p.PersonId && r.Kind == ReminderKind.Due),
                })
                .ToListAsync(cancellationToken);
            foreach (var row in rows)
            {
                if (!row.Known) db.Reminders.Add(new Reminder(row.PersonId, row.TaskId, row.Id, ReminderKind.Due, now));
                db.Activity.Add(new ActivityEntry(ActivityKind.FlaggedDue, null, now, to: WorkTask.Describe(new NextAction(row.Date, row.Time)), note: row.Note)
                {
                    TaskId = row.TaskId,
                    ClientId = row.ClientId,
                    ProjectId = row.ProjectId,
                    ResponsibleId = row.ResponsibleId,
                    ControllerId = row.ControllerId,
                });
            }
            await db.SaveChangesAsync(cancellationToken);
            return rows.Count;
        }, cancellationToken);
        return (due.Count, claimed);
    }
}
