using System.Collections.Concurrent;
using System.Diagnostics;

namespace HexaLive.Web.Features.Reports;

/// <summary>How far a download is.</summary>
public enum ExportState { Waiting = 0, Running = 1, Done = 2, Failed = 3, Cancelled = 4 }

/// <summary>A download that a screen watches: it tells how many rows were written, and can be stopped.</summary>
public sealed class ExportRun(Guid id, int personId) : IProgress<int>
{
    private const int TellEvery = 200;
    private readonly CancellationTokenSource _stop = new();
    private long _told = Stopwatch.GetTimestamp();

    public Guid Id { get; } = id;
    public int PersonId { get; } = personId;
    public ExportState State { get; private set; }
    public int Rows { get; private set; }

    /// <summary>How many rows there will be; 0 where nobody knows.</summary>
    public int Total { get; private set; }

    /// <summary>Why it failed.</summary>
    public string? Problem { get; private set; }

    /// <summary>Ends when somebody stops it.</summary>
    public CancellationToken Stopped => _stop.Token;

    /// <summary>Something is to be shown; told by whatever thread writes, some times a second.</summary>
    public event Action? Changed;

    public void Start(int total)
    {
        Total = total;
        Go(ExportState.Running);
    }

    public void Report(int value)
    {
        Rows = value;
        if (Stopwatch.GetElapsedTime(_told).TotalMilliseconds < TellEvery) return;
        _told = Stopwatch.GetTimestamp();
        Changed?.Invoke();
    }

    public void Finish(int rows)
    {
        Rows = rows;
        Go(ExportState.Done);
    }

    public void Fail(string problem)
    {
        Problem = problem;
        Go(ExportState.Failed);
    }

    public void Cancel()
    {
        if (State > ExportState.Running) return;
        _stop.Cancel();
        Go(ExportState.Cancelled);
    }

    private void Go(ExportState state)
    {
        if (State == ExportState.Cancelled) return;
        State = state;
        Changed?.Invoke();
    }
}

/// <summary>The downloads of this node that screens watch: the screen begins one and hands its id to the address that writes it.</summary>
public sealed class ExportProgress
{
    private readonly ConcurrentDictionary<Guid, ExportRun> _runs = new();

    /// <summary>A new one, of a person.</summary>
    public ExportRun Begin(int personId)
    {
        var run = new ExportRun(Guid.NewGuid(), personId);
        _runs[run.Id] = run;
        return run;
    }

    /// <summary>The one of this id, where it is this person's and waits to be written; it is nobody else's then.</summary>
    public ExportRun? Take(string? id, int personId) =>
        Guid.TryParse(id, out var key) && _runs.TryGetValue(key, out var run) && run.PersonId == personId && _runs.TryRemove(key, out run) ? run : null;

    /// <summary>Forgets one that never began.</summary>
    public void Forget(ExportRun run) => _runs.TryRemove(run.Id, out _);
}
