using System.Security.Cryptography;
using System.Text;
using HexaLive.Domain.Text;

namespace HexaLive.Domain.People;

/// <summary>A key by which another program acts as a person, with that person's scope. Only its hash is kept: the key is shown once, when it is made.</summary>
public sealed class ApiKey
{
    private const string Prefix = "hexa_";

    private ApiKey() { }

    private ApiKey(int personId, string name, string secret, DateTime now) =>
        (PersonId, Name, Hash, Start, CreatedAt) = (personId, Check.Required(name, nameof(Name), 100), HashOf(secret), secret[..10], now);

    public int Id { get; private set; }
    public int PersonId { get; private set; }
    public Person Person { get; private set; } = null!;
    /// <summary>What the person calls it.</summary>
    public string Name { get; private set; } = "";
    /// <summary>SHA-256 of the key, hexadecimal.</summary>
    public string Hash { get; private set; } = "";
    /// <summary>Its first characters, by which the person knows it again.</summary>
    public string Start { get; private set; } = "";
    /// <summary>UTC.</summary>
    public DateTime CreatedAt { get; private set; }
    /// <summary>UTC; at most some minutes old.</summary>
    public DateTime? LastUsedAt { get; private set; }
    /// <summary>UTC; null while it opens.</summary>
    public DateTime? RevokedAt { get; private set; }

    /// <summary>A new key and its secret, which nobody can read again.</summary>
    /// <exception cref="RuleException">The name is empty or over 100 characters.</exception>
    public static (ApiKey Key, string Secret) Make(int personId, string name, DateTime now)
    {
        var secret = Secrets.New(Prefix);
        return (new ApiKey(personId, name, secret, now), secret);
    }

    /// <summary>The form in which a key is kept.</summary>
    public static string HashOf(string secret) => Secrets.HashOf(secret);

    /// <summary>It opens nothing any more.</summary>
    public void Revoke(DateTime now) => RevokedAt ??= now;

    /// <summary>Remembers that it was used.</summary>
    public void Use(DateTime now) => LastUsedAt = now;
}

/// <summary>Secrets that only their holder can read.</summary>
public static class Secrets
{
    /// <summary>256 random bits, usable in an address.</summary>
    public static string New(string prefix = "") => prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    /// <summary>SHA-256, hexadecimal: enough for a secret that nobody can guess.</summary>
    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
