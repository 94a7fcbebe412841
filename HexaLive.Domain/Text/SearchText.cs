using System.Globalization;
using System.Text;

namespace HexaLive.Domain.Text;

/// <summary>The form in which text is compared: lower case, no accents, single spaces. Databases differ in collation; this does not.</summary>
public static class SearchText
{
    /// <summary>Longest stored search text, in characters.</summary>
    public const int MaxLength = 1000;

    /// <summary>Joins the parts and normalises them: <c>Pérez  S.L.</c> becomes <c>perez s.l.</c>.</summary>
    public static string Of(params string?[] parts)
    {
        var result = new StringBuilder();
        var gap = false;
        foreach (var part in parts)
        {
            gap = true;
            foreach (var c in (part ?? "").Normalize(NormalizationForm.FormD))
            {
                if (CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark) continue;
                if (char.IsWhiteSpace(c)) { gap = true; continue; }
                if (gap && result.Length > 0) result.Append(' ');
                gap = false;
                result.Append(char.ToLowerInvariant(c));
            }
        }
        return result.Length <= MaxLength ? result.ToString() : result.ToString(0, MaxLength);
    }

    /// <summary>The words of a query, normalised; all of them must occur in a match.</summary>
    public static IReadOnlyList<string> Words(string? query) =>
        Of(query).Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(8).ToArray();
}

/// <summary>Telephone numbers, comparable however they were typed.</summary>
public static class PhoneNumber
{
    /// <summary>The last nine digits (the national part in most of Europe), or all of them when fewer; null without at least three.</summary>
    public static string? Key(string? typed)
    {
        var digits = new string((typed ?? "").Where(char.IsAsciiDigit).ToArray());
        return digits.Length < 3 ? null : digits.Length <= 9 ? digits : digits[^9..];
    }
}
