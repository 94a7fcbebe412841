using HexaLive.Domain.People;

namespace HexaLive.Domain.Calendar;

/// <summary>A person's private calendar address. Only its hash is kept; a new one ends the former.</summary>
public sealed class CalendarFeed
{
    private CalendarFeed() { }

    private CalendarFeed(int personId, string secret, DateTime now) => (PersonId, TokenHash, CreatedAt) = (personId, Secrets.HashOf(secret), now);

    public int PersonId { get; private set; }
    public Person Person { get; private set; } = null!;
    /// <summary>SHA-256 of the secret in the address, hexadecimal.</summary>
    public string TokenHash { get; private set; } = "";
    /// <summary>UTC.</summary>
    public DateTime CreatedAt { get; private set; }

    /// <summary>A new address and its secret, which nobody can read again.</summary>
    public static (CalendarFeed Feed, string Secret) Make(int personId, DateTime now)
    {
        var secret = Secrets.New();
        return (new CalendarFeed(personId, secret, now), secret);
    }
}
