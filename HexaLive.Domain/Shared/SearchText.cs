using System.Globalization;
using System.Text;

namespace HexaLive.Domain.Shared;

/// <summary>
/// Normalises text for comparison: lower case, no accents, single spaces. The application does this, because collations differ
/// between databases.
/// </summary>
public static class SearchText
{
    /// <summary>Maximum length of stored search text, in characters.</summary>
    public const int MaxLength = 1000;

    /// <summary>
    /// Joins the parts, normalises them and cuts the result to <see cref="MaxLength"/>.
    /// <c>Pérez  S.L.</c> becomes <c>perez s.l.</c>.
    /// </summary>
    public static string Normalize(params string?[] parts)
    {
        var result = new StringBuilder();
        var gap = false;
        foreach (var part in parts)
        {
            gap = true;
            foreach (var c in (part ?? "").Normalize(NormalizationForm.FormD))
            {
                if (CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark)
                    continue;
                if (char.IsWhiteSpace(c))
                {
                    gap = true;
                    continue;
                }
                if (gap && result.Length > 0)
                    result.Append(' ');
                gap = false;
                result.Append(char.ToLowerInvariant(c));
            }
        }
        return result.Length <= MaxLength ? result.ToString() : result.ToString(0, MaxLength);
    }

    /// <summary>
    /// Returns a text in lower case and without accents. Unlike <see cref="Normalize"/>, keeps all spaces and the full length.
    /// </summary>
    public static string FoldCaseAndAccents(string text)
    {
        if (System.Text.Ascii.IsValid(text))
            return text.ToLowerInvariant();
        var result = new StringBuilder(text.Length);
        foreach (var c in text.Normalize(NormalizationForm.FormD))
            if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
                result.Append(char.ToLowerInvariant(c));
        return result.ToString();
    }

    /// <summary>Returns the normalised words of a query, at most eight. A text matches if it contains all these words.</summary>
    public static IReadOnlyList<string> SplitWords(string? query) =>
        Normalize(query).Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(8).ToArray();

    /// <summary>
    /// Splits a text into pieces and marks the pieces that match a word of the query, ignoring case and accents. Joining the pieces
    /// gives the original text.
    /// </summary>
    public static IReadOnlyList<(string Text, bool Marked)> MarkMatches(string text, IReadOnlyList<string> words)
    {
        // Map each normalised character to its index in the text.
        var plain = new StringBuilder();
        var from = new List<int>();
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]))
            {
                plain.Append(text[i]);
                from.Add(i);
                continue;
            }
            foreach (var c in text[i].ToString().Normalize(NormalizationForm.FormD))
            {
                if (CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark)
                    continue;
                plain.Append(char.ToLowerInvariant(c));
                from.Add(i);
            }
        }
        var marked = new bool[text.Length];
        var compared = plain.ToString();
        foreach (var word in words.Where(w => w.Length > 0))
        {
            for (
                var at = compared.IndexOf(word, StringComparison.Ordinal);
                at >= 0;
                at = compared.IndexOf(word, at + word.Length, StringComparison.Ordinal)
            )
            for (var i = at; i < at + word.Length; i++)
                marked[from[i]] = true;
        }
        // A combining accent is marked together with its letter.
        for (var i = 1; i < text.Length; i++)
            if (CharUnicodeInfo.GetUnicodeCategory(text[i]) == UnicodeCategory.NonSpacingMark)
                marked[i] = marked[i - 1];
        var pieces = new List<(string, bool)>();
        for (int start = 0, end; start < text.Length; start = end)
        {
            for (end = start + 1; end < text.Length && marked[end] == marked[start]; end++) { }
            pieces.Add((text[start..end], marked[start]));
        }
        return pieces;
    }
}
