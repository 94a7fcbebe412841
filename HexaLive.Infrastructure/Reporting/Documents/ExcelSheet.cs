using System.Drawing;
using System.Globalization;
using System.IO.Compression;
using System.Security;
using System.Text;
using HexaLive.Domain;
using SpreadCheetah;
using SpreadCheetah.Styling;
using SpreadCheetah.Worksheets;

namespace HexaLive.Infrastructure.Reporting.Documents;

/// <summary>
/// Writes an Excel file with a single sheet, row by row, including formulas and row outlines. The first row is frozen. Texts are never
/// formulas. Texts that look like formulas are also made harmless (<see cref="TableExport.EscapeFormula"/>), because a spreadsheet could
/// run them if the file is saved in another format.
/// </summary>
internal sealed class ExcelSheet : IAsyncDisposable
{
    /// <summary>The maximum number of rows that Excel can open.</summary>
    public const int MaxRows = 1_048_576;

    private const string Start = "xl/worksheets/";
    private const string End = "</worksheet>";
    private static readonly Color HeadColor = Color.FromArgb(0xE8, 0xEC, 0xF1);

    private readonly Stream _file;
    private readonly Spreadsheet _spreadsheet;
    private readonly Dictionary<ExcelStyle, StyleId> _styles = [];
    private readonly List<Cell> _cells = [];
    private int _width;

    private ExcelSheet(Stream file, Spreadsheet spreadsheet, int width) => (_file, _spreadsheet, _width) = (file, spreadsheet, width);

    /// <summary>The number of rows written.</summary>
    public int RowCount { get; private set; }

    /// <summary>Begins the file. Column widths are in characters. <paramref name="levels"/> is the depth of the row outline.</summary>
    public static async Task<ExcelSheet> CreateAsync(string name, IReadOnlyList<double> widths, int levels = 0)
    {
        var options = new WorksheetOptions { FrozenRows = 1, MaxRowOutlineLevel = levels };
        for (var i = 0; i < widths.Count; i++)
            options.Column(i + 1).Width = widths[i];
        var file = CreateTemporaryFile();
        var spreadsheet = await Spreadsheet.CreateNewAsync(
            file,
            new SpreadCheetahOptions
            {
                DefaultDateTimeFormat = null,
                DocumentProperties = null,
                PreserveStringWhitespace = true,
            }
        );
        await spreadsheet.StartWorksheetAsync(ExcelText.CreateSheetName(name), options);
        return new ExcelSheet(file, spreadsheet, widths.Count);
    }

    /// <summary>Returns the letters of a column, counted from 0.</summary>
    public static string GetColumnLetters(int column) => SpreadsheetUtility.GetColumnName(column + 1);

    /// <summary>Adds the next cell of the row: text, number, day, date-time, duration or nothing.</summary>
    public void Add(object? value, ExcelStyle style) =>
        _cells.Add(value is null or "" ? default : new Cell(CreateCell(value), GetStyleId(style)));

    /// <summary>Adds the next cell of the row as a formula; <paramref name="value"/> is its cached result.</summary>
    public void AddFormula(string formula, object value, ExcelStyle style) =>
        _cells.Add(new Cell(new Formula(formula), CreateCell(value), GetStyleId(style)));

    /// <summary>Leaves the next cell of the row empty.</summary>
    public void SkipCell() => _cells.Add(default);

    /// <summary>Writes the row with the cells added, at the given outline level.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.ReportTooLong"/> after the last row that Excel can open.</exception>
    public async ValueTask EndRowAsync(int level = 0, CancellationToken cancellationToken = default)
    {
        if (RowCount == MaxRows)
            throw new RuleException(RuleError.ReportTooLong, MaxRows);
        RowCount++;
        _width = Math.Max(_width, _cells.Count);
        await _spreadsheet.AddRowAsync(_cells, level == 0 ? null : new RowOptions { OutlineLevel = level }, cancellationToken);
        _cells.Clear();
    }

