using System.Globalization;
using System.Text.RegularExpressions;

namespace HexaLive.Infrastructure.Features.Import;

/// <summary>Parses days, times and durations as people write them.</summary>
public static partial class ImportValues
{
    /// <summary>
    /// Parses a day with an optional time: 2026-03-02, 2026-03-02T10:30, 2/3/26 9:05, 20260302. Returns null if the text is
    /// not a date.
    /// </summary>
    public static (DateOnly Day, TimeOnly? Time)? ParseDate(string text, DateOrder order)
    {
        var match = DatePattern().Match(text.Trim());
        if (!match.Success)
            return null;
        int year,
            month,
            day;
        if (match.Groups["isoYear"].Success)
            (year, month, day) = (ParseGroup(match, "isoYear"), ParseGroup(match, "isoMonth"), ParseGroup(match, "isoDay"));
        else
        {
            year = ParseGroup(match, "year");
            if (match.Groups["year"].Length <= 2)
                year += year < 70 ? 2000 : 1900;
            (day, month) =
                order == DateOrder.DayFirst
                    ? (ParseGroup(match, "first"), ParseGroup(match, "second"))
                    : (ParseGroup(match, "second"), ParseGroup(match, "first"));
        }
        if (year is < 1 or > 9999 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
            return null;
        TimeOnly? time = null;
        if (match.Groups["time"].Success)
        {
            if (ParseTime(match.Groups["time"].Value) is not { } at)
                return null;
            time = at;
        }
        return (new DateOnly(year, month, day), time);
    }

    /// <summary>Parses a time of day: 10:30, 9.05, 10:30:15, 9:05 PM. Returns null if the text is not a time.</summary>
    public static TimeOnly? ParseTime(string text)
    {
        var match = TimePattern().Match(text.Trim());
        if (!match.Success)
            return null;
        var (hour, minute) = (ParseGroup(match, "hour"), ParseGroup(match, "minute"));
        if (match.Groups["half"].Success)
        {
            if (hour is < 1 or > 12)
                return null;
            hour = hour % 12 + (char.ToLowerInvariant(match.Groups["half"].Value[0]) == 'p' ? 12 : 0);
        }
        return hour > 23 || minute > 59 ? null : new TimeOnly(hour, minute);
    }

    /// <summary>
    /// Parses a duration and returns its minutes: 90, 1:30, 1 h 30 min, 1,5 h. Returns null if the text is not a duration.
    /// </summary>
    public static int? ParseMinutes(string text, DurationUnit unit)
    {
        text = text.Trim().ToLowerInvariant();
        var clock = ClockPattern().Match(text);
        if (clock.Success)
            return ParseGroup(clock, "hours") * 60 + ParseGroup(clock, "minutes");
        var match = DurationPattern().Match(text);
        if (!match.Success)
            return null;
        var hours = match.Groups["hours"];
        var number = match.Groups["number"];
        double? minutes = (hours.Success, number.Success) switch
        {
            (true, true) => ParseHours(hours.Value) * 60 + ParseNumber(number.Value),
            (true, false) => ParseHours(hours.Value) * 60,
            (false, true) when match.Groups["minuteUnit"].Success || unit == DurationUnit.Minutes => ParseNumber(number.Value),
            (false, true) => ParseHours(number.Value) * 60,
            _ => null,
        };
        return minutes is null or > 10_000_000 ? null : (int)Math.Round(minutes.Value, MidpointRounding.AwayFromZero);
    }

    /// <summary>Returns whether a text is a number with decimals.</summary>
    internal static bool IsFraction(string text) => FractionPattern().IsMatch(text);

    /// <summary>Returns the first two numbers of a date such as 03/04/2026, one of which is the day and the other the month.</summary>
    internal static (int First, int Second)? ParseDayAndMonth(string text)
    {
        // A date in this form starts with a digit. Checking the digit first avoids the regular expression for most cells.
        if (!char.IsAsciiDigit(text[0]))
            return null;
        var match = DatePattern().Match(text);
        return match.Success && match.Groups["first"].Success ? (ParseGroup(match, "first"), ParseGroup(match, "second")) : null;
    }

    // Parses a number. 1.440 means 1440, because three digits follow the point; 1.5 and 1,5 mean one and a half.
    private static double? ParseNumber(string text)
    {
        var plain = ThousandsPattern().IsMatch(text)
            ? text.Replace(".", "", StringComparison.Ordinal).Replace(",", "", StringComparison.Ordinal)
            : text.Replace(',', '.');
        return double.TryParse(plain, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    // Parses hours, which have no thousands separator: 1.125 is a little more than one hour.
    private static double? ParseHours(string text) =>
        double.TryParse(text.Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private static int ParseGroup(Match match, string group) =>
        int.Parse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"^(?:(?<isoYear>\d{4})[-/.](?<isoMonth>\d{1,2})[-/.](?<isoDay>\d{1,2})"
            + @"|(?<isoYear>\d{4})(?<isoMonth>\d{2})(?<isoDay>\d{2})"
            + @"|(?<first>\d{1,2})[-/. ](?<second>\d{1,2})[-/. ](?<year>\d{4}|\d{2}))"
            + @"(?:[T ]\s*(?<time>\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[ap]\.?\s?m\.?)?)Z?)?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex DatePattern();

    [GeneratedRegex(
        @"^(?<hour>\d{1,2})[:.](?<minute>\d{2})(?::\d{2}(?:[.,]\d+)?)?\s*(?:(?<half>[ap])\.?\s?m\.?)?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex TimePattern();

    [GeneratedRegex(@"^(?<hours>\d{1,4}):(?<minutes>[0-5]\d)(?::[0-5]\d)?$")]
    private static partial Regex ClockPattern();

    [GeneratedRegex(
        @"^(?:(?<hours>\d{1,7}(?:[.,]\d+)?)\s*(?:h|hs|hr|hrs|hours?|horas?)\.?)?\s*"
            + @"(?:(?<number>\d{1,3}(?:[.,]\d{3})+|\d{1,9}(?:[.,]\d+)?)\s*(?<minuteUnit>m|min|mins|minutes?|minutos?|')?\.?)?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex DurationPattern();

    [GeneratedRegex(@"^[1-9]\d{0,2}(?:[.,]\d{3})+$")]
    private static partial Regex ThousandsPattern();

    // Three decimals count as a fraction only after a zero (0.125), because 1.440 may be 1440.
    [GeneratedRegex(@"^(?:0[.,]\d+|\d{1,3}[.,](?:\d{1,2}|\d{4,}))$")]
    private static partial Regex FractionPattern();
}
