using Hangfire;

namespace HexaLive.Infrastructure.Jobs;

/// <summary>The one list of all recurring jobs. Times are UTC; jobs decide local hours themselves.</summary>
public static class JobSchedule
{
    /// <summary>Schedules every job, and runs at once those that may be behind.</summary>
    public static void Register(IRecurringJobManagerV2 jobs)
    {
        jobs.AddOrUpdate<DueSweep>("due-sweep", job => job.RunAsync(CancellationToken.None), Cron.Minutely(), new RecurringJobOptions { TimeZone = TimeZoneInfo.Utc });
        jobs.TriggerJob("due-sweep");
    }
}
