using System.Data.Common;
using System.Text.Json;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Import;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Tasks;
using HexaLive.Domain.TaskTypes;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Import;

/// <summary>
/// Undoes the changes of one kind of thing after another. A batch is tried as a whole; where the database refuses it (something refers to what would go),
/// one by one, so that only what cannot go stays.
/// </summary>
internal sealed class ImportUndoStep(IDbContextFactory<HexaDbContext> databases, Viewer viewer, ImportUndoRun run, DateTime now)
{
    private const int Batch = 100;

    private readonly HashSet<(ImportedThing, int)> _stays = [];

    private sealed record Outcome(int Removed, int Restored, List<ImportKept> Kept);

    public async Task TakeAsync(ImportedThing thing, bool made)
    {
        var (before, more) = (long.MaxValue, true);
        while (more)
        {
            List<ImportChange> changes;
            await using (var db = await databases.CreateDbContextAsync())
                changes = await db.ImportChanges.AsNoTracking().Where(c => c.ImportId == run.ImportId && c.Thing == thing && c.Id < before && !c.Undone && (c.Before == null) == made)
                    .OrderByDescending(c => c.Id).Take(Batch).ToListAsync();
            if (changes.Count == 0) return;
            // A thing that was changed twice is given back step by step.
            var seen = new HashSet<int>();
            var found = changes.Count;
            changes = [.. changes.TakeWhile(c => seen.Add(c.ThingId))];
            more = found == Batch || changes.Count < found;
            before = changes[^1].Id;
            if (await TryAsync(thing, made, changes) is { } all) Tell(changes.Count, all);
            else
                foreach (var change in changes) Tell(1, await TryAsync(thing, made, [change]) ?? await KeepAsync(thing, change));
        }
    }

    private void Tell(int done, Outcome outcome)
    {
        foreach (var kept in outcome.Kept) _stays.Add((kept.Thing, kept.Id));
        run.Add(done, outcome.Removed, outcome.Restored, outcome.Kept);
    }

    private async Task<Outcome?> TryAsync(ImportedThing thing, bool made, List<ImportChange> changes)
    {
        try
        {
            await using var db = await databases.CreateDbContextAsync();
            return await db.WriteAsync(() => ApplyAsync(db, thing, made, changes));
        }
        catch (Exception e) when (e is DbUpdateException or DbException)
        {
            return null;
        }
    }

    private async Task<Outcome> KeepAsync(ImportedThing thing, ImportChange change)
    {
        await using var db = await databases.CreateDbContextAsync();
        var name = (await LoadAsync(db, thing, [change.ThingId])).TryGetValue(change.ThingId, out var entity) ? NameOf(entity) : "";
        return new Outcome(0, 0, [new ImportKept(thing, change.ThingId, name, ImportKeepReason.InUse)]);
    }

