using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;
using HexaLive.Domain;

namespace HexaLive.Infrastructure.Reporting.Documents;

/// <summary>
/// Streams an Excel file (SpreadsheetML) with a single sheet, row by row, including formulas and row outlines. Texts are inline
/// strings, never formulas. Texts that look like formulas are also made harmless (<see cref="TableExport.Safe"/>), because a
/// spreadsheet could run them if the file is saved in another format.
/// </summary>
public sealed class ExcelSheet : IDisposable
{
    /// <summary>The maximum number of rows that Excel can open.</summary>
    public const int MaxRows = 1_048_576;

    /// <summary>
    /// Number formats. <see cref="Day"/>, <see cref="Clock"/> and <see cref="Hundredths"/> are built-in formats of Excel, written
    /// as <c>@</c> and the id of the format. <see cref="Hours"/> can show more than 24 hours.
    /// </summary>
    public const string Plain = "General",
        Day = "@14",
        LongDay = "[$-F800]dddd, mmmm dd, yyyy",
        Clock = "@22",
        Hours = "[h]:mm",
        Hundredths = "@4";

    /// <summary>The number format of percentages in the current culture.</summary>
    public static string Percent => $"0.0\"{Percentage.Sign}\"";

    private const string Main = ExcelPackage.Main;

    private readonly ZipArchive _zip;
    private readonly Stream _part;
    private readonly XmlWriter _xml;
    private readonly string _name;
    private readonly Dictionary<ExcelStyle, int> _styles = new() { [new(Plain)] = 0 };
    private readonly List<string> _letters = [];
    private int _cell;
    private int _width;

