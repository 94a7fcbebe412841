namespace HexaLive.Domain.Shared;

/// <summary>
/// A telephone number: the text as typed (at most <see cref="MaxLength"/> characters) and the key by which numbers are compared.
/// </summary>
/// <param name="Number">The number as typed.</param>
/// <param name="Key">
/// The number in E.164, with any extension after an "x" ("+34968112233x12"); the digits of an internal number; or empty if the text
/// has no number to compare.
/// </param>
public sealed record PhoneNumber(string Number, string Key)
{
    /// <summary>Maximum number of characters of the text and of the key.</summary>
    public const int MaxLength = 50;

    /// <summary>The key that is stored for a number until its real key is computed, after the company's country has changed.</summary>
    public const string PendingKey = "?";

    /// <summary>
    /// Returns whether both are the same number: their keys are equal or, if one has no key, their texts are equal.
    /// </summary>
    public bool IsSame(PhoneNumber other) =>
        HasKey(Key) && HasKey(other.Key) ? Key == other.Key : string.Equals(Number, other.Number, StringComparison.Ordinal);

    private static bool HasKey(string key) => key is not ("" or PendingKey);
}
