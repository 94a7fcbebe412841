using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Tasks;
using HexaLive.Domain.TaskTypes;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.Reminders;
using HexaLive.Infrastructure.Features.Settings;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.People;

/// <summary>How far a hand-over is, in tasks.</summary>
public readonly record struct HandOverProgress(int Done, int Total);

/// <summary>Ends the access of people who leave, with their open work in other hands, and restores it: administrators.</summary>
public sealed class HandOver(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    private const int Batch = 100;
    private const int MostRetries = 10;

    /// <summary>
    /// Deactivates a person and gives their open tasks (as responsible and as controller), open projects and presets to <paramref name="toId"/>; returns how many
    /// tasks. Nothing is given where it is null. The access ends first; tasks follow in batches of a hundred, each telling its change, so that what is
    /// interrupted is finished by asking again.
    /// </summary>
    /// <exception cref="RuleException">
    /// Not an administrator, <see cref="RuleError.LastAdministrator"/>, <see cref="RuleError.SamePerson"/>, or <see cref="RuleError.PersonInactive"/>: who should take over left too.
    /// </exception>
    public async Task<int> DeactivateAsync(Viewer viewer, int id, int? toId, IProgress<HandOverProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        viewer.MustBeAdministrator();
        if (toId == id) throw new RuleException(RuleError.SamePerson);
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            await db.WriteAsync(async () =>
            {
                var person = await FindAsync(db, id, cancellationToken);
                if (toId is { } successor && !(await FindAsync(db, successor, cancellationToken)).Active) throw new RuleException(RuleError.PersonInactive);
                if (!person.Active) return 0;
                if (person.Role == PersonRole.Administrator) await PeopleAdmin.MustNotBeLastAsync(db, person, cancellationToken);
                person.SetActive(false);
                db.Activity.Add(new ActivityEntry(ActivityKind.PersonChanged, viewer.PersonId, Now, person.Name, person.Name, "inactive"));
                await db.SaveSettingAsync(person.Name, cancellationToken);
                return 0;
            }, cancellationToken);
        }
        if (toId is not { } to) return 0;
        await GiveProjectsAndPresetsAsync(viewer, id, to, cancellationToken);
        return await GiveTasksAsync(viewer, id, to, progress, cancellationToken);
    }

    /// <summary>Gives a person their access back; what was handed over stays where it is.</summary>
    /// <exception cref="RuleException">Not an administrator, or there is no such person.</exception>
    public async Task ReactivateAsync(Viewer viewer, int id, CancellationToken cancellationToken = default)
    {
        viewer.MustBeAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var person = await FindAsync(db, id, cancellationToken);
        if (person.Active) return;
        person.SetActive(true);
        db.Activity.Add(new ActivityEntry(ActivityKind.PersonChanged, viewer.PersonId, Now, person.Name, person.Name, "active"));
        await db.SaveSettingAsync(person.Name, cancellationToken);
    }

    /// <summary>The open tasks of a person in one of the two roles, by the index of that role.</summary>
    internal static IQueryable<WorkTask> OpenTasks(HexaDbContext db, int id, bool responsible) =>
        responsible ? db.Tasks.Where(t => t.ResponsibleId == id && t.Status < WorkTaskStatus.Finished) : db.Tasks.Where(t => t.ControllerId == id && t.Status < WorkTaskStatus.Finished);

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private async Task<int> GiveTasksAsync(Viewer viewer, int id, int to, IProgress<HandOverProgress>? progress, CancellationToken cancellationToken)
    {
        int done = 0, total, retries = 0;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
            total = await db.Tasks.CountAsync(t => (t.ResponsibleId == id || t.ControllerId == id) && t.Status < WorkTaskStatus.Finished, cancellationToken);
        foreach (var responsible in (bool[])[true, false])
        {
            // Nobody gets new tasks who is not active: a batch that is not full is the last.
            for (var full = true; full;)
            {
                await using var db = await databases.CreateDbContextAsync(cancellationToken);
                var tasks = await OpenTasks(db, id, responsible).OrderBy(t => t.Id).Take(Batch)
                    .Include(t => t.Responsible).Include(t => t.Controller).Include(t => t.Promises.Where(p => p.Outcome == PromiseOutcome.Open)).ToListAsync(cancellationToken);
                full = tasks.Count == Batch;
                if (tasks.Count == 0) break;
                var successor = await FindAsync(db, to, cancellationToken);
                foreach (var task in tasks)
                    task.Assign(task.ResponsibleId == id ? successor : task.Responsible, task.ControllerId == id ? successor : task.Controller, viewer.PersonId, Now);
                await Reviews.FollowAsync(db, tasks, cancellationToken);
                if (responsible) await HandedOver.RaiseAsync(db, tasks, viewer.PersonId, Now, cancellationToken);
                try
                {
                    await db.SaveChangesAsync(cancellationToken);
                    done += tasks.Count;
                    retries = 0;
                    progress?.Report(new HandOverProgress(done, Math.Max(done, total)));
                }
                catch (DbUpdateConcurrencyException) when (++retries < MostRetries)
                {
                    // Somebody worked on one of them meanwhile: the batch is read again.
                    full = true;
                }
            }
        }
        return done;
    }

    private async Task GiveProjectsAndPresetsAsync(Viewer viewer, int id, int to, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.WriteAsync(async () =>
        {
            foreach (var p in await db.Projects.Include(p => p.Client).Where(p => p.ManagerId == id && p.ClosedAt == null).ToListAsync(cancellationToken))
                p.Edit(new ProjectFields(p.Name, p.Kind, to, p.Code, p.PlannedStart, p.PlannedEnd, p.Description), viewer.PersonId, Now);
            var types = await db.TaskTypes.Where(t => t.Preset.ResponsibleId == id || t.Preset.ControllerId == id).ToListAsync(cancellationToken);
            var origins = await db.Origins.Where(t => t.Preset.ResponsibleId == id || t.Preset.ControllerId == id).ToListAsync(cancellationToken);
            foreach (var rule in types.Concat<IPresetRule>(origins))
            {
                var preset = rule.Preset;
                rule.Edit(rule.Name, preset with { ResponsibleId = preset.ResponsibleId == id ? to : preset.ResponsibleId, ControllerId = preset.ControllerId == id ? to : preset.ControllerId });
                db.Tell(viewer, Now, rule is TaskType ? "Types" : "Origins", rule.Name, rule.Name);
            }
            return await db.SaveChangesAsync(cancellationToken);
        }, cancellationToken);
    }

    private static async Task<Person> FindAsync(HexaDbContext db, int id, CancellationToken cancellationToken) =>
        await db.People.FirstOrDefaultAsync(p => p.Id == id, cancellationToken) ?? throw new RuleException(RuleError.NotFound);
}
