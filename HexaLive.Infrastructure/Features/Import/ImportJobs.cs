using System.Collections.Concurrent;
using HexaLive.Domain;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace HexaLive.Infrastructure.Features.Import;

/// <summary>
/// Uploads, previews and imports files, for administrators. This service owns the uploads and runs, so that they continue when the
/// user leaves the page. Only one import runs at a time.
/// </summary>
public sealed class ImportJobs : IAsyncDisposable
{
    private static readonly TimeSpan Retention = TimeSpan.FromDays(1);

    private readonly IDbContextFactory<HexaDbContext> _databases;
    private readonly TimeProvider _time;
    private readonly ILogger<ImportJobs> _log;
    private readonly UploadFolder _uploads;
    private readonly ConcurrentDictionary<Guid, ImportSession> _sessions = [];
    private readonly Lock _starting = new();
    private readonly ITimer _cleanUpTimer;

    /// <summary>Deletes all files in the folder, because the files of an earlier process can no longer be used.</summary>
    public ImportJobs(IDbContextFactory<HexaDbContext> databases, TimeProvider time, ImportFolder folder, ILogger<ImportJobs> log)
    {
        (_databases, _time, _log) = (databases, time, log);
        _uploads = new UploadFolder(folder, log);
        _uploads.Clear();
        _cleanUpTimer = time.CreateTimer(_ => DiscardExpired(), null, TimeSpan.FromHours(1), TimeSpan.FromHours(1));
    }

    /// <summary>Returns the viewer's latest upload, with its result if the import was started; null if there is no upload.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> if the viewer is not an administrator.</exception>
    public ImportSession? FindCurrent(Viewer viewer)
    {
        viewer.EnsureAdministrator();
        return _sessions.Values.Where(s => s.Owner.PersonId == viewer.PersonId).MaxBy(s => s.UploadedAt);
    }

    /// <summary>The name of the person whose import is running; null if no import is running.</summary>
    internal string? RunningOwner => _sessions.Values.FirstOrDefault(s => s.Run is { State: ImportState.Running })?.Owner.Name;

    /// <summary>Saves an uploaded file, analyses it and proposes a plan. The upload replaces the viewer's previous one.</summary>
    /// <param name="viewer">The administrator who imports.</param>
    /// <param name="fileName">The original name of the file.</param>
    /// <param name="content">The content, read once as a stream.</param>
    /// <param name="spanish">Whether proposed names are Spanish rather than English.</param>
    /// <param name="onProgress">Called with the number of bytes read so far.</param>
    /// <param name="cancellationToken">Cancels the upload and deletes what was saved.</param>
    /// <exception cref="ImportException">The file cannot be imported and is deleted, or an import of the viewer is running.</exception>
    public async Task<ImportSession> UploadAsync(
        Viewer viewer,
        string fileName,
        Stream content,
        bool spanish,
        Action<long>? onProgress = null,
        CancellationToken cancellationToken = default
    )
    {
        viewer.EnsureAdministrator();
        if (FindCurrent(viewer)?.Run is { State: ImportState.Running })
            throw new ImportException(ImportError.Busy, viewer.Name);
        var session = new ImportSession(viewer, fileName, _uploads.CreatePath(), _time.GetUtcNow().UtcDateTime);
        try
        {
            await UploadFolder.SaveAsync(content, session.FilePath, onProgress, cancellationToken);
            await Task.Run(
                () =>
                {
                    session.File = CsvFile.Open(session.FilePath);
                    session.Analysis = CsvAnalysis.Read(session.File, cancellationToken);
                },
                cancellationToken
            );
        }
        catch
        {
            _uploads.Delete(session.FilePath);
            throw;
        }
        session.Plan = ProposePlan(session.Analysis, viewer, spanish);
        foreach (var previous in _sessions.Values.Where(s => s.Owner.PersonId == viewer.PersonId))
            Remove(previous);
        _sessions[session.Id] = session;
        return session;
    }

