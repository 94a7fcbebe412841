using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Calendar;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Reminders;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Control;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Dedications;

/// <summary>A question or reply as a screen shows it; <see cref="At"/> is UTC.</summary>
public sealed record ThreadLine(int PersonId, string Person, DateTime At, string Text);

/// <summary>How an entry stands with its controller, with its thread in time order. <see cref="At"/> (UTC): since when; <see cref="By"/> who said OK or asked last.</summary>
public sealed record ReviewView(ReviewState State, DateTime At, string? By, IReadOnlyList<ThreadLine> Thread);

/// <summary>How many entries of a person wait for the viewer, the oldest since a UTC instant: so many of the viewer's working days.</summary>
public sealed record Waiting(int PersonId, string Person, int Count, DateTime Since, int WorkingDays);

/// <summary>The answers to entries: OK or a question by whoever controls the task, replies by whoever worked.</summary>
public sealed class Reviews(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>Entries answered at once.</summary>
    public const int MostAtOnce = 200;

    private const int Attempts = 10;

    /// <summary>What of the work that a filter lets through waits for the viewer, by person, longest wait first.</summary>
    public async Task<IReadOnlyList<Waiting>> WaitingAsync(Viewer viewer, RoomFilter filter, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var me = viewer.PersonId;
        var rows = await filter.Narrow(db, db.Reviews.AsNoTracking().Where(r => r.ControllerId == me && r.State < ReviewState.Questioned))
            .GroupBy(r => new { r.PersonId, r.Person.Name }).Select(g => new { g.Key.PersonId, g.Key.Name, Count = g.Count(), Since = g.Min(r => r.At) })
            .OrderBy(g => g.Since).Take(100).ToListAsync(cancellationToken);
        if (rows.Count == 0) return [];
        var today = LocalTime.Day(time.GetUtcNow().UtcDateTime, viewer.TimeZone);
        var oldest = LocalTime.Day(rows[0].Since, viewer.TimeZone);
        var calendar = oldest == today ? WorkingCalendar.Usual : await db.CalendarOfAsync(viewer, oldest, cancellationToken);
        return rows.ConvertAll(r => new Waiting(r.PersonId, r.Name, r.Count, r.Since, calendar.Between(LocalTime.Day(r.Since, viewer.TimeZone), today)));
    }

    /// <summary>Marks those of the entries that are new for the viewer, as their controller, as seen.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> outside the scope: nothing is changed then.</exception>
    public Task SeenAsync(Viewer viewer, IReadOnlyCollection<int> dedicationIds, CancellationToken cancellationToken = default) =>
        ChangeAsync(viewer, dedicationIds, false, (db, review, now) =>
        {
            if (!review.See(viewer.PersonId)) return Task.FromResult(false);
            review.Task.Record(ActivityKind.Seen, viewer.PersonId, now).Tells(review.Dedication);
            return Task.FromResult(true);
        }, cancellationToken);

    /// <summary>Says that entries are well; returns how many were not so before.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> outside the scope, <see cref="RuleError.NotAllowed"/> for whoever does not control one of them: nothing is changed then.</exception>
    public Task<int> ApproveAsync(Viewer viewer, IReadOnlyCollection<int> dedicationIds, CancellationToken cancellationToken = default) =>
        ChangeAsync(viewer, dedicationIds, true, async (db, review, now) =>
        {
            if (review.State == ReviewState.Ok) return false;
            // What was asked needs no answer any more.
            if (review.State == ReviewState.Questioned) (await ReminderAsync(db, review, cancellationToken))?.Done(now);
            review.Approve(viewer.PersonId, now);
            review.Task.Record(ActivityKind.Acknowledged, viewer.PersonId, now).Tells(review.Dedication);
            return true;
        }, cancellationToken);

    /// <summary>Asks whoever worked on each of these entries; the question is a reminder of theirs.</summary>
    /// <exception cref="RuleException">As <see cref="ApproveAsync"/>, or the question is empty or too long.</exception>
    public Task<int> AskAsync(Viewer viewer, IReadOnlyCollection<int> dedicationIds, string? question, CancellationToken cancellationToken = default) =>
        ChangeAsync(viewer, dedicationIds, true, async (db, review, now) =>
        {
            review.Ask(question, viewer.PersonId, now);
            review.Task.Record(ActivityKind.Questioned, viewer.PersonId, now, note: question).Tells(review.Dedication);
            var told = await ReminderAsync(db, review, cancellationToken);
            if (told is null) db.Reminders.Add(new Reminder(review.PersonId, review.Dedication, ReminderKind.Question, now));
            else told.RaiseAgain(now);
            return true;
        }, cancellationToken);

    /// <summary>Replies to what was asked on one's own entry; its reminder is done.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> outside the scope, <see cref="RuleError.NotAllowed"/> for anybody else's entry, or the reply is empty or too long.</exception>
    public Task ReplyAsync(Viewer viewer, int dedicationId, string? reply, CancellationToken cancellationToken = default) =>
        ChangeAsync(viewer, [dedicationId], false, async (db, review, now) =>
        {
            review.Reply(reply, viewer.PersonId, now);
            review.Task.Record(ActivityKind.Replied, viewer.PersonId, now, note: reply).Tells(review.Dedication);
            (await ReminderAsync(db, review, cancellationToken))?.Done(now);
            return true;
        }, cancellationToken);

    /// <summary>What waits goes with these tasks to the controllers that they have now; saved with them.</summary>
    internal static async Task FollowAsync(HexaDbContext db, IReadOnlyCollection<WorkTask> tasks, CancellationToken cancellationToken)
    {
        var byId = tasks.ToDictionary(t => t.Id);
        var ids = byId.Keys.ToList();
        foreach (var review in await db.Reviews.Where(r => ids.Contains(r.TaskId) && r.State < ReviewState.Ok).ToListAsync(cancellationToken))
            if (review.ControllerId != byId[review.TaskId].ControllerId) review.HandTo(byId[review.TaskId].ControllerId);
    }

    private async Task<int> ChangeAsync(Viewer viewer, IReadOnlyCollection<int> dedicationIds, bool asController, Func<HexaDbContext, Review, DateTime, Task<bool>> change, CancellationToken cancellationToken)
    {
        var ids = dedicationIds.Distinct().Take(MostAtOnce).ToList();
        for (var attempt = 1; ; attempt++)
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            var seen = db.Dedications.VisibleTo(db, viewer);
            var reviews = await db.Reviews.Where(r => ids.Contains(r.DedicationId) && seen.Any(d => d.Id == r.DedicationId))
                .Include(r => r.Dedication).ThenInclude(d => d.Person).Include(r => r.Task).ThenInclude(t => t.Responsible).Include(r => r.Task).ThenInclude(t => t.Project)
                .OrderBy(r => r.DedicationId).ToListAsync(cancellationToken);
            if (reviews.Count < ids.Count || reviews.Count == 0) throw new RuleException(RuleError.NotFound);
            if (asController && reviews.Exists(r => !TaskRights.CanControl(viewer.Standing(r.Task.ResponsibleId, r.Task.Responsible.TeamId, r.Task.ControllerId, r.Task.OriginatorId, r.Task.Project.ManagerId))))
                throw new RuleException(RuleError.NotAllowed);
            var (now, changed) = (time.GetUtcNow().UtcDateTime, 0);
            foreach (var review in reviews) changed += await change(db, review, now) ? 1 : 0;
            try
            {
                await db.SaveChangesAsync(cancellationToken);
                return changed;
            }
            catch (DbUpdateConcurrencyException) when (attempt < Attempts)
            {
                // It was seen, or answered by somebody else, meanwhile: decided again on that.
            }
            catch (DbUpdateException e) when (attempt < Attempts && StorageTrouble.IsDuplicate(e))
            {
                // Somebody else's first question raised the reminder: the next attempt finds it.
            }
        }
    }

    private static Task<Reminder?> ReminderAsync(HexaDbContext db, Review review, CancellationToken cancellationToken) =>
        db.Reminders.FirstOrDefaultAsync(r => r.DedicationId == review.DedicationId && r.PersonId == review.PersonId && r.Kind == ReminderKind.Question, cancellationToken);
}
