using HexaLive.Domain.Activity;
using HexaLive.Domain.Shared;

namespace HexaLive.Domain.Holidays;

/// <summary>
/// The company's working days: a single row, created on the first change. Until then, the company works Monday to Friday.
/// </summary>
public sealed class CompanyWeek : RecordedSetting
{
    /// <summary>The key of the single row.</summary>
    public const int SingletonId = 1;

    /// <summary>Creates the default, Monday to Friday.</summary>
    public CompanyWeek() { }

    /// <summary>Creates the row with the first change.</summary>
    /// <exception cref="RuleException">As for <see cref="Change"/>.</exception>
    public CompanyWeek(WeekDays days, Actor actor)
    {
        Days = days.Validated();
        RecordSetting(actor, null, Days.ToString());
    }

    public int Id { get; private set; } = SingletonId;
    public WeekDays Days { get; private set; } = WeekDays.MondayToFriday;
    public int Version { get; private set; }

    private protected override ActivitySubject Subject => ActivitySubject.CompanyWeek;

    /// <summary>Changes the working days (at least one).</summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.Required"/> without a working day, <see cref="RuleError.InvalidValue"/> for an undefined day.
    /// </exception>
    public void Change(WeekDays days, Actor actor)
    {
        var before = Days;
        Days = days.Validated();
        RecordSetting(actor, before.ToString(), Days.ToString());
    }
}