    /// <summary>
    /// Ends the file and returns it as a temporary file that is deleted when the stream is closed. The first row gets filter buttons
    /// for the rows up to <paramref name="lastFiltered"/>. <paramref name="header"/> is the header of printed pages.
    /// </summary>
    public async Task<Stream> FinishAsync(int lastFiltered, string? header = null, CancellationToken cancellationToken = default)
    {
        await _spreadsheet.FinishAsync(cancellationToken);
        _file.Position = 0;
        var file = CreateTemporaryFile();
        try
        {
            await CopyAsync(_file, file, BuildSettingsXml(lastFiltered, header) + End, cancellationToken);
            file.Position = 0;
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _spreadsheet.DisposeAsync();
        await _file.DisposeAsync();
    }

    private static FileStream CreateTemporaryFile() =>
        new(
            Path.Combine(Path.GetTempPath(), $"hexalive-{Guid.NewGuid():N}.xlsx"),
            FileMode.CreateNew,
            FileAccess.ReadWrite,
            FileShare.None,
            81920,
            FileOptions.DeleteOnClose | FileOptions.Asynchronous
        );

    private static DataCell CreateCell(object value) =>
        value switch
        {
            DateOnly day => new(day.ToDateTime(TimeOnly.MinValue)),
            DateTime clock => new(clock),
            TimeSpan time => new(time.TotalDays),
            IConvertible number and not string => new(number.ToDouble(CultureInfo.InvariantCulture)),
            _ => new(ExcelText.TruncateCell(TableExport.EscapeFormula(value.ToString() ?? ""))),
        };

    private StyleId GetStyleId(ExcelStyle style)
    {
        if (!_styles.TryGetValue(style, out var id))
            _styles[style] = id = _spreadsheet.AddStyle(
                new Style
                {
                    Format = style.Format,
                    Font = { Bold = style.Bold || style.IsHeader },
                    Fill = { Color = style.IsHeader ? HeadColor : null },
                    Alignment =
                    {
                        Vertical = VerticalAlignment.Top,
                        Horizontal = style.Align,
                        WrapText = style.Wrap,
                    },
                }
            );
        return id;
    }

    // SpreadCheetah has no print settings, and it takes the range of a filter only at the start, when the number of rows is not yet known.
    private string BuildSettingsXml(int lastFiltered, string? header)
    {
        var settings = new StringBuilder();
        if (_width > 0 && lastFiltered > 0)
            settings.Append(CultureInfo.InvariantCulture, $"<autoFilter ref=\"A1:{GetColumnLetters(_width - 1)}{lastFiltered}\"/>");
        settings.Append("<pageMargins left=\"0.5\" right=\"0.5\" top=\"0.6\" bottom=\"0.6\" header=\"0.3\" footer=\"0.3\"/>");
        settings.Append("<pageSetup orientation=\"landscape\" fitToHeight=\"0\"/>");
        if (header is not null)
            settings.Append(
                "<headerFooter><oddHeader>" + SecurityElement.Escape(ExcelText.TruncateHeader(header)) + "</oddHeader></headerFooter>"
            );
        return settings.ToString();
    }

    // Copies an Excel file and replaces the end of the worksheet's XML with the given text.
    private static async Task CopyAsync(Stream from, Stream to, string end, CancellationToken cancellationToken)
    {
        await using var source = new ZipArchive(from, ZipArchiveMode.Read, leaveOpen: true);
        await using var target = new ZipArchive(to, ZipArchiveMode.Create, leaveOpen: true);
        var buffer = new byte[81920];
        foreach (var entry in source.Entries)
        {
            await using var part = await entry.OpenAsync(cancellationToken);
            await using var copy = await target.CreateEntry(entry.FullName, CompressionLevel.Fastest).OpenAsync(cancellationToken);
            var isSheet = entry.FullName.StartsWith(Start, StringComparison.Ordinal);
            for (var left = entry.Length - (isSheet ? End.Length : 0); left > 0; left -= buffer.Length)
            {
                var piece = buffer.AsMemory(0, (int)Math.Min(left, buffer.Length));
                await part.ReadExactlyAsync(piece, cancellationToken);
                await copy.WriteAsync(piece, cancellationToken);
            }
            if (isSheet)
                await copy.WriteAsync(Encoding.UTF8.GetBytes(end), cancellationToken);
        }
    }
}
