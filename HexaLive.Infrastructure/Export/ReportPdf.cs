using System.Globalization;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Features.Reports;
using Microsoft.Extensions.Localization;
using PdfSharp;
using PdfSharp.Drawing;
using PdfSharp.Pdf;

namespace HexaLive.Infrastructure.Export;

/// <summary>
/// A report on paper: title, what it is of, and logo on the first page, the heads of the columns on each, groups under headings with their subtotals, and at the foot who made it and which page it is. Cells are wrapped; a row
/// goes whole to the next page unless it is longer than one. In a diary, long texts stand in full under their row.
/// </summary>
internal sealed class ReportPdf
{
    private const double Margin = 40, Foot = 24, Gap = 6, Letter = 0.52, MostHead = 0.25;
    // Who chose a hundred clients need not read them all again.
    private const int MostLead = 6;

    private static readonly XBrush Ink = XBrushes.Black, Grey = new XSolidBrush(XColor.FromArgb(90, 96, 105)), Shade = new XSolidBrush(XColor.FromArgb(236, 239, 243));
    private static readonly XPen Rule = new(XColor.FromArgb(205, 210, 217), 0.5), Strong = new(XColor.FromArgb(90, 96, 105), 0.8);

    private readonly PdfDocument _document = new();
    private readonly ReportGrid _table;
    private readonly ReportLayout _layout;
    private readonly ReportWords _words;
    private readonly IStringLocalizer<ReportFileText> _texts;
    private readonly string _made;
    private readonly PdfType _body, _bold, _small, _title, _subtitle, _lead;
    private readonly PdfType[] _headings;
    // Which columns of the table stand beside one another, how wide, and which stand below.
    private readonly List<int> _beside = [], _below = [];
    private readonly double[] _lefts, _widths;
    private readonly IReadOnlyList<int> _apart;
    private readonly double _pad;
    private readonly IReadOnlyList<string>[] _heads;
    private PdfPage _page = null!;
    private XGraphics _graphics = null!;
    private double _y;
    private bool _fresh;
    private bool _any;

    public ReportPdf(ReportGrid table, string title, string lead, string made, byte[]? logo, ReportWords words, IStringLocalizer<ReportFileText> texts)
    {
        PdfType.Prepare();
        (_table, _layout, _made, _words, _texts) = (table, table.Definition.Layout, made, words, texts);
        _document.Info.Title = title;
        _document.Info.Creator = "HexaLive";
        NewSheet();
        for (var i = 0; i < table.Columns.Count; i++)
        {
            if (table.Columns[i].Hidden) continue;
            if (_layout.Diary && table.OfRows && table.Columns[i].Type == FieldType.LongText) _below.Add(i);
            else _beside.Add(i);
        }
        // Many columns are written smaller before they are broken into pieces.
        var size = _layout.Compact ? 7.5 : 9;
        var asked = _beside.Sum(c => table.Columns[c].Width * size * Letter + Gap);
        if (asked > Room * 1.3) size = Math.Max(5.5, size * Room * 1.3 / asked);
        var measure = XGraphics.CreateMeasureContext(new XSize(1000, 1000), XGraphicsUnit.Point, XPageDirection.Downwards);
        _body = new(size, false, measure);
        _bold = new(size, true, measure);
        _small = new(7.5, false, measure);
        _title = new(16, true, measure);
        _subtitle = new(10, false, measure);
        _lead = new(8.5, false, measure);
        _headings = [new(12, true, measure), new(10.5, true, measure), new(9.5, true, measure)];
        _pad = _layout.Compact ? 1.5 : 3.5;
        _apart = table.Apart(_beside.Select(i => table.Columns[i]));
        _widths = Fit([.. _beside.Select(i => table.Columns[i])], Room, size);
        _lefts = [.. _widths.Select((_, i) => Margin + _widths.Take(i).Sum())];
        // However narrow columns are, their heads leave the page to the rows.
        var most = Math.Max(1, (int)((Bottom - Margin) * MostHead / _bold.Line));
        _heads = [.. _beside.Select((c, i) => Cut(_bold.Wrap(table.Columns[c].Title, _widths[i] - Gap), most))];
        Letterhead(title, lead, logo);
        Heads();
    }

    private double Room => _page.Width.Point - 2 * Margin;
    private double Bottom => _page.Height.Point - Margin - Foot;

    public void Write(ReportLine line)
    {
        switch (line.Kind)
        {
            case ReportLineKind.Begin: Begin(line); break;
            case ReportLineKind.Row: Row(line); break;
            case ReportLineKind.End: Totals(line, _texts["TotalOf", _words.Key(line.Keys[line.Level], _table.Heads[line.Level])], line.Level); break;
            default:
                if (!_any) Words(_texts["Empty"], _body, Grey);
                else if (_table.Totals.Count > 0 || _table.Heads.Count > 0) Totals(line, _texts["Total"], -1);
                break;
        }
    }

