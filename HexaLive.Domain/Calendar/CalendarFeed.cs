using HexaLive.Domain.Activity;
using HexaLive.Domain.People;
using HexaLive.Domain.Shared;

namespace HexaLive.Domain.Calendar;

/// <summary>
/// The private address of a person's calendar. Only the hash of its secret is stored. A new address invalidates the previous one.
/// </summary>
public sealed class CalendarFeed : RecordedEntity
{
    private CalendarFeed() { }

    private CalendarFeed(int personId, string secret, string personName, Actor actor)
    {
        (PersonId, TokenHash, CreatedAt) = (personId, Secrets.HashOf(secret), actor.Now);
        Record(ActivityKind.CalendarFeedChanged, actor, to: personName);
    }

    public int PersonId { get; private set; }
    public Person Person { get; private set; } = null!;

    /// <summary>SHA-256 hash of the secret in the address, in hexadecimal.</summary>
    public string TokenHash { get; private set; } = "";

    /// <summary>When the address was created (UTC).</summary>
    public DateTime CreatedAt { get; private set; }

    /// <summary>Creates a calendar feed and returns it with its secret, which cannot be read again.</summary>
    public static (CalendarFeed Feed, string Secret) Create(int personId, string personName, Actor actor)
    {
        var secret = Secrets.Generate();
        return (new CalendarFeed(personId, secret, personName, actor), secret);
    }

    /// <summary>Records that the address is deleted.</summary>
    public void RecordRevoked(string personName, Actor actor) => Record(ActivityKind.CalendarFeedChanged, actor, personName);
}
