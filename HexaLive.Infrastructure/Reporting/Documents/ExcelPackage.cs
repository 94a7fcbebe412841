using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace HexaLive.Infrastructure.Reporting.Documents;

/// <summary>Writes the parts of an Excel file around its sheet: workbook, styles, relationships and content types.</summary>
internal static class ExcelPackage
{
    /// <summary>The XML namespace of workbooks, sheets and styles.</summary>
    public const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

    private const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml";

    // The first id for custom number formats; lower ids belong to built-in formats.
    private const int FirstCustomFormat = 164;

    private const string WorkbookRelationships =
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
        + $"<Relationship Id=\"rId1\" Type=\"{Office}/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
        + $"<Relationship Id=\"rId2\" Type=\"{Office}/styles\" Target=\"styles.xml\"/>"
        + "</Relationships>";

    private const string PackageRelationships =
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
        + $"<Relationship Id=\"rId1\" Type=\"{Office}/officeDocument\" Target=\"xl/workbook.xml\"/>"
        + "</Relationships>";

    private const string ContentTypes =
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
        + "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
        + "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
        + $"<Override PartName=\"/xl/workbook.xml\" ContentType=\"{Spreadsheet}.sheet.main+xml\"/>"
        + $"<Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"{Spreadsheet}.worksheet+xml\"/>"
        + $"<Override PartName=\"/xl/styles.xml\" ContentType=\"{Spreadsheet}.styles+xml\"/>"
        + "</Types>";

    /// <summary>Writes the parts. <paramref name="filter"/> is the range of cells with a filter, if any.</summary>
    public static void Write(ZipArchive zip, string sheet, string? filter, IReadOnlyDictionary<ExcelStyle, int> styles)
    {
        Part(zip, "xl/styles.xml", Styles(styles));
        Part(zip, "xl/workbook.xml", Workbook(sheet, filter));
        Part(zip, "xl/_rels/workbook.xml.rels", WorkbookRelationships);
        Part(zip, "_rels/.rels", PackageRelationships);
        Part(zip, "[Content_Types].xml", ContentTypes);
    }

    private static void Part(ZipArchive zip, string name, string xml)
    {
        using var writer = new StreamWriter(zip.CreateEntry(name, CompressionLevel.Fastest).Open(), new UTF8Encoding(false));
        writer.Write("<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>");
        writer.Write(xml);
    }

    private static string Workbook(string sheet, string? filter)
    {
        var quoted = sheet.Replace("'", "''", StringComparison.Ordinal);
        var names = filter is null
            ? ""
            : "<definedNames><definedName name=\"_xlnm._FilterDatabase\" localSheetId=\"0\" hidden=\"1\">"
                + $"{ExcelText.Escape($"'{quoted}'!{filter}")}</definedName></definedNames>";
        return $"<workbook xmlns=\"{Main}\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">"
            + $"<sheets><sheet name=\"{ExcelText.Escape(sheet)}\" sheetId=\"1\" r:id=\"rId1\"/></sheets>{names}"
            + "<calcPr fullCalcOnLoad=\"1\"/></workbook>";
    }

    private static string Styles(IReadOnlyDictionary<ExcelStyle, int> styles)
    {
        var formats = styles.Keys.Select(s => s.Format).Where(f => f != ExcelSheet.Plain && f[0] != '@').Distinct().ToList();
        var text = new StringBuilder($"<styleSheet xmlns=\"{Main}\">");
        if (formats.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"<numFmts count=\"{formats.Count}\">");
            for (var i = 0; i < formats.Count; i++)
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"<numFmt numFmtId=\"{FirstCustomFormat + i}\" formatCode=\"{ExcelText.Escape(formats[i])}\"/>"
                );
            text.Append("</numFmts>");
        }
        text.Append(
            "<fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font><font><b/><sz val=\"11\"/>"
                + "<name val=\"Calibri\"/></font></fonts>"
        );
        text.Append(
            "<fills count=\"3\"><fill><patternFill patternType=\"none\"/></fill><fill>"
                + "<patternFill patternType=\"gray125\"/></fill><fill><patternFill patternType=\"solid\">"
                + "<fgColor rgb=\"FFE8ECF1\"/></patternFill></fill></fills>"
        );
        text.Append("<borders count=\"1\"><border/></borders><cellStyleXfs count=\"1\"><xf/></cellStyleXfs>");
        text.Append(CultureInfo.InvariantCulture, $"<cellXfs count=\"{styles.Count}\">");
        foreach (var style in styles.OrderBy(s => s.Value).Select(s => s.Key))
            AppendCellFormat(text, style, formats);
        return text.Append("</cellXfs></styleSheet>").ToString();
    }

    private static void AppendCellFormat(StringBuilder text, ExcelStyle style, List<string> formats)
    {
        var format =
            style.Format == ExcelSheet.Plain ? 0
            : style.Format[0] == '@' ? int.Parse(style.Format[1..], CultureInfo.InvariantCulture)
            : FirstCustomFormat + formats.IndexOf(style.Format);
        var wrap = style.Wrap ? " wrapText=\"1\"" : "";
        var align = style.Align is null ? "" : $" horizontal=\"{style.Align}\"";
        text.Append(
            CultureInfo.InvariantCulture,
            $"<xf numFmtId=\"{format}\" fontId=\"{(style.Bold || style.Head ? 1 : 0)}\" fillId=\"{(style.Head ? 2 : 0)}\" borderId=\"0\" "
        );
        text.Append("xfId=\"0\" applyNumberFormat=\"1\" applyFont=\"1\" applyFill=\"1\" applyAlignment=\"1\">");
        text.Append(CultureInfo.InvariantCulture, $"<alignment vertical=\"top\"{wrap}{align}/></xf>");
    }
}
