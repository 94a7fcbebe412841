using System.Linq.Expressions;
using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Reminders;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Reminders;

/// <summary>
/// A reminder in the bell. <see cref="RaisedAt"/> is UTC. <see cref="Round"/> is the number of times that the reminder was raised;
/// the end of a snooze counts as raising the reminder again. <see cref="Date"/> and <see cref="Time"/> are in the zone of the
/// person who promised. <see cref="Note"/> is the promise's note, the beginning of the entry's comment, or the last message of a
/// question.
/// </summary>
public sealed record ReminderRow(
    int Id,
    int Round,
    DateTime RaisedAt,
    ReminderKind Kind,
    int TaskId,
    string Task,
    string Client,
    int ResponsibleId,
    string Responsible,
    DateOnly? Date,
    TimeOnly? Time,
    string? Note,
    int? DedicationId
);

/// <summary>
/// The content of the bell: the number of active reminders, the newest active reminders, and the time (UTC) at which the next
/// snoozed reminder comes back.
/// </summary>
public sealed record ReminderBadge(int Count, IReadOnlyList<ReminderRow> Rows, DateTime? NextAt);

/// <summary>
/// Reads and changes a person's own reminders. A reminder stays active until it is done. A reminder about a
/// promise also ends when the promise ends, for example because the task is finished or rescheduled.
/// </summary>
public sealed class ReminderList(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>The maximum number of rows in the bell.</summary>
    public const int MaxShown = 20;

    /// <summary>Returns the viewer's active reminders, newest first, at most <see cref="MaxShown"/>.</summary>
    public async Task<ReminderBadge> GetAsync(Viewer viewer, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        var open = ActiveReminders(db, viewer);
        var here = open.Where(r => r.SnoozedUntil == null || r.SnoozedUntil <= now);
        var shown = here.OrderByDescending(r => r.SnoozedUntil ?? r.RaisedAt).ThenByDescending(r => r.Id).Take(MaxShown).Select(r => r.Id);
        // Read counts and rows in one query, because every page has a bell. If there are no reminders, the query returns a single
        // row with the counts. Join the reminders by id only, because EF Core would omit that single row if the join had a condition on
        // tasks.
        var found = await db
            .People.Where(p => p.Id == viewer.PersonId)
            .LeftJoin(db.Reminders.Where(r => shown.Contains(r.Id)), p => p.Id, r => r.PersonId, (p, r) => r)
            .OrderByDescending(r => r!.SnoozedUntil ?? r.RaisedAt)
            .ThenByDescending(r => r!.Id)
            .Select(r => new
            {
                Count = here.Count(),
                Next = open.Min(o => o.SnoozedUntil > now ? o.SnoozedUntil : null),
                Row = r == null
                    ? null
                    : new ReminderRow(
                        r.Id,
                        r.SnoozedUntil == null ? r.Round : r.Round + 1,
                        r.SnoozedUntil ?? r.RaisedAt,
                        r.Kind,
                        r.TaskId,
                        r.Task.Title,
                        r.Task.Client.Name,
                        r.Task.ResponsibleId,
                        r.Task.Responsible.Name,
                        r.Promise!.Date,
                        r.Promise.Time,
                        r.Kind == ReminderKind.Question
                                ? r.Dedication!.Review!.Messages.OrderByDescending(m => m.Id).Select(m => m.Text).FirstOrDefault()
                            : r.Dedication != null ? r.Dedication.Comment.Substring(0, 160)
                            : r.Promise.Note,
                        r.DedicationId
                    ),
            })
            .ToListAsync(cancellationToken);
        return found.Count == 0
            ? new ReminderBadge(0, [], null)
            : new ReminderBadge(found[0].Count, [.. found.Where(f => f.Row is not null).Select(f => f.Row!)], found[0].Next);
    }

    /// <summary>Marks a reminder as done.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> if the viewer has no such active reminder.</exception>
    public Task MarkDoneAsync(Viewer viewer, int id, CancellationToken cancellationToken = default) =>
        ChangeAsync(viewer, id, (reminder, actor) => reminder.MarkDone(actor), cancellationToken);

    /// <summary>Snoozes a reminder until a later instant (UTC).</summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.NotFound"/> if the viewer has no such active reminder, <see cref="RuleError.DateInPast"/> if
    /// <paramref name="until"/> is not in the future.
    /// </exception>
    public Task SnoozeAsync(Viewer viewer, int id, DateTime until, CancellationToken cancellationToken = default) =>
        ChangeAsync(viewer, id, (reminder, actor) => reminder.Snooze(until, actor), cancellationToken);

    /// <summary>
    /// Snoozes the viewer's reminders about a task's open promise until a later instant (UTC). If there are no such reminders,
    /// creates one that appears at that time.
    /// </summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.NotFound"/> if the task is outside the scope or has no open promise,
    /// <see cref="RuleError.DateInPast"/> if <paramref name="until"/> is not in the future.
    /// </exception>
    // If the job for due promises inserts the same reminder at the same time, the next attempt finds that reminder.
    public Task SnoozeTaskAsync(Viewer viewer, int taskId, DateTime until, CancellationToken cancellationToken = default) =>
        ConcurrencyRetry.RunAsync(3, () => SnoozeTaskOnceAsync(viewer, taskId, until, cancellationToken));

    private async Task SnoozeTaskOnceAsync(Viewer viewer, int taskId, DateTime until, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var promise =
            await db
                .Promises.Include(p => p.Task)
                    .ThenInclude(t => t.Client)
                .Where(p =>
                    p.TaskId == taskId && p.Outcome == PromiseOutcome.Open && db.Tasks.VisibleTo(db, viewer).Any(t => t.Id == taskId)
                )
                .FirstOrDefaultAsync(cancellationToken)
            ?? throw new RuleException(RuleError.NotFound);
        var actor = viewer.CreateActor(time);
        var mine = await db.Reminders.Where(r => r.PromiseId == promise.Id && r.PersonId == viewer.PersonId).ToListAsync(cancellationToken);
        var standing = mine.FindAll(r => r.DoneAt == null);
        if (standing.Count == 0)
        {
            // The due reminder is already done or was not raised yet. Raise it, so that it can be snoozed.
            var due = mine.Find(r => r.Kind == ReminderKind.Due);
            if (due is null)
                db.Reminders.Add(due = new Reminder(viewer.PersonId, taskId, promise.Id, ReminderKind.Due, actor.Now));
            else
                due.RaiseAgain(actor.Now);
            standing.Add(due);
        }
        promise.Task.SnoozeReminders(standing, until, actor);
        await db.SaveChangesAsync(cancellationToken);
    }

    private async Task ChangeAsync(Viewer viewer, int id, Action<Reminder, Actor> change, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var reminder =
            await ActiveReminders(db, viewer).Include(r => r.Task).FirstOrDefaultAsync(r => r.Id == id, cancellationToken)
            ?? throw new RuleException(RuleError.NotFound);
        change(reminder, viewer.CreateActor(time));
        await db.SaveChangesAsync(cancellationToken);
    }

    private static IQueryable<Reminder> ActiveReminders(HexaDbContext db, Viewer viewer)
    {
        var me = viewer.PersonId;
        return db.Reminders.Where(r => r.PersonId == me).VisibleTo(db, viewer).Where(IsActive);
    }

    /// <summary>
    /// Whether a reminder is active. The reminder must not be done, and its promise, if any, must be open. For a reminder about an
    /// assigned task, the task must also be unfinished and still assigned to the recipient.
    /// </summary>
    internal static readonly Expression<Func<Reminder, bool>> IsActive = r =>
        r.DoneAt == null
        && (r.PromiseId == null || r.Promise!.Outcome == PromiseOutcome.Open)
        && (r.Kind != ReminderKind.TaskAssigned || (r.Task.Status < WorkTaskStatus.Finished && r.Task.ResponsibleId == r.PersonId));
}
