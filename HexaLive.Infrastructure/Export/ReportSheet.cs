using System.Globalization;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Features.Reports;
using Microsoft.Extensions.Localization;

namespace HexaLive.Infrastructure.Export;

/// <summary>
/// A report as an Excel sheet: keys of the groups first, then the columns, then a column for each total that has none of its own. Below each group stand its subtotals, as formulas over its rows; rows fold
/// away by group.
/// </summary>
internal sealed class ReportSheet : IDisposable
{
    private readonly ReportGrid _table;
    private readonly IStringLocalizer<ReportFileText> _texts;
    private readonly ReportWords _words;
    private readonly Func<object?, ShapedGroup, object> _key;
    private readonly Func<object?, ReportGridColumn, object?> _value;
    private readonly ExcelSheet _sheet;
    private readonly IReadOnlyList<int> _apart;
    private readonly int[] _begun;
    // The last row in which a column is empty.
    private readonly int[] _empty;
    private readonly ExcelStyle[] _styles;
    private readonly string _header;
    private int _filtered = 1;

    public ReportSheet(
        Stream to, ReportGrid table, string name, string lead, ReportWords words, IStringLocalizer<ReportFileText> texts,
        Func<object?, ShapedGroup, object> key, Func<object?, ReportGridColumn, object?> value)
    {
        (_table, _words, _texts, _key, _value) = (table, words, texts, key, value);
        _header = $"{table.Definition.Layout.TitleOr(name)} · {lead}";
        _apart = table.Apart(table.Columns);
        _begun = Enumerable.Repeat(2, table.Heads.Count + 1).ToArray();
        _empty = new int[table.Columns.Count];
        _styles = [.. table.Columns.Select(StyleOf)];
        _sheet = new ExcelSheet(to, name, [.. table.Heads.Select(_ => 24.0), .. table.Columns.Select(c => (double)Math.Max(c.Width, Math.Min(40, c.Title.Length)) + 3), .. _apart.Select(_ => 16.0)], table.Heads.Count);
        _sheet.BeginRow();
        foreach (var head in table.Heads) _sheet.Cell(words.Title(head), new(ExcelSheet.Plain, Head: true, Wrap: true));
        foreach (var column in table.Columns) _sheet.Cell(column.Title, new(ExcelSheet.Plain, Head: true, Wrap: true, Align: Side(column)));
        foreach (var total in _apart) _sheet.Cell(words.Title(table.Totals[total]), new(ExcelSheet.Plain, Head: true, Wrap: true, Align: "right"));
    }

    public void Write(ReportLine line)
    {
        switch (line.Kind)
        {
            case ReportLineKind.Begin:
                _begun[line.Level + 1] = _sheet.Row + 1;
                break;
            case ReportLineKind.Row:
                _sheet.BeginRow(_table.Heads.Count);
                for (var i = 0; i < _table.Heads.Count; i++) Put(_key(line.Keys[i], _table.Heads[i]), new(ExcelSheet.Plain));
                for (var i = 0; i < _table.Columns.Count; i++)
                {
                    var value = _value(line.Cells[i], _table.Columns[i]);
                    if (value is null or "") _empty[i] = _sheet.Row;
                    Put(value, _styles[i]);
                }
                break;
            case ReportLineKind.End:
                Totals(line, _begun[line.Level + 1], line.Level, _texts["TotalOf", _words.Key(line.Keys[line.Level], _table.Heads[line.Level])]);
                break;
            default:
                _filtered = _sheet.Row;
                if (line.Rows > 0 && (_table.Totals.Count > 0 || !_table.OfRows)) Totals(line, 2, -1, _texts["Total"]);
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
        for (var i = 0; i < _table.Heads.Count; i++)
        {
            if (i == Math.Max(0, level)) _sheet.Cell(label, bold);
            else _sheet.Skip();
        }
        for (var i = 0; i < _table.Columns.Count; i++)
        {
            if (_table.Columns[i].Total is >= 0 and var total) Total(line, total, from, to, _table.Columns[i]);
            else if (i == 0 && _table.Heads.Count == 0) _sheet.Cell(label, bold);
            else _sheet.Skip();
        }
        foreach (var total in _apart) Total(line, total, from, to, null);
    }

    private void Total(ReportLine line, int index, int from, int to, ReportGridColumn? column)
    {
        var (total, source) = (_table.Totals[index], _table.SourceOf(index));
        column ??= source >= 0 && total.Total.Function != TotalFunction.Count ? _table.Columns[source] : null;
        var counts = total.Total.Function == TotalFunction.Count;
        var style = (column is null || counts ? new ExcelStyle("#,##0") : StyleOf(column)) with { Bold = true };
        var value = line.Totals[index] is not { } known ? null : column is null || counts ? known : _value(known, column with { Group = null });
        // A mean of whole numbers has parts.
        if (total.Total.Function == TotalFunction.Average && style.Format == ExcelSheet.Plain) style = style with { Format = "#,##0.00" };
        var function = (total.Total.Function, _table.OfRows) switch
        {
            (TotalFunction.Count, true) => 3,
            (TotalFunction.Count, false) or (TotalFunction.Sum, _) => 9,
            (TotalFunction.Average, true) => 1,
            (TotalFunction.Max, _) => 4,
            (TotalFunction.Min, _) => 5,
            _ => 0,
        };
        // Rows are counted in a column that is filled in each of them.
        if (source < 0 && counts) source = Array.FindIndex(_empty, row => row < from);
        if (value is null) _sheet.Skip();
        else if (function == 0 || source < 0 || to < from) _sheet.Cell(value, style);
        else
        {
            var letter = ExcelSheet.Letters(_table.Heads.Count + source);
            _sheet.Formula(string.Create(CultureInfo.InvariantCulture, $"SUBTOTAL({function},{letter}{from}:{letter}{to})"), value, style);
        }
    }

    private void Put(object? value, ExcelStyle style) => _sheet.Cell(value, value is DateOnly && style.Format == ExcelSheet.Plain ? style with { Format = ExcelSheet.Day } : style);

    private static ExcelStyle StyleOf(ReportGridColumn column) => new(
        column.Group is not null ? ExcelSheet.Plain : (column.Type, column.Column.Format) switch
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
        Align: column.Column.Align == ColumnAlign.Auto && column.Align == ColumnAlign.Start ? null : Side(column));

    private static string? Side(ReportGridColumn column) => column.Align switch { ColumnAlign.End => "right", ColumnAlign.Center => "center", _ => null };
}
