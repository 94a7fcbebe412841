namespace HexaLive.Domain.Calendar;

/// <summary>Days of the week that are worked.</summary>
[Flags]
public enum WeekDays
{
    None = 0,
    Monday = 1,
    Tuesday = 2,
    Wednesday = 4,
    Thursday = 8,
    Friday = 16,
    Saturday = 32,
    Sunday = 64,
    MondayToFriday = Monday | Tuesday | Wednesday | Thursday | Friday,
}

/// <summary>What can be asked of the days of a working week.</summary>
public static class WorkingWeek
{
    /// <summary>The seven days, from Monday on.</summary>
    public static readonly IReadOnlyList<DayOfWeek> Days =
        [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday, DayOfWeek.Saturday, DayOfWeek.Sunday];

    /// <summary>One day alone.</summary>
    public static WeekDays Of(DayOfWeek day) => (WeekDays)(1 << (((int)day + 6) % 7));

    /// <summary>Whether this day is among them.</summary>
    public static bool Has(this WeekDays week, DayOfWeek day) => (week & Of(day)) != 0;

    /// <summary>The days themselves, at least one: who works on none would be waited for for ever.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.Required"/> or <see cref="RuleError.InvalidValue"/>.</exception>
    public static WeekDays Checked(this WeekDays week)
    {
        if (week == WeekDays.None) throw new RuleException(RuleError.Required, "WorkingDays");
        return week is > WeekDays.None and <= (WeekDays)127 ? week : throw new RuleException(RuleError.InvalidValue, "WorkingDays");
    }
}

/// <summary>The days of the week that the company works: one row, or none where nothing was changed.</summary>
public sealed class CompanyWeek
{
    /// <summary>Key of the one row.</summary>
    public const int OnlyId = 1;

    public int Id { get; private set; } = OnlyId;
    public WeekDays Days { get; private set; } = WeekDays.MondayToFriday;
    public int Version { get; private set; }

    /// <summary>Changes them (at least one).</summary>
    /// <exception cref="RuleException"><see cref="RuleError.Required"/> or <see cref="RuleError.InvalidValue"/>.</exception>
    public void Change(WeekDays days) => Days = days.Checked();
}
