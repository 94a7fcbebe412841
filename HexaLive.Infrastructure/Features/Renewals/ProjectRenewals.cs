using HexaLive.Domain;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Renewals;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Renewals;

/// <summary>
/// A request to renew projects for <see cref="Year"/>: all candidates of the team except <see cref="ProjectIds"/>, or only
/// <see cref="ProjectIds"/>. <see cref="ClosesOldProjects"/> also closes the old projects.
/// </summary>
public sealed record RenewalRequest(
    int Year,
    int? TeamId,
    bool IncludesAllProjects,
    IReadOnlyCollection<int> ProjectIds,
    bool ClosesOldProjects
);

/// <summary>
/// The outcome for one project. <see cref="Refusal"/> is null on success. <see cref="IsKept"/> means that the renewal was undone,
/// but the new project is kept because it has been used since the renewal.
/// </summary>
public sealed record RenewalOutcome(
    int ProjectId,
    string Client,
    string Name,
    int? NewId,
    string? NewName,
    int TaskCount,
    RuleException? Refusal,
    bool IsKept = false
);

/// <summary>The progress of a run, in projects.</summary>
public readonly record struct RenewalProgress(int Done, int Total);

/// <summary>The result of a run. <see cref="IsCancelled"/> means that it was stopped between two projects.</summary>
public sealed record RenewalResult(Guid RunId, IReadOnlyList<RenewalOutcome> Outcomes, bool IsCancelled);

/// <summary>
/// Renews the commercial projects of a year: creates projects for the next year and moves the open tasks to these projects. Managers and
/// administrators renew the projects that they may edit. <see cref="RenewalUndo"/> undoes a renewal.
/// </summary>
public sealed class ProjectRenewals(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    private const int BatchSize = 200;

    /// <summary>
    /// Renews the projects of <paramref name="request"/>, each in its own transaction, so that locks are held only briefly. A project
    /// that fails does not stop the others. On cancellation, stops between two projects and returns the outcomes so far.
    /// </summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.NotAllowed"/> for representatives, <see cref="RuleError.InvalidValue"/> if the year is out of range.
    /// </exception>
    public async Task<RenewalResult> RunAsync(
        Viewer viewer,
        RenewalRequest request,
        IProgress<RenewalProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        var (runId, outcomes, last) = (Guid.NewGuid(), new List<RenewalOutcome>(), 0);
        var total = 0;
        for (var more = true; more && !cancellationToken.IsCancellationRequested; )
        {
            List<RenewalOutcome> batch;
            await using (var db = await databases.CreateDbContextAsync(CancellationToken.None))
            {
                var wanted = RenewalCandidates
                    .WhereRequested(RenewalCandidates.SelectCandidates(db, viewer, request.Year, request.TeamId), request)
                    .Where(RenewalCandidates.HasRenewal(db, request.Year, false));
                if (last == 0)
                    total = await wanted.CountAsync(CancellationToken.None);
                batch = await wanted
                    .Where(p => p.Id > last)
                    .OrderBy(p => p.Id)
                    .Take(BatchSize)
                    .Select(p => new RenewalOutcome(p.Id, p.Client.Name, p.Name, null, null, 0, null, false))
                    .ToListAsync(CancellationToken.None);
            }
            more = batch.Count == BatchSize;
            foreach (var outcome in batch)
            {
                if (cancellationToken.IsCancellationRequested)
                    return new RenewalResult(runId, outcomes, true);
                last = outcome.ProjectId;
                outcomes.Add(await RenewAsync(viewer, runId, outcome, request));
                progress?.Report(new RenewalProgress(outcomes.Count, Math.Max(total, outcomes.Count)));
            }
        }
        return new RenewalResult(runId, outcomes, false);
    }

    private Task<RenewalOutcome> RenewAsync(Viewer viewer, Guid runId, RenewalOutcome outcome, RenewalRequest request) =>
        RenewalStep.TryAsync(
            databases,
            time,
            viewer,
            outcome,
            async (db, actor) =>
            {
                var project = await RenewalStep.LoadProjectAsync(db, viewer, outcome.ProjectId);
                if (project.ClosedAt is not null)
                    throw new RuleException(RuleError.ProjectClosed);
                var (name, code, start, end) = RenewalCandidates.ComputeRenewedFields(
                    request.Year,
                    project.Name,
                    project.Code,
                    project.PlannedStart,
                    project.PlannedEnd
                );
                if (await db.Projects.AnyAsync(p => p.ClientId == project.ClientId && p.Name == name))
                    throw new RuleException(RuleError.Duplicate, name);
                var manager = project.Manager is { Active: true } ? project.ManagerId : viewer.PersonId;
                var next = new Project(
                    project.Client,
                    new ProjectFields(name, ProjectKind.Commercial, manager, code, start, end, project.Description),
                    actor
                );
                db.Projects.Add(next);
                await db.SaveChangesAsync();
                var tasks = await db.Tasks.WhereOpen().Where(t => t.ProjectId == project.Id).ToListAsync();
                foreach (var task in tasks)
                    task.MoveTo(next, actor);
                project.RecordTasksMoved(next, tasks.Count, actor);
                if (request.ClosesOldProjects)
                    project.Close(0, actor);
                db.ProjectRenewals.Add(new ProjectRenewal(runId, request.Year, project, next, tasks.Count, actor));
                await db.SaveChangesAsync();
                return outcome with { NewId = next.Id, NewName = name, TaskCount = tasks.Count };
            }
        );
}
