using HexaLive.Domain.People;

namespace HexaLive.Domain.Reminders;

/// <summary>
/// The channels that a person chose for one kind of reminder. If a person has no row for a kind, <see cref="DefaultChannels"/>
/// applies.
/// </summary>
public sealed class ReminderChoice
{
    /// <summary>The kinds for which people can choose channels.</summary>
    public static readonly IReadOnlyList<ReminderKind> Kinds =
    [
        ReminderKind.Due,
        ReminderKind.Overdue,
        ReminderKind.Escalated,
        ReminderKind.Question,
        ReminderKind.TaskAssigned,
        ReminderKind.Corrected,
    ];

    private ReminderChoice() { }

    /// <summary>Creates a person's first choice for a kind.</summary>
    public ReminderChoice(int personId, ReminderKind kind, ReminderChannels channels) =>
        (PersonId, Kind, Channels) = (personId, kind, Validated(kind, channels));

    public int PersonId { get; private set; }
    public Person Person { get; private set; } = null!;
    public ReminderKind Kind { get; private set; }
    public ReminderChannels Channels { get; private set; }

    /// <summary>Replaces the channels that the person chose.</summary>
    public void SetChannels(ReminderChannels channels) => Channels = Validated(Kind, channels);

    /// <summary>Returns the channels that apply to a kind until the person chooses others.</summary>
    public static ReminderChannels DefaultChannels(ReminderKind kind) =>
        kind switch
        {
            ReminderKind.Due => ReminderChannels.Toast | ReminderChannels.Browser | ReminderChannels.Digest,
            ReminderKind.Overdue => ReminderChannels.Toast | ReminderChannels.Digest,
            ReminderKind.Escalated or ReminderKind.Question or ReminderKind.TaskAssigned => ReminderChannels.Toast
                | ReminderChannels.Browser
                | ReminderChannels.Mail,
            _ => ReminderChannels.Toast,
        };

    /// <summary>Returns whether the daily e-mail lists reminders of a kind. It lists only those about due and overdue promises.</summary>
    public static bool IsInDigest(ReminderKind kind) => kind is ReminderKind.Due or ReminderKind.Overdue;

    private static ReminderChannels Validated(ReminderKind kind, ReminderChannels channels)
    {
        var all = ReminderChannels.Toast | ReminderChannels.Browser | ReminderChannels.Mail | ReminderChannels.Digest;
        if ((channels & ~all) != ReminderChannels.None || !Enum.IsDefined(kind))
            throw new RuleException(RuleError.InvalidValue, nameof(Channels));
        return channels;
    }
}
