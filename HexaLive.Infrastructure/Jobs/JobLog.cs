using System.Collections.Concurrent;
using System.Diagnostics;
using Hangfire;
using HexaLive.Domain.Jobs;
using HexaLive.Infrastructure.Diagnostics;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace HexaLive.Infrastructure.Jobs;

/// <summary>Runs recurring jobs, and writes down that they ran. Runs in a row that found nothing to do are one row, counted.</summary>
public sealed class JobLog(IDbContextFactory<HexaDbContext> databases, IServiceProvider services, TimeProvider time, ILogger<JobLog> log)
{
    /// <summary>Days for which runs are kept.</summary>
    public const int KeptDays = 14;

    private readonly ConcurrentDictionary<string, bool> _running = new();

    /// <summary>This process among those that run jobs: the machine and the process on it.</summary>
    public string Server { get; } = $"{Environment.MachineName}:{Environment.ProcessId}";

    /// <summary>Runs a job of the list once. One that still runs in this process is not begun again: the next minute does what this one would have.</summary>
    // Not tried again by Hangfire: the next run finds what this one left.
    [AutomaticRetry(Attempts = 0)]
    public async Task RunAsync(string name, CancellationToken cancellationToken)
    {
        if (JobSchedule.All.FirstOrDefault(j => j.Name == name) is { } job) await RunAsync(job, cancellationToken);
    }

    /// <summary>Runs this job once.</summary>
    internal async Task RunAsync(RecurringJob job, CancellationToken cancellationToken)
    {
        if (!_running.TryAdd(job.Name, true)) return;
        try
        {
            var run = await BeginAsync(job.Name, cancellationToken);
            var watch = Stopwatch.StartNew();
            int count;
            try
            {
                using (HexaMetrics.Job(job.Name)) count = await job.Run(services, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // The server goes down: its row stays open and tells that it was interrupted.
                throw;
            }
            catch (Exception e)
            {
                await FailAsync(run, e, watch.Elapsed);
                throw;
            }
            await EndAsync(run, job.Name, count, watch.Elapsed);
            if (count > 0) log.LogInformation("{Job} did {Count} in {Milliseconds} ms.", job.Name, count, watch.ElapsedMilliseconds);
        }
        finally
        {
            _running.TryRemove(job.Name, out _);
        }
    }

    /// <summary>Deletes runs of more than <see cref="KeptDays"/> days ago; returns how many rows.</summary>
    public async Task<int> PruneAsync(CancellationToken cancellationToken = default)
    {
        var before = Now.AddDays(-KeptDays);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.WriteAsync(() => db.JobRuns.Where(r => (r.EndedAt ?? r.StartedAt) < before).ExecuteDeleteAsync(cancellationToken), cancellationToken);
    }

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private async Task<long> BeginAsync(string job, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var run = db.JobRuns.Add(new JobRun(job, Server, Now)).Entity;
        await db.SaveChangesAsync(cancellationToken);
        return run.Id;
    }

    // What was done is done: it is written down also where the server is told to stop meanwhile.
    private async Task EndAsync(long id, string job, int count, TimeSpan took)
    {
        await using var db = await databases.CreateDbContextAsync();
        // Other servers' runs lie between: among the newest ones is the last of this one.
        var runs = await db.JobRuns.Where(r => r.Job == job && r.Id <= id).OrderByDescending(r => r.Id).Take(20).ToListAsync();
        if (runs.Find(r => r.Id == id) is not { } run) return;
        var before = runs.Find(r => r.Id < id && r.Server == run.Server);
        if (count == 0 && before is { Idle: true })
        {
            before.AgainIdle(took, Now);
            db.JobRuns.Remove(run);
        }
        else
        {
            run.End(count, took, Now);
        }
        await db.SaveChangesAsync();
    }

    private async Task FailAsync(long id, Exception failure, TimeSpan took)
    {
        log.LogError(failure, "A recurring job failed.");
        try
        {
            await using var db = await databases.CreateDbContextAsync();
            if (await db.JobRuns.FirstOrDefaultAsync(r => r.Id == id) is not { } run) return;
            run.Fail(failure.Message, took, Now);
            await db.SaveChangesAsync();
        }
        catch (Exception e)
        {
            // What failed is told; that it cannot be written down is a second trouble, mostly of the same cause.
            log.LogError(e, "That a recurring job failed could not be written down.");
        }
    }
}
