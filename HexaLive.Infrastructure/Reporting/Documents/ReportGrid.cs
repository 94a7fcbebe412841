using System.Runtime.CompilerServices;
using HexaLive.Domain.Reports;

namespace HexaLive.Infrastructure.Reporting.Documents;

/// <summary>
/// A report as a table of groups, columns and totals, from which every file format is written. Subtotals are computed while rows
/// are read, so memory use does not depend on the number of rows or groups. If a total needs a field that is not a column, the grid
/// has a hidden column for that field.
/// </summary>
public sealed class ReportGrid
{
    private readonly List<int> _sources;

    private ReportGrid(
        ReportDefinition definition,
        ResolvedReport report,
        IReadOnlyList<ResolvedGroup> headings,
        IReadOnlyList<ReportGridColumn> columns,
        IReadOnlyList<ResolvedTotal> totals,
        List<int> sources,
        bool listsRows
    ) =>
        (Definition, Report, Headings, Columns, Totals, _sources, ListsRows) = (
            definition,
            report,
            headings,
            columns,
            totals,
            sources,
            listsRows
        );

    /// <summary>
    /// The definition to run, including hidden columns and, if rows are listed without defined columns, the default columns.
    /// </summary>
    public ReportDefinition Definition { get; }

    /// <summary>The definition with its fields resolved.</summary>
    public ResolvedReport Report { get; }

    /// <summary>
    /// The group levels whose groups have a heading. In a report without columns, the groups of the innermost level have no
    /// heading, because they are the rows.
    /// </summary>
    public IReadOnlyList<ResolvedGroup> Headings { get; }

    /// <summary>The columns. Hidden columns come last.</summary>
    public IReadOnlyList<ReportGridColumn> Columns { get; }

    /// <summary>The totals of each group and of all rows.</summary>
    public IReadOnlyList<ResolvedTotal> Totals { get; }

    /// <summary>Whether the lines are the rows of the report. If false, the lines are the innermost groups, or only the totals.</summary>
    public bool ListsRows { get; }

    /// <summary>Returns the index of the column from which a total is computed; -1 for the count of rows.</summary>
    public int SourceOf(int total) => _sources[total];

    /// <summary>Returns the indexes of the totals that are not shown below any of these columns.</summary>
    public IReadOnlyList<int> SeparateTotals(IEnumerable<ReportGridColumn> shown)
    {
        var below = shown.Select(c => c.Total).ToHashSet();
        return [.. Enumerable.Range(0, Totals.Count).Where(t => !below.Contains(t))];
    }

    /// <summary>Returns the text of a cell in a row.</summary>
    public string FormatCell(ReportLine line, int column, ReportNames names) =>
        Columns[column].Group is { } group ? names.FormatKey(line.Cells[column], group)
        : !ListsRows && _sources.IndexOf(column) is >= 0 and var total ? names.FormatTotal(line.Cells[column], Totals[total])
        : names.FormatCell(line.Cells[column], Columns[column].Type, Columns[column].Column.Format);

    /// <summary>Creates the table for a report definition.</summary>
    public static ReportGrid Create(ReportDefinition definition, ReportRequest request, ReportNames names)
    {
        var shape = ResolvedReport.Resolve(definition);
        if (shape.Columns.Count == 0 && request.IncludesRows)
            definition = definition with { Groups = [.. definition.Groups.Take(request.Path.Count)] };
        if (shape.Columns.Count > 0 || request.IncludesRows || shape.Groups.Count + shape.Totals.Count == 0)
            return CreateFromColumns(definition, shape, names);
        // If a group is opened, show only the groups inside it.
        var groups = shape.Groups.Skip(request.Path.Count).ToList();
        var totals = shape.Totals.Count > 0 ? shape.Totals : [new ResolvedTotal(new ReportTotal(TotalFunction.Count), null)];
        var columns = new List<ReportGridColumn>();
        if (groups is [.., var inner])
            columns.Add(new(names.GetTitle(inner), inner.Field.Type, new ReportColumn(inner.Field.Name, Width: 32), Group: inner));
        columns.AddRange(
            totals.Select(
                (t, i) =>
                    new ReportGridColumn(
                        names.GetTitle(t),
                        t.Total.Function == TotalFunction.Count ? FieldType.Number : t.Field!.Type,
                        new ReportColumn(t.Field?.Name ?? "", Width: 16),
                        groups.Count > 0 ? i : -1
                    )
            )
        );
        var first = columns.Count - totals.Count;
        return new(definition, shape, [.. groups.SkipLast(1)], columns, totals, [.. totals.Select((_, i) => first + i)], false);
    }

