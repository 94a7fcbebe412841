using HexaLive.Domain.People;

namespace HexaLive.Domain.Reminders;

/// <summary>By which ways a reminder reaches a person.</summary>
[Flags]
public enum ReminderChannels
{
    None = 0,
    /// <summary>A toast in any open tab. The bell itself keeps every reminder.</summary>
    Toast = 1,
    /// <summary>The browser's own notification while a tab is open.</summary>
    Browser = 2,
    /// <summary>A mail at once.</summary>
    Mail = 4,
    /// <summary>The daily mail.</summary>
    Digest = 8,
}

/// <summary>By which ways a person wants one kind of reminder; where there is none, <see cref="Usual"/> holds.</summary>
public sealed class ReminderChoice
{
    /// <summary>The kinds that people choose ways for.</summary>
    public static readonly IReadOnlyList<ReminderKind> Kinds =
        [ReminderKind.Due, ReminderKind.Overdue, ReminderKind.Escalated, ReminderKind.Question, ReminderKind.HandedOver, ReminderKind.Corrected];

    private ReminderChoice() { }

    /// <summary>A first choice.</summary>
    public ReminderChoice(int personId, ReminderKind kind, ReminderChannels channels) => (PersonId, Kind, Channels) = (personId, kind, Usable(kind, channels));

    public int PersonId { get; private set; }
    public Person Person { get; private set; } = null!;
    public ReminderKind Kind { get; private set; }
    public ReminderChannels Channels { get; private set; }

    /// <summary>Chooses anew.</summary>
    public void Choose(ReminderChannels channels) => Channels = Usable(Kind, channels);

    /// <summary>What holds for who has chosen nothing.</summary>
    public static ReminderChannels Usual(ReminderKind kind) => kind switch
    {
        ReminderKind.Due => ReminderChannels.Toast | ReminderChannels.Browser | ReminderChannels.Digest,
        ReminderKind.Overdue => ReminderChannels.Toast | ReminderChannels.Digest,
        ReminderKind.Escalated or ReminderKind.Question or ReminderKind.HandedOver => ReminderChannels.Toast | ReminderChannels.Browser | ReminderChannels.Mail,
        _ => ReminderChannels.Toast,
    };

    /// <summary>Whether the daily mail tells of this kind: it tells what is due and overdue.</summary>
    public static bool InDigest(ReminderKind kind) => kind is ReminderKind.Due or ReminderKind.Overdue;

    private static ReminderChannels Usable(ReminderKind kind, ReminderChannels channels)
    {
        var all = ReminderChannels.Toast | ReminderChannels.Browser | ReminderChannels.Mail | ReminderChannels.Digest;
        if ((channels & ~all) != 0 || !Enum.IsDefined(kind)) throw new RuleException(RuleError.InvalidValue, nameof(Channels));
        return channels;
    }
}

/// <summary>From when on what is overdue, and who is silent, is told to others: one row, or none where nothing was changed. All in working days.</summary>
public sealed class FollowUpRules
{
    /// <summary>Key of the one row.</summary>
    public const int OnlyId = 1;

    public int Id { get; private set; } = OnlyId;
    /// <summary>Overdue for so long, a task's controller is told.</summary>
    public int EscalateAfter { get; private set; } = 3;
    /// <summary>Overdue for so long, the controller's manager is told.</summary>
    public int EscalateToManagerAfter { get; private set; } = 5;
    /// <summary>Without an entry and without a promise for so long, a client or project is silent.</summary>
    public int SilentAfter { get; private set; } = 15;
    public int Version { get; private set; }

    /// <summary>Changes them (1 to 250 working days; the manager not before the controller).</summary>
    /// <exception cref="RuleException"><see cref="RuleError.InvalidValue"/>.</exception>
    public void Change(int escalateAfter, int escalateToManagerAfter, int silentAfter)
    {
        EscalateAfter = Days(escalateAfter, nameof(EscalateAfter));
        if (escalateToManagerAfter < escalateAfter) throw new RuleException(RuleError.InvalidValue, nameof(EscalateToManagerAfter));
        EscalateToManagerAfter = Days(escalateToManagerAfter, nameof(EscalateToManagerAfter));
        SilentAfter = Days(silentAfter, nameof(SilentAfter));
    }

    private static int Days(int days, string field) => days is >= 1 and <= 250 ? days : throw new RuleException(RuleError.InvalidValue, field);
}
