using System.Globalization;
using HexaLive.Domain.Shared;

namespace HexaLive.Domain.Reports;

/// <summary>
/// Parses the dates and periods in report definitions: fixed, or relative to the day on which the report is run. Weeks start on
/// Monday.
/// </summary>
public static class ReportPeriod
{
    private const int MaxDays = 36_500;

    /// <summary>
    /// The named periods. <c>last-N-days</c> (including today) and <c>next-N-days</c> (from tomorrow on) are accepted as well.
    /// </summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "today",
        "yesterday",
        "tomorrow",
        "this-week",
        "last-week",
        "next-week",
        "this-month",
        "last-month",
        "next-month",
        "this-quarter",
        "last-quarter",
        "this-year",
        "last-year",
    ];

    /// <summary>Returns the first and last day of a period; null if there is no such period.</summary>
    public static (DateOnly First, DateOnly Last)? Parse(string? value, DateOnly today)
    {
        var monday = LocalTime.MondayOf(today);
        var month = new DateOnly(today.Year, today.Month, 1);
        var quarter = new DateOnly(today.Year, (today.Month - 1) / 3 * 3 + 1, 1);
        var year = new DateOnly(today.Year, 1, 1);
        return value switch
        {
            "today" => (today, today),
            "yesterday" => (today.AddDays(-1), today.AddDays(-1)),
            "tomorrow" => (today.AddDays(1), today.AddDays(1)),
            "this-week" => (monday, monday.AddDays(6)),
            "last-week" => (monday.AddDays(-7), monday.AddDays(-1)),
            "next-week" => (monday.AddDays(7), monday.AddDays(13)),
            "this-month" => (month, month.AddMonths(1).AddDays(-1)),
            "last-month" => (month.AddMonths(-1), month.AddDays(-1)),
            "next-month" => (month.AddMonths(1), month.AddMonths(2).AddDays(-1)),
            "this-quarter" => (quarter, quarter.AddMonths(3).AddDays(-1)),
            "last-quarter" => (quarter.AddMonths(-3), quarter.AddDays(-1)),
            "this-year" => (year, year.AddYears(1).AddDays(-1)),
            "last-year" => (year.AddYears(-1), year.AddDays(-1)),
            _ => CountDays(value) switch
            {
                < 0 and var days => (today.AddDays(days + 1), today),
                > 0 and var days => (today.AddDays(1), today.AddDays(days)),
                _ => null,
            },
        };
    }

    /// <summary>
    /// Returns the number of days in <c>last-N-days</c> (as a negative number) or <c>next-N-days</c>; 0 for anything else.
    /// </summary>
    public static int CountDays(string? value)
    {
        if (value?.EndsWith("-days", StringComparison.Ordinal) != true)
            return 0;
        var sign =
            value.StartsWith("last-", StringComparison.Ordinal) ? -1
            : value.StartsWith("next-", StringComparison.Ordinal) ? 1
            : 0;
        return
            sign != 0
            && value.Length > 10
            && int.TryParse(value.AsSpan(5, value.Length - 10), NumberStyles.None, CultureInfo.InvariantCulture, out var days)
            && days is > 0 and <= MaxDays
            ? sign * days
            : 0;
    }

    /// <summary>
    /// Parses a day: <c>2026-03-02</c>, <c>today</c>, <c>today-7</c> or <c>today+3</c>. Returns null for anything else.
    /// </summary>
    public static DateOnly? ParseDay(string? value, DateOnly today)
    {
        if (value is null)
            return null;
        if (value == "today")
            return today;
        if (value.StartsWith("today", StringComparison.Ordinal))
            return
                value[5] is '+' or '-'
                && int.TryParse(value.AsSpan(6), NumberStyles.None, CultureInfo.InvariantCulture, out var days)
                && days <= MaxDays
                ? today.AddDays(value[5] == '-' ? -days : days)
                : null;
        return DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
    }

    /// <summary>Returns the first day of the period (week, month…) that contains a day.</summary>
    public static DateOnly StartOf(DateOnly day, DayStep step) =>
        step switch
        {
            DayStep.Week => LocalTime.MondayOf(day),
            DayStep.Month => new DateOnly(day.Year, day.Month, 1),
            DayStep.Quarter => new DateOnly(day.Year, (day.Month - 1) / 3 * 3 + 1, 1),
            DayStep.Year => new DateOnly(day.Year, 1, 1),
            _ => day,
        };

    /// <summary>Returns the last day of the period (week, month…) that starts on a day.</summary>
    public static DateOnly EndOf(DateOnly begin, DayStep step) =>
        step switch
        {
            DayStep.Week => begin.AddDays(6),
            DayStep.Month => begin.AddMonths(1).AddDays(-1),
            DayStep.Quarter => begin.AddMonths(3).AddDays(-1),
            DayStep.Year => begin.AddYears(1).AddDays(-1),
            _ => begin,
        };
}
