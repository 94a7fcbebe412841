using System.Globalization;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Web.Components;
using HexaLive.Web.Resources;
using Microsoft.Extensions.Localization;

namespace HexaLive.Web.Features.Reports;

/// <summary>Says of schedules when they send, as what, to whom, and how it went.</summary>
public sealed class ScheduleWords(IStringLocalizer<ScheduleText> texts)
{
    /// <summary>"each Monday at 8:00, Madrid".</summary>
    public string When(ScheduleFrequency frequency, DayOfWeek dayOfWeek, int dayOfMonth, TimeOnly at, string zone)
    {
        var hour = at.ToString("t", CultureInfo.CurrentCulture);
        var when = frequency switch
        {
            ScheduleFrequency.Weekly => texts["Each_Week", DayOf(dayOfWeek), hour],
            ScheduleFrequency.Monthly => dayOfMonth == 31 ? texts["Each_MonthEnd", hour] : texts["Each_Month", dayOfMonth, hour],
            ScheduleFrequency.LastWorkingDay => texts["Each_LastWorkingDay", hour],
            _ => texts["Each_Day", hour],
        };
        return $"{when}, {City(zone)}";
    }

    /// <summary>"each Monday at 8:00, Madrid".</summary>
    public string When(ScheduleRow row) => When(row.Frequency, row.DayOfWeek, row.DayOfMonth, row.At, row.TimeZone);

    /// <summary>"me, Marta and 3 more".</summary>
    public string To(ScheduleRow row)
    {
        var names = string.Join(", ", row.To);
        return row.Recipients > row.To.Count ? texts.Count("AndMore", row.Recipients - row.To.Count, names) : names.Length == 0 ? texts["Nobody"] : names;
    }

    /// <summary>"3 rows", "failed: …".</summary>
    public string Outcome(DeliveryRow row) => row.Outcome switch
    {
        DeliveryOutcome.Waiting => row.Attempts > 0 ? texts.Count("Retrying", row.Attempts) : texts["Outcome_Waiting"],
        DeliveryOutcome.Failed => texts["FailedWhy", row.Error ?? ""],
        _ => texts[$"Outcome_{row.Outcome}"],
    };

    /// <summary>The name of a day of the week.</summary>
    public static string DayOf(DayOfWeek day) => CultureInfo.CurrentCulture.DateTimeFormat.GetDayName(day);

    /// <summary>"Madrid" of "Europe/Madrid".</summary>
    public static string City(string zone) => zone.Split('/')[^1].Replace('_', ' ');
}
