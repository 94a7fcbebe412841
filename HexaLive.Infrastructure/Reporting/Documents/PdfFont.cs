using System.Globalization;
using System.Text;
using PdfSharp.Drawing;
using PdfSharp.Fonts;

namespace HexaLive.Infrastructure.Reporting.Documents;

/// <summary>A weight and size of the embedded font (Roboto, SIL Open Font License). Measures and wraps text.</summary>
internal sealed class PdfFont
{
    private static readonly Lock RegistrationLock = new();
    private readonly Dictionary<int, double> _widths = [];
    private readonly XGraphics _measure;

    public PdfFont(double size, bool bold, XGraphics measure)
    {
        Font = new XFont(
            Fonts.Family,
            size,
            bold ? XFontStyleEx.Bold : XFontStyleEx.Regular,
            new XPdfFontOptions(PdfSharp.Pdf.PdfFontEncoding.Unicode)
        );
        _measure = measure;
        LineHeight = Math.Round(size * 1.28, 1);
        Ascent = size * 0.95;
    }

    public XFont Font { get; }

    public double LineHeight { get; }

    /// <summary>The distance from the top of a line to the baseline.</summary>
    public double Ascent { get; }

    /// <summary>Registers the embedded fonts, because the fonts of the server are unknown.</summary>
    public static void RegisterFonts()
    {
        lock (RegistrationLock)
            GlobalFontSettings.FontResolver ??= new Fonts();
    }

    /// <summary>Returns the width of a text.</summary>
    public double MeasureWidth(ReadOnlySpan<char> text)
    {
        var width = 0.0;
        foreach (var rune in text.EnumerateRunes())
            width += MeasureWidth(rune);
        return width;
    }

    /// <summary>Wraps a text to a width. Breaks lines at spaces or, if a word is longer than a line, inside the word.</summary>
    public IReadOnlyList<string> Wrap(string text, double width)
    {
        var lines = new List<string>();
        foreach (var paragraph in text.ReplaceLineEndings("\n").Split('\n'))
            Wrap(RemoveUnsupported(paragraph), width, lines);
        while (lines.Count > 1 && lines[^1].Length == 0)
            lines.RemoveAt(lines.Count - 1);
        return lines;
    }

    private void Wrap(string text, double width, List<string> lines)
    {
        var (begin, blank, used, afterBlank) = (0, -1, 0.0, 0.0);
        for (var at = 0; at < text.Length; )
        {
            Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var length);
            var step = MeasureWidth(rune);
            if (rune.Value == ' ')
                (blank, afterBlank) = (at, used + step);
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

    private double MeasureWidth(Rune rune)
    {
        if (_widths.TryGetValue(rune.Value, out var width))
            return width;
        return _widths[rune.Value] = _measure.MeasureString(rune.ToString(), Font).Width;
    }

    // Removes control and format characters (including direction marks) and variation selectors, which have no glyph, and turns
    // tabs and no-break spaces into blanks. Unpaired surrogates become the replacement character.
    private static string RemoveUnsupported(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in Compose(text).EnumerateRunes())
        {
            if (rune.Value == '\t')
                clean.Append("    ");
            else if (rune.Value is 0xA0 or 0x202F)
                clean.Append(' ');
            else if (
                Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate)
                && rune.Value is not (>= 0xFE00 and <= 0xFE0F)
            )
                clean.Append(rune);
        }
        return clean.ToString();
    }

    // Combines letters and accents into single characters, because the font contains only such combined characters. Returns a text with
    // unpaired surrogates unchanged, because such a text cannot be normalised.
    private static string Compose(string text)
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

        public FontResolverInfo? ResolveTypeface(string familyName, bool isBold, bool isItalic) =>
            new(isBold ? "Roboto-Bold" : "Roboto-Regular");

        public byte[]? GetFont(string faceName)
        {
            using var font = typeof(PdfFont).Assembly.GetManifestResourceStream($"{faceName}.ttf")!;
            var bytes = new byte[font.Length];
            font.ReadExactly(bytes);
            return bytes;
        }
    }
}
