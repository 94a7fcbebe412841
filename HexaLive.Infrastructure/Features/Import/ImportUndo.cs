using System.Collections.Concurrent;
using HexaLive.Domain;
using HexaLive.Domain.Import;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Data.Seed;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace HexaLive.Infrastructure.Features.Import;

/// <summary>An import in the history. <see cref="At"/> and <see cref="UndoneAt"/> are UTC.</summary>
public sealed record PastImport(
    int Id,
    string FileName,
    ImportKind Kind,
    DateTime At,
    string By,
    int Created,
    int Changed,
    DateTime? UndoneAt,
    int Kept
);

/// <summary>Lists past imports and undoes them, for administrators.</summary>
public sealed class ImportUndo(IDbContextFactory<HexaDbContext> databases, TimeProvider time, ImportJobs jobs, ILogger<ImportUndo> log)
{
    private const int MaxListedImports = 50;

    private readonly ConcurrentDictionary<int, ImportUndoRun> _runs = [];
    private readonly Lock _starting = new();

    /// <summary>Returns the newest imports that wrote something, at most 50.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> if the viewer is not an administrator.</exception>
    public async Task<IReadOnlyList<PastImport>> ListAsync(Viewer viewer, CancellationToken cancellationToken = default)
    {
        viewer.EnsureAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await db
            .Imports.AsNoTracking()
            .OrderByDescending(i => i.Id)
            .Take(MaxListedImports)
            .Select(i => new
            {
                i.Id,
                i.FileName,
                i.Kind,
                i.At,
                By = i.By.Name,
                i.Created,
                i.Changed,
                i.UndoneAt,
                i.Kept,
            })
            .ToListAsync(cancellationToken);
        return
        [
            .. rows.Select(i => new PastImport(
                i.Id,
                i.FileName,
                Enum.TryParse<ImportKind>(i.Kind, out var kind) ? kind : default,
                i.At,
                i.By,
                i.Created,
                i.Changed,
                i.UndoneAt,
                i.Kept
            )),
        ];
    }

    /// <summary>Returns the undo of an import that was started in this process; null if there is none.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> if the viewer is not an administrator.</exception>
    public ImportUndoRun? Find(Viewer viewer, int importId)
    {
        viewer.EnsureAdministrator();
        return _runs.GetValueOrDefault(importId);
    }

    /// <summary>
    /// Starts undoing an import: removes the records that the import created and restores the records that it changed, in batches.
    /// Keeps and lists records that somebody changed after the import and records that are in use. Starting the undo again retries
    /// the kept records.
    /// </summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.NotAllowed"/> if the viewer is not an administrator, <see cref="RuleError.NotFound"/> if there is
    /// no such import.
    /// </exception>
    /// <exception cref="ImportException"><see cref="ImportError.Busy"/> while an import or another undo is running.</exception>
    public async Task<ImportUndoRun> StartAsync(Viewer viewer, int importId, CancellationToken cancellationToken = default)
    {
        viewer.EnsureAdministrator();
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
            if (!await db.Imports.AnyAsync(i => i.Id == importId, cancellationToken))
                throw new RuleException(RuleError.NotFound);
        lock (_starting)
        {
            if (FindRunningOwner() is { } owner)
                throw new ImportException(ImportError.Busy, owner);
            var run = _runs[importId] = new ImportUndoRun(importId, viewer.Name);
            run.Completion = Task.Run(() => RunAsync(viewer, run), CancellationToken.None);
            return run;
        }
    }

    // The name of the person whose import or undo is running; null if no import or undo is running.
    private string? FindRunningOwner() => jobs.RunningOwner ?? _runs.Values.FirstOrDefault(r => r.State == ImportState.Running)?.Owner;

    private async Task RunAsync(Viewer viewer, ImportUndoRun run)
    {
        try
        {
            await using (var db = await databases.CreateDbContextAsync())
                run.Total = await db.ImportChanges.CountAsync(c => c.ImportId == run.ImportId && !c.Undone);
            var reverter = new ImportChangeReverter(databases, run, viewer.CreateActor(time));
            var kinds = Enum.GetValues<ImportedRecordKind>();
            // First restore changed records. Owners come before their parts, because the promises of a task are kept if the task is kept.
            // Then remove created records in the reverse order, so that each record is removed after the records that refer to it.
            foreach (var kind in kinds)
                await reverter.RestoreChangedAsync(kind);
            foreach (var kind in kinds.Reverse())
                await reverter.RemoveCreatedAsync(kind);
            await CompleteAsync(viewer, run);
            run.End(ImportState.Completed);
        }
        catch (Exception e)
        {
            if (e is not RuleException)
                log.LogError(e, "Undoing import {Import} failed.", run.ImportId);
            run.End(ImportState.Failed, ImportReason.From(e));
        }
    }

    private async Task CompleteAsync(Viewer viewer, ImportUndoRun run)
    {
        await using var db = await databases.CreateDbContextAsync();
        var record = await db.Imports.SingleAsync(i => i.Id == run.ImportId);
        record.MarkUndone(run.Removed + run.Restored, run.KeptCount, viewer.CreateActor(time));
        await db.SaveChangesAsync();
    }
}
