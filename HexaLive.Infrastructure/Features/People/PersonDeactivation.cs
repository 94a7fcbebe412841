using HexaLive.Domain;
using HexaLive.Domain.People;
using HexaLive.Domain.Presets;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Reminders;
using HexaLive.Infrastructure.Features.Reviews;
using HexaLive.Infrastructure.Features.Shared;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.People;

/// <summary>The progress of a hand-over, in tasks.</summary>
public readonly record struct DeactivationProgress(int Done, int Total);

/// <summary>Deactivates people who leave, hands over their open work, and reactivates people. For administrators.</summary>
public sealed class PersonDeactivation(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    private const int BatchSize = 100;
    private const int MaxAttempts = 10;

    /// <summary>
    /// Deactivates a person and returns the number of tasks handed over. If <paramref name="successorId"/> is given, that person takes
    /// over the open tasks (as responsible or controller), open projects and presets. The access of the person ends first. Tasks
    /// are then handed over in batches of 100; each task has its own activity row. If the operation is interrupted, calling this
    /// method again completes it.
    /// </summary>
    /// <exception cref="RuleException">
    /// Not an administrator, <see cref="RuleError.LastAdministrator"/>, <see cref="RuleError.SamePerson"/>, or
    /// <see cref="RuleError.PersonInactive"/> if the successor is inactive.
    /// </exception>
    public async Task<int> DeactivateAsync(
        Viewer viewer,
        int id,
        int? successorId,
        IProgress<DeactivationProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        viewer.EnsureAdministrator();
        if (successorId == id)
            throw new RuleException(RuleError.SamePerson);
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            await db.WriteAsync(
                async () =>
                {
                    var person = await FindPersonAsync(db, id, cancellationToken);
                    if (successorId is { } successor && !(await FindPersonAsync(db, successor, cancellationToken)).Active)
                        throw new RuleException(RuleError.PersonInactive);
                    if (!person.Active)
                        return 0;
                    if (person.Role == PersonRole.Administrator)
                        await PeopleAdministration.EnsureNotLastAdministratorAsync(db, person, cancellationToken);
                    person.SetActive(false, viewer.CreateActor(time));
                    await db.SaveSettingAsync(person.Name, cancellationToken);
                    return 0;
                },
                cancellationToken
            );
        }
        if (successorId is not { } to)
            return 0;
        await ReassignProjectsAndPresetsAsync(viewer, id, to, cancellationToken);
        return await ReassignTasksAsync(viewer, id, to, progress, cancellationToken);
    }

    /// <summary>Restores a person's access. Work that was handed over stays with the successor.</summary>
    /// <exception cref="RuleException">Not an administrator, or the person does not exist.</exception>
    public async Task ReactivateAsync(Viewer viewer, int id, CancellationToken cancellationToken = default)
    {
        viewer.EnsureAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var person = await FindPersonAsync(db, id, cancellationToken);
        if (person.Active)
            return;
        person.SetActive(true, viewer.CreateActor(time));
        await db.SaveSettingAsync(person.Name, cancellationToken);
    }

    /// <summary>
    /// Returns a person's open tasks in one of the two roles. Each role has its own query, so that the database can use the index
    /// for that role.
    /// </summary>
    internal static IQueryable<WorkTask> SelectOpenTasks(HexaDbContext db, int id, bool responsible) =>
        responsible ? db.Tasks.WhereOpen().Where(t => t.ResponsibleId == id) : db.Tasks.WhereOpen().Where(t => t.ControllerId == id);

    private async Task<int> ReassignTasksAsync(
        Viewer viewer,
        int id,
        int successorId,
        IProgress<DeactivationProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        int done = 0,
            total;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
            total = await db.Tasks.WhereOpen().CountAsync(t => t.ResponsibleId == id || t.ControllerId == id, cancellationToken);
        foreach (var responsible in (bool[])[true, false])
        {
            // An inactive person gets no new tasks, so a batch with fewer tasks than the maximum is the last batch.
            for (var count = BatchSize; count == BatchSize; )
            {
                // If somebody changes one of the tasks in the meantime, the batch is read again.
                count = await ConcurrencyRetry.RunAsync(
                    MaxAttempts,
                    () => ReassignTaskBatchAsync(viewer, id, successorId, responsible, cancellationToken)
                );
                if (count == 0)
                    break;
                done += count;
                progress?.Report(new DeactivationProgress(done, Math.Max(done, total)));
            }
        }
        return done;
    }

    private async Task<int> ReassignTaskBatchAsync(
        Viewer viewer,
        int id,
        int successorId,
        bool responsible,
        CancellationToken cancellationToken
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var tasks = await SelectOpenTasks(db, id, responsible)
            .OrderBy(t => t.Id)
            .Take(BatchSize)
            .Include(t => t.Responsible)
            .Include(t => t.Controller)
            .Include(t => t.Promises.Where(p => p.Outcome == PromiseOutcome.Open))
            .ToListAsync(cancellationToken);
        if (tasks.Count == 0)
            return 0;
        var successor = await FindPersonAsync(db, successorId, cancellationToken);
        var actor = viewer.CreateActor(time);
        foreach (var task in tasks)
            task.Assign(
                task.ResponsibleId == id ? successor : task.Responsible,
                task.ControllerId == id ? successor : task.Controller,
                actor
            );
        await EntryReviews.UpdateControllersAsync(db, tasks, cancellationToken);
        if (responsible)
            await TaskAssignedReminders.RaiseAsync(db, tasks, actor, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return tasks.Count;
    }

    private async Task ReassignProjectsAndPresetsAsync(Viewer viewer, int id, int successorId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.WriteAsync(
            async () =>
            {
                foreach (
                    var p in await db
                        .Projects.Include(p => p.Client)
                        .Where(p => p.ManagerId == id && p.ClosedAt == null)
                        .ToListAsync(cancellationToken)
                )
                    p.Edit(ProjectFields.From(p) with { ManagerId = successorId }, viewer.CreateActor(time));
                var types = await db
                    .TaskTypes.Where(t => t.Preset.ResponsibleId == id || t.Preset.ControllerId == id)
                    .ToListAsync(cancellationToken);
                var origins = await db
                    .Origins.Where(t => t.Preset.ResponsibleId == id || t.Preset.ControllerId == id)
                    .ToListAsync(cancellationToken);
                foreach (var rule in types.Concat<PresetRule>(origins))
                {
                    var preset = rule.Preset;
                    rule.Edit(
                        rule.Name,
                        preset with
                        {
                            ResponsibleId = preset.ResponsibleId == id ? successorId : preset.ResponsibleId,
                            ControllerId = preset.ControllerId == id ? successorId : preset.ControllerId,
                        },
                        viewer.CreateActor(time)
                    );
                }
                return await db.SaveChangesAsync(cancellationToken);
            },
            cancellationToken
        );
    }

    private static async Task<Person> FindPersonAsync(HexaDbContext db, int id, CancellationToken cancellationToken) =>
        await db.People.FirstOrDefaultAsync(p => p.Id == id, cancellationToken) ?? throw new RuleException(RuleError.NotFound);
}
