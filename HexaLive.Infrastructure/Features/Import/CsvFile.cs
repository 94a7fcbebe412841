using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using HexaLive.Infrastructure.Export;

namespace HexaLive.Infrastructure.Features.Import;

/// <summary>How the bytes of a file are text.</summary>
public enum CsvEncoding { Utf8 = 0, Windows1252 = 1 }

/// <summary>How a file is written: its encoding, and comma, semicolon or tab between columns.</summary>
public sealed record CsvFormat(CsvEncoding Encoding, char Separator)
{
    /// <summary>The separators that are known.</summary>
    public static readonly IReadOnlyList<char> Separators = [';', ',', '\t'];
}

/// <summary>A row of a file: the line on which it starts, counted from 1 with the headings, and its cells, as many as there are headings.</summary>
public sealed record CsvRow(int Line, string[] Cells);

/// <summary>A text file of rows on disk. Reading streams it: memory does not grow with the file.</summary>
public sealed class CsvFile
{
    /// <summary>Largest file, in bytes.</summary>
    public const long MaxBytes = 100L * 1024 * 1024;

    /// <summary>Most columns.</summary>
    public const int MaxColumns = 200;

    // Longer than any text that the model takes; an unclosed quotation mark must not pull the rest of the file into memory.
    private const int MaxCell = 200_000;