    private static ReportGrid CreateFromColumns(ReportDefinition definition, ResolvedReport requestedReport, ReportNames names)
    {
        IReadOnlyList<ReportColumn> shown =
            requestedReport.Columns.Count > 0
                ? [.. requestedReport.Columns.Select(c => c.Column)]
                : [.. FieldCatalog.DefaultColumns(definition.Source).Select(f => new ReportColumn(f))];
        var hidden = requestedReport
            .Totals.Select(t => t.Total.Field)
            .OfType<string>()
            .Distinct()
            .Except(shown.Select(c => c.Field))
            .Take(Math.Max(0, ReportDefinition.MaxColumns - shown.Count))
            .ToList();
        definition = definition with { Columns = [.. shown, .. hidden.Select(f => new ReportColumn(f))] };
        var shape = ResolvedReport.Resolve(definition);
        var fields = shape.Columns.Select(c => c.Field.Name).ToList();
        var sources = shape.Totals.Select(t => t.Total.Field is { } field ? fields.IndexOf(field) : -1).ToList();
        var columns = shape
            .Columns.Select((c, i) => new ReportGridColumn(names.GetTitle(c), c.Field.Type, c.Column, sources.IndexOf(i), i >= shown.Count))
            .ToList();
        return new(definition, shape, shape.Groups, columns, shape.Totals, sources, true);
    }

    /// <summary>Returns the lines of a report with rows, in the order of the rows.</summary>
    public async IAsyncEnumerable<ReportLine> ReadLinesAsync(
        IAsyncEnumerable<ReportRow> rows,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var levels = Headings.Count;
        var sums = Enumerable.Range(0, levels + 1).Select(_ => new RunningTotals(Totals, _sources)).ToArray();
        IReadOnlyList<object?>? keys = null;
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            var changed = 0;
            if (keys is not null)
            {
                while (changed < levels && Equals(keys[changed], row.Keys[changed]))
                    changed++;
                for (var level = levels - 1; level >= changed; level--)
                    yield return CreateEndLine(level, keys, sums);
            }
            for (var level = changed; level < levels; level++)
                yield return new(ReportLineKind.GroupStart, level, [.. row.Keys.Take(level + 1)], [], [], 0);
            keys = row.Keys;
            sums[levels].Add(row.Cells);
            yield return new(ReportLineKind.Row, levels, row.Keys, row.Cells, [], 1);
        }
        for (var level = levels - 1; level >= 0 && keys is not null; level--)
            yield return CreateEndLine(level, keys, sums);
        yield return new(ReportLineKind.GrandTotal, -1, [], [], sums[0].GetValues(), sums[0].RowCount);
    }

    /// <summary>Returns the lines of a report without columns: its groups and their totals.</summary>
    public IEnumerable<ReportLine> CreateLines(ReportFigures figures)
    {
        IReadOnlyList<object?> Values(IReadOnlyList<object?> totals, int rows) => Report.Totals.Count > 0 ? totals : [rows];
        if (Columns[0].Group is null)
        {
            yield return new(ReportLineKind.Row, 0, [], Values(figures.Totals, figures.RowCount), [], figures.RowCount);
            yield break;
        }
        foreach (var line in Within(figures.Groups, []))
            yield return line;
        yield return new(ReportLineKind.GrandTotal, -1, [], [], Values(figures.Totals, figures.RowCount), figures.RowCount);

        IEnumerable<ReportLine> Within(IReadOnlyList<ReportGroupNode> nodes, IReadOnlyList<object?> above)
        {
            foreach (var node in nodes)
            {
                if (above.Count == Headings.Count)
                {
                    yield return new(
                        ReportLineKind.Row,
                        above.Count,
                        above,
                        [node.Key, .. Values(node.Totals, node.RowCount)],
                        [],
                        node.RowCount
                    );
                    continue;
                }
                IReadOnlyList<object?> keys = [.. above, node.Key];
                yield return new(ReportLineKind.GroupStart, above.Count, keys, [], [], 0);
                foreach (var line in Within(node.Groups, keys))
                    yield return line;
                yield return new(ReportLineKind.GroupEnd, above.Count, keys, [], Values(node.Totals, node.RowCount), node.RowCount);
            }
        }
    }

    private static ReportLine CreateEndLine(int level, IReadOnlyList<object?> keys, RunningTotals[] sums)
    {
        var inner = sums[level + 1];
        var line = new ReportLine(ReportLineKind.GroupEnd, level, [.. keys.Take(level + 1)], [], inner.GetValues(), inner.RowCount);
        sums[level].Add(inner);
        inner.Clear();
        return line;
    }
}
