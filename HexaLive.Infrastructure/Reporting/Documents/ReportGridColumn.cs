using HexaLive.Domain.Reports;

namespace HexaLive.Infrastructure.Reporting.Documents;

/// <summary>
/// A column of an exported report. <see cref="Total"/>: the index of the total that is shown below the column, or -1.
/// <see cref="IsHidden"/>: the column is not shown, but a total needs its values. <see cref="Group"/>: the group level whose keys the
/// column contains, if any.
/// </summary>
public sealed record ReportGridColumn(
    string Title,
    FieldType Type,
    ReportColumn Column,
    int Total = -1,
    bool IsHidden = false,
    ResolvedGroup? Group = null
)
{
    /// <summary>The effective alignment.</summary>
    public ColumnAlign Align =>
        Column.Align != ColumnAlign.Auto ? Column.Align
        : Group is null && Type is FieldType.Number or FieldType.Minutes or FieldType.Percent ? ColumnAlign.End
        : ColumnAlign.Start;

    // The length of the longest word in the title. Two characters are added, because the header is bold.
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