    private static readonly Encoding Utf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);
    private static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    private CsvFile(string path, CsvFormat format) => (Path, Format) = (path, format);

    /// <summary>Where it is kept.</summary>
    public string Path { get; }

    /// <summary>How it is read.</summary>
    public CsvFormat Format { get; }

    /// <summary>Reads a file with the encoding and separator that it seems to have.</summary>
    /// <exception cref="ImportException">The file is no text of rows.</exception>
    public static CsvFile Open(string path)
    {
        var encoding = DetectEncoding(path);
        return new CsvFile(path, new CsvFormat(encoding, DetectSeparator(path, encoding)));
    }

    /// <summary>Reads a file in the format that somebody chose.</summary>
    public static CsvFile Open(string path, CsvFormat format)
    {
        if (DetectEncoding(path) == CsvEncoding.Windows1252 && format.Encoding == CsvEncoding.Utf8) throw new ImportException(ImportTrouble.NotUtf8);
        return new CsvFile(path, format);
    }

    /// <summary>The first row: headings, trimmed.</summary>
    /// <exception cref="ImportException">There is none, or two are the same.</exception>
    public IReadOnlyList<string> Headings()
    {
        var headings = Records().Select(r => r.Cells).FirstOrDefault()?.Select(c => c.Trim()).ToList() ?? throw new ImportException(ImportTrouble.Empty);
        while (headings.Count > 0 && headings[^1].Length == 0) headings.RemoveAt(headings.Count - 1);
        if (headings.Count == 0) throw new ImportException(ImportTrouble.Empty);
        if (headings.Count > MaxColumns) throw new ImportException(ImportTrouble.TooManyColumns, MaxColumns);
        var twice = headings.Where(h => h.Length > 0).GroupBy(ImportFields.Plain).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null) throw new ImportException(ImportTrouble.DuplicateHeading, twice.First());
        return headings;
    }

    /// <summary>The rows below the headings, streamed; empty ones are left out.</summary>
    /// <exception cref="ImportException">A quotation mark is not closed, or a row has more columns than headings.</exception>
    public IEnumerable<CsvRow> Rows()
    {
        var width = Headings().Count;
        foreach (var row in Records().Skip(1))
        {
            if (row.Cells.All(string.IsNullOrWhiteSpace)) continue;
            var used = row.Cells.Length;
            while (used > width && string.IsNullOrWhiteSpace(row.Cells[used - 1])) used--;
            if (used > width) throw new ImportException(ImportTrouble.MoreColumnsThanHeadings, row.Line, used, width);
            var cells = new string[width];
            for (var i = 0; i < width; i++) cells[i] = i < row.Cells.Length ? Unprotect(row.Cells[i]) : "";
            yield return row with { Cells = cells };
        }
    }

    /// <summary>Undoes <see cref="TableExport.Safe"/>: a file of rejected rows is imported again as it was.</summary>
    internal static string Unprotect(string cell) => cell.Length > 1 && cell[0] == '\'' && TableExport.Safe(cell[1..]) == cell ? cell[1..] : cell;

    private IEnumerable<CsvRow> Records()
    {
        using var reader = Reader(Path, Format.Encoding);
        var broken = false;
        using var parser = new CsvParser(reader, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = Format.Separator.ToString(),
            MaxFieldSize = MaxCell,
            // A mark inside a cell (5" pipe) is only a character; a cell that begins with one and does not end with it is broken.
            BadDataFound = bad => broken |= bad.Field.StartsWith('"') && bad.Field.Count(c => c == '"') % 2 == 1,
        });
        while (true)
        {
            var before = parser.RawRow;
            string[]? cells;
            try
            {
                cells = parser.Read() ? parser.Record : null;
            }
            catch (MaxFieldSizeException)
            {
                throw new ImportException(ImportTrouble.UnclosedQuote, before + 1);
            }
            if (cells is null) yield break;
            var line = parser.RawRow - cells.Sum(LineBreaks);
            if (broken) throw new ImportException(ImportTrouble.UnclosedQuote, Math.Max(before + 1, line));
            yield return new CsvRow(line, cells);
        }
    }

    private static int LineBreaks(string cell)
    {
        var breaks = 0;
        for (var i = 0; i < cell.Length; i++)
            if (cell[i] == '\n' || (cell[i] == '\r' && (i + 1 == cell.Length || cell[i + 1] != '\n'))) breaks++;
        return breaks;
    }

    private static StreamReader Reader(string path, CsvEncoding encoding) =>
        new(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16, FileOptions.SequentialScan),
            encoding == CsvEncoding.Utf8 ? Utf8 : Windows1252, detectEncodingFromByteOrderMarks: encoding == CsvEncoding.Utf8);

    // Looks at every byte once: what is no text is refused, what is valid UTF-8 is that, all else is Windows-1252.
    private static CsvEncoding DetectEncoding(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1);
        var bytes = new byte[1 << 16];
        var chars = new char[Utf8.GetMaxCharCount(bytes.Length)];
        var decoder = Utf8.GetDecoder();
        var isUtf8 = true;
        var first = true;
        var anything = false;
        int read;
        while ((read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)) > 0)
        {
            var block = bytes.AsSpan(0, read);
            if (first) RefuseOtherFiles(block);
            if (block.ContainsAny(NoText)) throw new ImportException(block.Count((byte)0) > read / 5 ? ImportTrouble.Utf16 : ImportTrouble.NotText);
            anything |= block.ContainsAnyExcept(Blanks);
            if (isUtf8)
            {
                try
                {
                    decoder.GetChars(block, chars, flush: read < bytes.Length);
                }
                catch (DecoderFallbackException)
                {
                    isUtf8 = false;
                }
            }
            first = false;
        }
        if (!anything) throw new ImportException(ImportTrouble.Empty);
        return isUtf8 ? CsvEncoding.Utf8 : CsvEncoding.Windows1252;
    }

    private static readonly System.Buffers.SearchValues<byte> NoText = System.Buffers.SearchValues.Create(
        [.. Enumerable.Range(0, 32).Select(b => (byte)b).Except("\t\n\v\f\r\u001a\u001b"u8.ToArray())]);

    private static readonly System.Buffers.SearchValues<byte> Blanks = System.Buffers.SearchValues.Create([.. " \t\r\n;,"u8, 0xEF, 0xBB, 0xBF]);

    private static void RefuseOtherFiles(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith((byte[])[0xFF, 0xFE]) || start.StartsWith((byte[])[0xFE, 0xFF])) throw new ImportException(ImportTrouble.Utf16);
        if (start.StartsWith("PK\u0003\u0004"u8) || start.StartsWith((byte[])[0xD0, 0xCF, 0x11, 0xE0])) throw new ImportException(ImportTrouble.Workbook);
        if (start.StartsWith((byte[])[0x89, 0x50, 0x4E, 0x47]) || start.StartsWith((byte[])[0xFF, 0xD8, 0xFF]) || start.StartsWith("GIF8"u8) || start.StartsWith("%PDF"u8)
            || start.StartsWith("RIFF"u8)) throw new ImportException(ImportTrouble.NotText);
    }

    // The separator that cuts the first lines into the most columns, the same number in each.
    private static char DetectSeparator(string path, CsvEncoding encoding) => CsvFormat.Separators.MaxBy(separator =>
    {
        try
        {
            var widths = new CsvFile(path, new CsvFormat(encoding, separator)).Records().Take(20).Select(r => r.Cells.Length).ToList();
            if (widths.Count == 0 || widths[0] < 2) return 0;
            var agreeing = widths.Count(w => w == widths[0]) / (double)widths.Count;
            return agreeing * 1000 + widths[0];
        }
        catch (ImportException)
        {
            return 0;
        }
    });
}
