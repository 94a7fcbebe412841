namespace HexaLive.Domain.Shared;

/// <summary>Who makes a change (null: the system) and when (UTC).</summary>
public readonly record struct Actor(int? PersonId, DateTime Now)
{
    /// <summary>When the change is made (UTC).</summary>
    public DateTime Now { get; } = Check.Instant(Now);

    /// <summary>The id of the person. Use this property for changes that the system may not make.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> for the system.</exception>
    public int RequiredPersonId => PersonId ?? throw new RuleException(RuleError.NotAllowed);

    /// <summary>Returns the same actor at another instant (UTC).</summary>
    public Actor WithTime(DateTime now) => new(PersonId, now);
}