    public Stream Finish(CancellationToken cancellationToken)
    {
        _graphics.Dispose();
        for (var i = 0; i < _document.PageCount; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var graphics = XGraphics.FromPdfPage(_document.Pages[i], XGraphicsPdfPageOptions.Append);
            var y = _document.Pages[i].Height.Point - Margin;
            graphics.DrawLine(Rule, Margin, y - 12, _document.Pages[i].Width.Point - Margin, y - 12);
            graphics.DrawString(_small.Wrap(_made, Room - 80)[0], _small.Font, Grey, Margin, y);
            var number = _texts["Page", (i + 1).ToString(CultureInfo.CurrentCulture), _document.PageCount.ToString(CultureInfo.CurrentCulture)].Value;
            graphics.DrawString(number, _small.Font, Grey, _document.Pages[i].Width.Point - Margin - _small.Width(number), y);
        }
        var file = new MemoryStream();
        _document.Save(file, false);
        _document.Dispose();
        file.Position = 0;
        return file;
    }

    private void Letterhead(string title, string lead, byte[]? logo)
    {
        var (top, room) = (_y, Room);
        if (logo is not null && Picture(logo) is { } picture)
        {
            var scale = Math.Min(36 / picture.PointHeight, 140 / picture.PointWidth);
            _graphics.DrawImage(picture, Margin + room - picture.PointWidth * scale, top, picture.PointWidth * scale, picture.PointHeight * scale);
            room -= picture.PointWidth * scale + 12;
        }
        Lines(_title.Wrap(title, room), _title, Ink);
        if (!string.IsNullOrWhiteSpace(_layout.Subtitle)) Lines(_subtitle.Wrap(_layout.Subtitle, room), _subtitle, Grey);
        Lines(Cut(_lead.Wrap(lead, room), MostLead), _lead, Grey);
        _y = Math.Max(_y + 10, logo is null ? 0 : top + 44);
    }

    private static XImage? Picture(byte[] logo)
    {
        try
        {
            return XImage.FromStream(new MemoryStream(logo));
        }
        catch (Exception e) when (e is InvalidOperationException or NotSupportedException or NotImplementedException or ArgumentException or IndexOutOfRangeException or PdfSharpException)
        {
            // A picture that only begins like one: the report is worth more than its logo.
            return null;
        }
    }

    private void Begin(ReportLine line)
    {
        var type = _headings[Math.Min(line.Level, _headings.Length - 1)];
        if (_layout.PageByGroup && line.Level == 0 && _any) NewPage();
        var lines = type.Wrap(_texts["Heading", _words.Title(_table.Heads[line.Level]), _words.Key(line.Keys[^1], _table.Heads[line.Level])], Room);
        // A heading never stands alone at the end of a page: there is room for it, those within, and a row.
        Need(lines.Count * type.Line + (_table.Heads.Count - line.Level) * 20 + 3 * _body.Line);
        _y += _fresh ? 2 : line.Level == 0 ? 12 : 6;
        Lines(lines, type, Ink);
        _y += 3;
        _fresh = false;
    }

    private void Row(ReportLine line)
    {
        _any = true;
        Cells([.. _beside.Select((c, i) => _body.Wrap(Written(line, c), _widths[i] - Gap))], _body, _below.Count > 0 ? _body.Line * 2 : 0);
        foreach (var c in _below)
        {
            if (Written(line, c) is not { Length: > 0 } text) continue;
            if (_below.Count > 1) Words(_table.Columns[c].Title, _small, Grey);
            foreach (var words in _body.Wrap(text, Room - 12))
            {
                Need(_body.Line);
                _graphics.DrawString(words, _body.Font, Ink, Margin + 12, _y + _body.Ascent);
                _y += _body.Line;
                _fresh = false;
            }
            _y += _pad;
        }
        _graphics.DrawLine(Rule, Margin, _y, Margin + Room, _y);
    }

    // The totals of a group under its columns; what stands under none is said beside the label.
    private void Totals(ReportLine line, string label, int level)
    {
        var figures = _apart.Where(t => line.Totals[t] is not null).Select(t => _texts["Figure", _words.Title(_table.Totals[t]), _words.Total(line.Totals[t], _table.Totals[t])].Value);
        var said = string.Join(" · ", figures.Prepend(label));
        if (_apart.All(t => _table.Totals[t].Field is not null) && _table.OfRows && level >= 0) said += $" ({_texts[line.Rows == 1 ? "Rows_One" : "Rows", line.Rows.ToString("N0", CultureInfo.CurrentCulture)].Value})";
        var first = _beside.FindIndex(c => _table.Columns[c].Total is >= 0 and var t && line.Totals[t] is not null);
        var free = first < 0 ? Room : _lefts[first] - Margin;
        // Where the columns begin with a total, or leave little room, the label has a line of its own.
        var beside = free >= 90;
        var words = _bold.Wrap(said, (beside ? free : Room) - Gap);
        var height = words.Count * _bold.Line + (beside || first < 0 ? 0 : _bold.Line) + 2 * _pad;
        Need(height);
        _graphics.DrawRectangle(Shade, Margin, _y, Room, height);
        if (level < 0) _graphics.DrawLine(Strong, Margin, _y, Margin + Room, _y);
        var top = _y + _pad;
        for (var i = 0; i < words.Count; i++) _graphics.DrawString(words[i], _bold.Font, Ink, Margin + Gap / 2, top + i * _bold.Line + _bold.Ascent);
        if (!beside) top += words.Count * _bold.Line;
        for (var i = 0; i < _beside.Count; i++)
        {
            if (_table.Columns[_beside[i]].Total is not (>= 0 and var total) || line.Totals[total] is null) continue;
            Cell(_words.Total(line.Totals[total], _table.Totals[total]), i, top, _bold);
        }
        _y += height;
        _fresh = false;
    }

