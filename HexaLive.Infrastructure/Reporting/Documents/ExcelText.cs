using System.Text;

namespace HexaLive.Infrastructure.Reporting.Documents;

/// <summary>Makes texts valid for Excel files: removes characters that XML does not allow, and cuts texts at Excel's limits.</summary>
internal static class ExcelText
{
    private const int MaxCellLength = 32_767;
    private const int MaxHeaderLength = 250;

    /// <summary>
    /// Returns a text for the header of printed pages. In a header, &amp; starts a formatting code and the limit is 255 characters.
    /// </summary>
    public static string TruncateHeader(string text)
    {
        var header = text.ReplaceLineEndings(" ");
        if (header.Length > MaxHeaderLength)
            header = string.Concat(header.AsSpan(0, MaxHeaderLength - 1), "…");
        header = RemoveInvalidCharacters(header).Replace("&", "&&", StringComparison.Ordinal);
        return "&L" + (header.Length <= MaxHeaderLength ? header : header[..MaxHeaderLength].TrimEnd('&'));
    }

    /// <summary>Removes the two characters that XML does not allow and SpreadCheetah would write, and cuts the text at Excel's limit for a cell.</summary>
    public static string TruncateCell(string text)
    {
        if (text.Length > MaxCellLength)
            text = string.Concat(text.AsSpan(0, MaxCellLength - 2), "…");
        return text.AsSpan().ContainsAny('\uFFFE', '\uFFFF') ? RemoveInvalidCharacters(text) : text;
    }

    private static string RemoveInvalidCharacters(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            if (rune.Value >= 0x20 ? rune.Value is not (0xFFFE or 0xFFFF) : rune.Value is '\t' or '\n' or '\r')
                clean.Append(rune);
        return clean.ToString();
    }

    /// <summary>Returns a valid name for a sheet.</summary>
    public static string CreateSheetName(string name)
    {
        var clean = new string([.. RemoveInvalidCharacters(name).Where(c => !"[]:*?/\\\t\r\n".Contains(c))]).Trim().Trim('\'');
        if (clean.Length > 31)
            clean = clean[..(char.IsHighSurrogate(clean[30]) ? 30 : 31)].TrimEnd('\'');
        return string.IsNullOrWhiteSpace(clean) ? "HexaLive" : clean;
    }
}
