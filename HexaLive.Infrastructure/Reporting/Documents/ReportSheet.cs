using System.Globalization;
using HexaLive.Domain.Reports;
using Microsoft.Extensions.Localization;

namespace HexaLive.Infrastructure.Reporting.Documents;

/// <summary>
/// Writes a report as an Excel sheet: the group keys, the columns (hidden ones too, because formulas refer to them), and one
/// column for each total without a column. Subtotals below each group are formulas over its rows. Rows can be collapsed by group.
/// </summary>
internal sealed class ReportSheet : IDisposable
{
    private readonly ReportGrid _grid;
    private readonly IStringLocalizer<ReportFiles> _texts;
    private readonly ReportNames _names;
    private readonly ReportCellValues _values;
    private readonly ExcelSheet _sheet;
    private readonly IReadOnlyList<int> _separateTotals;
    private readonly int[] _firstRows;

    // For each column, the last row of the sheet in which the cell is empty.
    private readonly int[] _lastEmptyRows;
    private readonly ExcelStyle[] _styles;
    private readonly string _header;
    private int _filtered = 1;

    public ReportSheet(Stream to, ReportGrid grid, string name, string lead, ReportNames names, IStringLocalizer<ReportFiles> texts)
    {
        (_grid, _names, _texts, _values) = (grid, names, texts, new ReportCellValues(names));
        _header = $"{grid.Definition.Layout.TitleOr(name)} · {lead}";
        _separateTotals = grid.SeparateTotals(grid.Columns);
        _firstRows = Enumerable.Repeat(2, grid.Headings.Count + 1).ToArray();
        _lastEmptyRows = new int[grid.Columns.Count];
        _styles = [.. grid.Columns.Select(StyleOf)];
        _sheet = new ExcelSheet(
            to,
            name,
            [
                .. grid.Headings.Select(_ => 24.0),
                .. grid.Columns.Select(c => (double)Math.Max(c.Width, Math.Min(40, c.Title.Length)) + 3),
                .. _separateTotals.Select(_ => 16.0),
            ],
            grid.Headings.Count
        );
        _sheet.BeginRow();
        foreach (var head in grid.Headings)
            _sheet.Cell(names.Title(head), new(ExcelSheet.Plain, Head: true, Wrap: true));
        foreach (var column in grid.Columns)
            _sheet.Cell(column.Title, new(ExcelSheet.Plain, Head: true, Wrap: true, Align: Side(column)));
        foreach (var total in _separateTotals)
            _sheet.Cell(names.Title(grid.Totals[total]), new(ExcelSheet.Plain, Head: true, Wrap: true, Align: "right"));
    }

    public void Write(ReportLine line)
    {
        switch (line.Kind)
        {
            case ReportLineKind.GroupStart:
                _firstRows[line.Level + 1] = _sheet.Row + 1;
                break;
            case ReportLineKind.Row:
                _sheet.BeginRow(_grid.Headings.Count);
                for (var i = 0; i < _grid.Headings.Count; i++)
                    Put(_values.Key(line.Keys[i], _grid.Headings[i]), new(ExcelSheet.Plain));
                for (var i = 0; i < _grid.Columns.Count; i++)
                {
                    var value = _values.Value(line.Cells[i], _grid.Columns[i]);
                    if (value is null or "")
                        _lastEmptyRows[i] = _sheet.Row;
                    Put(value, _styles[i]);
                }
                break;
            case ReportLineKind.GroupEnd:
                Totals(
                    line,
                    _firstRows[line.Level + 1],
                    line.Level,
                    _texts["TotalOf", _names.Key(line.Keys[line.Level], _grid.Headings[line.Level])]
                );
                break;
            default:
                _filtered = _sheet.Row;
                if (line.Rows > 0 && (_grid.Totals.Count > 0 || !_grid.ListsRows))
                    Totals(line, 2, -1, _texts["Total"]);
                break;
        }
    }

    public void Finish() => _sheet.Finish(Math.Max(_filtered, 1), _header);

    public void Dispose() => _sheet.Dispose();

