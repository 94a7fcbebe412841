using HexaLive.Domain;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Tasks;

/// <summary>How it went with one task; <see cref="Refusal"/> is null where it was done.</summary>
public sealed record BulkOutcome(int Id, string Title, RuleException? Refusal);

/// <summary>How it went with all, and the way back.</summary>
public sealed record BulkResult(IReadOnlyList<BulkOutcome> Outcomes, IReadOnlyList<TaskBefore> Before, TaskChange Change);

/// <summary>Does one thing to several tasks. Each is a change of its own, by its own rules: what one refuses does not keep the others from it.</summary>
public sealed class TaskBulk(IDbContextFactory<HexaDbContext> databases, TaskEditing editing)
{
    /// <summary>Most tasks at once.</summary>
    public const int Most = 200;

    /// <summary>Changes the tasks; those outside the scope are refused as not found.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.InvalidValue"/> for more than <see cref="Most"/>.</exception>
    public async Task<BulkResult> ApplyAsync(Viewer viewer, IReadOnlyCollection<int> ids, TaskChange change, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        if (ids.Count > Most) throw new RuleException(RuleError.InvalidValue, "Task");
        var titles = await TitlesAsync(viewer, ids, cancellationToken);
        var (outcomes, before) = (new List<BulkOutcome>(), new List<TaskBefore>());
        foreach (var id in ids)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var refusal = await TryAsync(async () => before.Add(await editing.ApplyAsync(viewer, id, null, change, cancellationToken)));
            outcomes.Add(new BulkOutcome(id, titles.GetValueOrDefault(id, $"#{id}"), refusal));
            progress?.Report(outcomes.Count);
        }
        return new BulkResult(outcomes, before, change);
    }

    /// <summary>Puts back what <see cref="ApplyAsync"/> changed, where the tasks still stand as it left them.</summary>
    public async Task<IReadOnlyList<BulkOutcome>> UndoAsync(Viewer viewer, BulkResult result, CancellationToken cancellationToken = default)
    {
        var outcomes = new List<BulkOutcome>();
        foreach (var before in result.Before)
            outcomes.Add(new BulkOutcome(before.Id, result.Outcomes.First(o => o.Id == before.Id).Title, await TryAsync(() => editing.UndoAsync(viewer, before, result.Change, cancellationToken))));
        return outcomes;
    }

    private async Task<Dictionary<int, string>> TitlesAsync(Viewer viewer, IReadOnlyCollection<int> ids, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Tasks.AsNoTracking().VisibleTo(db, viewer).Where(t => ids.Contains(t.Id)).ToDictionaryAsync(t => t.Id, t => t.Title, cancellationToken);
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
