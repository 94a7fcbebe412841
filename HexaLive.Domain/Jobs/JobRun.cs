using HexaLive.Domain.Shared;

namespace HexaLive.Domain.Jobs;

/// <summary>A run of a recurring job. Consecutive runs on one server that found nothing to do share one row.</summary>
public sealed class JobRun
{
    private JobRun() { }

    /// <summary>Creates a run that starts now (UTC) on a server.</summary>
    public JobRun(string job, string server, DateTime now) =>
        (Job, Server, StartedAt, Runs) = (job, server.Length <= 100 ? server : server[..100], now, 1);

    public long Id { get; private set; }

    /// <summary>The name of the job in the job schedule.</summary>
    public string Job { get; private set; } = "";
    public string Server { get; private set; } = "";

    /// <summary>When the run started (UTC). If the row stands for several runs, this is the start of the first run.</summary>
    public DateTime StartedAt { get; private set; }

    /// <summary>
    /// When the run ended (UTC). If the row stands for several runs, this is the end of the last run. Null while the job is running; stays
    /// null if the server died.
    /// </summary>
    public DateTime? EndedAt { get; private set; }

    /// <summary>Duration of the last run, in milliseconds.</summary>
    public int Milliseconds { get; private set; }

    /// <summary>Number of items that the run processed.</summary>
    public int Count { get; private set; }

    /// <summary>Number of runs that this row stands for.</summary>
    public int Runs { get; private set; }

    /// <summary>The error message; null if the run did not fail.</summary>
    public string? Error { get; private set; }

    /// <summary>Whether the run succeeded and found nothing to do.</summary>
    public bool Idle => EndedAt is not null && Count == 0 && Error is null;

    /// <summary>Marks the run as successful, with the number of items processed.</summary>
    public void End(int count, TimeSpan duration, DateTime now) => (Count, Milliseconds, EndedAt) = (count, MillisecondsOf(duration), now);

    /// <summary>Marks the run as failed, with an error message that is cut to 1,000 characters.</summary>
    public void Fail(string error, TimeSpan duration, DateTime now) =>
        (Error, Milliseconds, EndedAt) = (error.Length <= 1000 ? error : error[..1000], MillisecondsOf(duration), now);

    /// <summary>Adds another run that found nothing to do.</summary>
    public void AddIdleRun(TimeSpan duration, DateTime now) => (Runs, Milliseconds, EndedAt) = (Runs + 1, MillisecondsOf(duration), now);

    private static int MillisecondsOf(TimeSpan duration) => (int)Math.Min(duration.TotalMilliseconds, int.MaxValue);
}
