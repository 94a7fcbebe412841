using System.Globalization;
using HexaLive.Domain.Reports;
using Microsoft.Extensions.Localization;
using PdfSharp.Drawing;

namespace HexaLive.Infrastructure.Reporting.Documents;

/// <summary>
/// Writes a report as PDF: title, criteria and logo on the first page, column headers on each page, groups with headings and
/// subtotals, and a footer with author and page number. Cells wrap; a row moves to the next page as a whole unless it is longer
/// than a page. In the diary layout, long texts are printed in full below their row.
/// </summary>
internal sealed class ReportPdf
{
    private const double Margin = PdfCanvas.Margin,
        Gap = PdfColumns.Gap,
        MaxHeaderPart = 0.25;

    // The maximum number of lines for the criteria. Long criteria, such as a list of a hundred clients, are cut.
    private const int MaxLeadLines = 6;

    private readonly ReportGrid _grid;
    private readonly ReportLayout _layout;
    private readonly ReportNames _names;
    private readonly IStringLocalizer<ReportFiles> _texts;
    private readonly string _footer;
    private readonly PdfCanvas _canvas;
    private readonly PdfColumns _columns;
    private readonly PdfFont _body,
        _bold,
        _small,
        _title,
        _subtitle,
        _lead;
    private readonly PdfFont[] _headings;
    private readonly IReadOnlyList<int> _separateTotals;
    private readonly double _padding;
    private readonly IReadOnlyList<string>[] _headers;

    // _pageIsEmpty: nothing has been printed on the current page yet. _hasRows: at least one row was printed.
    private bool _pageIsEmpty;
    private bool _hasRows;

    public ReportPdf(
        ReportGrid grid,
        string title,
        string lead,
        string footer,
        byte[]? logo,
        ReportNames names,
        IStringLocalizer<ReportFiles> texts
    )
    {
        (_grid, _layout, _footer, _names, _texts) = (grid, grid.Definition.Layout, footer, names, texts);
        _canvas = new(title, _layout);
        _columns = new(grid, _canvas.Width);
        var measure = XGraphics.CreateMeasureContext(new XSize(1000, 1000), XGraphicsUnit.Point, XPageDirection.Downwards);
        _body = new(_columns.FontSize, false, measure);
        _bold = new(_columns.FontSize, true, measure);
        _small = new(7.5, false, measure);
        _title = new(16, true, measure);
        _subtitle = new(10, false, measure);
        _lead = new(8.5, false, measure);
        _headings = [new(12, true, measure), new(10.5, true, measure), new(9.5, true, measure)];
        _padding = _layout.Compact ? 1.5 : 3.5;
        _separateTotals = grid.SeparateTotals(_columns.TableColumns.Select(i => grid.Columns[i]));
        // Limit the height of the headers. In narrow columns, long titles would otherwise leave no space for rows.
        var max = Math.Max(1, (int)((_canvas.Bottom - Margin) * MaxHeaderPart / _bold.LineHeight));
        _headers = [.. _columns.TableColumns.Select((c, i) => Truncate(_bold.Wrap(grid.Columns[c].Title, _columns.Widths[i] - Gap), max))];
        DrawLetterhead(title, lead, logo);
        DrawColumnHeaders();
    }

    private double HeaderHeight => (_headers.Length == 0 ? 0 : _headers.Max(h => h.Count)) * _bold.LineHeight + 2 * _padding;

    public void Write(ReportLine line)
    {
        switch (line.Kind)
        {
            case ReportLineKind.GroupStart:
                DrawHeading(line);
                break;
            case ReportLineKind.Row:
                DrawRow(line);
                break;
            case ReportLineKind.GroupEnd:
                DrawTotals(line, _texts["TotalOf", _names.FormatKey(line.Keys[line.Level], _grid.Headings[line.Level])], line.Level);
                break;
            default:
                if (!_hasRows)
                    DrawLines(_body.Wrap(_texts["Empty"], _canvas.Width), _body, PdfCanvas.Grey);
                else if (_grid.Totals.Count > 0 || _grid.Headings.Count > 0)
                    DrawTotals(line, _texts["Total"], -1);
                break;
        }
    }

    public Stream Finish(CancellationToken cancellationToken) =>
        _canvas.Finish(_footer, _small, (page, count) => _texts["Page", page, count], cancellationToken);

