using System.Globalization;
using HexaLive.Domain;
using HexaLive.Domain.Holidays;
using HexaLive.Domain.Shared;
using Microsoft.Extensions.Localization;

namespace HexaLive.Web.Components;

/// <summary>Formats dates, durations, enum values and rule violations for people, in the circuit's language.</summary>
public sealed class TextFormatter(IStringLocalizer<App> shared, TimeProvider time)
{
    /// <summary>Returns the display name of an enum value.</summary>
    public string Describe(Enum value) => shared[$"Enum_{value.GetType().Name}_{value}"];

    /// <summary>Returns the message of a rule violation, with translated field names.</summary>
    public string Describe(RuleException refusal)
    {
        // Only these errors have the name of a field as their first argument. In other errors, "Title" may be the name of a record.
        var named = refusal.Error is RuleError.InvalidValue or RuleError.Required or RuleError.TooLong;
        var args = refusal.Args.Select((a, i) => named && i == 0 ? TranslateField(a) : Translate(a)).ToArray();
        if (refusal.Error == RuleError.Conflict)
            return args is [var who, var what] ? DescribeConflict(who, what) : DescribeConflict("", "");
        return refusal.Args is [1, ..] && shared[$"Error_{refusal.Error}_One", args] is { ResourceNotFound: false } one
            ? one
            : shared[$"Error_{refusal.Error}", args];
    }

    /// <summary>Returns the message of a conflict. An empty argument means that the person or the change is unknown.</summary>
    public string DescribeConflict(object personName, object changeText)
    {
        var person = personName is "" ? shared["Someone"].Value : personName;
        return changeText is "" ? shared["Error_ConflictBy", person] : shared["Error_Conflict", person, changeText];
    }

    /// <summary>Returns the current local day in a time zone.</summary>
    public DateOnly Today(string zone) => LocalTime.Day(time.GetUtcNow().UtcDateTime, zone);

    /// <summary>Formats a day: "today", "tomorrow", "yesterday" or "Thu 5 Mar"; "5 Mar 2027" in another year.</summary>
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

    /// <summary>Formats an absence by its last day: "away until Fri 6 Mar".</summary>
    public string AwayUntil(DateOnly last) => shared["AwayUntil", DayText(last)];

    /// <summary>
    /// Formats a range of days: "Tue 3 Mar – Tue 10 Mar", or one day if both are the same. Days in another year include the year.
    /// </summary>
    public string Days(DateOnly from, DateOnly to) => from == to ? DayText(from) : $"{DayText(from)} – {DayText(to)}";

    /// <summary>Formats days of the week: "Mon, Tue, Thu".</summary>
    public string Week(WeekDays week) =>
        string.Join(
            ", ",
            WorkingWeek.Days.Where(d => week.Includes(d)).Select(CultureInfo.CurrentCulture.DateTimeFormat.GetAbbreviatedDayName)
        );

    /// <summary>
    /// Formats a due date: "today 10:30", "3 days overdue", "Mon 9 Mar". Days and times are local to <paramref name="zone"/>.
    /// </summary>
    public string Due(DateOnly? date, TimeOnly? hour, string zone)
    {
        if (date is not { } day)
            return shared["Date_None"];
        var late = Today(zone).DayNumber - day.DayNumber;
        if (late > 0)
            return shared.FormatCount("Date_DaysLate", late);
        return hour is { } at ? $"{Day(day, zone)} {at.ToString("t", CultureInfo.CurrentCulture)}" : Day(day, zone);
    }

    /// <summary>
    /// Formats a due date as two short lines: "3 days overdue" and "since 2 Mar", "10:30" and "today", "tomorrow" and "10:30". The second
    /// line is null if there is nothing to add. Days and times are local to <paramref name="zone"/>.
    /// </summary>
    public (string First, string? Second) SplitDue(DateOnly? date, TimeOnly? hour, string zone)
    {
        if (date is not { } day)
            return (shared["Date_None"], null);
        var (today, clock) = (Today(zone), hour?.ToString("t", CultureInfo.CurrentCulture));
        return (today.DayNumber - day.DayNumber) switch
        {
            0 => (clock ?? shared["Date_AnyTime"], shared["Date_Today"]),
            1 => (shared.FormatCount("Date_DaysLate", 1), shared["Date_SinceYesterday"]),
            > 1 and var late => (
                shared.FormatCount("Date_DaysLate", late),
                shared["Date_Since", day.ToString(day.Year == today.Year ? "d MMM" : "d MMM yyyy", CultureInfo.CurrentCulture)]
            ),
            _ => (Day(day, zone), clock),
        };
    }

    /// <summary>Formats a day in words: "Thursday 5 March".</summary>
    public string LongDay(DateOnly day)
    {
        var text = day.ToString(shared["Date_LongDay"], CultureInfo.CurrentCulture);
        return string.Concat(text[..1].ToUpper(CultureInfo.CurrentCulture), text[1..]);
    }

    /// <summary>Returns the CSS class of a due date: overdue, due-today, muted if there is no date, or none.</summary>
    public string DueClass(DateOnly? date, string zone) =>
        date is not { } day ? "muted"
        : day < Today(zone) ? "overdue"
        : day == Today(zone) ? "due-today"
        : "";

    /// <summary>Formats a UTC instant in local time: "10:30" today, "yesterday 10:30", "Thu 5 Mar 10:30".</summary>
    public string Moment(DateTime utc, string zone)
    {
        var local = LocalTime.FromUtc(utc, zone);
        var clock = local.ToString("t", CultureInfo.CurrentCulture);
        var day = DateOnly.FromDateTime(local);
        return day == Today(zone) ? clock : $"{Day(day, zone)} {clock}";
    }

    /// <summary>Formats a time of day with its preposition: "at 9:00". In Spanish, one o’clock takes a different article.</summary>
    public string AtTime(TimeOnly time)
    {
        var clock = time.ToString("t", CultureInfo.CurrentCulture);
        return shared[clock.TrimStart('0').StartsWith("1:", StringComparison.Ordinal) ? "AtTime_One" : "AtTime", clock];
    }

    /// <summary>Formats minutes: "45 min", "2 h", "1 h 15 min".</summary>
    public string Minutes(int minutes) =>
        (minutes / 60, minutes % 60) switch
        {
            (0, var m) => shared["Minutes_Short", m],
            (var h, 0) => shared["Minutes_Hours", h],
            var (h, m) => shared["Minutes_HoursAndMinutes", h, m],
        };

    private string DayText(DateOnly day) =>
        day.ToString(day.Year == time.GetUtcNow().Year ? "ddd d MMM" : "d MMM yyyy", CultureInfo.CurrentCulture);

    private object TranslateField(object field) => shared[$"Field_{field}"] is { ResourceNotFound: false } name ? name.Value : field;

    private object Translate(object arg) =>
        arg switch
        {
            WeekDays week => Week(week),
            DateOnly day => day.ToString("d", CultureInfo.CurrentCulture),
            int number => number.ToString("N0", CultureInfo.CurrentCulture),
            _ => arg,
        };
}
