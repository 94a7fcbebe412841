using HexaLive.Domain.Activity;
using HexaLive.Domain.People;
using HexaLive.Domain.Shared;

namespace HexaLive.Domain.ApiKeys;

/// <summary>
/// An API key lets another program act as a person, within that person's scope. Only its hash is stored; the key is shown once, when it is
/// created.
/// </summary>
public sealed class ApiKey : RecordedSetting
{
    private const string Prefix = "hexa_";

    private ApiKey() { }

    private ApiKey(int personId, string name, string secret, Actor actor)
    {
        (PersonId, Name) = (personId, Check.Required(name, nameof(Name), 100));
        (Hash, Start, CreatedAt) = (HashOf(secret), secret[..10], actor.Now);
        RecordSetting(actor, null, Name);
    }

    public int Id { get; private set; }
    public int PersonId { get; private set; }
    public Person Person { get; private set; } = null!;

    public string Name { get; private set; } = "";

    /// <summary>SHA-256 hash of the key, in hexadecimal.</summary>
    public string Hash { get; private set; } = "";

    /// <summary>The first characters of the key, so that the person can recognise it.</summary>
    public string Start { get; private set; } = "";

    /// <summary>When the key was created (UTC).</summary>
    public DateTime CreatedAt { get; private set; }

    /// <summary>When the key was last used (UTC). The value is at most a few minutes out of date.</summary>
    public DateTime? LastUsedAt { get; private set; }

    /// <summary>When the key was revoked (UTC); null while the key is valid.</summary>
    public DateTime? RevokedAt { get; private set; }

    private protected override ActivitySubject Subject => ActivitySubject.ApiKey;

    /// <summary>Creates a key and returns it with its secret, which cannot be read again.</summary>
    /// <exception cref="RuleException">The name is empty or longer than 100 characters.</exception>
    public static (ApiKey Key, string Secret) Create(int personId, string name, Actor actor)
    {
        var secret = Secrets.Generate(Prefix);
        return (new ApiKey(personId, name, secret, actor), secret);
    }

    /// <summary>Returns the hash under which a key is stored.</summary>
    public static string HashOf(string secret) => Secrets.HashOf(secret);

    /// <summary>Revokes the key for good. A key that is already revoked stays unchanged.</summary>
    public void Revoke(Actor actor)
    {
        if (RevokedAt is not null)
            return;
        RevokedAt = actor.Now;
        RecordSetting(actor, Name, null);
    }
}
