using System.Globalization;
using System.Text;

namespace HexaLive.Domain.Shared;

/// <summary>Normalises telephone numbers, so that numbers typed in different formats can be compared.</summary>
public static class PhoneNumber
{
    /// <summary>
    /// Returns the last nine digits (the national number in most of Europe), or all digits if there are fewer; null if there are
    /// fewer than three.
    /// </summary>
    public static string? Key(string? typed)
    {
        var digits = new string((typed ?? "").Where(char.IsAsciiDigit).ToArray());
        return digits.Length < 3 ? null
            : digits.Length <= 9 ? digits
            : digits[^9..];
    }
}
