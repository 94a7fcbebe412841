using System.Globalization;
using System.Text;
using PdfSharp.Drawing;
using PdfSharp.Fonts;

namespace HexaLive.Infrastructure.Export;

/// <summary>A face and size of the product's own type (Roboto, SIL Open Font License), which can be measured and broken into lines.</summary>
internal sealed class PdfType
{
    private static readonly Lock Once = new();
    private readonly Dictionary<int, double> _widths = [];
    private readonly XGraphics _measure;

    public PdfType(double size, bool bold, XGraphics measure)
    {
        Font = new XFont(Fonts.Family, size, bold ? XFontStyleEx.Bold : XFontStyleEx.Regular, new XPdfFontOptions(PdfSharp.Pdf.PdfFontEncoding.Unicode));
        _measure = measure;
        Line = Math.Round(size * 1.28, 1);
        Ascent = size * 0.95;
    }

    public XFont Font { get; }

    /// <summary>From one line to the next.</summary>
    public double Line { get; }

    /// <summary>From the top of a line to where letters stand.</summary>
    public double Ascent { get; }

    /// <summary>Fonts come from this assembly: a server has its own, or none.</summary>
    public static void Prepare()
    {
        lock (Once) GlobalFontSettings.FontResolver ??= new Fonts();
    }

    /// <summary>The width of a text.</summary>
    public double Width(ReadOnlySpan<char> text)
    {
        var width = 0.0;
        foreach (var rune in text.EnumerateRunes()) width += Width(rune);
        return width;
    }

    /// <summary>The lines of a text within a width: broken at blanks, and within words that are longer than a line.</summary>
    public IReadOnlyList<string> Wrap(string text, double width)
    {
        var lines = new List<string>();
        foreach (var paragraph in text.ReplaceLineEndings("\n").Split('\n')) Wrap(Clean(paragraph), width, lines);
        while (lines.Count > 1 && lines[^1].Length == 0) lines.RemoveAt(lines.Count - 1);
        return lines;
    }

    private void Wrap(string text, double width, List<string> lines)
    {
        var (begin, blank, used, afterBlank) = (0, -1, 0.0, 0.0);
        for (var at = 0; at < text.Length;)
        {
            Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var length);
            var step = Width(rune);
            if (rune.Value == ' ') (blank, afterBlank) = (at, used + step);
            else if (used + step > width && at > begin)
            {
                if (blank > begin)
                {
                    lines.Add(text[begin..blank].TrimEnd());
                    (begin, used) = (blank + 1, used - afterBlank);
                }
                else
                {
                    lines.Add(text[begin..at]);
                    (begin, used) = (at, 0);
                }
                (blank, afterBlank) = (-1, 0);
            }
            used += step;
            at += length;
        }
        lines.Add(text[begin..].TrimEnd());
    }

    private double Width(Rune rune)
    {
        if (_widths.TryGetValue(rune.Value, out var width)) return width;
        return _widths[rune.Value] = _measure.MeasureString(rune.ToString(), Font).Width;
    }

    // What has no form in any font, and what would turn the line around, is left out; tabs are blanks; halves of characters become the sign for unknown ones.
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in Composed(text).EnumerateRunes())
        {
            if (rune.Value == '\t') clean.Append("    ");
            else if (rune.Value is 0xA0 or 0x202F) clean.Append(' ');
            else if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate) && rune.Value is not (>= 0xFE00 and <= 0xFE0F)) clean.Append(rune);
        }
        return clean.ToString();
    }

    // Letters and their accents in one, as fonts have them. Text with half a character cannot be composed.
    private static string Composed(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormC);
        }
        catch (ArgumentException)
        {
            return text;
        }
    }

    private sealed class Fonts : IFontResolver
    {
        public const string Family = "Roboto";

        public FontResolverInfo? ResolveTypeface(string familyName, bool isBold, bool isItalic) => new(isBold ? "Roboto-Bold" : "Roboto-Regular");

        public byte[]? GetFont(string faceName)
        {
            using var font = typeof(PdfType).Assembly.GetManifestResourceStream($"{faceName}.ttf")!;
            var bytes = new byte[font.Length];
            font.ReadExactly(bytes);
            return bytes;
        }
    }
}
