using System.Globalization;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Jobs;
using HexaLive.Web.Components;
using Microsoft.Extensions.Localization;

namespace HexaLive.Web.Features.Jobs;

/// <summary>Formats the times of jobs for people: interval, time since, time until and duration.</summary>
public sealed class JobTimeFormatter(IStringLocalizer<JobsPage> texts, TextFormatter format, TimeProvider time)
{
    /// <summary>Returns how often a job runs, such as "every 5 minutes" or "each day at 4:10", in the viewer's time zone.</summary>
    public string DescribeSchedule(RecurringJob job, string zone) =>
        job.EveryMinutes switch
        {
            0 => texts[
                "EachDay",
                format.AtTime(TimeOnly.FromDateTime(LocalTime.FromUtc(time.GetUtcNow().UtcDateTime.Date + job.At.ToTimeSpan(), zone)))
            ],
            1 => texts["EachMinute"],
            60 => texts["EachHour"],
            var n => texts["EachMinutes", n],
        };

    /// <summary>Returns how long ago an instant was, such as "2 minutes ago". From one day on, returns the date and time.</summary>
    public string TimeSince(DateTime utc, string zone) =>
        (time.GetUtcNow().UtcDateTime - utc).TotalSeconds switch
        {
            < 2 => texts["JustNow"],
            < 60 and var s => texts.FormatCount("SecondsAgo", (int)s),
            < 3600 and var s => texts.FormatCount("MinutesAgo", (int)s / 60),
            < 86400 and var s => texts.FormatCount("HoursAgo", (int)s / 3600),
            _ => format.Moment(utc, zone),
        };

    /// <summary>Returns how soon an instant will come, such as "in 40 seconds". From one hour on, returns the date and time.</summary>
    public string TimeUntil(DateTime utc, string zone) =>
        (utc - time.GetUtcNow().UtcDateTime).TotalSeconds switch
        {
            < 60 and var s => texts.FormatCount("InSeconds", Math.Max(1, (int)s)),
            < 3600 and var s => texts.FormatCount("InMinutes", (int)s / 60),
            _ => format.Moment(utc, zone),
        };

    /// <summary>Formats a duration, such as "12 ms" or "3.4 s".</summary>
    public string FormatDuration(int milliseconds) =>
        milliseconds < 1000
            ? texts["Took", milliseconds]
            : texts["TookSeconds", (milliseconds / 1000.0).ToString("0.0", CultureInfo.CurrentCulture)];
}
