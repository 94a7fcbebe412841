using System.Collections.Concurrent;
using System.Diagnostics;
using HexaLive.Domain.Reports;

namespace HexaLive.Web.Features.Reports.Run;

/// <summary>The state of a download.</summary>
public enum ExportState
{
    Waiting = 0,
    Running = 1,
    Done = 2,
    Failed = 3,
    Cancelled = 4,
}

/// <summary>A download that a page shows: the download reports the number of rows written, and the page can cancel the download.</summary>
public sealed class ExportRun(Guid id, int personId) : IProgress<int>
{
    private const int NotifyIntervalMilliseconds = 200;
    private readonly CancellationTokenSource _stop = new();
    private long _notifiedAt = Stopwatch.GetTimestamp();

    public Guid Id { get; } = id;
    public int PersonId { get; } = personId;
    public ExportState State { get; private set; }
    public int RowCount { get; private set; }

    /// <summary>The expected number of rows; 0 if unknown.</summary>
    public int Total { get; private set; }

    /// <summary>The error message of a failed download.</summary>
    public string? Problem { get; private set; }

    /// <summary>The token that is cancelled when the person stops the download.</summary>
    public CancellationToken Stopped => _stop.Token;

    /// <summary>
    /// Raised when the state changed and, at most every 200 ms, when rows were written. May run on the thread that writes the file.
    /// </summary>
    public event Action? Changed;

    public void Start(int total)
    {
        Total = total;
        SetState(ExportState.Running);
    }

    public void Report(int value)
    {
        RowCount = value;
        if (Stopwatch.GetElapsedTime(_notifiedAt).TotalMilliseconds < NotifyIntervalMilliseconds)
            return;
        _notifiedAt = Stopwatch.GetTimestamp();
        Changed?.Invoke();
    }

    public void Finish(int rows)
    {
        RowCount = rows;
        SetState(ExportState.Done);
    }

    public void Fail(string problem)
    {
        Problem = problem;
        SetState(ExportState.Failed);
    }

    public void Cancel()
    {
        if (State > ExportState.Running)
            return;
        _stop.Cancel();
        SetState(ExportState.Cancelled);
    }

    private void SetState(ExportState state)
    {
        if (State == ExportState.Cancelled)
            return;
        State = state;
        Changed?.Invoke();
    }
}

/// <summary>The downloads that pages of this node show. A page adds a download and puts the id into the URL of the export file.</summary>
public sealed class ExportProgress
{
    private readonly ConcurrentDictionary<Guid, ExportRun> _runs = new();

    /// <summary>Adds a download for a person.</summary>
    public ExportRun Register(int personId)
    {
        var run = new ExportRun(Guid.NewGuid(), personId);
        _runs[run.Id] = run;
        return run;
    }

    /// <summary>
    /// Removes and returns the download with this id, if it belongs to the person; otherwise returns null. Because the download is removed,
    /// its file is written only once.
    /// </summary>
    public ExportRun? Claim(string? id, int personId) =>
        Guid.TryParse(id, out var key) && _runs.TryGetValue(key, out var run) && run.PersonId == personId && _runs.TryRemove(key, out run)
            ? run
            : null;

    /// <summary>Removes a download whose file was not requested.</summary>
    public void Remove(ExportRun run) => _runs.TryRemove(run.Id, out _);
}
