using System.Collections.Concurrent;
using System.Collections.Immutable;
using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Import;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace HexaLive.Infrastructure.Features.Import;

/// <summary>An import of the past. <see cref="At"/> and <see cref="UndoneAt"/> are UTC.</summary>
public sealed record PastImport(int Id, string FileName, ImportKind Kind, DateTime At, string By, int Made, int Changed, DateTime? UndoneAt, int Kept);

/// <summary>Why something stays when its import is undone: somebody changed it since, or other things refer to it.</summary>
public enum ImportKeepReason { Changed = 0, InUse = 1 }

/// <summary>Something that stays.</summary>
public sealed record ImportKept(ImportedThing Thing, int Id, string Name, ImportKeepReason Reason);

/// <summary>The undoing of an import on its way, or what came of it.</summary>
public sealed class ImportUndoRun : ImportWork
{
    /// <summary>Things that stay and are told one by one.</summary>
    public const int Told = 100;

    internal ImportUndoRun(int importId) => ImportId = importId;

    /// <summary>Which import.</summary>
    public int ImportId { get; }
    /// <summary>Changes to undo.</summary>
    public int Total { get; internal set; }
    /// <summary>Changes gone through.</summary>
    public int Done { get; private set; }
    /// <summary>Things that are gone again.</summary>
    public int Removed { get; private set; }
    /// <summary>Things that stand as before.</summary>
    public int Restored { get; private set; }
    /// <summary>How many stay.</summary>
    public int KeptCount { get; private set; }
    /// <summary>The first of those that stay.</summary>
    public ImmutableList<ImportKept> Kept { get; private set; } = [];

    internal void Add(int done, int removed, int restored, IReadOnlyList<ImportKept> kept)
    {
        (Done, Removed, Restored, KeptCount) = (Done + done, Removed + removed, Restored + restored, KeptCount + kept.Count);
        if (Kept.Count < Told) Kept = Kept.AddRange(kept.Take(Told - Kept.Count));
        Tell();
    }
}

/// <summary>Lists past imports and undoes them: administrators.</summary>
public sealed class ImportUndo(IDbContextFactory<HexaDbContext> databases, TimeProvider time, ImportJobs jobs, ILogger<ImportUndo> log)
{
    private const int Most = 50;
    private readonly ConcurrentDictionary<int, ImportUndoRun> _runs = [];
    private readonly Lock _starting = new();

    /// <summary>The newest imports that wrote something; at most fifty.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> to anybody but administrators.</exception>
    public async Task<IReadOnlyList<PastImport>> ListAsync(Viewer viewer, CancellationToken cancellationToken = default)
    {
        viewer.MustBeAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await db.Imports.AsNoTracking().OrderByDescending(i => i.Id).Take(Most)
            .Select(i => new { i.Id, i.FileName, i.Kind, i.At, By = i.By.Name, i.Made, i.Changed, i.UndoneAt, i.Kept }).ToListAsync(cancellationToken);
        return [.. rows.Select(i => new PastImport(i.Id, i.FileName, Enum.TryParse<ImportKind>(i.Kind, out var kind) ? kind : default, i.At, i.By, i.Made, i.Changed, i.UndoneAt, i.Kept))];
    }

    /// <summary>The undoing of an import that was started here; null where it was not.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> to anybody but administrators.</exception>
    public ImportUndoRun? Find(Viewer viewer, int importId)
    {
        viewer.MustBeAdministrator();
        return _runs.GetValueOrDefault(importId);
    }

    /// <summary>
    /// Starts undoing an import: what it made is removed and what it changed is given back, a batch at a time. What somebody changed since, or uses, stays and
    /// is told. Undone again, it tries what stayed once more.
    /// </summary>
    /// <exception cref="RuleException">Not an administrator, or there is no such import.</exception>
    /// <exception cref="ImportException"><see cref="ImportTrouble.Busy"/> while an import or another undoing runs.</exception>
    public async Task<ImportUndoRun> StartAsync(Viewer viewer, int importId, CancellationToken cancellationToken = default)
    {
        viewer.MustBeAdministrator();
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
            if (!await db.Imports.AnyAsync(i => i.Id == importId, cancellationToken)) throw new RuleException(RuleError.NotFound);
        lock (_starting)
        {
            if (jobs.IsRunning || _runs.Values.Any(r => r.State == ImportState.Running)) throw new ImportException(ImportTrouble.Busy, viewer.Name);
            var run = _runs[importId] = new ImportUndoRun(importId);
            run.Completion = Task.Run(() => RunAsync(viewer, run), CancellationToken.None);
            return run;
        }
    }

    private async Task RunAsync(Viewer viewer, ImportUndoRun run)
    {
        try
        {
            await using (var db = await databases.CreateDbContextAsync()) run.Total = await db.ImportChanges.CountAsync(c => c.ImportId == run.ImportId && !c.Undone);
            var step = new ImportUndoStep(databases, viewer, run, time.GetUtcNow().UtcDateTime);
            var things = Enum.GetValues<ImportedThing>();
            // Owners first: where a task stays, its promises do. Then away with what is new, from what refers to what is referred to.
            foreach (var thing in things) await step.TakeAsync(thing, made: false);
            foreach (var thing in things.Reverse()) await step.TakeAsync(thing, made: true);
            await using (var db = await databases.CreateDbContextAsync())
            {
                var record = await db.Imports.SingleAsync(i => i.Id == run.ImportId);
                record.Undone(viewer.PersonId, run.KeptCount, time.GetUtcNow().UtcDateTime);
                db.Activity.Add(new ActivityEntry(ActivityKind.Imported, viewer.PersonId, time.GetUtcNow().UtcDateTime, record.Kind, record.FileName, $"undone: {run.Removed} removed, {run.Restored} restored, {run.KeptCount} kept"));
                await db.SaveChangesAsync();
            }
            run.End(ImportState.Done);
        }
        catch (Exception e)
        {
            if (e is not RuleException) log.LogError(e, "Undoing import {Import} failed.", run.ImportId);
            run.End(ImportState.Failed, ImportReason.Of(e));
        }
    }
}
