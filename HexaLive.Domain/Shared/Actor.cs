namespace HexaLive.Domain.Shared;

/// <summary>Who makes a change (null: the system) and when (UTC).</summary>
public readonly record struct Actor(int? PersonId, DateTime Now)
{
    /// <summary>UTC.</summary>
    public DateTime Now { get; } = Check.Instant(Now);

    /// <summary>The id of the person, for changes that the system cannot make.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> for the system.</exception>
    public int RequiredPersonId => PersonId ?? throw new RuleException(RuleError.NotAllowed);

    /// <summary>Returns the same actor at another instant (UTC).</summary>
    public Actor At(DateTime now) => new(PersonId, now);
}