    private void DrawLetterhead(string title, string lead, byte[]? logo)
    {
        var (top, room) = (_canvas.Y, _canvas.Width);
        if (logo is not null && _canvas.DrawLogo(logo) is > 0 and var width)
            room -= width + 12;
        DrawLines(_title.Wrap(title, room), _title, PdfCanvas.Ink);
        if (!string.IsNullOrWhiteSpace(_layout.Subtitle))
            DrawLines(_subtitle.Wrap(_layout.Subtitle, room), _subtitle, PdfCanvas.Grey);
        DrawLines(Truncate(_lead.Wrap(lead, room), MaxLeadLines), _lead, PdfCanvas.Grey);
        _canvas.Y = Math.Max(_canvas.Y + 10, logo is null ? 0 : top + 44);
    }

    private void DrawHeading(ReportLine line)
    {
        var type = _headings[Math.Min(line.Level, _headings.Length - 1)];
        if (_layout.PageByGroup && line.Level == 0 && _hasRows)
            NewPage();
        var group = _grid.Headings[line.Level];
        var lines = type.Wrap(_texts["Heading", _names.GetTitle(group), _names.FormatKey(line.Keys[^1], group)], _canvas.Width);
        // Reserve space for the heading, the headings inside it and one row, so that a heading is never the last line on a page.
        ReserveSpace(lines.Count * type.LineHeight + (_grid.Headings.Count - line.Level) * 20 + 3 * _body.LineHeight);
        _canvas.Y +=
            _pageIsEmpty ? 2
            : line.Level == 0 ? 12
            : 6;
        DrawLines(lines, type, PdfCanvas.Ink);
        _canvas.Y += 3;
        _pageIsEmpty = false;
    }

    private void DrawRow(ReportLine line)
    {
        _hasRows = true;
        var hasTextBelow = _columns.ColumnsBelowRow.Count > 0;
        DrawCells(
            [.. _columns.TableColumns.Select((c, i) => _body.Wrap(FormatCell(line, c), _columns.Widths[i] - Gap))],
            hasTextBelow ? _body.LineHeight * 2 : 0
        );
        foreach (var column in _columns.ColumnsBelowRow)
        {
            if (FormatCell(line, column) is not { Length: > 0 } text)
                continue;
            if (_columns.ColumnsBelowRow.Count > 1)
                DrawLines(_small.Wrap(_grid.Columns[column].Title, _canvas.Width), _small, PdfCanvas.Grey);
            foreach (var part in _body.Wrap(text, _canvas.Width - 12))
            {
                ReserveSpace(_body.LineHeight);
                _canvas.DrawText(part, _body, PdfCanvas.Ink, Margin + 12, _canvas.Y);
                _canvas.Y += _body.LineHeight;
                _pageIsEmpty = false;
            }
            _canvas.Y += _padding;
        }
        _canvas.DrawLine(PdfCanvas.Thin);
    }

    // Prints the totals of a group below their columns. Totals without a column follow the label.
    private void DrawTotals(ReportLine line, string label, int level)
    {
        var first = _columns.TableColumns.ToList().FindIndex(c => _grid.Columns[c].Total is >= 0 and var t && line.Totals[t] is not null);
        var free = first < 0 ? _canvas.Width : _columns.Lefts[first] - Margin;
        // If the space before the first total is narrow, print the label on a separate line.
        var isBeside = free >= 90;
        var lines = _bold.Wrap(TotalsLabel(line, label, level), (isBeside ? free : _canvas.Width) - Gap);
        var height = lines.Count * _bold.LineHeight + (isBeside || first < 0 ? 0 : _bold.LineHeight) + 2 * _padding;
        ReserveSpace(height);
        _canvas.FillRectangle(PdfCanvas.Shade, height);
        if (level < 0)
            _canvas.DrawLine(PdfCanvas.Strong);
        var top = _canvas.Y + _padding;
        for (var i = 0; i < lines.Count; i++)
            _canvas.DrawText(lines[i], _bold, PdfCanvas.Ink, Margin + Gap / 2, top + i * _bold.LineHeight);
        if (!isBeside)
            top += lines.Count * _bold.LineHeight;
        for (var i = 0; i < _columns.TableColumns.Count; i++)
            if (_grid.Columns[_columns.TableColumns[i]].Total is >= 0 and var total && line.Totals[total] is not null)
                DrawCell(_names.FormatTotal(line.Totals[total], _grid.Totals[total]), i, top, _bold);
        _canvas.Y += height;
        _pageIsEmpty = false;
    }

