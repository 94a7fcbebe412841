using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Mail;
using HexaLive.Infrastructure.Reporting;
using HexaLive.Infrastructure.Reporting.Documents;
using Microsoft.Extensions.Localization;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>Reads a report as the table in the body of an e-mail.</summary>
internal sealed class MailTableReader(ReportFiles files, ReportNames names, IStringLocalizer<ReportFiles> texts)
{
    /// <summary>Maximum number of rows in an e-mail. The full report is shown in the application.</summary>
    public const int MaxRows = 200;

    private const int MaxCellLength = 500;

    /// <summary>Returns the table, and whether rows were cut off.</summary>
    public async Task<(MailTable Table, bool IsTruncated)> ReadAsync(
        Viewer viewer,
        ReportDefinition definition,
        ReportRequest request,
        CancellationToken cancellationToken
    )
    {
        var (grid, lines, cut) = await files.ReadAsync(viewer, definition, request, MaxRows, cancellationToken);
        var shown = Enumerable.Range(0, grid.Columns.Count).Where(c => !grid.Columns[c].IsHidden).ToList();
        var separate = grid.SeparateTotals(shown.Select(c => grid.Columns[c]));
        var rows = lines
            .Where(line => line.Kind is ReportLineKind.GroupStart or ReportLineKind.Row || grid.Totals.Count > 0)
            .Select(line =>
                line.Kind switch
                {
                    ReportLineKind.GroupStart => new MailRow(MailRowKind.Group, [FormatHeading(grid, line)]),
                    ReportLineKind.Row => new MailRow(MailRowKind.Row, [.. shown.Select(c => Truncate(grid.FormatCell(line, c, names)))]),
                    _ => new MailRow(MailRowKind.Total, FormatTotals(grid, line, shown, separate)),
                }
            )
            .ToList();
        return (new([.. shown.Select(c => (grid.Columns[c].Title, grid.Columns[c].Align == ColumnAlign.End))], rows), cut);
    }

    private string FormatHeading(ReportGrid grid, ReportLine line) =>
        texts["Heading", names.GetTitle(grid.Headings[line.Level]), names.FormatKey(line.Keys[line.Level], grid.Headings[line.Level])];

    // Returns the cells of a row of totals. Each total is below its column; totals without a visible column are beside the label.
    private List<string> FormatTotals(ReportGrid grid, ReportLine line, List<int> shown, IReadOnlyList<int> separate)
    {
        var cells = shown
            .Select(c =>
                grid.Columns[c].Total is >= 0 and var total && total < line.Totals.Count
                    ? names.FormatTotal(line.Totals[total], grid.Totals[total])
                    : ""
            )
            .ToList();
        var label =
            line.Kind == ReportLineKind.GrandTotal
                ? texts["Total"].Value
                : texts["TotalOf", names.FormatKey(line.Keys[line.Level], grid.Headings[line.Level])].Value;
        var beside = separate
            .Where(t => t < line.Totals.Count)
            .Select(t => texts["Heading", names.GetTitle(grid.Totals[t]), names.FormatTotal(line.Totals[t], grid.Totals[t])].Value);
        label = string.Join(" · ", beside.Prepend(label));
        cells[0] = cells[0].Length == 0 ? label : $"{label}: {cells[0]}";
        return cells;
    }

    private static string Truncate(string text) => text.Length <= MaxCellLength ? text : $"{text[..MaxCellLength]}…";
}
