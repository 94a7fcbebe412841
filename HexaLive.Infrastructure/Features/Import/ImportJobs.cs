using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;
using HexaLive.Domain;
using HexaLive.Infrastructure.Export;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace HexaLive.Infrastructure.Features.Import;

/// <summary>Where uploaded files stay until they are imported. Nothing else is in it: it is emptied at start.</summary>
public sealed record ImportFolder(string Path);

/// <summary>A file that an administrator brought, with its plan and its runs; kept for a day at most.</summary>
public sealed class ImportSession
{
    internal ImportSession(Viewer owner, string fileName, string path, DateTime at) => (Owner, FileName, FilePath, At) = (owner, fileName, path, at);

    /// <summary>Names it in addresses.</summary>
    public Guid Id { get; } = Guid.NewGuid();
    /// <summary>As it was called where it came from.</summary>
    public string FileName { get; }
    /// <summary>What was found in it.</summary>
    public ImportScan Scan { get; internal set; } = null!;
    /// <summary>How it is to be imported.</summary>
    public ImportPlan Plan { get; internal set; } = null!;
    /// <summary>The preview of <see cref="Plan"/>; null after the plan was changed.</summary>
    public ImportRun? Preview { get; internal set; }
    /// <summary>The import.</summary>
    public ImportRun? Run { get; internal set; }
    /// <summary>Whether the file is still kept: it is deleted once it is imported.</summary>
    public bool HasFile => File is not null;

    internal Viewer Owner { get; }
    internal string FilePath { get; }
    internal DateTime At { get; }
    internal CsvFile? File { get; set; }
    // One for each run: a preview that was stopped may still hold its own.
    internal string RejectedPath(ImportRun run) => $"{FilePath}.{run.Id:N}";
}

