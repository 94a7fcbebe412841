namespace HexaLive.Domain.Holidays;

/// <summary>Helper methods for <see cref="WeekDays"/>.</summary>
public static class WorkingWeek
{
    /// <summary>The seven days of the week, starting on Monday.</summary>
    public static readonly IReadOnlyList<DayOfWeek> Days =
    [
        DayOfWeek.Monday,
        DayOfWeek.Tuesday,
        DayOfWeek.Wednesday,
        DayOfWeek.Thursday,
        DayOfWeek.Friday,
        DayOfWeek.Saturday,
        DayOfWeek.Sunday,
    ];

    /// <summary>Returns the flag of a day.</summary>
    public static WeekDays ToFlag(DayOfWeek day) => (WeekDays)(1 << (((int)day + 6) % 7));

    /// <summary>Returns whether a day is included.</summary>
    public static bool Includes(this WeekDays week, DayOfWeek day) => (week & ToFlag(day)) != WeekDays.None;

    /// <summary>
    /// Returns the days if they are valid. At least one day is required; otherwise, the search for the next working day would never
    /// end.
    /// </summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.Required"/> without a working day, <see cref="RuleError.InvalidValue"/> for an undefined day.
    /// </exception>
    public static WeekDays Validated(this WeekDays week)
    {
        if (week == WeekDays.None)
            throw new RuleException(RuleError.Required, "WorkingDays");
        return week is > WeekDays.None and <= (WeekDays)127 ? week : throw new RuleException(RuleError.InvalidValue, "WorkingDays");
    }
}
