using HexaLive.Domain;
using HexaLive.Domain.Jobs;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Jobs;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Jobs;

/// <summary>
/// The state of a run: still running, interrupted (no end was recorded within <see cref="JobHistory.InterruptedAfter"/> minutes),
/// failed, finished without any work to do, or finished with work done.
/// </summary>
public enum JobState
{
    Running,
    Interrupted,
    Failed,
    Idle,
    Done,
}

/// <summary>
/// A run of a job, or several consecutive runs without work, combined. Instants are UTC; <see cref="Milliseconds"/> is the duration of the
/// last run in milliseconds.
/// </summary>
public sealed record JobRunRow(
    long Id,
    string Job,
    string Server,
    DateTime StartedAt,
    DateTime? EndedAt,
    int Milliseconds,
    int Count,
    int RunCount,
    string? Error,
    JobState State
);

/// <summary>Reads the history of the recurring jobs, for administrators.</summary>
public sealed class JobHistory(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>The maximum number of runs listed for one job.</summary>
    public const int MaxRuns = 50;

    /// <summary>Minutes after which a run without an end counts as interrupted.</summary>
    public const int InterruptedAfter = 10;

    /// <summary>Returns the last run of each scheduled job; jobs that never ran are left out.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> if the viewer is not an administrator.</exception>
    public async Task<IReadOnlyList<JobRunRow>> ListLatestRunsAsync(Viewer viewer, CancellationToken cancellationToken = default)
    {
        viewer.EnsureAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        // Consecutive idle runs on one server share one row, so the row with the highest id is not always the latest run. Several
        // servers write rows, so compare the ten newest rows of each job.
        var newest = JobSchedule
            .All.Select(j => j.Name)
            .Select(name => db.JobRuns.Where(r => r.Job == name).OrderByDescending(r => r.Id).Take(10).Select(r => r.Id))
            .ToList();
        var ids = newest.Skip(1).Aggregate(newest[0], (one, next) => one.Concat(next));
        var runs = await db.JobRuns.AsNoTracking().Where(r => ids.Contains(r.Id)).ToListAsync(cancellationToken);
        return [.. runs.GroupBy(r => r.Job).Select(g => ToRow(g.MaxBy(r => r.EndedAt ?? r.StartedAt)!))];
    }

    /// <summary>Returns the last runs of a job, newest first, at most <see cref="MaxRuns"/>.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> if the viewer is not an administrator.</exception>
    public async Task<IReadOnlyList<JobRunRow>> ListRunsAsync(Viewer viewer, string job, CancellationToken cancellationToken = default)
    {
        viewer.EnsureAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var runs = await db
            .JobRuns.AsNoTracking()
            .Where(r => r.Job == job)
            .OrderByDescending(r => r.Id)
            .Take(MaxRuns)
            .ToListAsync(cancellationToken);
        return runs.ConvertAll(ToRow);
    }

    private JobRunRow ToRow(JobRun run) =>
        new(run.Id, run.Job, run.Server, run.StartedAt, run.EndedAt, run.Milliseconds, run.Count, run.Runs, run.Error, StateOf(run));

    private JobState StateOf(JobRun run) =>
        run switch
        {
            { EndedAt: null } => time.GetUtcNow().UtcDateTime - run.StartedAt > TimeSpan.FromMinutes(InterruptedAfter)
                ? JobState.Interrupted
                : JobState.Running,
            { Error: not null } => JobState.Failed,
            { Count: 0 } => JobState.Idle,
            _ => JobState.Done,
        };
}
