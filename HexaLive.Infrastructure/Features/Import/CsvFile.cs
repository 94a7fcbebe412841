using System.Buffers;
using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using HexaLive.Infrastructure.Reporting.Documents;

namespace HexaLive.Infrastructure.Features.Import;

/// <summary>The text encoding of a file.</summary>
public enum CsvEncoding
{
    Utf8 = 0,
    Windows1252 = 1,
}

/// <summary>The format of a CSV file: its encoding, and its separator (semicolon, comma or tab).</summary>
public sealed record CsvFormat(CsvEncoding Encoding, char Separator)
{
    /// <summary>The supported separators.</summary>
    public static readonly IReadOnlyList<char> Separators = [';', ',', '\t'];
}

/// <summary>
/// A row of a file. <see cref="Line"/> is the line on which it starts, where line 1 has the headings. <see cref="Cells"/> has
/// one cell per heading.
/// </summary>
public sealed record CsvRow(int Line, string[] Cells);

/// <summary>A CSV file on disk. Rows are streamed, so memory use does not grow with the file.</summary>
public sealed class CsvFile
{
    /// <summary>The maximum size of a file in bytes.</summary>
    public const long MaxBytes = 100L * 1024 * 1024;

    /// <summary>The maximum number of columns.</summary>
    public const int MaxColumns = 200;

    // The maximum length of a cell, longer than any text in the model. After an unclosed quotation mark, this limit prevents the parser
    // from reading the rest of the file into memory.
    private const int MaxCellLength = 200_000;

