using System.Text.Json;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Import;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Tasks;
using HexaLive.Domain.TaskTypes;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace HexaLive.Infrastructure.Features.Import;

/// <summary>Watches the saves of a batch, and keeps what it makes and what it changes with the former values, so that the import can be undone.</summary>
internal sealed class ImportTrail : IDisposable
{
    private const string Version = "Version";

    private readonly HexaDbContext _db;
    private readonly Dictionary<object, Former> _touched = new(ReferenceEqualityComparer.Instance);

    public ImportTrail(HexaDbContext db)
    {
        _db = db;
        db.SavingChanges += Watch;
    }

    /// <summary>Which of the things an entity is; null for what is not undone by itself.</summary>
    public static ImportedThing? ThingOf(object entity) => entity switch
    {
        Team => ImportedThing.Team,
        Person => ImportedThing.Person,
        TaskType => ImportedThing.Type,
        IncidenceOrigin => ImportedThing.Origin,
        Client => ImportedThing.Client,
        Contact => ImportedThing.Contact,
        ContactPhone => ImportedThing.Phone,
        Project => ImportedThing.Project,
        WorkTask => ImportedThing.Task,
        Promise => ImportedThing.Promise,
        Dedication => ImportedThing.Dedication,
        DedicationRevision => ImportedThing.Revision,
        _ => null,
    };

    /// <summary>Writes down what the batch did, in the same transaction.</summary>
    public async Task KeepAsync(int importId)
    {
        var changes = _touched.Select(t => (Thing: ThingOf(t.Key)!.Value, Entry: _db.Entry(t.Key), Former: t.Value)).Where(t => t.Entry.State == EntityState.Unchanged)
            .OrderBy(t => t.Former.Values is null).ThenByDescending(t => t.Thing)
            .Select(t => new ImportChange(
                importId, t.Thing, (int)t.Entry.Property("Id").CurrentValue!, VersionOf(t.Entry, original: false), t.Former.Version,
                t.Former.Values is null ? null : JsonSerializer.Serialize(t.Former.Values))).ToList();
        // Nothing of the batch is needed any more; looking through it again would take as long as before.
        _db.ChangeTracker.Clear();
        _db.AddRange(changes);
        await _db.SaveChangesAsync();
    }

    public void Dispose() => _db.SavingChanges -= Watch;

    private void Watch(object? sender, SavingChangesEventArgs e)
    {
        foreach (var entry in _db.ChangeTracker.Entries())
        {
            if (entry.State is not (EntityState.Added or EntityState.Modified) || ThingOf(entry.Entity) is not { } thing) continue;
            if (entry.State == EntityState.Added)
            {
                if (!GoesWithItsOwner(thing, entry)) _touched[entry.Entity] = new Former(null, null);
                continue;
            }
            if (!_touched.TryGetValue(entry.Entity, out var former)) _touched[entry.Entity] = former = new Former(VersionOf(entry, original: true), []);
            if (former.Values is null) continue;
            foreach (var property in entry.Properties)
                if (property.IsModified && property.Metadata.Name != Version && !Equals(property.OriginalValue, property.CurrentValue)) former.Values.TryAdd(property.Metadata.Name, property.OriginalValue);
        }
    }

    // Of a new task the promise, of a new contact the number.
    private static bool GoesWithItsOwner(ImportedThing thing, EntityEntry entry) => thing switch
    {
        ImportedThing.Promise => entry.Property(nameof(Promise.TaskId)).IsTemporary,
        ImportedThing.Phone => entry.Property(nameof(ContactPhone.ContactId)).IsTemporary,
        _ => false,
    };

    private static int? VersionOf(EntityEntry entry, bool original) =>
        entry.Metadata.FindProperty(Version) is null ? null : (int?)(original ? entry.Property(Version).OriginalValue : entry.Property(Version).CurrentValue);

    private sealed record Former(int? Version, Dictionary<string, object?>? Values);
}
