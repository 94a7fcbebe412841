using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;
using HexaLive.Domain;

namespace HexaLive.Infrastructure.Export;

/// <summary>How a cell of a sheet looks. <see cref="Format"/>: a number format of Excel; those that follow the reader's settings are named in <see cref="ExcelSheet"/>.</summary>
public readonly record struct ExcelStyle(string Format, bool Bold = false, bool Wrap = false, string? Align = null, bool Head = false);

/// <summary>
/// An Excel file of one sheet, written row by row as it comes (SpreadsheetML), with formulas and an outline of rows. Texts are inline and never formulas; those that a spreadsheet
/// might run when it saves them otherwise are neutralised (<see cref="TableExport.Safe"/>).
/// </summary>
public sealed class ExcelSheet : IDisposable
{
    /// <summary>Most rows that Excel opens.</summary>
    public const int MostRows = 1_048_576;

    /// <summary>Formats: as it comes; days and clocks as the reader's system writes them; durations past 24 hours.</summary>
    public const string Plain = "General", Day = "@14", LongDay = "[$-F800]dddd, mmmm dd, yyyy", Clock = "@22", Hours = "[h]:mm", Hundredths = "@4", Percent = "0.0\" %\"";

    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const int MostCharacters = 32_767;
    private const int MostHeader = 250;

    private readonly ZipArchive _zip;
    private readonly Stream _part;
    private readonly XmlWriter _xml;
    private readonly string _name;
    private readonly Dictionary<ExcelStyle, int> _styles = new() { [new(Plain)] = 0 };
    private readonly List<string> _letters = [];
    private int _cell;
    private int _width;

    /// <summary>Begins the file; the widths are in characters. <paramref name="levels"/>: how deep rows lie in groups.</summary>
    public ExcelSheet(Stream to, string name, IReadOnlyList<double> widths, int levels = 0)
    {
        _name = SheetName(name);
        _width = widths.Count;
        _zip = new ZipArchive(to, ZipArchiveMode.Create, leaveOpen: true);
        _part = _zip.CreateEntry("xl/worksheets/sheet1.xml", CompressionLevel.Fastest).Open();
        _xml = XmlWriter.Create(_part, new XmlWriterSettings { Encoding = new UTF8Encoding(false) });
        _xml.WriteStartElement("worksheet", Main);
        _xml.WriteRaw("<sheetPr><outlinePr summaryBelow=\"1\"/></sheetPr><sheetViews><sheetView workbookViewId=\"0\" showOutlineSymbols=\"1\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews>");
        _xml.WriteRaw(string.Create(CultureInfo.InvariantCulture, $"<sheetFormatPr defaultRowHeight=\"15\" outlineLevelRow=\"{levels}\"/>"));
        if (widths.Count > 0)
        {
            _xml.WriteRaw("<cols>");
            for (var i = 0; i < widths.Count; i++) _xml.WriteRaw(string.Create(CultureInfo.InvariantCulture, $"<col min=\"{i + 1}\" max=\"{i + 1}\" width=\"{widths[i]}\" customWidth=\"1\"/>"));
            _xml.WriteRaw("</cols>");
        }
        _xml.WriteStartElement("sheetData", Main);
    }

    /// <summary>The row that was begun last, counted from 1.</summary>
    public int Row { get; private set; }

    /// <summary>The letters of a column that is counted from 0.</summary>
    public static string Letters(int column) => column < 26 ? ((char)('A' + column)).ToString() : Letters(column / 26 - 1) + (char)('A' + column % 26);

    /// <summary>Begins a row, so deep in groups.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.ReportTooLong"/> past the last row that Excel knows.</exception>
    public void BeginRow(int level = 0)
    {
        if (Row == MostRows) throw new RuleException(RuleError.ReportTooLong, MostRows);
        if (Row > 0) _xml.WriteEndElement();
        Row++;
        _cell = 0;
        _xml.WriteStartElement("row", Main);
        _xml.WriteStartAttribute("r");
        _xml.WriteValue(Row);
        _xml.WriteEndAttribute();
        if (level == 0) return;
        _xml.WriteStartAttribute("outlineLevel");
        _xml.WriteValue(level);
        _xml.WriteEndAttribute();
    }

