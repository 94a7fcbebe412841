using System.Globalization;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Web.Components;
using Microsoft.Extensions.Localization;

namespace HexaLive.Web.Features.Reports.Schedules;

/// <summary>Formats schedules for people: sending times, recipients, and delivery outcomes.</summary>
public sealed class ScheduleNames(IStringLocalizer<SchedulePage> texts, TextFormatter format)
{
    /// <summary>Returns the sending times of a schedule, such as "each Monday at 8:00, Madrid".</summary>
    public string DescribeFrequency(ScheduleFrequency frequency, DayOfWeek dayOfWeek, int dayOfMonth, TimeOnly at, string zone)
    {
        var hour = format.AtTime(at);
        var when = frequency switch
        {
            ScheduleFrequency.Weekly => texts["Each_Week", DayName(dayOfWeek), hour],
            ScheduleFrequency.Monthly => dayOfMonth == 31 ? texts["Each_MonthEnd", hour] : texts["Each_Month", dayOfMonth, hour],
            ScheduleFrequency.LastWorkingDay => texts["Each_LastWorkingDay", hour],
            _ => texts["Each_Day", hour],
        };
        return $"{when}, {CityOf(zone)}";
    }

    /// <summary>Returns the sending times of a schedule, such as "each Monday at 8:00, Madrid".</summary>
    public string DescribeFrequency(ScheduleRow row) =>
        DescribeFrequency(row.Frequency, row.DayOfWeek, row.DayOfMonth, row.At, row.TimeZone);

    /// <summary>Returns the recipients, such as "me, Marta and 3 more".</summary>
    public string DescribeRecipients(ScheduleRow row)
    {
        var names = string.Join(", ", row.RecipientNames);
        return row.RecipientCount > row.RecipientNames.Count
                ? texts.FormatCount("AndMore", row.RecipientCount - row.RecipientNames.Count, names)
            : names.Length == 0 ? texts["Nobody"]
            : names;
    }

    /// <summary>Returns the outcome of a delivery, with the error if it failed.</summary>
    public string DescribeOutcome(DeliveryRow row) =>
        row.Outcome switch
        {
            DeliveryOutcome.Waiting => row.Attempts > 0 ? texts.FormatCount("Retrying", row.Attempts) : texts["Outcome_Waiting"],
            DeliveryOutcome.Failed => texts["FailedWhy", row.Error ?? ""],
            _ => texts[$"Outcome_{row.Outcome}"],
        };

    /// <summary>Returns the name of a day of the week in the current culture.</summary>
    public static string DayName(DayOfWeek day) => CultureInfo.CurrentCulture.DateTimeFormat.GetDayName(day);

    /// <summary>Returns the city of a time zone id: "Madrid" for "Europe/Madrid".</summary>
    public static string CityOf(string zone) => zone.Split('/')[^1].Replace('_', ' ');
}