/// <summary>Imports files, for administrators. Uploads, previews and runs live here, so that they go on when a screen is left; one import runs at a time.</summary>
public sealed class ImportJobs : IAsyncDisposable
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    private readonly IDbContextFactory<HexaDbContext> _databases;
    private readonly TimeProvider _time;
    private readonly ILogger<ImportJobs> _log;
    private readonly string _folder;
    private readonly ConcurrentDictionary<Guid, ImportSession> _sessions = [];
    private readonly Lock _starting = new();
    private readonly ITimer _cleaning;

    /// <summary>Empties the folder: what an earlier process left is of no use.</summary>
    public ImportJobs(IDbContextFactory<HexaDbContext> databases, TimeProvider time, ImportFolder folder, ILogger<ImportJobs> log)
    {
        (_databases, _time, _folder, _log) = (databases, time, folder.Path, log);
        Directory.CreateDirectory(_folder);
        foreach (var left in Directory.EnumerateFiles(_folder)) Delete(left);
        _cleaning = time.CreateTimer(_ => CleanUp(), null, TimeSpan.FromHours(1), TimeSpan.FromHours(1));
    }

    /// <summary>What the viewer has under way: the newest upload, perhaps with its result.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> to anybody but administrators.</exception>
    public ImportSession? Current(Viewer viewer)
    {
        viewer.MustBeAdministrator();
        return _sessions.Values.Where(s => s.Owner.PersonId == viewer.PersonId).MaxBy(s => s.At);
    }

    /// <summary>Whether an import is running, whoever started it.</summary>
    internal bool IsRunning => _sessions.Values.Any(s => s.Run is { State: ImportState.Running });

    /// <summary>Takes a file to disk, looks over it and proposes a plan. It replaces what the viewer had before, unless that is running.</summary>
    /// <param name="viewer">Who imports.</param>
    /// <param name="fileName">As it is called.</param>
    /// <param name="content">Read once, in pieces.</param>
    /// <param name="spanish">Language of the names that are proposed.</param>
    /// <param name="told">Told the bytes taken so far.</param>
    /// <param name="cancellationToken">Stops and deletes what came.</param>
    /// <exception cref="ImportException">The file cannot be imported; nothing of it is kept.</exception>
    public async Task<ImportSession> UploadAsync(Viewer viewer, string fileName, Stream content, bool spanish, Action<long>? told = null, CancellationToken cancellationToken = default)
    {
        viewer.MustBeAdministrator();
        if (Current(viewer)?.Run is { State: ImportState.Running }) throw new ImportException(ImportTrouble.Busy, viewer.Name);
        var session = new ImportSession(viewer, fileName, Path.Combine(_folder, Guid.NewGuid().ToString("N") + ".csv"), _time.GetUtcNow().UtcDateTime);
        try
        {
            await CopyAsync(content, session.FilePath, told, cancellationToken);
            await Task.Run(() =>
            {
                session.File = CsvFile.Open(session.FilePath);
                session.Scan = ImportScan.Of(session.File, cancellationToken);
            }, cancellationToken);
        }
        catch
        {
            Delete(session.FilePath);
            throw;
        }
        session.Plan = session.Scan.Propose(ImportFields.Guess(session.Scan.Headings), viewer.TimeZone, spanish);
        foreach (var before in _sessions.Values.Where(s => s.Owner.PersonId == viewer.PersonId)) Remove(before);
        _sessions[session.Id] = session;
        return session;
    }

    /// <summary>Reads the file with another encoding or separator, and proposes the plan again.</summary>
    /// <exception cref="ImportException">In that format it is no file of rows; it stays as it was.</exception>
    public async Task ReadAsAsync(Viewer viewer, Guid id, CsvFormat format, bool spanish, CancellationToken cancellationToken = default)
    {
        var session = Idle(viewer, id);
        var (file, scan) = await Task.Run(() =>
        {
            var read = CsvFile.Open(session.FilePath, format);
            return (read, ImportScan.Of(read, cancellationToken));
        }, cancellationToken);
        (session.File, session.Scan) = (file, scan);
        Change(session, scan.Propose(ImportFields.Guess(scan.Headings), viewer.TimeZone, spanish));
    }

    /// <summary>Proposes a plan for another kind.</summary>
    public void ChooseKind(Viewer viewer, Guid id, ImportKind kind, bool spanish)
    {
        var session = Idle(viewer, id);
        Change(session, session.Scan.Propose(kind, viewer.TimeZone, spanish));
    }

    /// <summary>Keeps a corrected plan; the preview of the former one goes.</summary>
    public void ChangePlan(Viewer viewer, Guid id, ImportPlan plan) => Change(Idle(viewer, id), plan);

    /// <summary>Starts looking at how every row would come out. Nothing is written.</summary>
    /// <exception cref="ImportException">The plan lacks something.</exception>
    public ImportRun StartPreview(Viewer viewer, Guid id)
    {
        var session = Idle(viewer, id);
        session.Plan.Check();
        session.Preview?.Cancellation.Cancel();
        return session.Preview = Start(session, isPreview: true);
    }

    /// <summary>Starts the import.</summary>
    /// <exception cref="ImportException">The plan lacks something, or an import is running.</exception>
    public ImportRun StartRun(Viewer viewer, Guid id)
    {
        lock (_starting)
        {
            var session = Idle(viewer, id);
            session.Plan.Check();
            if (_sessions.Values.FirstOrDefault(s => s.Run is { State: ImportState.Running }) is { } busy) throw new ImportException(ImportTrouble.Busy, busy.Owner.Name);
            session.Preview?.Cancellation.Cancel();
            // What it showed is past once rows are written.
            session.Preview = null;
            return session.Run = Start(session, isPreview: false);
        }
    }

    /// <summary>Stops after the batch at hand; what is done stays.</summary>
    public void Cancel(Viewer viewer, Guid id)
    {
        var session = Find(viewer, id);
        session.Preview?.Cancellation.Cancel();
        session.Run?.Cancellation.Cancel();
    }

    /// <summary>Forgets the file, its plan and its result.</summary>
    public void Discard(Viewer viewer, Guid id) => Remove(Idle(viewer, id));

    /// <summary>Whether there are rejected rows that the viewer may fetch: of the last run, or before one of the preview. Any administrator may.</summary>
    public bool HasRejected(Viewer viewer, Guid id) =>
        viewer.IsAdministrator && _sessions.TryGetValue(id, out var session) && (session.Run ?? session.Preview) is { State: not ImportState.Running, Rejected: > 0 } run
        && File.Exists(session.RejectedPath(run));

    /// <summary>
    /// Writes the rejected rows of the last run as they came, with their line and reason, in the separator of the file and UTF-8. Cells that a spreadsheet
    /// would take for formulas begin with an apostrophe; importing the file again takes it away.
    /// </summary>
    /// <param name="viewer">Any administrator.</param>
    /// <param name="id">The session.</param>
    /// <param name="output">Where to.</param>
    /// <param name="line">Heading of the line.</param>
    /// <param name="reason">Heading of the reason.</param>
    /// <param name="say">A reason in words.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> where there is none.</exception>
    public async Task WriteRejectedAsync(Viewer viewer, Guid id, Stream output, string line, string reason, Func<ImportReason, string> say, CancellationToken cancellationToken = default)
    {
        if (!HasRejected(viewer, id)) throw new RuleException(RuleError.NotFound);
        var session = _sessions[id];
        var run = session.Run ?? session.Preview!;
        // A file of rejected rows that is rejected again has those two columns already.
        var headings = session.Scan.Headings;
        var width = headings.Count >= 2 && headings[^2] == line && headings[^1] == reason ? headings.Count - 2 : headings.Count;
        await using var writer = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
        await using var csv = new CsvWriter(writer, new CsvConfiguration(CultureInfo.InvariantCulture) { Delimiter = session.Scan.Format.Separator.ToString(), NewLine = "\r\n" });
        await WriteLineAsync([.. headings.Take(width), line, reason]);
        await foreach (var text in File.ReadLinesAsync(session.RejectedPath(run), cancellationToken))
        {
            var row = JsonSerializer.Deserialize<RejectedRow>(text)!;
            await WriteLineAsync([.. row.Cells.Take(width), row.Line.ToString(CultureInfo.InvariantCulture), say(row.Reason)]);
        }

        async Task WriteLineAsync(IEnumerable<string> cells)
        {
            foreach (var cell in cells) csv.WriteField(TableExport.Safe(cell));
            await csv.NextRecordAsync();
        }
    }

    /// <summary>Stops what runs, after its batch.</summary>
    public async ValueTask DisposeAsync()
    {
        await _cleaning.DisposeAsync();
        foreach (var run in _sessions.Values.SelectMany(s => (ImportRun?[])[s.Preview, s.Run]).OfType<ImportRun>())
        {
            await run.Cancellation.CancelAsync();
            await run.Completion;
        }
    }

    private ImportRun Start(ImportSession session, bool isPreview)
    {
        var file = session.File ?? throw new ImportException(ImportTrouble.Gone);
        var run = new ImportRun(session.Plan, isPreview, session.Scan.Rows, _time.GetUtcNow().UtcDateTime);
        run.Completion = Task.Run(async () =>
        {
            var started = _time.GetTimestamp();
            var (state, failure) = (ImportState.Done, (ImportReason?)null);
            try
            {
                await new ImportRunner(_databases, session.Owner, file, session.FileName, run, session.RejectedPath(run), run.StartedAt).RunAsync(run.Cancellation.Token);
                if (!isPreview)
                {
                    session.File = null;
                    Delete(session.FilePath);
                }
            }
            catch (OperationCanceledException)
            {
                state = ImportState.Cancelled;
            }
            catch (Exception e)
            {
                (state, failure) = (ImportState.Failed, ImportReason.Of(e));
                if (e is not (RuleException or ImportException)) _log.LogError(e, "Importing {File} failed.", session.FileName);
            }
            run.Took = _time.GetElapsedTime(started);
            run.End(state, failure);
        });
        return run;
    }

    private ImportSession Find(Viewer viewer, Guid id)
    {
        viewer.MustBeAdministrator();
        return _sessions.TryGetValue(id, out var session) && session.Owner.PersonId == viewer.PersonId ? session : throw new ImportException(ImportTrouble.Gone);
    }

    private ImportSession Idle(Viewer viewer, Guid id) =>
        Find(viewer, id) is var session && session.Run is { State: ImportState.Running } ? throw new ImportException(ImportTrouble.Busy, session.Owner.Name) : session;

    private static void Change(ImportSession session, ImportPlan plan)
    {
        session.Preview?.Cancellation.Cancel();
        (session.Preview, session.Plan) = (null, plan);
    }

    private static async Task CopyAsync(Stream content, string path, Action<long>? told, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16, useAsync: true);
        var buffer = new byte[1 << 16];
        var taken = 0L;
        int read;
        while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
        {
            taken += read;
            if (taken > CsvFile.MaxBytes) throw new ImportException(ImportTrouble.TooLarge, CsvFile.MaxBytes / 1024 / 1024);
            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            told?.Invoke(taken);
        }
    }

    private void CleanUp()
    {
        var before = _time.GetUtcNow().UtcDateTime - Kept;
        foreach (var session in _sessions.Values.Where(s => s.At < before && s.Run is not { State: ImportState.Running })) Remove(session);
    }

    private void Remove(ImportSession session)
    {
        session.Preview?.Cancellation.Cancel();
        _sessions.TryRemove(session.Id, out _);
        foreach (var path in Directory.EnumerateFiles(_folder, Path.GetFileName(session.FilePath) + "*")) Delete(path);
    }

    private void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _log.LogWarning(e, "{Path} could not be deleted; the next start deletes it.", path);
        }
    }
}
