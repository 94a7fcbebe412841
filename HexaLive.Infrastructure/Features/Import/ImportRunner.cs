using System.Text.Json;
using HexaLive.Domain;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Import;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Import;

/// <summary>
/// Imports a file according to a plan, in batches. Each batch is first applied to entities that are not saved. The rows that
/// succeed are then written in one transaction. Between batches, other writers can write to the database. A preview skips the
/// writing.
/// </summary>
internal sealed class ImportRunner(
    IDbContextFactory<HexaDbContext> databases,
    Actor actor,
    CsvFile file,
    string fileName,
    ImportRun run,
    string rejectedPath
)
{
    /// <summary>The maximum number of rows that one transaction writes.</summary>
    public const int BatchSize = 500;

    private readonly HashSet<RecordReference> _newReferences = [];
    private RowImporter _importer = null!;
    private int _newContacts;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var rejected = new StreamWriter(rejectedPath, append: false);
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            var lookups = await ImportLookups.LoadAsync(db, run.Plan, actor);
            _importer = RowImporter.Create(new ImportContext(run.Plan, actor, run.IsPreview, lookups));
        }
        if (!run.IsPreview)
            await CreateRecordAsync();
        _importer.ReadAll(file.ReadRows());
        try
        {
            foreach (var batch in file.ReadRows().Select(r => new ImportRow(r, run.Plan, actor.Now)).Chunk(BatchSize))
            {
                cancellationToken.ThrowIfCancellationRequested();
                // Cancel between batches only, so that the counts match what is stored.
                var created = await ImportAsync(batch);
                foreach (var row in batch.Where(r => r.Outcome == ImportOutcome.Rejected))
                    await rejected.WriteLineAsync(
                        JsonSerializer.Serialize(new RejectedRow(row.Source.Line, row.Source.Cells, row.Reason!))
                    );
                run.Add(batch, created);
                foreach (var reference in batch.SelectMany(r => r.References))
                    reference.EndBatch();
            }
        }
        finally
        {
            if (!run.IsPreview)
                await CompleteRecordAsync();
        }
    }

    // Returns the kinds of the records that were created because rows refer to them.
    private async Task<List<ImportReferenceKind>> ImportAsync(ImportRow[] batch)
    {
        await using (var db = await databases.CreateDbContextAsync())
            await TryAsync(db, batch);
        var accepted = WithoutRejected(batch);
        if (!run.IsPreview && accepted.Count > 0)
        {
            _newContacts = 0;
            if (!await WriteAsync(accepted, rejectOnFailure: false))
                foreach (var row in accepted)
                    await WriteAsync([row], rejectOnFailure: true);
        }
        var created = new List<ImportReferenceKind>();
        foreach (var reference in WithoutRejected(batch).SelectMany(r => r.References).Where(_newReferences.Contains))
        {
            if (reference.IsCounted || reference.IsDefinedInEarlierBatch || reference.DefiningRow is not null)
                continue;
            reference.IsCounted = true;
            created.Add(reference.Kind);
        }
        _newReferences.Clear();
        created.AddRange(Enumerable.Repeat(ImportReferenceKind.Contacts, _newContacts));
        return created;
    }

    private async Task TryAsync(HexaDbContext db, ImportRow[] batch)
    {
        await _importer.MatchRowsByKeyAsync(db, batch);
        RejectFailures(batch, _importer.Resolve);
        var rows = WithoutRejected(batch);
        await ReferencedRecords.LoadAsync(db, rows, track: false, _importer.NeedsContacts);
        await _importer.LoadAsync(db, rows, track: false);
        _newContacts = 0;
        RejectFailures(
            rows,
            row =>
            {
                foreach (var reference in row.References)
                    reference.EnsureLoaded();
                row.Outcome = row.DefinedRecord is { IsDefinedInEarlierBatch: true }
                    ? ImportOutcome.Unchanged
                    : _importer.Apply(row, entity => _newContacts += CountContacts(entity));
            }
        );
        _newReferences.UnionWith(WithoutRejected(rows).SelectMany(r => r.References).Where(r => r.Id == 0));
    }

    private async Task<bool> WriteAsync(IReadOnlyList<ImportRow> rows, bool rejectOnFailure)
    {
        var unsaved = rows.SelectMany(r => r.References).Where(r => r.Id == 0).Distinct().ToList();
        try
        {
            await using var db = await databases.CreateDbContextAsync();
            _newContacts += await db.WriteAsync(() => ApplyAsync(db, rows));
            return true;
        }
        catch (RuleException e) when (e.Error == RuleError.StorageUnavailable)
        {
            throw;
        }
        catch (Exception e) when (e is DbUpdateException or RuleException or ImportException or InvalidOperationException)
        {
            // The data has changed since the batch was checked, or a unique key is already used. The caller then writes row by row,
            // so that only the failing rows are rejected.
            foreach (var reference in unsaved)
                reference.Id = 0;
            if (rejectOnFailure)
                rows[0].Reject(e is DbUpdateException update ? DescribeFailure(update, rows[0]) : e);
            return false;
        }
    }

    // Writes the rows and returns the number of new contacts.
    private async Task<int> ApplyAsync(HexaDbContext db, IReadOnlyList<ImportRow> rows)
    {
        var newContacts = 0;
        // Detect changes only when saving. Otherwise, EF Core would scan the whole batch at every step.
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        using var changes = new ImportChangeRecorder(db);
        await ReferencedRecords.LoadAsync(db, rows, track: true, _importer.NeedsContacts);
        await ReferencedRecords.CreateMissingAsync(db, rows);
        await _importer.LoadAsync(db, rows, track: true);
        foreach (var row in rows)
            row.Outcome = _importer.Apply(
                row,
                entity =>
                {
                    newContacts += CountContacts(entity);
                    db.Add(entity);
                }
            );
        _importer.SetReferences(db);
        await db.SaveChangesAsync();
        await changes.SaveAsync(run.RecordId);
        return newContacts;
    }

    private static RuleException DescribeFailure(DbUpdateException failure, ImportRow row) =>
        DatabaseErrors.IsUniqueViolation(failure)
            ? new RuleException(RuleError.Duplicate, row.ReadText(ImportField.ExternalKey) ?? "")
            : new RuleException(RuleError.Conflict, "", row.ReadText(ImportField.ExternalKey) ?? "");

    private static int CountContacts(object entity) => entity is Contact ? 1 : 0;

    private static List<ImportRow> WithoutRejected(IEnumerable<ImportRow> rows) =>
        [.. rows.Where(r => r.Outcome != ImportOutcome.Rejected)];

    // Rejects the rows for which the step fails.
    private static void RejectFailures(IEnumerable<ImportRow> rows, Action<ImportRow> step)
    {
        foreach (var row in rows.Where(r => r.Outcome != ImportOutcome.Rejected))
        {
            try
            {
                step(row);
            }
            catch (Exception e)
                when (e
                        is RuleException
                            or ImportException
                            or InvalidOperationException
                            or ArgumentException
                            or OverflowException
                            or FormatException
                )
            {
                row.Reject(e);
            }
        }
    }

    private async Task CreateRecordAsync()
    {
        await using var db = await databases.CreateDbContextAsync();
        var record = new ImportRecord(fileName, run.Plan.Kind.ToString(), actor);
        db.Imports.Add(record);
        await db.SaveChangesAsync();
        run.RecordId = record.Id;
    }

    // Completes the record of the import, or deletes it if the import wrote nothing.
    private async Task CompleteRecordAsync()
    {
        await using var db = await databases.CreateDbContextAsync();
        var record = await db.Imports.FirstOrDefaultAsync(i => i.Id == run.RecordId);
        if (run.Created + run.Changed == 0 && !await db.ImportChanges.AnyAsync(c => c.ImportId == run.RecordId))
        {
            if (record is not null)
                db.Imports.Remove(record);
            run.RecordId = 0;
        }
        else
            record?.Complete(run.Created, run.Changed, actor);
        await db.SaveChangesAsync();
    }
}
