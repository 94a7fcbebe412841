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

    /// <summary>One text in lower case and without accents, otherwise as it is, of any length.</summary>
    public static string Fold(string text)
    {
        if (System.Text.Ascii.IsValid(text)) return text.ToLowerInvariant();
        var result = new StringBuilder(text.Length);
        foreach (var c in text.Normalize(NormalizationForm.FormD))
            if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark) result.Append(char.ToLowerInvariant(c));
        return result.ToString();
    }

    /// <summary>The words of a query, normalised; all of them must occur in a match.</summary>
    public static IReadOnlyList<string> Words(string? query) =>
        Of(query).Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(8).ToArray();

    /// <summary>The text in pieces, those that match a word of the query marked, ignoring case and accents. Together the pieces are the text.</summary>
    public static IReadOnlyList<(string Text, bool Marked)> Mark(string text, IReadOnlyList<string> words)
    {
        // Each character compared is remembered with the one that it came from.
        var plain = new StringBuilder();
        var from = new List<int>();
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i])) { plain.Append(text[i]); from.Add(i); continue; }
            foreach (var c in text[i].ToString().Normalize(NormalizationForm.FormD))
            {
                if (CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark) continue;
                plain.Append(char.ToLowerInvariant(c));
                from.Add(i);
            }
        }
        var marked = new bool[text.Length];
        var compared = plain.ToString();
        foreach (var word in words.Where(w => w.Length > 0))
        {
            for (var at = compared.IndexOf(word, StringComparison.Ordinal); at >= 0; at = compared.IndexOf(word, at + word.Length, StringComparison.Ordinal))
                for (var i = at; i < at + word.Length; i++) marked[from[i]] = true;
        }
        // An accent written apart goes with its letter.
        for (var i = 1; i < text.Length; i++)
            if (CharUnicodeInfo.GetUnicodeCategory(text[i]) == UnicodeCategory.NonSpacingMark) marked[i] = marked[i - 1];
        var pieces = new List<(string, bool)>();
        for (int start = 0, end; start < text.Length; start = end)
        {
            for (end = start + 1; end < text.Length && marked[end] == marked[start]; end++) { }
            pieces.Add((text[start..end], marked[start]));
        }
        return pieces;
    }
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