    /// <summary>The next cell of the row: text, number, day, clock, duration or nothing.</summary>
    public void Cell(object? value, ExcelStyle style)
    {
        if (value is null or "") Skip();
        else if (value is string text)
        {
            Begin(style, "inlineStr");
            _xml.WriteStartElement("is", Main);
            _xml.WriteStartElement("t", Main);
            _xml.WriteAttributeString("xml", "space", null, "preserve");
            _xml.WriteString(Fit(TableExport.Safe(text)));
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

    /// <summary>The next cell of the row, computed by Excel; <paramref name="value"/> is what it comes to now.</summary>
    public void Formula(string formula, object? value, ExcelStyle style)
    {
        Begin(style, null);
        _xml.WriteElementString("f", Main, formula);
        if (value is not null) Value(value);
        _xml.WriteEndElement();
    }

    /// <summary>Leaves a cell empty.</summary>
    public void Skip() => _cell++;

    /// <summary>Ends the file; the rows up to <paramref name="lastFiltered"/> can be filtered by their first row. <paramref name="header"/>: what stands above each page that is printed.</summary>
    public void Finish(int lastFiltered, string? header = null)
    {
        if (Row > 0) _xml.WriteEndElement();
        _xml.WriteEndElement();
        var last = Letters(Math.Max(0, _width - 1));
        var filtered = _width > 0 && lastFiltered > 0;
        if (filtered) _xml.WriteRaw(string.Create(CultureInfo.InvariantCulture, $"<autoFilter ref=\"A1:{last}{lastFiltered}\"/>"));
        _xml.WriteRaw("<pageMargins left=\"0.5\" right=\"0.5\" top=\"0.6\" bottom=\"0.6\" header=\"0.3\" footer=\"0.3\"/><pageSetup orientation=\"landscape\" fitToHeight=\"0\"/>");
        if (header is not null) _xml.WriteRaw($"<headerFooter><oddHeader>{Escape(Header(header))}</oddHeader></headerFooter>");
        _xml.WriteEndElement();
        _xml.Dispose();
        _part.Dispose();
        Part("xl/styles.xml", Styles());
        var quoted = _name.Replace("'", "''", StringComparison.Ordinal);
        var filter = filtered ? string.Create(CultureInfo.InvariantCulture, $"<definedNames><definedName name=\"_xlnm._FilterDatabase\" localSheetId=\"0\" hidden=\"1\">{Escape($"'{quoted}'!$A$1:${last}${lastFiltered}")}</definedName></definedNames>") : "";
        Part("xl/workbook.xml", $"<workbook xmlns=\"{Main}\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"{Escape(_name)}\" sheetId=\"1\" r:id=\"rId1\"/></sheets>{filter}<calcPr fullCalcOnLoad=\"1\"/></workbook>");
        Part("xl/_rels/workbook.xml.rels", "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/></Relationships>");
        Part("_rels/.rels", "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>");
        Part("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/><Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/><Override PartName=\"/xl/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/></Types>");
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _part.Dispose();
        _zip.Dispose();
    }

    private void Begin(ExcelStyle style, string? type)
    {
        while (_letters.Count <= _cell) _letters.Add(Letters(_letters.Count));
        _xml.WriteStartElement("c", Main);
        _xml.WriteAttributeString("r", string.Create(CultureInfo.InvariantCulture, $"{_letters[_cell]}{Row}"));
        if (!_styles.TryGetValue(style, out var index)) _styles[style] = index = _styles.Count;
        if (index > 0)
        {
            _xml.WriteStartAttribute("s");
            _xml.WriteValue(index);
            _xml.WriteEndAttribute();
        }
        if (type is not null) _xml.WriteAttributeString("t", type);
        _cell++;
        _width = Math.Max(_width, _cell);
    }

    private void Value(object value)
    {
        _xml.WriteStartElement("v", Main);
        switch (value)
        {
            case DateOnly day: _xml.WriteValue(day.ToDateTime(TimeOnly.MinValue).ToOADate()); break;
            case DateTime clock: _xml.WriteValue(clock.ToOADate()); break;
            case TimeSpan time: _xml.WriteValue(time.TotalDays); break;
            case int number: _xml.WriteValue(number); break;
            case long number: _xml.WriteValue(number); break;
            case IFormattable number: _xml.WriteString(number.ToString(null, CultureInfo.InvariantCulture)); break;
            default: _xml.WriteString(Fit(value.ToString() ?? "")); break;
        }
        _xml.WriteEndElement();
    }

    private void Part(string name, string xml)
    {
        using var writer = new StreamWriter(_zip.CreateEntry(name, CompressionLevel.Fastest).Open(), new UTF8Encoding(false));
        writer.Write("<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>");
        writer.Write(xml);
    }

    private string Styles()
    {
        var formats = _styles.Keys.Select(s => s.Format).Where(f => f != Plain && f[0] != '@').Distinct().ToList();
        var text = new StringBuilder($"<styleSheet xmlns=\"{Main}\">");
        if (formats.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"<numFmts count=\"{formats.Count}\">");
            for (var i = 0; i < formats.Count; i++) text.Append(CultureInfo.InvariantCulture, $"<numFmt numFmtId=\"{164 + i}\" formatCode=\"{Escape(formats[i])}\"/>");
            text.Append("</numFmts>");
        }
        text.Append("<fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font><font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>");
        text.Append("<fills count=\"3\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill><fill><patternFill patternType=\"solid\"><fgColor rgb=\"FFE8ECF1\"/></patternFill></fill></fills>");
        text.Append("<borders count=\"1\"><border/></borders><cellStyleXfs count=\"1\"><xf/></cellStyleXfs>");
        text.Append(CultureInfo.InvariantCulture, $"<cellXfs count=\"{_styles.Count}\">");
        foreach (var style in _styles.OrderBy(s => s.Value).Select(s => s.Key))
        {
            var format = style.Format == Plain ? 0 : style.Format[0] == '@' ? int.Parse(style.Format[1..], CultureInfo.InvariantCulture) : 164 + formats.IndexOf(style.Format);
            text.Append(CultureInfo.InvariantCulture, $"<xf numFmtId=\"{format}\" fontId=\"{(style.Bold || style.Head ? 1 : 0)}\" fillId=\"{(style.Head ? 2 : 0)}\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\" applyFont=\"1\" applyFill=\"1\" applyAlignment=\"1\">");
            text.Append(CultureInfo.InvariantCulture, $"<alignment vertical=\"top\"{(style.Wrap ? " wrapText=\"1\"" : "")}{(style.Align is null ? "" : $" horizontal=\"{style.Align}\"")}/></xf>");
        }
        return text.Append("</cellXfs></styleSheet>").ToString();
    }

