using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Renewals;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Renewals;

/// <summary>Undoes the renewals of a run.</summary>
public sealed class RenewalUndo(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>
    /// Undoes a run, each project in its own transaction: moves tasks that are still open back to the old project, reopens the old
    /// project, and deletes the new project unless it has been used since the renewal. Calling this method again retries the
    /// projects that were kept.
    /// </summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.NotAllowed"/> for representatives, <see cref="RuleError.NotFound"/> for somebody else's run or if
    /// nothing is left to undo.
    /// </exception>
    public async Task<IReadOnlyList<RenewalOutcome>> UndoAsync(
        Viewer viewer,
        Guid runId,
        IProgress<RenewalProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        RenewalCandidates.EnsureManager(viewer);
        await using var reading = await databases.CreateDbContextAsync(cancellationToken);
        var renewals = await RenewalCandidates
            .ManagedRenewals(reading, viewer)
            .Where(r => r.RunId == runId && (r.UndoneAt == null || r.ToProjectId != null))
            .OrderBy(r => r.Id)
            .Select(r => new
            {
                r.Id,
                Told = new RenewalOutcome(r.FromProjectId, r.From.Client.Name, r.From.Name, r.ToProjectId, r.ToName, 0, null, false),
            })
            .ToListAsync(cancellationToken);
        if (renewals.Count == 0)
            throw new RuleException(RuleError.NotFound);
        var outcomes = new List<RenewalOutcome>();
        foreach (var renewal in renewals)
        {
            outcomes.Add(await UndoOneAsync(viewer, renewal.Id, renewal.Told));
            progress?.Report(new RenewalProgress(outcomes.Count, renewals.Count));
        }
        return outcomes;
    }

    private Task<RenewalOutcome> UndoOneAsync(Viewer viewer, int id, RenewalOutcome outcome) =>
        RenewalStep.TryAsync(
            databases,
            time,
            viewer,
            outcome,
            async (db, actor) =>
            {
                var renewal = await RenewalCandidates
                    .ManagedRenewals(db, viewer)
                    .Include(r => r.To)
                        .ThenInclude(p => p!.Client)
                    .SingleAsync(r => r.Id == id);
                var project = await RenewalStep.LoadProjectAsync(db, viewer, renewal.FromProjectId);
                if (renewal.To is not { } next)
                    return outcome;
                project.Reopen(actor);
                var tasks = await LoadMovedTasksAsync(db, renewal, next);
                foreach (var task in tasks)
                    task.MoveTo(project, actor);
                await db.SaveChangesAsync();
                var used = await IsUsedAsync(db, next);
                renewal.MarkUndone(!used, actor.Now);
                if (used)
                    next.RecordTasksMoved(project, tasks.Count, actor);
                else
                {
                    await DeleteTracesAsync(db, next.Id, project.Id);
                    db.Projects.Remove(next);
                }
                await db.SaveChangesAsync();
                return outcome with { TaskCount = tasks.Count, NewId = used ? next.Id : null, IsKept = used };
            }
        );

    // Returns the tasks that the renewal moved and that are still open in the new project.
    private static async Task<List<WorkTask>> LoadMovedTasksAsync(HexaDbContext db, ProjectRenewal renewal, Project next)
    {
        var moved = db
            .Activity.Where(a => a.ProjectId == next.Id && a.Kind == ActivityKind.TaskMoved && a.At == renewal.At && a.TaskId != null)
            .Select(a => a.TaskId!.Value);
        return await db.Tasks.WhereOpen().Where(t => t.ProjectId == next.Id && moved.Contains(t.Id)).ToListAsync();
    }

    private static async Task<bool> IsUsedAsync(HexaDbContext db, Project next) =>
        await db.Tasks.AnyAsync(t => t.ProjectId == next.Id)
        || await db.Dedications.AnyAsync(d => d.ProjectId == next.Id)
        || await db.ProjectRenewals.AnyAsync(r => r.FromProjectId == next.Id);

    /// <summary>
    /// Prepares the deletion of a project: moves the activity of its tasks to the project <paramref name="keptProjectId"/>, and deletes the
    /// rest of the project's activity.
    /// </summary>
    internal static async Task DeleteTracesAsync(HexaDbContext db, int removedProjectId, int keptProjectId)
    {
        await db
            .Activity.Where(a => a.ProjectId == removedProjectId && a.TaskId != null)
            .ExecuteUpdateAsync(s => s.SetProperty(a => a.ProjectId, keptProjectId));
        await db.Activity.Where(a => a.ProjectId == removedProjectId).ExecuteDeleteAsync();
    }
}