    private string TotalsLabel(ReportLine line, string label, int level)
    {
        var figures = _separateTotals
            .Where(t => line.Totals[t] is not null)
            .Select(t => _texts["Figure", _names.GetTitle(_grid.Totals[t]), _names.FormatTotal(line.Totals[t], _grid.Totals[t])].Value);
        var text = string.Join(" · ", figures.Prepend(label));
        return _separateTotals.All(t => _grid.Totals[t].Field is not null) && _grid.ListsRows && level >= 0
            ? text
                + $" ({_texts[line.RowCount == 1 ? "Rows_One" : "Rows", line.RowCount.ToString("N0", CultureInfo.CurrentCulture)].Value})"
            : text;
    }

    // Prints the cells of a row. Starts a new page first if the row, together with the height `below` to keep free under it, does not fit
    // on this page but fits on a new one, or if little space is left.
    private void DrawCells(IReadOnlyList<string>[] cells, double below)
    {
        if (cells.Length == 0)
            return;
        var count = Math.Max(1, cells.Max(c => c.Count));
        var height = count * _body.LineHeight + 2 * _padding + below;
        var free = _canvas.Bottom - _canvas.Y;
        if (height > free && (height <= _canvas.Bottom - Margin - HeaderHeight - 4 || free < 6 * _body.LineHeight))
            NewPage();
        for (var from = 0; from < count; )
        {
            var fit = Math.Min(count - from, Math.Max(1, (int)((_canvas.Bottom - _canvas.Y - 2 * _padding) / _body.LineHeight)));
            for (var c = 0; c < cells.Length; c++)
            for (var i = from; i < Math.Min(from + fit, cells[c].Count); i++)
                DrawCell(cells[c][i], c, _canvas.Y + _padding + (i - from) * _body.LineHeight, _body);
            _canvas.Y += fit * _body.LineHeight + 2 * _padding;
            from += fit;
            _pageIsEmpty = false;
            if (from < count)
                NewPage();
        }
    }

    private void DrawCell(string text, int column, double y, PdfFont type)
    {
        var (left, columnWidth, width) = (_columns.Lefts[column], _columns.Widths[column], type.MeasureWidth(text));
        var x = _grid.Columns[_columns.TableColumns[column]].Align switch
        {
            ColumnAlign.End => left + columnWidth - Gap / 2 - width,
            ColumnAlign.Center => left + (columnWidth - width) / 2,
            _ => left + Gap / 2,
        };
        _canvas.DrawText(text, type, PdfCanvas.Ink, Math.Max(x, Margin), y);
    }

    private void DrawColumnHeaders()
    {
        if (_headers.Length > 0)
        {
            for (var c = 0; c < _headers.Length; c++)
            for (var i = 0; i < _headers[c].Count; i++)
                DrawCell(_headers[c][i], c, _canvas.Y + _padding + i * _bold.LineHeight, _bold);
            _canvas.Y += HeaderHeight;
            _canvas.DrawLine(PdfCanvas.Strong);
        }
        _canvas.Y += 1;
        _pageIsEmpty = true;
    }

    private string FormatCell(ReportLine line, int column) => _grid.FormatCell(line, column, _names);

    private static IReadOnlyList<string> Truncate(IReadOnlyList<string> lines, int max) =>
        lines.Count <= max ? lines : [.. lines.Take(max - 1), "…"];

    private void DrawLines(IReadOnlyList<string> lines, PdfFont type, XBrush brush)
    {
        foreach (var line in lines)
        {
            ReserveSpace(type.LineHeight);
            _canvas.DrawText(line, type, brush, Margin, _canvas.Y);
            _canvas.Y += type.LineHeight;
        }
    }

    // Begins a new page if the height does not fit on the current page.
    private void ReserveSpace(double height)
    {
        if (_canvas.Y + height > _canvas.Bottom && !_pageIsEmpty)
            NewPage();
    }

    private void NewPage()
    {
        _canvas.NewPage();
        DrawColumnHeaders();
    }
}
