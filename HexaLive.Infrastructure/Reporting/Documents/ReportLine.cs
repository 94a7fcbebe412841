namespace HexaLive.Infrastructure.Reporting.Documents;

/// <summary>The kind of a line in an exported report.</summary>
public enum ReportLineKind
{
    /// <summary>The heading of a group, before its rows.</summary>
    GroupStart,

    /// <summary>A row; in a report without columns, an innermost group.</summary>
    Row,

    /// <summary>The end of a group, with its totals.</summary>
    GroupEnd,

    /// <summary>The last line, with the totals of all rows.</summary>
    GrandTotal,
}

/// <summary>
/// A line of an exported report. <see cref="Level"/>: the level of its group (0 is the outermost). <see cref="Keys"/>: the keys of
/// the enclosing groups. <see cref="Totals"/>: the totals of a group that ends, or the grand totals. <see cref="RowCount"/>: the number
/// of rows that the line represents.
/// </summary>
public sealed record ReportLine(
    ReportLineKind Kind,
    int Level,
    IReadOnlyList<object?> Keys,
    IReadOnlyList<object?> Cells,
    IReadOnlyList<object?> Totals,
    int RowCount
);
