using Hangfire;
using HexaLive.Infrastructure.Features.Reminders;
using HexaLive.Infrastructure.Features.Reports;
using Microsoft.Extensions.DependencyInjection;

namespace HexaLive.Infrastructure.Jobs;

/// <summary>
/// A recurring job: its name (the texts <c>Job_{Name}</c> and <c>Does_{Name}</c> say it in people's words), how often it runs, and what it does, which returns
/// how many things it did. It must be harmless twice and on two servers.
/// </summary>
/// <param name="Name">Kept in the history of runs: a renamed job begins a new one.</param>
/// <param name="EveryMinutes">Minutes from run to run, a divisor of 60; 0 for once a day.</param>
/// <param name="At">UTC, of those that run once a day.</param>
/// <param name="Run">Does it once.</param>
public sealed record RecurringJob(string Name, int EveryMinutes, TimeOnly At, Func<IServiceProvider, CancellationToken, Task<int>> Run)
{
    /// <summary>A job that runs every so many minutes (a divisor of 60), and at once when a server starts.</summary>
    public static RecurringJob Every<T>(int minutes, string name, Func<T, CancellationToken, Task<int>> run) where T : notnull =>
        new(name, minutes, default, (services, stop) => run(services.GetRequiredService<T>(), stop));

    /// <summary>A job that runs once a day at this time (UTC).</summary>
    public static RecurringJob Daily<T>(int hour, int minute, string name, Func<T, CancellationToken, Task<int>> run) where T : notnull =>
        new(name, 0, new TimeOnly(hour, minute), (services, stop) => run(services.GetRequiredService<T>(), stop));

    internal string Cron => EveryMinutes switch
    {
        0 => Hangfire.Cron.Daily(At.Hour, At.Minute),
        1 => Hangfire.Cron.Minutely(),
        60 => Hangfire.Cron.Hourly(),
        _ => $"*/{EveryMinutes} * * * *",
    };
}

/// <summary>The one list of all recurring jobs. Times are UTC; jobs decide local hours themselves.</summary>
public static class JobSchedule
{
    /// <summary>Every job. A new one is a line here, and two texts for the page of jobs.</summary>
    public static IReadOnlyList<RecurringJob> All { get; } =
    [
        RecurringJob.Every<DueFlagging>(1, "DueSweep", (job, stop) => job.FlagDueAsync(stop)),
        RecurringJob.Every<OverdueChasing>(1, "OverdueChase", (job, stop) => job.ChaseAsync(stop)),
        RecurringJob.Every<Digests>(1, "Digests", (job, stop) => job.QueueAsync(stop)),
        RecurringJob.Every<ReportSending>(1, "Reports", (job, stop) => job.QueueAsync(stop)),
        RecurringJob.Every<MailSweep>(1, "Mails", (job, stop) => job.RunAsync(stop)),
        RecurringJob.Daily<JobLog>(3, 10, "JobHistory", (job, stop) => job.PruneAsync(stop)),
    ];

    /// <summary>Schedules every job, forgets those that are no longer on the list, and runs at once those that may be behind.</summary>
    public static void Register(IRecurringJobManagerV2 jobs)
    {
        foreach (var former in Former) jobs.RemoveIfExists(former);
        foreach (var job in All)
        {
            jobs.AddOrUpdate<JobLog>(job.Name, log => log.RunAsync(job.Name, CancellationToken.None), job.Cron, new RecurringJobOptions { TimeZone = TimeZoneInfo.Utc });
            if (job.EveryMinutes > 0) jobs.TriggerJob(job.Name);
        }
    }

    // Names of an earlier version: a storage that outlives the process would run them for ever.
    private static readonly string[] Former = ["due-sweep"];
}
