using HexaLive.Domain.Reports;

namespace HexaLive.Infrastructure.Reporting.Documents;

/// <summary>
/// A column of an exported report. <see cref="Total"/>: the index of the total shown below it, or -1. <see cref="Hidden"/>: the
/// column is not shown, but its total needs the values. <see cref="Group"/>: the group whose keys it contains, if any.
/// </summary>
public sealed record ReportGridColumn(
    string Title,
    FieldType Type,
    ReportColumn Column,
    int Total = -1,
    bool Hidden = false,
    ResolvedGroup? Group = null
)
{
    /// <summary>The effective alignment.</summary>
    public ColumnAlign Align =>
        Column.Align != ColumnAlign.Auto ? Column.Align
        : Group is null && Type is FieldType.Number or FieldType.Minutes or FieldType.Percent ? ColumnAlign.End
        : ColumnAlign.Start;

    // The bold header needs a little more room than its letters.
    private int LongestWord => Math.Min(18, Title.Split(' ').Max(w => w.Length) + 2);

    /// <summary>
    /// The width in characters. By default, it depends on the type of the values and the longest word of the header (up to 18
    /// characters).
    /// </summary>
    public int Width =>
        Column.Width
        ?? Math.Max(
            LongestWord,
            Type switch
            {
                FieldType.LongText => 44,
                FieldType.Text or FieldType.Reference => 24,
                FieldType.Instant => 18,
                FieldType.Choice or FieldType.Day => 13,
                FieldType.Flag => 8,
                _ => 10,
            }
        );
}
