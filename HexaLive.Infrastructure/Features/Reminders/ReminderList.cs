using System.Linq.Expressions;
using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Reminders;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Reminders;

/// <summary>
/// A reminder in the bell, raised for the <see cref="Round"/>th time at <see cref="RaisedAt"/> (UTC); one that was put off is raised again when that is over. The promised date is local to whoever promised, <see cref="Responsible"/>. Of an entry, <see cref="Note"/> is its comment's beginning.
/// </summary>
public sealed record ReminderRow(int Id, int Round, DateTime RaisedAt, ReminderKind Kind, int TaskId, string Task, string Client, int ResponsibleId, string Responsible, DateOnly? Date, TimeOnly? Time, string? Note, int? DedicationId);

/// <summary>The bell: how many stand, the first of them, and when (UTC) the next snoozed one comes back.</summary>
public sealed record Bell(int Count, IReadOnlyList<ReminderRow> Rows, DateTime? NextAt);

/// <summary>A person's own reminders. They stand until they are done, however long; one of a promise while that is open: a finished or moved task reminds nobody.</summary>
public sealed class ReminderList(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>Most rows that the bell shows.</summary>
    public const int MostShown = 20;

    /// <summary>What stands now, newest first.</summary>
    public async Task<Bell> GetAsync(Viewer viewer, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        var open = Standing(db, viewer);
        var here = open.Where(r => r.SnoozedUntil == null || r.SnoozedUntil <= now);
        var shown = here.OrderByDescending(r => r.SnoozedUntil ?? r.RaisedAt).ThenByDescending(r => r.Id).Take(MostShown).Select(r => r.Id);
        // Every page has a bell: its figures and rows come in one query, a row of figures alone where nothing is shown.
        // The rows are looked up by id: joined to what is filtered by its task, EF Core would drop that row.
        var found = await db.People.Where(p => p.Id == viewer.PersonId)
            .LeftJoin(db.Reminders.Where(r => shown.Contains(r.Id)), p => p.Id, r => r.PersonId, (p, r) => r)
            .OrderByDescending(r => r!.SnoozedUntil ?? r.RaisedAt).ThenByDescending(r => r!.Id)
            .Select(r => new
            {
                Count = here.Count(),
                Next = open.Min(o => o.SnoozedUntil > now ? o.SnoozedUntil : null),
                Row = r == null ? null : new ReminderRow(r.Id, r.SnoozedUntil == null ? r.Round : r.Round + 1, r.SnoozedUntil ?? r.RaisedAt, r.Kind, r.TaskId, r.Task.Title, r.Task.Client.Name, r.Task.ResponsibleId, r.Task.Responsible.Name, r.Promise!.Date, r.Promise.Time, r.Kind == ReminderKind.Question ? r.Dedication!.Review!.Messages.OrderByDescending(m => m.Id).Select(m => m.Text).FirstOrDefault() : r.Dedication != null ? r.Dedication.Comment.Substring(0, 160) : r.Promise.Note, r.DedicationId),
            }).ToListAsync(cancellationToken);
        return found.Count == 0 ? new Bell(0, [], null) : new Bell(found[0].Count, [.. found.Where(f => f.Row is not null).Select(f => f.Row!)], found[0].Next);
    }

    /// <summary>Ends a reminder.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> for somebody else's.</exception>
    public Task DoneAsync(Viewer viewer, int id, CancellationToken cancellationToken = default) =>
        ChangeAsync(viewer, id, ActivityKind.ReminderDone, (reminder, now) => reminder.Done(now), cancellationToken);

    /// <summary>Hides a reminder until a later instant (UTC).</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> for somebody else's, <see cref="RuleError.DateInPast"/>.</exception>
    public Task SnoozeAsync(Viewer viewer, int id, DateTime until, CancellationToken cancellationToken = default) =>
        ChangeAsync(viewer, id, ActivityKind.ReminderSnoozed, (reminder, now) => reminder.Snooze(until, now), cancellationToken);

    /// <summary>Hides what reminds the viewer of a task's open promise until a later instant (UTC); where nothing did, they are reminded of it then.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> outside the scope or where nothing is promised, <see cref="RuleError.DateInPast"/>.</exception>
    public async Task SnoozeTaskAsync(Viewer viewer, int taskId, DateTime until, CancellationToken cancellationToken = default)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            var promise = await db.Promises.Include(p => p.Task).ThenInclude(t => t.Client).Where(p => p.TaskId == taskId && p.Outcome == PromiseOutcome.Open && db.Tasks.VisibleTo(db, viewer).Any(t => t.Id == taskId))
                .FirstOrDefaultAsync(cancellationToken) ?? throw new RuleException(RuleError.NotFound);
            var now = time.GetUtcNow().UtcDateTime;
            var mine = await db.Reminders.Where(r => r.PromiseId == promise.Id && r.PersonId == viewer.PersonId).ToListAsync(cancellationToken);
            var standing = mine.FindAll(r => r.DoneAt == null);
            if (standing.Count == 0)
            {
                // Done, or not told yet: it comes back as due.
                var due = mine.Find(r => r.Kind == ReminderKind.Due);
                if (due is null) db.Reminders.Add(due = new Reminder(viewer.PersonId, taskId, promise.Id, ReminderKind.Due, now));
                else due.RaiseAgain(now);
                standing.Add(due);
            }
            foreach (var reminder in standing) reminder.Snooze(until, now);
            promise.Task.Record(ActivityKind.ReminderSnoozed, viewer.PersonId, now, to: until.ToString("O"));
            try
            {
                await db.SaveChangesAsync(cancellationToken);
                return;
            }
            catch (DbUpdateException e) when (attempt < 3 && StorageTrouble.IsDuplicate(e))
            {
                // The sweep raised it at the same instant: the next attempt finds it.
            }
        }
    }

    private async Task ChangeAsync(Viewer viewer, int id, ActivityKind kind, Action<Reminder, DateTime> change, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var reminder = await Standing(db, viewer).Include(r => r.Task).FirstOrDefaultAsync(r => r.Id == id, cancellationToken)
            ?? throw new RuleException(RuleError.NotFound);
        var now = time.GetUtcNow().UtcDateTime;
        change(reminder, now);
        reminder.Task.Record(kind, viewer.PersonId, now, to: reminder.SnoozedUntil?.ToString("O"));
        await db.SaveChangesAsync(cancellationToken);
    }

    private static IQueryable<Reminder> Standing(HexaDbContext db, Viewer viewer)
    {
        var me = viewer.PersonId;
        return db.Reminders.Where(r => r.PersonId == me).VisibleTo(db, viewer).Where(IsStanding);
    }

    /// <summary>What still reminds: not done, its promise open, the task that was handed over still with the same person and not finished.</summary>
    internal static readonly Expression<Func<Reminder, bool>> IsStanding = r =>
        r.DoneAt == null && (r.PromiseId == null || r.Promise!.Outcome == PromiseOutcome.Open)
        && (r.Kind != ReminderKind.HandedOver || (r.Task.Status < WorkTaskStatus.Finished && r.Task.ResponsibleId == r.PersonId));
}
