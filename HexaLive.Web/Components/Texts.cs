using System.Globalization;
using HexaLive.Domain;
using HexaLive.Domain.Calendar;
using HexaLive.Web.Resources;
using Microsoft.Extensions.Localization;

namespace HexaLive.Web.Components;

/// <summary>Says dates, durations, enums and refusals as people do, in the language of the circuit.</summary>
public sealed class Texts(IStringLocalizer<SharedText> shared, TimeProvider time)
{
    /// <summary>The name of an enum's value.</summary>
    public string Of(Enum value) => shared[$"Enum_{value.GetType().Name}_{value}"];

    /// <summary>The sentence of a refusal; field names in it are translated.</summary>
    public string Of(RuleException refusal)
    {
        var args = refusal.Args.Select(Translated).ToArray();
        return refusal.Args is [1, ..] && shared[$"Error_{refusal.Error}_One", args] is { ResourceNotFound: false } one ? one : shared[$"Error_{refusal.Error}", args];
    }

    /// <summary>The present day in a zone.</summary>
    public DateOnly Today(string zone) => LocalTime.Day(time.GetUtcNow().UtcDateTime, zone);

    /// <summary>A day near or far: "today", "tomorrow", "Thu 5 Mar", with the year when it is another.</summary>
    public string Day(DateOnly day, string zone)
    {
        var today = Today(zone);
        return (day.DayNumber - today.DayNumber) switch
        {
            0 => shared["Date_Today"],
            1 => shared["Date_Tomorrow"],
            -1 => shared["Date_Yesterday"],
            _ => day.ToString(day.Year == today.Year ? "ddd d MMM" : "d MMM yyyy", CultureInfo.CurrentCulture),
        };
    }

    /// <summary>"away until Fri 6 Mar": the last day away.</summary>
    public string AwayUntil(DateOnly last) => shared["AwayUntil", Plain(last)];

    /// <summary>Days as one, "Tue 3 Mar – Tue 10 Mar", with the year when it is another.</summary>
    public string Days(DateOnly from, DateOnly to) => from == to ? Plain(from) : $"{Plain(from)} – {Plain(to)}";

    /// <summary>Days of the week: "Mon, Tue, Thu".</summary>
    public string Week(WeekDays week) => string.Join(", ", WorkingWeek.Days.Where(d => week.Has(d)).Select(CultureInfo.CurrentCulture.DateTimeFormat.GetAbbreviatedDayName));

    /// <summary>A promise: "today 10:30", "3 days late", "Mon 9 Mar". Days and hours are local to <paramref name="zone"/>.</summary>
    public string Due(DateOnly? date, TimeOnly? hour, string zone)
    {
        if (date is not { } day) return shared["Date_None"];
        var late = Today(zone).DayNumber - day.DayNumber;
        if (late > 0) return shared.Count("Date_DaysLate", late);
        return hour is { } at ? $"{Day(day, zone)} {at.ToString("t", CultureInfo.CurrentCulture)}" : Day(day, zone);
    }

    /// <summary>The class that colours a promise: overdue, due-today or none.</summary>
    public string DueClass(DateOnly? date, string zone) =>
        date is not { } day ? "muted" : day < Today(zone) ? "overdue" : day == Today(zone) ? "due-today" : "";

    /// <summary>A UTC instant as local clock: "10:30" today, "yesterday 10:30", "Thu 5 Mar 10:30".</summary>
    public string Moment(DateTime utc, string zone)
    {
        var local = LocalTime.At(utc, zone);
        var clock = local.ToString("t", CultureInfo.CurrentCulture);
        var day = DateOnly.FromDateTime(local);
        return day == Today(zone) ? clock : $"{Day(day, zone)} {clock}";
    }

    /// <summary>Minutes: "45 min", "2 h", "1 h 15 min".</summary>
    public string Minutes(int minutes) => (minutes / 60, minutes % 60) switch
    {
        (0, var m) => shared["Minutes_Short", m],
        (var h, 0) => shared["Minutes_Hours", h],
        var (h, m) => shared["Minutes_HoursAndMinutes", h, m],
    };

    private string Plain(DateOnly day) => day.ToString(day.Year == time.GetUtcNow().Year ? "ddd d MMM" : "d MMM yyyy", CultureInfo.CurrentCulture);

    private object Translated(object arg) => arg switch
    {
        WeekDays week => Week(week),
        string field when shared[$"Field_{field}"] is { ResourceNotFound: false } name => name.Value,
        DateOnly day => day.ToString("d", CultureInfo.CurrentCulture),
        int number => number.ToString("N0", CultureInfo.CurrentCulture),
        _ => arg,
    };
}
