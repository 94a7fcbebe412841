using HexaLive.Domain.Activity;
using HexaLive.Domain.Shared;

namespace HexaLive.Domain.FollowUp;

/// <summary>
/// The thresholds for escalating overdue promises and for reporting inactive clients, in working days: a single row, created on
/// the first change.
/// </summary>
public sealed class FollowUpRules : RecordedSetting
{
    /// <summary>The key of the single row.</summary>
    public const int SingletonId = 1;

    /// <summary>Creates the default thresholds: 3, 5 and 15 working days.</summary>
    public FollowUpRules() { }

    /// <summary>Creates the row with the first change.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.InvalidValue"/>.</exception>
    public FollowUpRules(int escalateAfter, int escalateToManagerAfter, int silentAfter, Actor actor)
    {
        SetValues(escalateAfter, escalateToManagerAfter, silentAfter);
        RecordSetting(actor, null, Describe());
    }

    public int Id { get; private set; } = SingletonId;

    /// <summary>The controller of the task is notified when a promise is overdue for this many working days.</summary>
    public int EscalateAfter { get; private set; } = 3;

    /// <summary>The controller's manager is notified when a promise is overdue for this many working days.</summary>
    public int EscalateToManagerAfter { get; private set; } = 5;

    /// <summary>
    /// A client or project is reported as inactive after this many working days without an entry or an upcoming promise.
    /// </summary>
    public int SilentAfter { get; private set; } = 15;
    public int Version { get; private set; }

    private protected override ActivitySubject Subject => ActivitySubject.FollowUpRules;

    /// <summary>Changes the thresholds (1 to 250 working days). The manager must not be notified before the controller.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.InvalidValue"/>.</exception>
    public void Change(int escalateAfter, int escalateToManagerAfter, int silentAfter, Actor actor)
    {
        var before = Describe();
        SetValues(escalateAfter, escalateToManagerAfter, silentAfter);
        RecordSetting(actor, before, Describe());
    }

    /// <summary>Returns the thresholds as "3 / 5 / 15".</summary>
    public string Describe() => $"{EscalateAfter} / {EscalateToManagerAfter} / {SilentAfter}";

    private void SetValues(int escalateAfter, int escalateToManagerAfter, int silentAfter)
    {
        EscalateAfter = EnsureValidDays(escalateAfter, nameof(EscalateAfter));
        if (escalateToManagerAfter < escalateAfter)
            throw new RuleException(RuleError.InvalidValue, nameof(EscalateToManagerAfter));
        EscalateToManagerAfter = EnsureValidDays(escalateToManagerAfter, nameof(EscalateToManagerAfter));
        SilentAfter = EnsureValidDays(silentAfter, nameof(SilentAfter));
    }

    private static int EnsureValidDays(int days, string field) =>
        days is >= 1 and <= 250 ? days : throw new RuleException(RuleError.InvalidValue, field);
}