    // The cells of a row; `with` must fit below it on the same page.
    private void Cells(IReadOnlyList<string>[] cells, PdfType type, double with)
    {
        if (cells.Length == 0) return;
        var count = Math.Max(1, cells.Max(c => c.Count));
        var height = count * type.Line + 2 * _pad;
        if (height + with > Bottom - _y && (height + with <= Bottom - Margin - HeadHeight - 4 || Bottom - _y < 6 * type.Line)) NewPage();
        for (var from = 0; from < count;)
        {
            var fit = Math.Min(count - from, Math.Max(1, (int)((Bottom - _y - 2 * _pad) / type.Line)));
            for (var c = 0; c < cells.Length; c++)
                for (var i = from; i < Math.Min(from + fit, cells[c].Count); i++)
                    Cell(cells[c][i], c, _y + _pad + (i - from) * type.Line, type);
            _y += fit * type.Line + 2 * _pad;
            from += fit;
            _fresh = false;
            if (from < count) NewPage();
        }
    }

    private void Cell(string text, int column, double y, PdfType type)
    {
        var width = type.Width(text);
        var x = _table.Columns[_beside[column]].Align switch
        {
            ColumnAlign.End => _lefts[column] + _widths[column] - Gap / 2 - width,
            ColumnAlign.Center => _lefts[column] + (_widths[column] - width) / 2,
            _ => _lefts[column] + Gap / 2,
        };
        _graphics.DrawString(text, type.Font, Ink, Math.Max(x, Margin), y + type.Ascent);
    }

    private double HeadHeight => (_heads.Length == 0 ? 0 : _heads.Max(h => h.Count)) * _bold.Line + 2 * _pad;

    private void Heads()
    {
        if (_heads.Length > 0)
        {
            for (var c = 0; c < _heads.Length; c++)
                for (var i = 0; i < _heads[c].Count; i++)
                    Cell(_heads[c][i], c, _y + _pad + i * _bold.Line, _bold);
            _y += HeadHeight;
            _graphics.DrawLine(Strong, Margin, _y, Margin + Room, _y);
        }
        _y += 1;
        _fresh = true;
    }

    private string Written(ReportLine line, int column) => _table.Written(line, column, _words);

    private static IReadOnlyList<string> Cut(IReadOnlyList<string> lines, int most) => lines.Count <= most ? lines : [.. lines.Take(most - 1), "…"];

    private void Words(string text, PdfType type, XBrush brush) => Lines(type.Wrap(text, Room), type, brush);

    private void Lines(IReadOnlyList<string> lines, PdfType type, XBrush brush)
    {
        foreach (var line in lines)
        {
            Need(type.Line);
            _graphics.DrawString(line, type.Font, brush, Margin, _y + type.Ascent);
            _y += type.Line;
        }
    }

    private void Need(double height)
    {
        if (_y + height > Bottom && !_fresh) NewPage();
    }

    private void NewPage()
    {
        NewSheet();
        Heads();
    }

    private void NewSheet()
    {
        _graphics?.Dispose();
        _page = _document.AddPage();
        _page.Size = _layout.Paper == PaperSize.Letter ? PageSize.Letter : PageSize.A4;
        _page.Orientation = _layout.Landscape ? PageOrientation.Landscape : PageOrientation.Portrait;
        _graphics = XGraphics.FromPdfPage(_page);
        _y = Margin;
    }

    // Dates and figures get the room that they ask for, texts share the rest as they ask; where that is too little, all give way alike.
    private static double[] Fit(IReadOnlyList<ReportGridColumn> columns, double room, double size)
    {
        double Asked(ReportGridColumn column) => Math.Max(4, column.Width) * size * Letter + Gap;
        bool Firm(ReportGridColumn column) => column.Type is not (FieldType.Text or FieldType.LongText or FieldType.Reference);
        var (firm, free) = (columns.Where(Firm).Sum(Asked), columns.Where(c => !Firm(c)).Sum(Asked));
        return firm <= room * 0.65 && free > 0
            ? [.. columns.Select(c => Firm(c) ? Asked(c) : (room - firm) * Asked(c) / free)]
            : [.. columns.Select(c => room * Asked(c) / (firm + free))];
    }
}
