using HexaLive.Domain.Reports;

namespace HexaLive.Infrastructure.Reporting.Documents;

/// <summary>The columns of a printed report, and a font size at which they fit.</summary>
internal sealed class PdfColumns
{
    /// <summary>The space between two columns, in points.</summary>
    public const double Gap = 6;

    // The average width of a letter as a fraction of the font size.
    private const double LetterWidth = 0.52;

    public PdfColumns(ReportGrid grid, double availableWidth)
    {
        var layout = grid.Definition.Layout;
        var shown = Enumerable
            .Range(0, grid.Columns.Count)
            .Where(c => !grid.Columns[c].IsHidden)
            .ToLookup(c => layout.Diary && grid.ListsRows && grid.Columns[c].Type == FieldType.LongText);
        (TableColumns, ColumnsBelowRow) = ([.. shown[false]], [.. shown[true]]);
        var columns = TableColumns.Select(c => grid.Columns[c]).ToList();
        // Reduce the font size for many columns, so that words are not broken more than necessary.
        FontSize = layout.Compact ? 7.5 : 9;
        var wanted = columns.Sum(c => c.Width * FontSize * LetterWidth + Gap);
        if (wanted > availableWidth * 1.3)
            FontSize = Math.Max(5.5, FontSize * availableWidth * 1.3 / wanted);
        Widths = FitWidths(columns, availableWidth, FontSize);
        Lefts = [.. Widths.Select((_, i) => PdfCanvas.Margin + Widths.Take(i).Sum())];
    }

    /// <summary>The indexes of the columns in the table itself.</summary>
    public IReadOnlyList<int> TableColumns { get; }

    /// <summary>The indexes of the columns printed below each row.</summary>
    public IReadOnlyList<int> ColumnsBelowRow { get; }

    public double FontSize { get; }

    /// <summary>The horizontal positions of the columns in the table.</summary>
    public double[] Lefts { get; }

    /// <summary>The widths of the columns in the table.</summary>
    public double[] Widths { get; }

    // Text and reference columns are flexible; all other columns are fixed. Fixed columns get the width they want, and flexible columns
    // share the remaining width in proportion to the widths they want. If the fixed columns want more than 65 % of the page width, or if
    // there are no flexible columns, all columns are scaled to fill the page.
    private static double[] FitWidths(IReadOnlyList<ReportGridColumn> columns, double availableWidth, double size)
    {
        double Wanted(ReportGridColumn column) => Math.Max(4, column.Width) * size * LetterWidth + Gap;
        bool IsFixed(ReportGridColumn column) => column.Type is not (FieldType.Text or FieldType.LongText or FieldType.Reference);
        var (fixedWidth, freeWidth) = (columns.Where(IsFixed).Sum(Wanted), columns.Where(c => !IsFixed(c)).Sum(Wanted));
        return fixedWidth <= availableWidth * 0.65 && freeWidth > 0
            ? [.. columns.Select(c => IsFixed(c) ? Wanted(c) : (availableWidth - fixedWidth) * Wanted(c) / freeWidth)]
            : [.. columns.Select(c => availableWidth * Wanted(c) / (fixedWidth + freeWidth))];
    }
}
