using System.Collections.Concurrent;
using System.Diagnostics;
using Hangfire;
using HexaLive.Domain.Jobs;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace HexaLive.Infrastructure.Jobs;

/// <summary>
/// Runs recurring jobs and records each run. Consecutive runs on one server that found nothing to do share one row with a
/// counter.
/// </summary>
public sealed class JobRunner(
    IDbContextFactory<HexaDbContext> databases,
    IServiceProvider services,
    TimeProvider time,
    ILogger<JobRunner> log
)
{
    /// <summary>The number of days for which runs are kept.</summary>
    public const int RetentionDays = 14;

    private readonly ConcurrentDictionary<string, bool> _running = new();

    /// <summary>The name of this job server: machine name and process id.</summary>
    public string Server { get; } = $"{Environment.MachineName}:{Environment.ProcessId}";

    /// <summary>
    /// Runs a scheduled job once. If the job is still running in this process, does nothing; the next scheduled run does the
    /// remaining work.
    /// </summary>
    // Disable the retries of Hangfire, because the next scheduled run does the remaining work.
    [AutomaticRetry(Attempts = 0)]
    public async Task RunAsync(string name, CancellationToken cancellationToken)
    {
        if (JobSchedule.All.FirstOrDefault(j => j.Name == name) is { } job)
            await RunAsync(job, cancellationToken);
    }

    /// <summary>Runs the given job once.</summary>
    internal async Task RunAsync(RecurringJob job, CancellationToken cancellationToken)
    {
        if (!_running.TryAdd(job.Name, true))
            return;
        try
        {
            var run = await RecordStartAsync(job.Name, cancellationToken);
            var watch = Stopwatch.StartNew();
            int count;
            try
            {
                using (HexaMetrics.MeasureJob(job.Name))
                    count = await job.Run(services, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // The server is shutting down. The row stays without an end time, which marks the run as interrupted.
                throw;
            }
            catch (Exception e)
            {
                await RecordFailureAsync(run, e, watch.Elapsed);
                throw;
            }
            await RecordEndAsync(run, job.Name, count, watch.Elapsed);
            if (count > 0)
                log.LogInformation("{Job} did {Count} in {Milliseconds} ms.", job.Name, count, watch.ElapsedMilliseconds);
        }
        finally
        {
            _running.TryRemove(job.Name, out _);
        }
    }

    /// <summary>Deletes runs older than <see cref="RetentionDays"/> days and returns the number of deleted rows.</summary>
    public async Task<int> PruneAsync(CancellationToken cancellationToken = default)
    {
        var cutoff = Now.AddDays(-RetentionDays);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.WriteAsync(
            () => db.JobRuns.Where(r => (r.EndedAt ?? r.StartedAt) < cutoff).ExecuteDeleteAsync(cancellationToken),
            cancellationToken
        );
    }

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private async Task<long> RecordStartAsync(string job, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var run = db.JobRuns.Add(new JobRun(job, Server, Now)).Entity;
        await db.SaveChangesAsync(cancellationToken);
        return run.Id;
    }

    // Takes no cancellation token, so that the result is recorded even if the server is stopping.
    private async Task RecordEndAsync(long id, string job, int count, TimeSpan duration)
    {
        await using var db = await databases.CreateDbContextAsync();
        // Other servers write runs too, so look for the previous run of this server among the newest rows.
        var runs = await db.JobRuns.Where(r => r.Job == job && r.Id <= id).OrderByDescending(r => r.Id).Take(20).ToListAsync();
        if (runs.Find(r => r.Id == id) is not { } run)
            return;
        var previous = runs.Find(r => r.Id < id && r.Server == run.Server);
        if (count == 0 && previous is { Idle: true })
        {
            previous.AddIdleRun(duration, Now);
            db.JobRuns.Remove(run);
        }
        else
        {
            run.End(count, duration, Now);
        }
        await db.SaveChangesAsync();
    }

    private async Task RecordFailureAsync(long id, Exception failure, TimeSpan duration)
    {
        log.LogError(failure, "A recurring job failed.");
        try
        {
            await using var db = await databases.CreateDbContextAsync();
            if (await db.JobRuns.FirstOrDefaultAsync(r => r.Id == id) is not { } run)
                return;
            run.Fail(failure.Message, duration, Now);
            await db.SaveChangesAsync();
        }
        catch (Exception e)
        {
            // The error of the job is already logged. If that error cannot be recorded, the cause is usually the same.
            log.LogError(e, "The failure of a recurring job could not be recorded.");
        }
    }
}
