using System.Text.Json;
using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Import;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Import;

/// <summary>
/// Takes a file through a plan, a batch at a time. Each batch is tried first on entities that nobody saves; what passes is written in one transaction, and
/// others write between batches. A preview stops after the trial.
/// </summary>
internal sealed class ImportRunner(IDbContextFactory<HexaDbContext> databases, Viewer viewer, CsvFile file, string fileName, ImportRun run, string rejectedPath, DateTime now)
{
    /// <summary>Rows a transaction.</summary>
    public const int BatchSize = 500;

    private ImportDirectory _directory = null!;
    private RowImport _kind = null!;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var rejected = new StreamWriter(rejectedPath, append: false);
        _directory = new ImportDirectory(run.Plan, viewer, now);
        await using (var db = await databases.CreateDbContextAsync(cancellationToken)) await _directory.LoadAsync(db);
        if (!run.IsPreview) await BeginAsync();
        _kind = RowImport.Of(_directory, run.Plan, viewer, now, run.IsPreview);
        (_kind as PeopleImport)?.ReadTeams(file.Rows());
        try
        {
            foreach (var batch in file.Rows().Select(r => new ImportRow(r, run.Plan, now)).Chunk(BatchSize))
            {
                cancellationToken.ThrowIfCancellationRequested();
                // Whole batches only: what is counted is what is stored.
                var created = await TakeAsync(batch);
                foreach (var row in batch.Where(r => r.Outcome == ImportOutcome.Rejected))
                    await rejected.WriteLineAsync(JsonSerializer.Serialize(new RejectedRow(row.Source.Line, row.Source.Cells, row.Reason!)));
                run.Add(batch, created);
                foreach (var use in batch.SelectMany(r => r.Uses)) use.Release();
            }
        }
        finally
        {
            if (!run.IsPreview) await NoteAsync();
        }
    }

    private async Task<List<ImportReference>> TakeAsync(ImportRow[] batch)
    {
        await using (var db = await databases.CreateDbContextAsync()) await TryAsync(db, batch);
        var accepted = batch.Where(r => r.Outcome != ImportOutcome.Rejected).ToList();
        if (!run.IsPreview && accepted.Count > 0)
        {
            _contacts = 0;
            if (!await WriteAsync(accepted, reject: false))
                foreach (var row in accepted) await WriteAsync([row], reject: true);
        }
        var created = new List<ImportReference>();
        foreach (var use in batch.Where(r => r.Outcome != ImportOutcome.Rejected).SelectMany(r => r.Uses))
        {
            if (use.Counted || use.Owner is not null || !_fresh.Contains(use)) continue;
            use.Counted = true;
            created.Add(use.Kind);
        }
        _fresh.Clear();
        created.AddRange(Enumerable.Repeat(ImportReference.Contacts, _contacts));
        return created;
    }

    private readonly HashSet<Ref> _fresh = [];
    private int _contacts;

    private async Task TryAsync(HexaDbContext db, ImportRow[] batch)
    {
        await _kind.FindAsync(db, batch);
        Each(batch, _kind.Resolve);
        var rows = Accepted(batch);
        await ImportDirectory.BringAsync(db, rows, track: false, _kind.NeedsContacts);
        await _kind.LoadAsync(db, rows, track: false);
        _contacts = 0;
        Each(rows, row =>
        {
            foreach (var use in row.Uses) use.Ensure();
            row.Outcome = row.Own is { Released: true } ? ImportOutcome.Unchanged : _kind.Apply(row, entity => _contacts += Contacts(entity));
        });
        _fresh.UnionWith(Accepted(rows).SelectMany(r => r.Uses).Where(u => u.Id == 0));
    }

    private async Task<bool> WriteAsync(IReadOnlyList<ImportRow> rows, bool reject)
    {
        var pending = rows.SelectMany(r => r.Uses).Where(u => u.Id == 0).Distinct().ToList();
        var contacts = 0;
        try
        {
            await using var db = await databases.CreateDbContextAsync();
            // Saving looks for changes once; at each step it would look through the whole batch again.
            db.ChangeTracker.AutoDetectChangesEnabled = false;
            using var trail = new ImportTrail(db);
            await db.WriteAsync(async () =>
            {
                await ImportDirectory.BringAsync(db, rows, track: true, _kind.NeedsContacts);
                await _directory.MakeAsync(db, rows);
                await _kind.LoadAsync(db, rows, track: true);
                foreach (var row in rows) row.Outcome = _kind.Apply(row, entity => { contacts += Contacts(entity); db.Add(entity); });
                _kind.Link(db);
                await db.SaveChangesAsync();
                await trail.KeepAsync(run.RecordId);
                return 0;
            });
            _contacts += contacts;
            return true;
        }
        catch (RuleException e) when (e.Error == RuleError.StorageUnavailable)
        {
            throw;
        }
        catch (Exception e) when (e is DbUpdateException or RuleException or ImportException or InvalidOperationException)
        {
            // Somebody changed what the trial saw, or a unique key is taken: row by row, only the one that cannot be is rejected.
            foreach (var use in pending) use.Id = 0;
            if (reject) rows[0].Reject(e is DbUpdateException update ? new RuleException(StorageTrouble.IsDuplicate(update) ? RuleError.Duplicate : RuleError.Conflict, rows[0].Text(ImportField.ExternalKey) ?? "", "") : e);
            return false;
        }
    }

    private static int Contacts(object entity) => entity is Contact ? 1 : 0;

    private static List<ImportRow> Accepted(IEnumerable<ImportRow> rows) => [.. rows.Where(r => r.Outcome != ImportOutcome.Rejected)];

    private static void Each(IEnumerable<ImportRow> rows, Action<ImportRow> step)
    {
        foreach (var row in rows.Where(r => r.Outcome != ImportOutcome.Rejected))
        {
            try
            {
                step(row);
            }
            catch (Exception e) when (e is RuleException or ImportException or InvalidOperationException or ArgumentException or OverflowException or FormatException)
            {
                row.Reject(e);
            }
        }
    }

    private async Task BeginAsync()
    {
        await using var db = await databases.CreateDbContextAsync();
        var record = new ImportRecord(viewer.PersonId, fileName, run.Plan.Kind.ToString(), now);
        db.Imports.Add(record);
        await db.SaveChangesAsync();
        run.RecordId = record.Id;
    }

    // An import that wrote nothing leaves no trace.
    private async Task NoteAsync()
    {
        await using var db = await databases.CreateDbContextAsync();
        var record = await db.Imports.FirstOrDefaultAsync(i => i.Id == run.RecordId);
        if (run.Made + run.Changed == 0 && !await db.ImportChanges.AnyAsync(c => c.ImportId == run.RecordId))
        {
            if (record is not null) db.Imports.Remove(record);
            run.RecordId = 0;
        }
        else
        {
            record?.Count(run.Made, run.Changed);
            db.Activity.Add(new ActivityEntry(ActivityKind.Imported, viewer.PersonId, now, run.Plan.Kind.ToString(), fileName, $"{run.Made} made, {run.Changed} changed, {run.Unchanged} unchanged, {run.Rejected} rejected"));
        }
        await db.SaveChangesAsync();
    }
}

/// <summary>A rejected row as it is kept until it is fetched.</summary>
internal sealed record RejectedRow(int Line, string[] Cells, ImportReason Reason);
