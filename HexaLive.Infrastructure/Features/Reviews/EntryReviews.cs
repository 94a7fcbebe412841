using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.People;
using HexaLive.Domain.Reminders;
using HexaLive.Domain.Reviews;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Reviews;

/// <summary>A question or a reply about an entry. <see cref="At"/> is UTC.</summary>
public sealed record ThreadLine(int PersonId, string Person, DateTime At, string Text);

/// <summary>
/// The review state of an entry with its thread in chronological order. <see cref="At"/> is the time at which the review reached
/// its state (UTC). <see cref="By"/> is the person who approved the entry or asked the last question.
/// </summary>
public sealed record ReviewView(ReviewState State, DateTime At, string? By, IReadOnlyList<ThreadLine> Thread);

/// <summary>Reviews of entries. The controller approves an entry or asks a question, and the author replies.</summary>
public sealed class EntryReviews(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>The maximum number of entries in one call; ids beyond this number are ignored.</summary>
    public const int MaxEntries = 200;

    private const int MaxAttempts = 10;

    /// <summary>Marks entries as seen. Skips entries that are not new or that the viewer does not control.</summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.NotFound"/> if an entry is outside the viewer's scope; nothing is changed then.
    /// </exception>
    public Task MarkSeenAsync(Viewer viewer, IReadOnlyCollection<int> dedicationIds, CancellationToken cancellationToken = default) =>
        ChangeAsync(viewer, dedicationIds, false, (_, review, actor) => Task.FromResult(review.MarkSeen(actor)), cancellationToken);

    /// <summary>Approves entries and returns the number of entries that were not approved before.</summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.NotFound"/> if an entry is outside the viewer's scope, <see cref="RuleError.NotAllowed"/> if the
    /// viewer does not control one of the tasks; nothing is changed then.
    /// </exception>
    public Task<int> ApproveAsync(Viewer viewer, IReadOnlyCollection<int> dedicationIds, CancellationToken cancellationToken = default) =>
        ChangeAsync(
            viewer,
            dedicationIds,
            true,
            async (db, review, actor) =>
            {
                if (review.State == ReviewState.Ok)
                    return false;
                // After approval, an open question needs no reply, so complete its reminder.
                if (review.State == ReviewState.Questioned)
                    (await FindReminderAsync(db, review, cancellationToken))?.Dismiss(actor.Now);
                review.Approve(actor);
                return true;
            },
            cancellationToken
        );

    /// <summary>Asks the author of each entry a question, and raises a reminder for the author.</summary>
    /// <exception cref="RuleException">As for <see cref="ApproveAsync"/>, or the question is empty or too long.</exception>
    public Task<int> AskAsync(
        Viewer viewer,
        IReadOnlyCollection<int> dedicationIds,
        string? question,
        CancellationToken cancellationToken = default
    ) =>
        ChangeAsync(
            viewer,
            dedicationIds,
            true,
            async (db, review, actor) =>
            {
                review.Ask(question, actor);
                var known = await FindReminderAsync(db, review, cancellationToken);
                if (known is null)
                    db.Reminders.Add(new Reminder(review.PersonId, review.Dedication, ReminderKind.Question, actor.Now));
                else
                    known.RaiseAgain(actor.Now);
                return true;
            },
            cancellationToken
        );

    /// <summary>Replies to a question about the viewer's own entry, and dismisses the reminder of that question.</summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.NotFound"/> outside the viewer's scope, <see cref="RuleError.NotAllowed"/> for somebody else's entry,
    /// or the reply is empty or too long.
    /// </exception>
    public Task ReplyAsync(Viewer viewer, int dedicationId, string? reply, CancellationToken cancellationToken = default) =>
        ChangeAsync(
            viewer,
            [dedicationId],
            false,
            async (db, review, actor) =>
            {
                review.Reply(reply, actor);
                (await FindReminderAsync(db, review, cancellationToken))?.Dismiss(actor.Now);
                return true;
            },
            cancellationToken
        );

    /// <summary>Assigns the unreviewed entries of reassigned tasks to the new controllers. The caller saves the changes.</summary>
    internal static async Task UpdateControllersAsync(
        HexaDbContext db,
        IReadOnlyCollection<WorkTask> tasks,
        CancellationToken cancellationToken
    )
    {
        var byId = tasks.ToDictionary(t => t.Id);
        var ids = byId.Keys.ToList();
        foreach (
            var review in await db.Reviews.Where(r => ids.Contains(r.TaskId) && r.State < ReviewState.Ok).ToListAsync(cancellationToken)
        )
            if (review.ControllerId != byId[review.TaskId].ControllerId)
                review.SetController(byId[review.TaskId].ControllerId);
    }

    // Retry after a concurrent change: somebody may have seen or answered an entry, or another question may have created the same
    // reminder.
    private Task<int> ChangeAsync(
        Viewer viewer,
        IReadOnlyCollection<int> dedicationIds,
        bool asController,
        Func<HexaDbContext, Review, Actor, Task<bool>> change,
        CancellationToken cancellationToken
    )
    {
        var ids = dedicationIds.Distinct().Take(MaxEntries).ToList();
        return ConcurrencyRetry.RunAsync(MaxAttempts, () => TryChangeAsync(viewer, ids, asController, change, cancellationToken));
    }

    private async Task<int> TryChangeAsync(
        Viewer viewer,
        List<int> ids,
        bool asController,
        Func<HexaDbContext, Review, Actor, Task<bool>> change,
        CancellationToken cancellationToken
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var seen = db.Dedications.VisibleTo(db, viewer);
        var reviews = await db
            .Reviews.Where(r => ids.Contains(r.DedicationId) && seen.Any(d => d.Id == r.DedicationId))
            .Include(r => r.Dedication)
                .ThenInclude(d => d.Person)
            .Include(r => r.Task)
                .ThenInclude(t => t.Responsible)
            .Include(r => r.Task)
                .ThenInclude(t => t.Project)
            .OrderBy(r => r.DedicationId)
            .ToListAsync(cancellationToken);
        if (reviews.Count < ids.Count || reviews.Count == 0)
            throw new RuleException(RuleError.NotFound);
        if (asController && reviews.Exists(r => !TaskRights.CanControl(viewer.RelationTo(r.Task.GetPeople()))))
            throw new RuleException(RuleError.NotAllowed);
        var (actor, changed) = (viewer.CreateActor(time), 0);
        foreach (var review in reviews)
            changed += await change(db, review, actor) ? 1 : 0;
        await db.SaveChangesAsync(cancellationToken);
        return changed;
    }

    private static Task<Reminder?> FindReminderAsync(HexaDbContext db, Review review, CancellationToken cancellationToken) =>
        db.Reminders.FirstOrDefaultAsync(
            r => r.DedicationId == review.DedicationId && r.PersonId == review.PersonId && r.Kind == ReminderKind.Question,
            cancellationToken
        );
}