    private static readonly Encoding Utf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);
    private static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    private CsvFile(string path, CsvFormat format) => (Path, Format) = (path, format);

    public string Path { get; }

    public CsvFormat Format { get; }

    /// <summary>Opens a file in the encoding and with the separator detected from its content.</summary>
    /// <exception cref="ImportException">The file is empty or is not a text file.</exception>
    public static CsvFile Open(string path)
    {
        var encoding = DetectEncoding(path);
        return new CsvFile(path, new CsvFormat(encoding, DetectSeparator(path, encoding)));
    }

    /// <summary>Opens a file in a given format.</summary>
    /// <exception cref="ImportException">
    /// The file is empty, is not a text file, or is not valid UTF-8 although <paramref name="format"/> requires it.
    /// </exception>
    public static CsvFile Open(string path, CsvFormat format)
    {
        if (DetectEncoding(path) == CsvEncoding.Windows1252 && format.Encoding == CsvEncoding.Utf8)
            throw new ImportException(ImportError.NotUtf8);
        return new CsvFile(path, format);
    }

    /// <summary>Returns the headings in the first row, trimmed.</summary>
    /// <exception cref="ImportException">There are no headings, more than <see cref="MaxColumns"/>, or two that are equal.</exception>
    public IReadOnlyList<string> ReadHeadings()
    {
        var headings =
            ReadRecords().Select(r => r.Cells).FirstOrDefault()?.Select(c => c.Trim()).ToList()
            ?? throw new ImportException(ImportError.Empty);
        while (headings.Count > 0 && headings[^1].Length == 0)
            headings.RemoveAt(headings.Count - 1);
        if (headings.Count == 0)
            throw new ImportException(ImportError.Empty);
        if (headings.Count > MaxColumns)
            throw new ImportException(ImportError.TooManyColumns, MaxColumns);
        var duplicate = headings.Where(h => h.Length > 0).GroupBy(ImportHeadings.Normalize).FirstOrDefault(g => g.Count() > 1);
        if (duplicate is not null)
            throw new ImportException(ImportError.DuplicateHeading, duplicate.First());
        return headings;
    }

    /// <summary>Returns the rows below the headings, streamed; empty rows are skipped.</summary>
    /// <exception cref="ImportException">A quotation mark is not closed, or a row has more cells than there are headings.</exception>
    public IEnumerable<CsvRow> ReadRows()
    {
        var width = ReadHeadings().Count;
        foreach (var row in ReadRecords().Skip(1))
        {
            if (row.Cells.All(string.IsNullOrWhiteSpace))
                continue;
            var used = row.Cells.Length;
            while (used > width && string.IsNullOrWhiteSpace(row.Cells[used - 1]))
                used--;
            if (used > width)
                throw new ImportException(ImportError.MoreColumnsThanHeadings, row.Line, used, width);
            var cells = new string[width];
            for (var i = 0; i < width; i++)
                cells[i] = i < row.Cells.Length ? UnescapeFormula(row.Cells[i]) : "";
            yield return row with
            {
                Cells = cells,
            };
        }
    }

    /// <summary>
    /// Reverses <see cref="TableExport.EscapeFormula"/>, so that an exported file of rejected rows is imported with its original
    /// values.
    /// </summary>
    internal static string UnescapeFormula(string cell) =>
        cell.Length > 1 && cell[0] == '\'' && TableExport.EscapeFormula(cell[1..]) == cell ? cell[1..] : cell;

    private IEnumerable<CsvRow> ReadRecords()
    {
        using var reader = OpenReader(Path, Format.Encoding);
        var hasUnclosedQuote = false;
        using var parser = new CsvParser(
            reader,
            new CsvConfiguration(CultureInfo.InvariantCulture)
            {
                Delimiter = Format.Separator.ToString(),
                MaxFieldSize = MaxCellLength,
                // A quotation mark inside a cell (5" pipe) is an ordinary character. A cell that starts with a quotation mark and
                // contains an odd number of quotation marks is not closed.
                BadDataFound = bad => hasUnclosedQuote |= bad.Field.StartsWith('"') && bad.Field.Count(c => c == '"') % 2 == 1,
            }
        );
        while (true)
        {
            var linesBefore = parser.RawRow;
            string[]? cells;
            try
            {
                cells = parser.Read() ? parser.Record : null;
            }
            catch (MaxFieldSizeException)
            {
                throw new ImportException(ImportError.UnclosedQuote, linesBefore + 1);
            }
            if (cells is null)
                yield break;
            var line = parser.RawRow - cells.Sum(CountLineBreaks);
            if (hasUnclosedQuote)
                throw new ImportException(ImportError.UnclosedQuote, Math.Max(linesBefore + 1, line));
            yield return new CsvRow(line, cells);
        }
    }

    private static int CountLineBreaks(string cell)
    {
        var breaks = 0;
        for (var i = 0; i < cell.Length; i++)
            if (cell[i] == '\n' || (cell[i] == '\r' && (i + 1 == cell.Length || cell[i + 1] != '\n')))
                breaks++;
        return breaks;
    }

    private static StreamReader OpenReader(string path, CsvEncoding encoding) =>
        new(
            new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16, FileOptions.SequentialScan),
            encoding == CsvEncoding.Utf8 ? Utf8 : Windows1252,
            detectEncodingFromByteOrderMarks: encoding == CsvEncoding.Utf8
        );

    // Reads the whole file once. Files that are not text are refused; valid UTF-8 is read as UTF-8, anything else as Windows-1252.
    private static CsvEncoding DetectEncoding(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1);
        var bytes = new byte[1 << 16];
        var chars = new char[Utf8.GetMaxCharCount(bytes.Length)];
        var decoder = Utf8.GetDecoder();
        var isUtf8 = true;
        var first = true;
        var hasText = false;
        int read;
        while ((read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)) > 0)
        {
            var block = bytes.AsSpan(0, read);
            if (first)
                RefuseOtherFormats(block);
            if (block.ContainsAny(NonTextBytes))
                throw new ImportException(block.Count((byte)0) > read / 5 ? ImportError.Utf16 : ImportError.NotText);
            hasText |= block.ContainsAnyExcept(BlankBytes);
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
        if (!hasText)
            throw new ImportException(ImportError.Empty);
        return isUtf8 ? CsvEncoding.Utf8 : CsvEncoding.Windows1252;
    }

    private static readonly SearchValues<byte> NonTextBytes = SearchValues.Create([
        .. Enumerable.Range(0, 32).Select(b => (byte)b).Except("\t\n\v\f\r\u001a\u001b"u8.ToArray()),
    ]);

    private static readonly SearchValues<byte> BlankBytes = SearchValues.Create([.. " \t\r\n;,"u8, 0xEF, 0xBB, 0xBF]);

    private static void RefuseOtherFormats(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith((byte[])[0xFF, 0xFE]) || start.StartsWith((byte[])[0xFE, 0xFF]))
            throw new ImportException(ImportError.Utf16);
        if (start.StartsWith("PK\u0003\u0004"u8) || start.StartsWith((byte[])[0xD0, 0xCF, 0x11, 0xE0]))
            throw new ImportException(ImportError.Workbook);
        if (
            start.StartsWith((byte[])[0x89, 0x50, 0x4E, 0x47])
            || start.StartsWith((byte[])[0xFF, 0xD8, 0xFF])
            || start.StartsWith("GIF8"u8)
            || start.StartsWith("%PDF"u8)
            || start.StartsWith("RIFF"u8)
        )
            throw new ImportException(ImportError.NotText);
    }

    // Tries each separator on the first 20 rows. Prefers the separator with which most rows have as many columns as the first row,
    // then the separator that gives the most columns.
    private static char DetectSeparator(string path, CsvEncoding encoding) =>
        CsvFormat.Separators.MaxBy(separator =>
        {
            try
            {
                var widths = new CsvFile(path, new CsvFormat(encoding, separator))
                    .ReadRecords()
                    .Take(20)
                    .Select(r => r.Cells.Length)
                    .ToList();
                if (widths.Count == 0 || widths[0] < 2)
                    return 0;
                var agreement = widths.Count(w => w == widths[0]) / (double)widths.Count;
                return agreement * 1000 + widths[0];
            }
            catch (ImportException)
            {
                return 0;
            }
        });
}