    private async Task<Outcome> ApplyAsync(HexaDbContext db, ImportedThing thing, bool made, List<ImportChange> changes)
    {
        var outcome = new Outcome(0, 0, []);
        var entities = await LoadAsync(db, thing, [.. changes.Select(c => c.ThingId)]);
        var answered = made ? await AnsweredAsync(db, thing, [.. entities.Keys]) : [];
        var (going, restored, settled) = (new List<int>(), new List<(ImportChange, object)>(), new List<long>());
        foreach (var change in changes)
        {
            if (!entities.TryGetValue(change.ThingId, out var entity))
            {
                // Gone already: nothing to do.
                settled.Add(change.Id);
                continue;
            }
            if (OwnerOf(entity) is { } owner && _stays.Contains(owner)) continue;
            var entry = db.Entry(entity);
            if (change.Version is { } version && (int)entry.Property("Version").CurrentValue! != version)
            {
                outcome.Kept.Add(new ImportKept(thing, change.ThingId, NameOf(entity), ImportKeepReason.Changed));
                continue;
            }
            if (answered.Contains(change.ThingId))
            {
                outcome.Kept.Add(new ImportKept(thing, change.ThingId, NameOf(entity), ImportKeepReason.InUse));
                continue;
            }
            settled.Add(change.Id);
            if (made)
            {
                going.Add(change.ThingId);
                db.Remove(entity);
                continue;
            }
            foreach (var (name, value) in JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(change.Before!)!)
            {
                var property = entry.Property(name);
                property.CurrentValue = value.Deserialize(property.Metadata.ClrType);
            }
            if (TellOf(entity) is { } told) db.Activity.Add(told);
            restored.Add((change, entity));
        }
        if (going.Count > 0) await ClearAsync(db, thing, [.. going]);
        await db.SaveChangesAsync();
        foreach (var (change, entity) in restored)
        {
            if (change.FromVersion is not { } from) continue;
            // An earlier import left it as it stands now: that one can still be undone.
            var version = (int)db.Entry(entity).Property("Version").CurrentValue!;
            await db.ImportChanges.Where(c => c.Thing == thing && c.ThingId == change.ThingId && c.Id < change.Id && c.Version == from && !c.Undone)
                .ExecuteUpdateAsync(s => s.SetProperty(c => c.Version, version));
        }
        await db.ImportChanges.Where(c => settled.Contains(c.Id)).ExecuteUpdateAsync(s => s.SetProperty(c => c.Undone, true));
        return outcome with { Removed = going.Count, Restored = restored.Count };
    }

    // What belongs to a thing and goes with it. What others refer to it by is left to the database, which refuses.
    private async Task ClearAsync(HexaDbContext db, ImportedThing thing, int[] ids)
    {
        switch (thing)
        {
            case ImportedThing.Dedication:
                await db.Activity.Where(a => a.DedicationId != null && ids.Contains(a.DedicationId.Value)).ExecuteDeleteAsync();
                break;
            case ImportedThing.Promise:
                await db.Reminders.Where(r => r.PromiseId != null && ids.Contains(r.PromiseId.Value)).ExecuteDeleteAsync();
                break;
            case ImportedThing.Task:
                await db.Reminders.Where(r => ids.Contains(r.TaskId)).ExecuteDeleteAsync();
                await db.Promises.Where(p => ids.Contains(p.TaskId)).ExecuteDeleteAsync();
                await db.Activity.Where(a => a.TaskId != null && ids.Contains(a.TaskId.Value)).ExecuteDeleteAsync();
                break;
            case ImportedThing.Project:
                await db.Activity.Where(a => a.ProjectId != null && ids.Contains(a.ProjectId.Value)).ExecuteDeleteAsync();
                break;
            case ImportedThing.Client:
                await db.Participations.Where(p => ids.Contains(p.ClientId)).ExecuteDeleteAsync();
                await db.Activity.Where(a => a.ClientId != null && ids.Contains(a.ClientId.Value)).ExecuteDeleteAsync();
                break;
            case ImportedThing.Person:
                // A team that came with its manager: both go, the tie between them first.
                var teams = db.ImportChanges.Where(c => c.ImportId == run.ImportId && c.Thing == ImportedThing.Team && c.Before == null && !c.Undone).Select(c => c.ThingId);
                await db.Teams.Where(t => t.ManagerId != null && ids.Contains(t.ManagerId.Value) && teams.Contains(t.Id)).ExecuteUpdateAsync(s => s.SetProperty(t => t.ManagerId, (int?)null));
                break;
        }
    }

    // Things that people answered to, or that something names without the database knowing.
    private static async Task<HashSet<int>> AnsweredAsync(HexaDbContext db, ImportedThing thing, int[] ids) => thing switch
    {
        ImportedThing.Task => [.. await db.Activity.Where(a => a.TaskId != null && ids.Contains(a.TaskId.Value) && (a.Kind == ActivityKind.Acknowledged || a.Kind == ActivityKind.Questioned)).Select(a => a.TaskId!.Value).ToListAsync()],
        ImportedThing.Dedication => [.. await db.Activity.Where(a => a.DedicationId != null && ids.Contains(a.DedicationId.Value) && (a.Kind == ActivityKind.Acknowledged || a.Kind == ActivityKind.Questioned)).Select(a => a.DedicationId!.Value).ToListAsync()],
        // Contacts would go with their client: one that is still there is somebody's.
        ImportedThing.Client => [.. await db.Contacts.Where(c => ids.Contains(c.ClientId)).Select(c => c.ClientId).ToListAsync()],
        ImportedThing.Person => [.. (await NamedAsync(db.TaskTypes)).Concat(await NamedAsync(db.Origins)).Intersect(ids)],
        _ => [],
    };

