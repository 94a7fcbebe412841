using System.Security.Cryptography;
using System.Text;

namespace HexaLive.Domain.Shared;

/// <summary>Creates and hashes the secrets of API keys and calendar feeds.</summary>
public static class Secrets
{
    /// <summary>Returns a new secret: the prefix and 256 random bits in hexadecimal, usable in URLs.</summary>
    public static string Generate(string prefix = "") => prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    /// <summary>Returns the SHA-256 hash in hexadecimal. A slow, salted hash is not needed for 256 random bits.</summary>
    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