    private void Totals(ReportLine line, int from, int level, string label)
    {
        var to = _sheet.Row;
        _sheet.BeginRow(Math.Max(0, level));
        var bold = new ExcelStyle(ExcelSheet.Plain, Bold: true);
        for (var i = 0; i < _grid.Headings.Count; i++)
        {
            if (i == Math.Max(0, level))
                _sheet.Cell(label, bold);
            else
                _sheet.Skip();
        }
        for (var i = 0; i < _grid.Columns.Count; i++)
        {
            if (_grid.Columns[i].Total is >= 0 and var total)
                Total(line, total, from, to, _grid.Columns[i]);
            else if (i == 0 && _grid.Headings.Count == 0)
                _sheet.Cell(label, bold);
            else
                _sheet.Skip();
        }
        foreach (var total in _separateTotals)
            Total(line, total, from, to, null);
    }

    private void Total(ReportLine line, int index, int from, int to, ReportGridColumn? column)
    {
        var (total, source) = (_grid.Totals[index], _grid.SourceOf(index));
        column ??= source >= 0 && total.Total.Function != TotalFunction.Count ? _grid.Columns[source] : null;
        var counts = total.Total.Function == TotalFunction.Count;
        var style = (column is null || counts ? new ExcelStyle("#,##0") : StyleOf(column)) with { Bold = true };
        var value =
            line.Totals[index] is not { } known ? null
            : column is null || counts ? known
            : _values.Value(known, column with { Group = null });
        // Show two decimals, because the average of whole numbers may not be a whole number.
        if (total.Total.Function == TotalFunction.Average && style.Format == ExcelSheet.Plain)
            style = style with { Format = "#,##0.00" };
        var function = (total.Total.Function, _grid.ListsRows) switch
        {
            (TotalFunction.Count, true) => 3,
            (TotalFunction.Count, false) or (TotalFunction.Sum, _) => 9,
            (TotalFunction.Average, true) => 1,
            (TotalFunction.Max, _) => 4,
            (TotalFunction.Min, _) => 5,
            _ => 0,
        };
        // Use a column without empty cells in this range, because COUNTA counts only non-empty cells.
        if (source < 0 && counts)
            source = Array.FindIndex(_lastEmptyRows, row => row < from);
        if (value is null)
            _sheet.Skip();
        else if (function == 0 || source < 0 || to < from)
            _sheet.Cell(value, style);
        else
        {
            var letter = ExcelSheet.Letters(_grid.Headings.Count + source);
            _sheet.Formula(string.Create(CultureInfo.InvariantCulture, $"SUBTOTAL({function},{letter}{from}:{letter}{to})"), value, style);
        }
    }

    private void Put(object? value, ExcelStyle style) =>
        _sheet.Cell(value, value is DateOnly && style.Format == ExcelSheet.Plain ? style with { Format = ExcelSheet.Day } : style);

    private static ExcelStyle StyleOf(ReportGridColumn column) =>
        new(
            column.Group is not null
                ? ExcelSheet.Plain
                : (column.Type, column.Column.Format) switch
                {
                    (FieldType.Minutes, ColumnFormat.Decimal) => ExcelSheet.Hundredths,
                    (FieldType.Minutes, ColumnFormat.Number) => "#,##0",
                    (FieldType.Minutes, _) => ExcelSheet.Hours,
                    (FieldType.Percent, _) => ExcelSheet.Percent,
                    (FieldType.Day, ColumnFormat.Long) => ExcelSheet.LongDay,
                    (FieldType.Day, _) => ExcelSheet.Day,
                    (FieldType.Instant, _) => ExcelSheet.Clock,
                    _ => ExcelSheet.Plain,
                },
            Wrap: column.Type == FieldType.LongText,
            Align: column.Column.Align == ColumnAlign.Auto && column.Align == ColumnAlign.Start ? null : Side(column)
        );

    private static string? Side(ReportGridColumn column) =>
        column.Align switch
        {
            ColumnAlign.End => "right",
            ColumnAlign.Center => "center",
            _ => null,
        };
}