    /// <summary>Begins the file. Column widths are in characters. <paramref name="levels"/> is the depth of the row outline.</summary>
    public ExcelSheet(Stream to, string name, IReadOnlyList<double> widths, int levels = 0)
    {
        _name = ExcelText.SheetName(name);
        _width = widths.Count;
        _zip = new ZipArchive(to, ZipArchiveMode.Create, leaveOpen: true);
        _part = _zip.CreateEntry("xl/worksheets/sheet1.xml", CompressionLevel.Fastest).Open();
        _xml = XmlWriter.Create(_part, new XmlWriterSettings { Encoding = new UTF8Encoding(false) });
        _xml.WriteStartElement("worksheet", Main);
        _xml.WriteRaw(
            "<sheetPr><outlinePr summaryBelow=\"1\"/></sheetPr>"
                + "<sheetViews><sheetView workbookViewId=\"0\" showOutlineSymbols=\"1\">"
                + "<pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews>"
        );
        _xml.WriteRaw(
            string.Create(CultureInfo.InvariantCulture, $"<sheetFormatPr defaultRowHeight=\"15\" outlineLevelRow=\"{levels}\"/>")
        );
        if (widths.Count > 0)
        {
            _xml.WriteRaw("<cols>");
            for (var i = 0; i < widths.Count; i++)
                _xml.WriteRaw(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"<col min=\"{i + 1}\" max=\"{i + 1}\" width=\"{widths[i]}\" customWidth=\"1\"/>"
                    )
                );
            _xml.WriteRaw("</cols>");
        }
        _xml.WriteStartElement("sheetData", Main);
    }

    /// <summary>The number of the current row, counted from 1.</summary>
    public int Row { get; private set; }

    /// <summary>Returns the letters of a column, counted from 0.</summary>
    public static string Letters(int column) =>
        column < 26 ? ((char)('A' + column)).ToString() : Letters(column / 26 - 1) + (char)('A' + column % 26);

    /// <summary>Begins a row at the given outline level.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.ReportTooLong"/> after the last row that Excel can open.</exception>
    public void BeginRow(int level = 0)
    {
        if (Row == MaxRows)
            throw new RuleException(RuleError.ReportTooLong, MaxRows);
        if (Row > 0)
            _xml.WriteEndElement();
        Row++;
        _cell = 0;
        _xml.WriteStartElement("row", Main);
        _xml.WriteStartAttribute("r");
        _xml.WriteValue(Row);
        _xml.WriteEndAttribute();
        if (level == 0)
            return;
        _xml.WriteStartAttribute("outlineLevel");
        _xml.WriteValue(level);
        _xml.WriteEndAttribute();
    }

    /// <summary>Writes the next cell of the row: text, number, day, date-time, duration or nothing.</summary>
    public void Cell(object? value, ExcelStyle style)
    {
        if (value is null or "")
            Skip();
        else if (value is string text)
        {
            Begin(style, "inlineStr");
            _xml.WriteStartElement("is", Main);
            _xml.WriteStartElement("t", Main);
            _xml.WriteAttributeString("xml", "space", null, "preserve");
            _xml.WriteString(ExcelText.Cell(TableExport.Safe(text)));
            _xml.WriteEndElement();
            _xml.WriteEndElement();
            _xml.WriteEndElement();
        }
        else
        {
            Begin(style, null);
            Value(value);
            _xml.WriteEndElement();
        }
    }

    /// <summary>Writes the next cell of the row as a formula; <paramref name="value"/> is its cached result.</summary>
    public void Formula(string formula, object? value, ExcelStyle style)
    {
        Begin(style, null);
        _xml.WriteElementString("f", Main, formula);
        if (value is not null)
            Value(value);
        _xml.WriteEndElement();
    }

    /// <summary>Leaves the next cell of the row empty.</summary>
    public void Skip() => _cell++;

    /// <summary>
    /// Ends the file. The first row gets filter buttons for the rows up to <paramref name="lastFiltered"/>.
    /// <paramref name="header"/> is the header of printed pages.
    /// </summary>
    public void Finish(int lastFiltered, string? header = null)
    {
        if (Row > 0)
            _xml.WriteEndElement();
        _xml.WriteEndElement();
        var last = Letters(Math.Max(0, _width - 1));
        var filtered = _width > 0 && lastFiltered > 0;
        if (filtered)
            _xml.WriteRaw(string.Create(CultureInfo.InvariantCulture, $"<autoFilter ref=\"A1:{last}{lastFiltered}\"/>"));
        _xml.WriteRaw(
            "<pageMargins left=\"0.5\" right=\"0.5\" top=\"0.6\" bottom=\"0.6\" header=\"0.3\" footer=\"0.3\"/>"
                + "<pageSetup orientation=\"landscape\" fitToHeight=\"0\"/>"
        );
        if (header is not null)
            _xml.WriteRaw($"<headerFooter><oddHeader>{ExcelText.Escape(ExcelText.Header(header))}</oddHeader></headerFooter>");
        _xml.WriteEndElement();
        _xml.Dispose();
        _part.Dispose();
        var filter = filtered ? $"$A$1:${last}${lastFiltered.ToString(CultureInfo.InvariantCulture)}" : null;
        ExcelPackage.Write(_zip, _name, filter, _styles);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _part.Dispose();
        _zip.Dispose();
    }

    private void Begin(ExcelStyle style, string? type)
    {
        while (_letters.Count <= _cell)
            _letters.Add(Letters(_letters.Count));
        _xml.WriteStartElement("c", Main);
        _xml.WriteAttributeString("r", string.Create(CultureInfo.InvariantCulture, $"{_letters[_cell]}{Row}"));
        if (!_styles.TryGetValue(style, out var index))
            _styles[style] = index = _styles.Count;
        if (index > 0)
        {
            _xml.WriteStartAttribute("s");
            _xml.WriteValue(index);
            _xml.WriteEndAttribute();
        }
        if (type is not null)
            _xml.WriteAttributeString("t", type);
        _cell++;
        _width = Math.Max(_width, _cell);
    }

    private void Value(object value)
    {
        _xml.WriteStartElement("v", Main);
        switch (value)
        {
            case DateOnly day:
                _xml.WriteValue(day.ToDateTime(TimeOnly.MinValue).ToOADate());
                break;
            case DateTime clock:
                _xml.WriteValue(clock.ToOADate());
                break;
            case TimeSpan time:
                _xml.WriteValue(time.TotalDays);
                break;
            case int number:
                _xml.WriteValue(number);
                break;
            case long number:
                _xml.WriteValue(number);
                break;
            case IFormattable number:
                _xml.WriteString(number.ToString(null, CultureInfo.InvariantCulture));
                break;
            default:
                _xml.WriteString(ExcelText.Cell(value.ToString() ?? ""));
                break;
        }
        _xml.WriteEndElement();
    }
}
