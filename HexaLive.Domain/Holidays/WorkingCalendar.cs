namespace HexaLive.Domain.Holidays;

/// <summary>Counts working days. A working day is a day of the working week that is not a holiday.</summary>
/// <param name="week">The days of the week that are worked; at least one.</param>
/// <param name="holidays">The holidays of the company, of the person's team and of the teams above it.</param>
public sealed class WorkingCalendar(WeekDays week, IEnumerable<DateOnly> holidays)
{
    /// <summary>Monday to Friday, without holidays.</summary>
    public static readonly WorkingCalendar Default = new(WeekDays.MondayToFriday, []);

    private readonly WeekDays _week = week.Validated();
    private readonly HashSet<DateOnly> _holidays = [.. holidays];

    /// <summary>Returns whether a day is a working day.</summary>
    public bool IsWorkingDay(DateOnly day) => _week.Includes(day.DayOfWeek) && !_holidays.Contains(day);

    /// <summary>
    /// Returns the number of working days after <paramref name="from"/>, up to and including <paramref name="to"/>. Returns 0 if
    /// <paramref name="to"/> is not after <paramref name="from"/>.
    /// </summary>
    public int CountWorkingDays(DateOnly from, DateOnly to)
    {
        var count = 0;
        for (var day = from.AddDays(1); day <= to; day = day.AddDays(1))
            if (IsWorkingDay(day))
                count++;
        return count;
    }

    /// <summary>
    /// Counts back from <paramref name="from"/>: returns the latest day for which <see cref="CountWorkingDays"/> returns at least
    /// <paramref name="workingDays"/>. If <paramref name="workingDays"/> is 0, returns <paramref name="from"/>.
    /// </summary>
    public DateOnly SubtractWorkingDays(DateOnly from, int workingDays)
    {
        var day = from;
        for (var left = workingDays; left > 0; day = day.AddDays(-1))
            if (IsWorkingDay(day))
                left--;
        return day;
    }

    /// <summary>
    /// Returns the day that is <paramref name="workingDays"/> working days after <paramref name="from"/>. If
    /// <paramref name="from"/> is not a working day, the count starts at the next working day. If <paramref name="workingDays"/> is
    /// 0, returns the day at which the count starts.
    /// </summary>
    public DateOnly AddWorkingDays(DateOnly from, int workingDays)
    {
        var day = from;
        while (!IsWorkingDay(day))
            day = day.AddDays(1);
        for (var left = workingDays; left > 0; left--)
        {
            do day = day.AddDays(1);
            while (!IsWorkingDay(day));
        }
        return day;
    }
}
