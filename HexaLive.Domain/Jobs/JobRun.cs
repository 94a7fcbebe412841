namespace HexaLive.Domain.Jobs;

/// <summary>That a recurring job ran. Runs one after another that found nothing to do are one row, counted.</summary>
public sealed class JobRun
{
    private JobRun() { }

    /// <summary>A run that begins now (UTC) on a server.</summary>
    public JobRun(string job, string server, DateTime now) =>
        (Job, Server, StartedAt, Runs) = (job, server.Length <= 100 ? server : server[..100], now, 1);

    public long Id { get; private set; }
    /// <summary>Its name in the list of jobs.</summary>
    public string Job { get; private set; } = "";
    public string Server { get; private set; } = "";
    /// <summary>UTC; of the first of the runs.</summary>
    public DateTime StartedAt { get; private set; }
    /// <summary>UTC; of the last of them. Null while it runs, and for ever where its server died.</summary>
    public DateTime? EndedAt { get; private set; }
    /// <summary>Milliseconds of the last run.</summary>
    public int Took { get; private set; }
    /// <summary>How many things it did.</summary>
    public int Count { get; private set; }
    /// <summary>How many runs it stands for.</summary>
    public int Runs { get; private set; }
    /// <summary>What went wrong; null where nothing did.</summary>
    public string? Error { get; private set; }

    /// <summary>Whether it ended well and found nothing to do.</summary>
    public bool Idle => EndedAt is not null && Count == 0 && Error is null;

    /// <summary>It did so many things.</summary>
    public void End(int count, TimeSpan took, DateTime now) => (Count, Took, EndedAt) = (count, Milliseconds(took), now);

    /// <summary>It failed.</summary>
    public void Fail(string error, TimeSpan took, DateTime now) => (Error, Took, EndedAt) = (error.Length <= 1000 ? error : error[..1000], Milliseconds(took), now);

    /// <summary>It ran once more and found nothing to do again.</summary>
    public void AgainIdle(TimeSpan took, DateTime now) => (Runs, Took, EndedAt) = (Runs + 1, Milliseconds(took), now);

    private static int Milliseconds(TimeSpan took) => (int)Math.Min(took.TotalMilliseconds, int.MaxValue);
}
