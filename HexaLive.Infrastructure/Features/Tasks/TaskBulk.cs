using HexaLive.Domain;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Tasks;

/// <summary>What is done to several tasks at once: exactly one is set.</summary>
public sealed record BulkChange(int? ResponsibleId = null, int? ControllerId = null, NextAction? Next = null, TaskPriority? Priority = null, string? Outcome = null);

/// <summary>A task as it stood before a change, to go back to.</summary>
public sealed record TaskBefore(int Id, int ResponsibleId, int ControllerId, NextAction? Next, TaskPriority Priority, WorkTaskStatus Status);

/// <summary>How it went with one task; <see cref="Refusal"/> is null where it was done.</summary>
public sealed record BulkOutcome(int Id, string Title, RuleException? Refusal);

/// <summary>How it went with all, and the way back.</summary>
public sealed record BulkResult(IReadOnlyList<BulkOutcome> Outcomes, IReadOnlyList<TaskBefore> Before, BulkChange Change);

/// <summary>Does one thing to several tasks. Each is a change of its own, by its own rules: what one refuses does not keep the others from it.</summary>
public sealed class TaskBulk(IDbContextFactory<HexaDbContext> databases, TaskEditing editing)
{
    /// <summary>Most tasks at once.</summary>
    public const int Most = 200;

    /// <summary>Changes the tasks; those outside the scope are refused as not found.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.InvalidValue"/> for more than <see cref="Most"/>.</exception>
    public async Task<BulkResult> ApplyAsync(Viewer viewer, IReadOnlyCollection<int> ids, BulkChange change, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        if (ids.Count > Most) throw new RuleException(RuleError.InvalidValue, "Task");
        var before = await ReadAsync(viewer, ids, cancellationToken);
        var titles = before.ToDictionary(b => b.Before.Id, b => b.Title);
        var outcomes = new List<BulkOutcome>();
        foreach (var id in ids)
        {
            cancellationToken.ThrowIfCancellationRequested();
            outcomes.Add(new BulkOutcome(id, titles.GetValueOrDefault(id, $"#{id}"), await TryAsync(() => ChangeAsync(viewer, id, change, before.Find(b => b.Before.Id == id).Before, cancellationToken))));
            progress?.Report(outcomes.Count);
        }
        var done = outcomes.Where(o => o.Refusal is null).Select(o => o.Id).ToHashSet();
        return new BulkResult(outcomes, [.. before.Select(b => b.Before).Where(b => done.Contains(b.Id))], change);
    }

    /// <summary>Puts back what <see cref="ApplyAsync"/> changed, where the tasks still stand as it left them.</summary>
    public async Task<IReadOnlyList<BulkOutcome>> UndoAsync(Viewer viewer, BulkResult result, CancellationToken cancellationToken = default)
    {
        var outcomes = new List<BulkOutcome>();
        foreach (var before in result.Before)
            outcomes.Add(new BulkOutcome(before.Id, result.Outcomes.First(o => o.Id == before.Id).Title, await TryAsync(() => BackAsync(viewer, before, result.Change, cancellationToken))));
        return outcomes;
    }

    private Task ChangeAsync(Viewer viewer, int id, BulkChange change, TaskBefore? before, CancellationToken cancellationToken) => (before, change) switch
    {
        (null, _) => throw new RuleException(RuleError.NotFound),
        (_, { ResponsibleId: { } responsible }) => editing.AssignAsync(viewer, id, null, responsible, before.ControllerId, cancellationToken),
        (_, { ControllerId: { } controller }) => editing.AssignAsync(viewer, id, null, before.ResponsibleId, controller, cancellationToken),
        // The note of what was to be done stays; its day is another.
        (_, { Next: { } next }) => editing.RescheduleAsync(viewer, id, next with { Note = next.Note ?? before.Next?.Note }, cancellationToken),
        (_, { Priority: { } priority }) => editing.SetPriorityAsync(viewer, id, priority, cancellationToken),
        _ => editing.FinishAsync(viewer, id, change.Outcome, cancellationToken),
    };

    private Task BackAsync(Viewer viewer, TaskBefore before, BulkChange change, CancellationToken cancellationToken) => change switch
    {
        { ResponsibleId: not null } or { ControllerId: not null } => editing.AssignAsync(viewer, before.Id, null, before.ResponsibleId, before.ControllerId, cancellationToken),
        { Next: not null } => editing.RestoreAsync(viewer, before.Id, before.Next, cancellationToken),
        { Priority: not null } => editing.SetPriorityAsync(viewer, before.Id, before.Priority, cancellationToken),
        _ => editing.RestoreAsync(viewer, before.Id, before.Next, before.Status, cancellationToken),
    };

    private async Task<List<(TaskBefore Before, string Title)>> ReadAsync(Viewer viewer, IReadOnlyCollection<int> ids, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await db.Tasks.AsNoTracking().VisibleTo(db, viewer).Where(t => ids.Contains(t.Id))
            .Select(t => new { t.Id, t.Title, t.ResponsibleId, t.ControllerId, t.NextActionDate, t.NextActionTime, t.NextActionNote, t.Priority, t.Status }).ToListAsync(cancellationToken);
        return rows.ConvertAll(t => (new TaskBefore(t.Id, t.ResponsibleId, t.ControllerId, t.NextActionDate is { } day ? new NextAction(day, t.NextActionTime, t.NextActionNote) : null, t.Priority, t.Status), t.Title));
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
