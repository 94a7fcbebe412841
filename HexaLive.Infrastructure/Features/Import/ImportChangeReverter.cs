using System.Data.Common;
using System.Text.Json;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Import;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace HexaLive.Infrastructure.Features.Import;

/// <summary>
/// Undoes the changes to one kind of record at a time. Undoes each batch in one transaction. If the database refuses the batch
/// because a record is still referenced, undoes its changes one by one, so that only the referenced records are kept.
/// </summary>
internal sealed class ImportChangeReverter(IDbContextFactory<HexaDbContext> databases, ImportUndoRun run, Actor actor)
{
    private const int BatchSize = 100;

    private readonly HashSet<(ImportedRecordKind, int)> _kept = [];

    private sealed record Result(int Removed, int Restored, IReadOnlyList<KeptRecord> Kept);

    /// <summary>Restores the records of a kind that the import changed.</summary>
    public Task RestoreChangedAsync(ImportedRecordKind kind) => RevertAsync(kind, created: false);

    /// <summary>Removes the records of a kind that the import created.</summary>
    public Task RemoveCreatedAsync(ImportedRecordKind kind) => RevertAsync(kind, created: true);

    private async Task RevertAsync(ImportedRecordKind kind, bool created)
    {
        var (beforeId, more) = (long.MaxValue, true);
        while (more)
        {
            var found = await ReadNextChangesAsync(kind, created, beforeId);
            if (found.Count == 0)
                return;
            // If a record was changed twice, restore it change by change, newest first. A batch contains only one change of a
            // record; the older change waits for the next batch.
            var seen = new HashSet<int>();
            var changes = found.TakeWhile(c => seen.Add(c.RecordId)).ToList();
            more = found.Count == BatchSize || changes.Count < found.Count;
            beforeId = changes[^1].Id;
            if (await TryApplyAsync(kind, created, changes) is { } result)
                Report(changes.Count, result);
            else
                foreach (var change in changes)
                    Report(1, await TryApplyAsync(kind, created, [change]) ?? await CreateKeptResultAsync(kind, change));
        }
    }

    private async Task<List<ImportChange>> ReadNextChangesAsync(ImportedRecordKind kind, bool created, long beforeId)
    {
        await using var db = await databases.CreateDbContextAsync();
        return await db
            .ImportChanges.AsNoTracking()
            .Where(c => c.ImportId == run.ImportId && c.RecordKind == kind && c.Id < beforeId && !c.Undone && (c.Before == null) == created)
            .OrderByDescending(c => c.Id)
            .Take(BatchSize)
            .ToListAsync();
    }

    private void Report(int processed, Result result)
    {
        foreach (var kept in result.Kept)
            _kept.Add((kept.Kind, kept.Id));
        run.Add(processed, result.Removed, result.Restored, result.Kept);
    }

    // Returns null if the database refuses the changes.
    private async Task<Result?> TryApplyAsync(ImportedRecordKind kind, bool created, List<ImportChange> changes)
    {
        try
        {
            await using var db = await databases.CreateDbContextAsync();
            return await db.WriteAsync(() => ApplyAsync(db, kind, created, changes));
        }
        catch (Exception e) when (e is DbUpdateException or DbException)
        {
            return null;
        }
    }

    private async Task<Result> CreateKeptResultAsync(ImportedRecordKind kind, ImportChange change)
    {
        await using var db = await databases.CreateDbContextAsync();
        var entities = await ImportedRecords.LoadAsync(db, kind, [change.RecordId]);
        var name = entities.TryGetValue(change.RecordId, out var entity) ? ImportedRecords.NameOf(entity) : "";
        return new Result(0, 0, [new KeptRecord(kind, change.RecordId, name, KeepReason.InUse)]);
    }

    private async Task<Result> ApplyAsync(HexaDbContext db, ImportedRecordKind kind, bool created, List<ImportChange> changes)
    {
        var kept = new List<KeptRecord>();
        var revertible = new List<(ImportChange Change, object Entity)>();
        var entities = await ImportedRecords.LoadAsync(db, kind, [.. changes.Select(c => c.RecordId)]);
        var used = created ? await ImportedRecordUse.FindUsedAsync(db, kind, [.. entities.Keys]) : [];
        // Changes of records that are already deleted count as undone.
        var undone = changes.Where(c => !entities.ContainsKey(c.RecordId)).Select(c => c.Id).ToList();
        foreach (var change in changes)
        {
            if (!entities.TryGetValue(change.RecordId, out var entity))
                continue;
            if (ImportedRecords.OwnerOf(entity) is { } owner && _kept.Contains(owner))
                continue;
            if (change.Version is { } version && VersionOf(db.Entry(entity)) != version)
                kept.Add(new KeptRecord(kind, change.RecordId, ImportedRecords.NameOf(entity), KeepReason.Changed));
            else if (used.Contains(change.RecordId))
                kept.Add(new KeptRecord(kind, change.RecordId, ImportedRecords.NameOf(entity), KeepReason.InUse));
            else
                revertible.Add((change, entity));
        }
        if (created)
            await RemoveAsync(db, kind, revertible);
        else
            await RestoreAsync(db, kind, revertible);
        undone.AddRange(revertible.Select(r => r.Change.Id));
        await db.ImportChanges.Where(c => undone.Contains(c.Id)).ExecuteUpdateAsync(s => s.SetProperty(c => c.Undone, true));
        return created ? new Result(revertible.Count, 0, kept) : new Result(0, revertible.Count, kept);
    }

    private async Task RemoveAsync(HexaDbContext db, ImportedRecordKind kind, List<(ImportChange Change, object Entity)> records)
    {
        db.RemoveRange(records.Select(r => r.Entity));
        if (records.Count > 0)
            await ImportedRecordUse.DeleteDependentsAsync(db, kind, [.. records.Select(r => r.Change.RecordId)], run.ImportId);
        await db.SaveChangesAsync();
    }

    private async Task RestoreAsync(HexaDbContext db, ImportedRecordKind kind, List<(ImportChange Change, object Entity)> records)
    {
        var phones = await PhoneNumberParser.ForCompanyAsync(db);
        foreach (var (change, entity) in records)
        {
            foreach (var (name, value) in JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(change.Before!)!)
            {
                var property = db.Entry(entity).Property(name);
                property.CurrentValue = value.Deserialize(property.Metadata.ClrType);
            }
            // Compute the key again, because the company may have changed its country since the import.
            if (entity is Client { Phone: { } phone } client)
                db.Entry(client).Property(c => c.PhoneKey).CurrentValue = phones.Parse(phone).Key;
            ImportedRecords.RecordRestored(entity, actor);
        }
        await db.SaveChangesAsync();
        foreach (var (change, entity) in records)
        {
            if (change.FromVersion is not { } fromVersion)
                continue;
            // The record now has the values that an earlier import gave it. Update the version in the change of that import, so
            // that the earlier import can still be undone.
            var version = VersionOf(db.Entry(entity));
            await db
                .ImportChanges.Where(c =>
                    c.RecordKind == kind && c.RecordId == change.RecordId && c.Id < change.Id && c.Version == fromVersion && !c.Undone
                )
                .ExecuteUpdateAsync(s => s.SetProperty(c => c.Version, version));
        }
    }

    private static int VersionOf(EntityEntry entry) => (int)entry.Property("Version").CurrentValue!;
}
