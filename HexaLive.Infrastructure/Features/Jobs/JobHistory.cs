using HexaLive.Domain;
using HexaLive.Domain.Jobs;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Jobs;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Jobs;

/// <summary>How a run stands: it still runs, its server died, it failed, it found nothing to do, it did something.</summary>
public enum JobState { Running, Interrupted, Failed, Idle, Done }

/// <summary>A run, or several idle ones in a row. Instants are UTC; <see cref="Took"/> is milliseconds of the last.</summary>
public sealed record JobRunRow(long Id, string Job, string Server, DateTime StartedAt, DateTime? EndedAt, int Took, int Count, int Runs, string? Error, JobState State);

/// <summary>Reads what recurring jobs did: administrators.</summary>
public sealed class JobHistory(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>Runs that are shown of one job.</summary>
    public const int Most = 50;

    /// <summary>Minutes after which a run that has not ended is said to be interrupted.</summary>
    public const int InterruptedAfter = 10;

    /// <summary>The last run of each job of the list that ever ran.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> to anybody but administrators.</exception>
    public async Task<IReadOnlyList<JobRunRow>> LastAsync(Viewer viewer, CancellationToken cancellationToken = default)
    {
        viewer.MustBeAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        // Which ran last is not which began last: idle runs go on in their row. Each server has its own, so a few of the newest are looked at.
        var newest = JobSchedule.All.Select(j => j.Name).Select(name => db.JobRuns.Where(r => r.Job == name).OrderByDescending(r => r.Id).Take(10).Select(r => r.Id)).ToList();
        var ids = newest.Skip(1).Aggregate(newest[0], (one, next) => one.Concat(next));
        var runs = await db.JobRuns.AsNoTracking().Where(r => ids.Contains(r.Id)).ToListAsync(cancellationToken);
        return [.. runs.GroupBy(r => r.Job).Select(g => Row(g.MaxBy(r => r.EndedAt ?? r.StartedAt)!))];
    }

    /// <summary>The last runs of a job, newest first.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> to anybody but administrators.</exception>
    public async Task<IReadOnlyList<JobRunRow>> RunsAsync(Viewer viewer, string job, CancellationToken cancellationToken = default)
    {
        viewer.MustBeAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var runs = await db.JobRuns.AsNoTracking().Where(r => r.Job == job).OrderByDescending(r => r.Id).Take(Most).ToListAsync(cancellationToken);
        return runs.ConvertAll(Row);
    }

    private JobRunRow Row(JobRun run) => new(run.Id, run.Job, run.Server, run.StartedAt, run.EndedAt, run.Took, run.Count, run.Runs, run.Error, StateOf(run));

    private JobState StateOf(JobRun run) => run switch
    {
        { EndedAt: null } => time.GetUtcNow().UtcDateTime - run.StartedAt > TimeSpan.FromMinutes(InterruptedAfter) ? JobState.Interrupted : JobState.Running,
        { Error: not null } => JobState.Failed,
        { Count: 0 } => JobState.Idle,
        _ => JobState.Done,
    };
}
