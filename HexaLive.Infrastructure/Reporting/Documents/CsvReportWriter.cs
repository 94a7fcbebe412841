using System.Globalization;

namespace HexaLive.Infrastructure.Reporting.Documents;

/// <summary>Writes the rows of a report as CSV: the group keys, then the columns.</summary>
internal sealed class CsvReportWriter(ReportNames names)
{
    private readonly ReportCellValues _values = new(names);

    public async Task WriteAsync(
        Stream output,
        ReportGrid grid,
        IAsyncEnumerable<ReportLine> lines,
        CsvSeparator separator,
        CancellationToken cancellationToken
    )
    {
        var shown = Enumerable.Range(0, grid.Columns.Count).Where(c => !grid.Columns[c].IsHidden).ToList();
        // Read the first line before writing anything. If the report is invalid, this read throws, and the output stays empty.
        await using var read = lines.GetAsyncEnumerator(cancellationToken);
        var any = await read.MoveNextAsync();
        string[] titles = [.. grid.Headings.Select(names.GetTitle), .. shown.Select(c => grid.Columns[c].Title)];
        await TableExport.WriteCsvAsync(
            output,
            titles,
            EnumerateRows(),
            CultureInfo.CurrentCulture,
            separator switch
            {
                CsvSeparator.Semicolon => ";",
                CsvSeparator.Comma => ",",
                CsvSeparator.Tab => "\t",
                _ => null,
            },
            cancellationToken
        );

        async IAsyncEnumerable<object?[]> EnumerateRows()
        {
            for (; any; any = await read.MoveNextAsync())
            {
                if (read.Current is not { Kind: ReportLineKind.Row } line)
                    continue;
                var row = new object?[titles.Length];
                for (var i = 0; i < grid.Headings.Count; i++)
                    row[i] = _values.ConvertKey(line.Keys[i], grid.Headings[i]);
                for (var i = 0; i < shown.Count; i++)
                    row[grid.Headings.Count + i] = _values.ConvertCell(line.Cells[shown[i]], grid.Columns[shown[i]]);
                yield return row;
            }
        }
    }
}