    /// <summary>Reads the file again with another encoding or separator, and proposes a new plan.</summary>
    /// <exception cref="ImportException">
    /// The file cannot be read in that format (the session is unchanged), or the import of the file is running.
    /// </exception>
    public async Task ChangeFormatAsync(
        Viewer viewer,
        Guid id,
        CsvFormat format,
        bool spanish,
        CancellationToken cancellationToken = default
    )
    {
        var session = FindIdle(viewer, id);
        var (file, analysis) = await Task.Run(
            () =>
            {
                var opened = CsvFile.Open(session.FilePath, format);
                return (opened, CsvAnalysis.Read(opened, cancellationToken));
            },
            cancellationToken
        );
        (session.File, session.Analysis) = (file, analysis);
        ReplacePlan(session, ProposePlan(analysis, viewer, spanish));
    }

    /// <summary>Proposes a plan for another kind of row.</summary>
    public void ChooseKind(Viewer viewer, Guid id, ImportKind kind, bool spanish)
    {
        var session = FindIdle(viewer, id);
        ReplacePlan(session, session.Analysis.ProposePlan(kind, viewer.TimeZone, spanish));
    }

    /// <summary>Replaces the plan and discards the preview of the previous one.</summary>
    public void ChangePlan(Viewer viewer, Guid id, ImportPlan plan) => ReplacePlan(FindIdle(viewer, id), plan);

    /// <summary>Starts a preview of how every row would be imported. Nothing is saved.</summary>
    /// <exception cref="ImportException">The plan is incomplete, the file has been deleted, or its import is running.</exception>
    public ImportRun StartPreview(Viewer viewer, Guid id)
    {
        var session = FindIdle(viewer, id);
        session.Plan.EnsureComplete();
        session.Preview?.Cancellation.Cancel();
        return session.Preview = Start(session, isPreview: true);
    }

    /// <summary>Starts the import.</summary>
    /// <exception cref="ImportException">The plan is incomplete, the file has been deleted, or an import is running.</exception>
    public ImportRun StartRun(Viewer viewer, Guid id)
    {
        lock (_starting)
        {
            var session = FindIdle(viewer, id);
            session.Plan.EnsureComplete();
            if (RunningOwner is { } owner)
                throw new ImportException(ImportError.Busy, owner);
            session.Preview?.Cancellation.Cancel();
            // Remove the preview, which becomes outdated when the import writes rows.
            session.Preview = null;
            return session.Run = Start(session, isPreview: false);
        }
    }

    /// <summary>Cancels the preview and the import after the current batch. Batches already written are kept.</summary>
    public void Cancel(Viewer viewer, Guid id)
    {
        var session = Find(viewer, id);
        session.Preview?.Cancellation.Cancel();
        session.Run?.Cancellation.Cancel();
    }

    /// <summary>Deletes the file with its plan and its results.</summary>
    public void Discard(Viewer viewer, Guid id) => Remove(FindIdle(viewer, id));

    /// <summary>
    /// Returns whether there are rejected rows to download, from the import or, if it has not started, from the preview. Any
    /// administrator may download them.
    /// </summary>
    public bool HasRejected(Viewer viewer, Guid id) =>
        viewer.IsAdministrator
        && _sessions.TryGetValue(id, out var session)
        && (session.Run ?? session.Preview) is { State: not ImportState.Running, Rejected: > 0 } run
        && File.Exists(session.RejectedPath(run));

