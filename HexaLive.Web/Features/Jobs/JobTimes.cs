using System.Globalization;
using HexaLive.Domain.Calendar;
using HexaLive.Infrastructure.Jobs;
using HexaLive.Web.Components;
using HexaLive.Web.Resources;
using Microsoft.Extensions.Localization;

namespace HexaLive.Web.Features.Jobs;

/// <summary>Says when jobs run as people do: how often, how long ago, in how long, how long it took.</summary>
public sealed class JobTimes(IStringLocalizer<JobsText> texts, Texts say, TimeProvider time)
{
    /// <summary>"each minute", "every 5 minutes", "each day at 4:10", in the viewer's zone.</summary>
    public string Rhythm(RecurringJob job, string zone) => job.EveryMinutes switch
    {
        0 => texts["EachDay", LocalTime.At(time.GetUtcNow().UtcDateTime.Date + job.At.ToTimeSpan(), zone).ToString("t", CultureInfo.CurrentCulture)],
        1 => texts["EachMinute"],
        60 => texts["EachHour"],
        var n => texts["EachMinutes", n],
    };

    /// <summary>"2 minutes ago"; from a day on, when it was.</summary>
    public string Ago(DateTime utc, string zone) => (time.GetUtcNow().UtcDateTime - utc).TotalSeconds switch
    {
        < 2 => texts["JustNow"],
        < 60 and var s => texts.Count("SecondsAgo", (int)s),
        < 3600 and var s => texts.Count("MinutesAgo", (int)s / 60),
        < 86400 and var s => texts.Count("HoursAgo", (int)s / 3600),
        _ => say.Moment(utc, zone),
    };

    /// <summary>"in 40 seconds"; from an hour on, when it will be.</summary>
    public string Until(DateTime utc, string zone) => (utc - time.GetUtcNow().UtcDateTime).TotalSeconds switch
    {
        < 60 and var s => texts.Count("InSeconds", Math.Max(1, (int)s)),
        < 3600 and var s => texts.Count("InMinutes", (int)s / 60),
        _ => say.Moment(utc, zone),
    };

    /// <summary>"12 ms", "3.4 s".</summary>
    public string Took(int milliseconds) =>
        milliseconds < 1000 ? texts["Took", milliseconds] : texts["TookSeconds", (milliseconds / 1000.0).ToString("0.0", CultureInfo.CurrentCulture)];
}