    private static async Task<IEnumerable<int>> NamedAsync<T>(IQueryable<T> rules) where T : class, IPresetRule =>
        (await rules.Select(r => new { r.Preset.ResponsibleId, r.Preset.ControllerId }).ToListAsync()).SelectMany(r => (int?[])[r.ResponsibleId, r.ControllerId]).OfType<int>();

    private static Task<Dictionary<int, object>> LoadAsync(HexaDbContext db, ImportedThing thing, int[] ids) => thing switch
    {
        ImportedThing.Team => OfAsync<Team>(db, ids),
        ImportedThing.Person => OfAsync<Person>(db, ids),
        ImportedThing.Type => OfAsync<TaskType>(db, ids),
        ImportedThing.Origin => OfAsync<IncidenceOrigin>(db, ids),
        ImportedThing.Client => OfAsync<Client>(db, ids),
        ImportedThing.Contact => OfAsync<Contact>(db, ids),
        ImportedThing.Phone => OfAsync<ContactPhone>(db, ids),
        ImportedThing.Project => OfAsync<Project>(db, ids),
        ImportedThing.Task => OfAsync<WorkTask>(db, ids),
        ImportedThing.Promise => OfAsync<Promise>(db, ids),
        ImportedThing.Dedication => OfAsync<Dedication>(db, ids),
        _ => OfAsync<DedicationRevision>(db, ids),
    };

    private static async Task<Dictionary<int, object>> OfAsync<T>(HexaDbContext db, int[] ids) where T : class =>
        (await db.Set<T>().Where(e => ids.Contains(EF.Property<int>(e, "Id"))).ToListAsync()).ToDictionary(e => (int)db.Entry(e).Property("Id").CurrentValue!, object (e) => e);

    private static (ImportedThing, int)? OwnerOf(object entity) => entity switch
    {
        Promise promise => (ImportedThing.Task, promise.TaskId),
        DedicationRevision revision => (ImportedThing.Dedication, revision.DedicationId),
        _ => null,
    };

    private ActivityEntry? TellOf(object entity) => entity switch
    {
        WorkTask t => new ActivityEntry(ActivityKind.TaskChanged, viewer.PersonId, now, t.Title, t.Title, "import undone")
        {
            TaskId = t.Id,
            ProjectId = t.ProjectId,
            ClientId = t.ClientId,
            ResponsibleId = t.ResponsibleId,
            ControllerId = t.ControllerId,
        },
        Project p => new ActivityEntry(ActivityKind.ProjectChanged, viewer.PersonId, now, p.Name, p.Name, "import undone") { ProjectId = p.Id, ClientId = p.ClientId },
        Client c => new ActivityEntry(ActivityKind.ClientChanged, viewer.PersonId, now, c.Name, c.Name, "import undone") { ClientId = c.Id },
        Person p => new ActivityEntry(ActivityKind.PersonChanged, viewer.PersonId, now, p.Name, p.Name, "import undone"),
        _ => null,
    };

    private static string NameOf(object entity) => entity switch
    {
        Team t => t.Name,
        Person p => p.Name,
        IPresetRule r => r.Name,
        Client c => c.Name,
        Contact c => c.Name,
        ContactPhone p => p.Number,
        Project p => p.Name,
        WorkTask t => t.Title,
        Dedication d => d.Comment.Length <= 80 ? d.Comment : d.Comment[..80] + "…",
        _ => "",
    };
}
