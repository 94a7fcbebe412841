using Hangfire;
using HexaLive.Infrastructure.Features.Company;
using HexaLive.Infrastructure.Features.FollowUp;
using HexaLive.Infrastructure.Features.Jobs;
using HexaLive.Infrastructure.Features.Reminders;
using HexaLive.Infrastructure.Features.Reports;
using Microsoft.Extensions.DependencyInjection;

namespace HexaLive.Infrastructure.Jobs;

/// <summary>
/// A recurring job. Every job must be idempotent and safe to run on two servers at once. <see cref="Run"/> returns the number of processed
/// items. The resource texts <c>Job_{Name}</c> and <c>Does_{Name}</c> contain the name and the description of the job for the screen.
/// </summary>
/// <param name="Name">The key in the history of runs. If the name changes, a new history starts.</param>
/// <param name="EveryMinutes">Minutes between runs, a divisor of 60; 0 for a daily job.</param>
/// <param name="At">The time of day (UTC) of a daily job.</param>
/// <param name="Run">Runs the job once and returns the number of processed items.</param>
public sealed record RecurringJob(string Name, int EveryMinutes, TimeOnly At, Func<IServiceProvider, CancellationToken, Task<int>> Run)
{
    /// <summary>
    /// Creates a job that runs every given number of minutes (a divisor of 60), and at once when a server starts.
    /// </summary>
    public static RecurringJob Every<T>(int minutes, string name, Func<T, CancellationToken, Task<int>> run)
        where T : notnull => new(name, minutes, default, (services, stop) => run(services.GetRequiredService<T>(), stop));

    /// <summary>Creates a job that runs once a day at a time in UTC.</summary>
    public static RecurringJob Daily<T>(int hour, int minute, string name, Func<T, CancellationToken, Task<int>> run)
        where T : notnull => new(name, 0, new TimeOnly(hour, minute), (services, stop) => run(services.GetRequiredService<T>(), stop));

    internal string Cron =>
        EveryMinutes switch
        {
            0 => Hangfire.Cron.Daily(At.Hour, At.Minute),
            1 => Hangfire.Cron.Minutely(),
            60 => Hangfire.Cron.Hourly(),
            _ => $"*/{EveryMinutes} * * * *",
        };
}

/// <summary>
/// The list of all recurring jobs. Times are UTC. Jobs that depend on local time run often and check the local time themselves.
/// </summary>
public static class JobSchedule
{
    /// <summary>All recurring jobs. A new job needs a line here and two texts for the jobs page.</summary>
    public static IReadOnlyList<RecurringJob> All { get; } =
    [
        RecurringJob.Every<DueFlagging>(1, "DueSweep", (job, stop) => job.FlagDueAsync(stop)),
        RecurringJob.Every<OverdueChasing>(1, "OverdueChase", (job, stop) => job.ChaseAsync(stop)),
        RecurringJob.Every<DigestQueueing>(1, "Digests", (job, stop) => job.QueueAsync(stop)),
        RecurringJob.Every<ReportScheduleQueueing>(1, "Reports", (job, stop) => job.QueueAsync(stop)),
        RecurringJob.Every<MailSweep>(1, "Mails", (job, stop) => job.RunAsync(stop)),
        RecurringJob.Every<PhoneKeyUpdate>(1, "PhoneKeys", (job, stop) => job.RunAsync(stop)),
        RecurringJob.Daily<JobRunner>(3, 10, "JobHistory", (job, stop) => job.PruneAsync(stop)),
    ];

    /// <summary>
    /// Schedules all jobs and removes those that no longer exist. Immediately triggers the jobs that run every few minutes, because
    /// work may have accumulated while no server was running.
    /// </summary>
    public static void Register(IRecurringJobManagerV2 jobs)
    {
        foreach (var name in RemovedJobs)
            jobs.RemoveIfExists(name);
        foreach (var job in All)
        {
            jobs.AddOrUpdate<JobRunner>(
                job.Name,
                runner => runner.RunAsync(job.Name, CancellationToken.None),
                job.Cron,
                new RecurringJobOptions { TimeZone = TimeZoneInfo.Utc }
            );
            if (job.EveryMinutes > 0)
                jobs.TriggerJob(job.Name);
        }
    }

    // Jobs of earlier versions. A persistent job storage would continue to run these jobs, so they must be removed.
    private static readonly string[] RemovedJobs = ["due-sweep"];
}