    // The sign & begins a command there, and there is room for 255 characters.
    private static string Header(string text)
    {
        var told = text.ReplaceLineEndings(" ");
        if (told.Length > MostHeader) told = string.Concat(told.AsSpan(0, MostHeader - 1), "…");
        told = Cleaned(told).Replace("&", "&&", StringComparison.Ordinal);
        return "&L" + (told.Length <= MostHeader ? told : told[..MostHeader].TrimEnd('&'));
    }

    // What XML has no character for is left out, what Excel has no room for is cut.
    private static string Fit(string text)
    {
        if (text.Length > MostCharacters) text = string.Concat(text.AsSpan(0, MostCharacters - 2), "…");
        for (var i = 0; i < text.Length; i++)
        {
            if (XmlConvert.IsXmlChar(text[i])) continue;
            if (i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i])) i++;
            else return Cleaned(text);
        }
        return text;
    }

    private static string Cleaned(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            if (rune.Value >= 0x20 ? rune.Value is not (0xFFFE or 0xFFFF) : rune.Value is '\t' or '\n' or '\r') clean.Append(rune);
        return clean.ToString();
    }

    private static string SheetName(string name)
    {
        var clean = new string([.. Cleaned(name).Where(c => !"[]:*?/\\\t\r\n".Contains(c))]).Trim().Trim('\'');
        if (clean.Length > 31) clean = clean[..(char.IsHighSurrogate(clean[30]) ? 30 : 31)].TrimEnd('\'');
        return clean.Length == 0 ? "HexaLive" : clean;
    }

    private static string Escape(string text) => System.Security.SecurityElement.Escape(text);
}
