using HexaLive.Domain;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Tasks;

/// <summary>The outcome for one task. <see cref="Refusal"/> is null on success.</summary>
public sealed record BulkOutcome(int Id, string Title, RuleException? Refusal);

/// <summary>The outcomes of a bulk change, and the data to undo it.</summary>
public sealed record BulkResult(IReadOnlyList<BulkOutcome> Outcomes, IReadOnlyList<TaskSnapshot> Before, TaskChange Change);

/// <summary>
/// Applies one change to several tasks. Each task is checked and changed separately, so an error in one task does not affect the
/// others.
/// </summary>
public sealed class BulkTaskEditing(IDbContextFactory<HexaDbContext> databases, TaskEditing editing)
{
    /// <summary>The maximum number of tasks in one call.</summary>
    public const int MaxTasks = 200;

    /// <summary>Changes the tasks. Tasks outside the viewer's scope get the outcome "not found".</summary>
    /// <exception cref="RuleException">More than <see cref="MaxTasks"/> ids (<see cref="RuleError.InvalidValue"/>).</exception>
    public async Task<BulkResult> ApplyAsync(
        Viewer viewer,
        IReadOnlyCollection<int> ids,
        TaskChange change,
        IProgress<int>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        if (ids.Count > MaxTasks)
            throw new RuleException(RuleError.InvalidValue, "Task");
        var titles = await ReadTitlesAsync(viewer, ids, cancellationToken);
        var (outcomes, before) = (new List<BulkOutcome>(), new List<TaskSnapshot>());
        foreach (var id in ids)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var refusal = await TryAsync(async () => before.Add(await editing.ApplyAsync(viewer, id, null, change, cancellationToken)));
            outcomes.Add(new BulkOutcome(id, titles.GetValueOrDefault(id, $"#{id}"), refusal));
            progress?.Report(outcomes.Count);
        }
        return new BulkResult(outcomes, before, change);
    }

    /// <summary>Undoes <see cref="ApplyAsync"/> task by task and returns the outcomes.</summary>
    public async Task<IReadOnlyList<BulkOutcome>> UndoAsync(Viewer viewer, BulkResult result, CancellationToken cancellationToken = default)
    {
        var outcomes = new List<BulkOutcome>();
        foreach (var before in result.Before)
            outcomes.Add(
                new BulkOutcome(
                    before.Id,
                    result.Outcomes.First(o => o.Id == before.Id).Title,
                    await TryAsync(() => editing.UndoAsync(viewer, before, result.Change, cancellationToken))
                )
            );
        return outcomes;
    }

    private async Task<Dictionary<int, string>> ReadTitlesAsync(
        Viewer viewer,
        IReadOnlyCollection<int> ids,
        CancellationToken cancellationToken
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db
            .Tasks.AsNoTracking()
            .VisibleTo(db, viewer)
            .Where(t => ids.Contains(t.Id))
            .ToDictionaryAsync(t => t.Id, t => t.Title, cancellationToken);
    }

    private static async Task<RuleException?> TryAsync(Func<Task> change)
    {
        try
        {
            await change();
            return null;
        }
        catch (RuleException refusal)
        {
            return refusal;
        }
    }
}
