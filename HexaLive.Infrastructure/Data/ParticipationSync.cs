using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Tasks;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace HexaLive.Infrastructure.Data;

/// <summary>Updates the <see cref="Participation"/> rows when the tasks, projects or entries from which they are derived change.</summary>
internal sealed class ParticipationSync
{
    // The ids are read through delegates, because the ids of new rows are known only after the save.
    private readonly List<Func<(int Client, int Person)>> _present = [];
    private readonly List<(int Client, int Person)> _possiblyRemoved = [];

    /// <summary>Collects the participations that the tracked changes add or may remove. Call this before the save.</summary>
    public static ParticipationSync CollectChanges(ChangeTracker tracker)
    {
        var sync = new ParticipationSync();
        foreach (var entry in tracker.Entries().Where(e => e.State is EntityState.Added or EntityState.Modified or EntityState.Deleted))
            sync.CollectFrom(entry);
        return sync;
    }

    /// <summary>
    /// Call this after the save. Adds missing rows, and deletes rows that no task, project or entry requires any more. Returns true
    /// if it added rows; the caller must then save again.
    /// </summary>
    public async Task<bool> ApplyAsync(HexaDbContext db, CancellationToken cancellationToken)
    {
        var added = await AddMissingAsync(db, cancellationToken);
        foreach (var (client, person) in _possiblyRemoved.Distinct())
        {
            await db
                .Participations.Where(p => p.ClientId == client && p.PersonId == person)
                .Where(p =>
                    !db.Tasks.Any(t =>
                        t.ClientId == client && (t.ResponsibleId == person || t.ControllerId == person || t.OriginatorId == person)
                    )
                )
                .Where(p => !db.Projects.Any(j => j.ClientId == client && j.ManagerId == person))
                .Where(p => !db.Dedications.Any(d => d.ClientId == client && d.PersonId == person))
                .ExecuteDeleteAsync(cancellationToken);
        }
        return added;
    }

    private void CollectFrom(EntityEntry entry)
    {
        switch (entry.Entity)
        {
            case WorkTask task:
                CollectChange(entry, nameof(WorkTask.ResponsibleId), () => (task.ClientId, task.ResponsibleId));
                CollectChange(entry, nameof(WorkTask.ControllerId), () => (task.ClientId, task.ControllerId));
                CollectChange(entry, nameof(WorkTask.OriginatorId), () => (task.ClientId, task.OriginatorId));
                break;
            case Project { ManagerId: not null } project:
                CollectChange(entry, nameof(Project.ManagerId), () => (project.ClientId, project.ManagerId!.Value));
                break;
            case Project:
                CollectRemoval(entry, nameof(Project.ManagerId));
                break;
            case Dedication when entry.State == EntityState.Deleted:
                CollectRemoval(entry, nameof(Dedication.PersonId));
                break;
            case Dedication dedication when entry.State == EntityState.Added:
                _present.Add(() => (dedication.ClientId, dedication.PersonId));
                break;
        }
    }

    private void CollectChange(EntityEntry entry, string property, Func<(int, int)> pair)
    {
        if (entry.State == EntityState.Added || (entry.State == EntityState.Modified && entry.Property(property).IsModified))
            _present.Add(pair);
        CollectRemoval(entry, property);
    }

    private void CollectRemoval(EntityEntry entry, string property)
    {
        var person = entry.Property(property);
        if (
            (entry.State == EntityState.Deleted || (entry.State == EntityState.Modified && person.IsModified))
            && person.OriginalValue is int before
        )
            _possiblyRemoved.Add(((int)entry.Property("ClientId").OriginalValue!, before));
    }

    private async Task<bool> AddMissingAsync(HexaDbContext db, CancellationToken cancellationToken)
    {
        var missing = _present.Select(p => p()).Where(p => p is { Client: > 0, Person: > 0 }).ToHashSet();
        if (missing.Count == 0)
            return false;
        var clients = missing.Select(p => p.Client).Distinct().ToArray();
        var people = missing.Select(p => p.Person).Distinct().ToArray();
        var known = await db
            .Participations.AsNoTracking()
            .Where(p => clients.Contains(p.ClientId) && people.Contains(p.PersonId))
            .Select(p => new { p.ClientId, p.PersonId })
            .ToListAsync(cancellationToken);
        missing.ExceptWith(known.Select(k => (k.ClientId, k.PersonId)));
        missing.ExceptWith(db.Participations.Local.Select(p => (p.ClientId, p.PersonId)));
        db.Participations.AddRange(missing.Select(p => new Participation(p.Person, p.Client)));
        return missing.Count > 0;
    }
}
