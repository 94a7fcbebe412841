namespace HexaLive.Domain.Calendar;

/// <summary>Between UTC instants and the calendar of a person's own zone (IANA names).</summary>
public static class LocalTime
{
    /// <summary>The zone with this IANA name.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.UnknownTimeZone"/>.</exception>
    public static TimeZoneInfo Zone(string id) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : throw new RuleException(RuleError.UnknownTimeZone, id);

    /// <summary>The local day at a UTC instant.</summary>
    public static DateOnly Day(DateTime utc, string zone) => DateOnly.FromDateTime(At(utc, zone));

    /// <summary>The Monday of a day's week.</summary>
    public static DateOnly Monday(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));

    /// <summary>The local wall clock at a UTC instant.</summary>
    public static DateTime At(DateTime utc, string zone) =>
        TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), Zone(zone));

    /// <summary>
    /// The UTC instant of a local day and time (without a time: when that day starts). A wall clock that daylight saving skips
    /// counts as the first instant after the gap; one that comes twice counts as its first.
    /// </summary>
    public static DateTime ToUtc(DateOnly day, TimeOnly? time, string zone)
    {
        var info = Zone(zone);
        var local = day.ToDateTime(time ?? TimeOnly.MinValue, DateTimeKind.Unspecified);
        if (info.IsInvalidTime(local))
        {
            // Gaps start and end on whole minutes, and the longest known skips a day.
            while (info.IsInvalidTime(local)) local = local.AddMinutes(1);
        }
        if (info.IsAmbiguousTime(local))
            return DateTime.SpecifyKind(local - info.GetAmbiguousTimeOffsets(local).Max(), DateTimeKind.Utc);
        return TimeZoneInfo.ConvertTimeToUtc(local, info);
    }
}

/// <summary>A day on which nobody works: of the whole company, or of one team and those below it.</summary>
public sealed class Holiday
{
    private Holiday() { }

    /// <summary>A new holiday; <paramref name="teamId"/> null means the whole company.</summary>
    public Holiday(DateOnly day, string name, int? teamId)
    {
        Day = Text.Check.Day(day);
        Name = Text.Check.Required(name, nameof(Name), 100);
        TeamId = teamId;
    }

    public int Id { get; private set; }
    public DateOnly Day { get; private set; }
    public string Name { get; private set; } = "";
    public int? TeamId { get; private set; }
}

/// <summary>Counts working days: those of a week (at least one), less holidays.</summary>
/// <param name="week">The days of the week that are worked.</param>
/// <param name="holidays">The days nobody works, of the company, the person's team and those above it.</param>
public sealed class WorkingCalendar(WeekDays week, IEnumerable<DateOnly> holidays)
{
    /// <summary>Monday to Friday, without holidays.</summary>
    public static readonly WorkingCalendar Usual = new(WeekDays.MondayToFriday, []);

    private readonly WeekDays _week = week.Checked();
    private readonly HashSet<DateOnly> _holidays = [.. holidays];

    /// <summary>Whether people work on this day.</summary>
    public bool IsWorkingDay(DateOnly day) => _week.Has(day.DayOfWeek) && !_holidays.Contains(day);

    /// <summary>Working days after <paramref name="from"/>, up to and with <paramref name="to"/>; 0 where that is no later.</summary>
    public int Between(DateOnly from, DateOnly to)
    {
        var count = 0;
        for (var day = from.AddDays(1); day <= to; day = day.AddDays(1))
            if (IsWorkingDay(day)) count++;
        return count;
    }

    /// <summary>
    /// The last day that lies <paramref name="workingDays"/> working days or more before <paramref name="to"/>: from it on there are as many, from the day after it one less. With 0, the day itself.
    /// </summary>
    public DateOnly Before(DateOnly to, int workingDays)
    {
        var day = to;
        for (var left = workingDays; left > 0; day = day.AddDays(-1))
            if (IsWorkingDay(day)) left--;
        return day;
    }

    /// <summary>The day <paramref name="workingDays"/> working days after <paramref name="from"/>; with 0, that day or the next one worked.</summary>
    public DateOnly Add(DateOnly from, int workingDays)
    {
        var day = from;
        while (!IsWorkingDay(day)) day = day.AddDays(1);
        for (var left = workingDays; left > 0; left--)
        {
            do day = day.AddDays(1); while (!IsWorkingDay(day));
        }
        return day;
    }
}
