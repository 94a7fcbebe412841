using System.Globalization;
using HexaLive.Domain.Reports;
using Microsoft.Extensions.Localization;
using SpreadCheetah.Styling;

namespace HexaLive.Infrastructure.Reporting.Documents;

/// <summary>
/// Writes a report as an Excel sheet: the group keys, the columns (hidden ones too, because formulas refer to them), and one
/// column for each total without a column. Subtotals below each group are formulas over the rows of the group. Rows can be collapsed by
/// group.
/// </summary>
internal sealed class ReportSheet : IAsyncDisposable
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

    private ReportSheet(ExcelSheet sheet, ReportGrid grid, string header, ReportNames names, IStringLocalizer<ReportFiles> texts)
    {
        (_sheet, _grid, _header, _names, _texts, _values) = (sheet, grid, header, names, texts, new ReportCellValues(names));
        _separateTotals = grid.SeparateTotals(grid.Columns);
        _firstRows = Enumerable.Repeat(2, grid.Headings.Count + 1).ToArray();
        _lastEmptyRows = new int[grid.Columns.Count];
        _styles = [.. grid.Columns.Select(StyleOf)];
    }

    /// <summary>Begins the sheet with its header row.</summary>
    public static async Task<ReportSheet> CreateAsync(
        ReportGrid grid,
        string name,
        string lead,
        ReportNames names,
        IStringLocalizer<ReportFiles> texts
    )
    {
        var separateTotals = grid.SeparateTotals(grid.Columns);
        var sheet = await ExcelSheet.CreateAsync(
            name,
            [
                .. grid.Headings.Select(_ => 24.0),
                .. grid.Columns.Select(c => (double)Math.Max(c.Width, Math.Min(40, c.Title.Length)) + 3),
                .. separateTotals.Select(_ => 16.0),
            ],
            grid.Headings.Count
        );
        var style = new ExcelStyle(ExcelStyle.General, IsHeader: true, Wrap: true);
        foreach (var head in grid.Headings)
            sheet.Add(names.GetTitle(head), style);
        foreach (var column in grid.Columns)
            sheet.Add(column.Title, style with { Align = AlignmentOf(column) });
        foreach (var total in separateTotals)
            sheet.Add(names.GetTitle(grid.Totals[total]), style with { Align = HorizontalAlignment.Right });
        await sheet.EndRowAsync();
        return new ReportSheet(sheet, grid, $"{grid.Definition.Layout.GetTitleOrDefault(name)} · {lead}", names, texts);
    }

    /// <summary>Writes a line. A group heading adds no row, because each row of the group contains its key.</summary>
    public ValueTask WriteAsync(ReportLine line, CancellationToken cancellationToken)
    {
        switch (line.Kind)
        {
            case ReportLineKind.GroupStart:
                _firstRows[line.Level + 1] = _sheet.RowCount + 1;
                return default;
            case ReportLineKind.Row:
                for (var i = 0; i < _grid.Headings.Count; i++)
                    WriteCell(_values.ConvertKey(line.Keys[i], _grid.Headings[i]), new(ExcelStyle.General));
                for (var i = 0; i < _grid.Columns.Count; i++)
                {
                    var value = _values.ConvertCell(line.Cells[i], _grid.Columns[i]);
                    if (value is null or "")
                        _lastEmptyRows[i] = _sheet.RowCount + 1;
                    WriteCell(value, _styles[i]);
                }
                return _sheet.EndRowAsync(_grid.Headings.Count, cancellationToken);
            case ReportLineKind.GroupEnd:
                return WriteTotalsAsync(
                    line,
                    _firstRows[line.Level + 1],
                    line.Level,
                    _texts["TotalOf", _names.FormatKey(line.Keys[line.Level], _grid.Headings[line.Level])],
                    cancellationToken
                );
            default:
                _filtered = _sheet.RowCount;
                return line.RowCount > 0 && (_grid.Totals.Count > 0 || !_grid.ListsRows)
                    ? WriteTotalsAsync(line, 2, -1, _texts["Total"], cancellationToken)
                    : default;
        }
    }

    /// <summary>Ends the file and returns it.</summary>
    public Task<Stream> FinishAsync(CancellationToken cancellationToken) =>
        _sheet.FinishAsync(Math.Max(_filtered, 1), _header, cancellationToken);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _sheet.DisposeAsync();

    private ValueTask WriteTotalsAsync(ReportLine line, int from, int level, string label, CancellationToken cancellationToken)
    {
        var to = _sheet.RowCount;
        var bold = new ExcelStyle(ExcelStyle.General, Bold: true);
        for (var i = 0; i < _grid.Headings.Count; i++)
        {
            if (i == Math.Max(0, level))
                _sheet.Add(label, bold);
            else
                _sheet.SkipCell();
        }
        for (var i = 0; i < _grid.Columns.Count; i++)
        {
            if (_grid.Columns[i].Total is >= 0 and var total)
                WriteTotal(line, total, from, to, _grid.Columns[i]);
            else if (i == 0 && _grid.Headings.Count == 0)
                _sheet.Add(label, bold);
            else
                _sheet.SkipCell();
        }
        foreach (var total in _separateTotals)
            WriteTotal(line, total, from, to, null);
        return _sheet.EndRowAsync(Math.Max(0, level), cancellationToken);
    }

    private void WriteTotal(ReportLine line, int index, int from, int to, ReportGridColumn? column)
    {
        var (total, source) = (_grid.Totals[index], _grid.SourceOf(index));
        column ??= source >= 0 && total.Total.Function != TotalFunction.Count ? _grid.Columns[source] : null;
        var counts = total.Total.Function == TotalFunction.Count;
        var style = (column is null || counts ? new ExcelStyle(ExcelStyle.Whole) : StyleOf(column)) with { Bold = true };
        var value =
            line.Totals[index] is not { } known ? null
            : column is null || counts ? known
            : _values.ConvertCell(known, column with { Group = null });
        // Show two decimals, because the average of whole numbers may not be a whole number.
        if (total.Total.Function == TotalFunction.Average && style.Format == ExcelStyle.General)
            style = style with { Format = ExcelStyle.Hundredths };
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
            _sheet.SkipCell();
        else if (function == 0 || source < 0 || to < from)
            _sheet.Add(value, style);
        else
        {
            var letter = ExcelSheet.GetColumnLetters(_grid.Headings.Count + source);
            _sheet.AddFormula(
                string.Create(CultureInfo.InvariantCulture, $"SUBTOTAL({function},{letter}{from}:{letter}{to})"),
                value,
                style
            );
        }
    }

    private void WriteCell(object? value, ExcelStyle style) =>
        _sheet.Add(value, value is DateOnly && style.Format == ExcelStyle.General ? style with { Format = ExcelStyle.Day } : style);

    private static ExcelStyle StyleOf(ReportGridColumn column) =>
        new(
            column.Group is not null
                ? ExcelStyle.General
                : (column.Type, column.Column.Format) switch
                {
                    (FieldType.Minutes, ColumnFormat.Decimal) => ExcelStyle.Hundredths,
                    (FieldType.Minutes, ColumnFormat.Number) => ExcelStyle.Whole,
                    (FieldType.Minutes, _) => ExcelStyle.Hours,
                    (FieldType.Percent, _) => ExcelStyle.Percent,
                    (FieldType.Day, ColumnFormat.Long) => ExcelStyle.LongDay,
                    (FieldType.Day, _) => ExcelStyle.Day,
                    (FieldType.Instant, _) => ExcelStyle.Clock,
                    _ => ExcelStyle.General,
                },
            Wrap: column.Type == FieldType.LongText,
            Align: column.Column.Align == ColumnAlign.Auto && column.Align == ColumnAlign.Start
                ? HorizontalAlignment.None
                : AlignmentOf(column)
        );

    private static HorizontalAlignment AlignmentOf(ReportGridColumn column) =>
        column.Align switch
        {
            ColumnAlign.End => HorizontalAlignment.Right,
            ColumnAlign.Center => HorizontalAlignment.Center,
            _ => HorizontalAlignment.None,
        };
}
