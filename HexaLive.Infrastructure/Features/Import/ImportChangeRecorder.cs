using System.Text.Json;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Import;
using HexaLive.Domain.People;
using HexaLive.Domain.Presets;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Tasks;
using HexaLive.Domain.Teams;
using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace HexaLive.Infrastructure.Features.Import;

/// <summary>
/// Observes the saves of a batch and notes which records the batch creates or changes, with their previous values, so that the import can
/// be undone.
/// </summary>
internal sealed class ImportChangeRecorder : IDisposable
{
    private const string VersionProperty = "Version";

    private readonly HexaDbContext _db;
    private readonly Dictionary<object, PreviousValues> _observed = new(ReferenceEqualityComparer.Instance);

    public ImportChangeRecorder(HexaDbContext db)
    {
        _db = db;
        db.SavingChanges += ObserveChanges;
    }

    /// <summary>Returns the kind of an entity; null if changes of such entities are not recorded for an undo.</summary>
    public static ImportedRecordKind? KindOf(object entity) =>
        entity switch
        {
            Team => ImportedRecordKind.Team,
            Person => ImportedRecordKind.Person,
            TaskType => ImportedRecordKind.Type,
            TaskOrigin => ImportedRecordKind.Origin,
            Client => ImportedRecordKind.Client,
            Contact => ImportedRecordKind.Contact,
            ContactPhone => ImportedRecordKind.Phone,
            Project => ImportedRecordKind.Project,
            WorkTask => ImportedRecordKind.Task,
            Promise => ImportedRecordKind.Promise,
            Dedication => ImportedRecordKind.Dedication,
            DedicationRevision => ImportedRecordKind.Revision,
            _ => null,
        };

    /// <summary>Saves the recorded changes, in the same transaction.</summary>
    public async Task SaveAsync(int importId)
    {
        var changes = _observed
            .Select(t => (Kind: KindOf(t.Key)!.Value, Entry: _db.Entry(t.Key), Previous: t.Value))
            .Where(t => t.Entry.State == EntityState.Unchanged)
            .OrderBy(t => t.Previous.Values is null)
            .ThenByDescending(t => t.Kind)
            .Select(t => new ImportChange(
                importId,
                t.Kind,
                (int)t.Entry.Property("Id").CurrentValue!,
                VersionOf(t.Entry, original: false),
                t.Previous.Version,
                t.Previous.Values is null ? null : JsonSerializer.Serialize(t.Previous.Values)
            ))
            .ToList();
        // Stop tracking the entities of the batch, because the next save would scan all of them for changes.
        _db.ChangeTracker.Clear();
        _db.AddRange(changes);
        await _db.SaveChangesAsync();
    }

    public void Dispose() => _db.SavingChanges -= ObserveChanges;

    private void ObserveChanges(object? sender, SavingChangesEventArgs e)
    {
        foreach (var entry in _db.ChangeTracker.Entries())
        {
            if (entry.State is not (EntityState.Added or EntityState.Modified) || KindOf(entry.Entity) is not { } kind)
                continue;
            if (entry.State == EntityState.Added)
            {
                if (!IsRemovedWithOwner(kind, entry))
                    _observed[entry.Entity] = new PreviousValues(null, null);
                continue;
            }
            if (!_observed.TryGetValue(entry.Entity, out var previous))
                _observed[entry.Entity] = previous = new PreviousValues(VersionOf(entry, original: true), []);
            if (previous.Values is null)
                continue;
            foreach (var property in entry.Properties)
                if (
                    property.IsModified
                    && property.Metadata.Name != VersionProperty
                    && !Equals(property.OriginalValue, property.CurrentValue)
                )
                    previous.Values.TryAdd(property.Metadata.Name, property.OriginalValue);
        }
    }

    // The promise of a new task and the phone number of a new contact are removed with their owner, so no separate change is
    // recorded for them.
    private static bool IsRemovedWithOwner(ImportedRecordKind kind, EntityEntry entry) =>
        kind switch
        {
            ImportedRecordKind.Promise => entry.Property(nameof(Promise.TaskId)).IsTemporary,
            ImportedRecordKind.Phone => entry.Property(nameof(ContactPhone.ContactId)).IsTemporary,
            _ => false,
        };

    private static int? VersionOf(EntityEntry entry, bool original) =>
        entry.Metadata.FindProperty(VersionProperty) is null
            ? null
            : (int?)(original ? entry.Property(VersionProperty).OriginalValue : entry.Property(VersionProperty).CurrentValue);

    private sealed record PreviousValues(int? Version, Dictionary<string, object?>? Values);
}