    /// <summary>
    /// Writes the rejected rows of the last run with their line and reason, in UTF-8 and with the separator of the file. A cell
    /// that a spreadsheet would interpret as a formula gets a leading apostrophe, which is removed when the file is imported again.
    /// </summary>
    /// <param name="viewer">Any administrator.</param>
    /// <param name="id">The session.</param>
    /// <param name="output">The stream to write to.</param>
    /// <param name="lineHeading">The heading of the column of line numbers.</param>
    /// <param name="reasonHeading">The heading of the column of reasons.</param>
    /// <param name="describe">Translates a reason into a sentence.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.NotFound"/> if there are no rejected rows that the viewer may download.
    /// </exception>
    public async Task WriteRejectedAsync(
        Viewer viewer,
        Guid id,
        Stream output,
        string lineHeading,
        string reasonHeading,
        Func<ImportReason, string> describe,
        CancellationToken cancellationToken = default
    )
    {
        if (!HasRejected(viewer, id))
            throw new RuleException(RuleError.NotFound);
        var session = _sessions[id];
        var file = new RejectedRowsFile(session.RejectedPath((session.Run ?? session.Preview)!), session.Analysis);
        await file.WriteCsvAsync(output, lineHeading, reasonHeading, describe, cancellationToken);
    }

    /// <summary>Cancels all runs and waits until their current batches are finished.</summary>
    public async ValueTask DisposeAsync()
    {
        await _cleanUpTimer.DisposeAsync();
        foreach (var run in _sessions.Values.SelectMany(s => (ImportRun?[])[s.Preview, s.Run]).OfType<ImportRun>())
        {
            await run.Cancellation.CancelAsync();
            await run.Completion;
        }
    }

    private ImportRun Start(ImportSession session, bool isPreview)
    {
        var file = session.File ?? throw new ImportException(ImportError.FileExpired);
        var run = new ImportRun(session.Plan, isPreview, session.Analysis.RowCount, _time.GetUtcNow().UtcDateTime);
        run.Completion = Task.Run(() => RunAsync(session, file, run));
        return run;
    }

    private async Task RunAsync(ImportSession session, CsvFile file, ImportRun run)
    {
        var started = _time.GetTimestamp();
        var (state, failure) = (ImportState.Completed, (ImportReason?)null);
        try
        {
            var actor = new Actor(session.Owner.PersonId, run.StartedAt);
            var runner = new ImportRunner(_databases, actor, file, session.FileName, run, session.RejectedPath(run));
            await runner.RunAsync(run.Cancellation.Token);
            if (!run.IsPreview)
            {
                session.File = null;
                _uploads.Delete(session.FilePath);
            }
        }
        catch (OperationCanceledException)
        {
            state = ImportState.Cancelled;
        }
        catch (Exception e)
        {
            (state, failure) = (ImportState.Failed, ImportReason.From(e));
            if (e is not (RuleException or ImportException))
                _log.LogError(e, "Importing {File} failed.", session.FileName);
        }
        run.Duration = _time.GetElapsedTime(started);
        run.End(state, failure);
    }

    private static ImportPlan ProposePlan(CsvAnalysis analysis, Viewer viewer, bool spanish) =>
        analysis.ProposePlan(ImportHeadings.GuessKind(analysis.Headings), viewer.TimeZone, spanish);

    private ImportSession Find(Viewer viewer, Guid id)
    {
        viewer.EnsureAdministrator();
        return _sessions.TryGetValue(id, out var session) && session.Owner.PersonId == viewer.PersonId
            ? session
            : throw new ImportException(ImportError.FileExpired);
    }

    private ImportSession FindIdle(Viewer viewer, Guid id) =>
        Find(viewer, id) is var session && session.Run is { State: ImportState.Running }
            ? throw new ImportException(ImportError.Busy, session.Owner.Name)
            : session;

    private static void ReplacePlan(ImportSession session, ImportPlan plan)
    {
        session.Preview?.Cancellation.Cancel();
        (session.Preview, session.Plan) = (null, plan);
    }

    private void DiscardExpired()
    {
        var expiredBefore = _time.GetUtcNow().UtcDateTime - Retention;
        foreach (var session in _sessions.Values.Where(s => s.UploadedAt < expiredBefore && s.Run is not { State: ImportState.Running }))
            Remove(session);
    }

    private void Remove(ImportSession session)
    {
        session.Preview?.Cancellation.Cancel();
        _sessions.TryRemove(session.Id, out _);
        _uploads.DeleteWithResults(session.FilePath);
    }
}
