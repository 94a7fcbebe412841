namespace HexaLive.Infrastructure.Reporting;

/// <summary>An item that a row refers to, with its display name.</summary>
public sealed record ReportReference(ReferenceKind Kind, int Id, string Name);

/// <summary>
/// A row: the values of its columns and of its groups. A value is a <see cref="string"/>, <see cref="int"/>, <see cref="double"/>,
/// <see cref="DateOnly"/>, <see cref="DateTime"/> (in the reader's time zone), <see cref="bool"/>, an enum, a
/// <see cref="ReportReference"/>, or null. The key of a date group is the first day of its period, such as the month.
/// </summary>
public sealed record ReportRow(int Id, IReadOnlyList<object?> Cells, IReadOnlyList<object?> Keys);

/// <summary>
/// A group: its key as in <see cref="ReportRow.Keys"/>, its number of rows, its totals (<see cref="int"/>, <see cref="long"/>,
/// <see cref="double"/> for averages, <see cref="DateOnly"/>, <see cref="DateTime"/>, or null if there are no values), and its
/// subgroups.
/// </summary>
public sealed record ReportGroupNode(object? Key, int RowCount, IReadOnlyList<object?> Totals, IReadOnlyList<ReportGroupNode> Groups)
{
    /// <summary>The key as written in URLs: an id, a date, an enum name or a text. The token is empty if the key is null.</summary>
    public string Token => GroupToken.Format(Key);
}

/// <summary>The row counts and totals of a report, overall and by group.</summary>
public sealed record ReportFigures(int RowCount, IReadOnlyList<object?> Totals, IReadOnlyList<ReportGroupNode> Groups);

/// <summary>
/// A page of a report. <see cref="Figures"/> covers all rows of the report or of the opened group, not only the rows on this page.
/// <see cref="Path"/> contains the keys of that group.
/// </summary>
public sealed record ReportPage(
    ResolvedReport Report,
    ReportFigures Figures,
    IReadOnlyList<ReportRow> Rows,
    int Page,
    int PageCount,
    IReadOnlyList<object?> Path
);
