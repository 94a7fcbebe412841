using HexaLive.Domain;
using HexaLive.Domain.People;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Tasks;

/// <summary>Loads a task in the viewer's scope, changes and saves it, and reports or retries concurrent changes.</summary>
public sealed class TaskWriter(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    private const int MaxAttempts = 10;

    /// <summary>
    /// Loads a task with its people, project and open promise, changes and saves it. If no version is given, the change is
    /// independent of the values that the user saw (for example, a new date), so it is retried after a concurrent change.
    /// </summary>
    internal Task<int> ChangeAsync(
        Viewer viewer,
        int id,
        int? version,
        Func<HexaDbContext, WorkTask, Actor, Task> change,
        CancellationToken cancellationToken
    ) =>
        Conflicts.WriteOrThrowAsync(
            () =>
                ConcurrencyRetry.RunAsync(
                    version is null ? MaxAttempts : 1,
                    () => TryChangeAsync(viewer, id, version, change, cancellationToken)
                ),
            async () =>
            {
                await using var db = await databases.CreateDbContextAsync(cancellationToken);
                return await DescribeConflictAsync(db, id, cancellationToken);
            }
        );

    private async Task<int> TryChangeAsync(
        Viewer viewer,
        int id,
        int? version,
        Func<HexaDbContext, WorkTask, Actor, Task> change,
        CancellationToken cancellationToken
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var task =
            await db
                .Tasks.VisibleTo(db, viewer)
                .Include(t => t.Responsible)
                .Include(t => t.Controller)
                .Include(t => t.Project)
                .Include(t => t.Promises.Where(p => p.Outcome == PromiseOutcome.Open))
                .FirstOrDefaultAsync(t => t.Id == id, cancellationToken)
            ?? throw new RuleException(RuleError.NotFound);
        if (!TaskRights.CanChange(viewer.RelationTo(task.GetPeople())))
            throw new RuleException(RuleError.NotAllowed);
        if (version is not null && version != task.Version)
            throw await DescribeConflictAsync(db, id, cancellationToken);
        await change(db, task, viewer.CreateActor(time));
        return await db.SaveChangesAsync(cancellationToken);
    }

    private static Task<RuleException> DescribeConflictAsync(HexaDbContext db, int id, CancellationToken cancellationToken) =>
        db.DescribeConflictAsync(a => a.TaskId == id, cancellationToken);
}
