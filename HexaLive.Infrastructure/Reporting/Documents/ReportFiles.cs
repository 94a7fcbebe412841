using HexaLive.Domain;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace HexaLive.Infrastructure.Reporting.Documents;

/// <summary>
/// Writes reports as files, in the current culture and with the viewer's rights. CSV and Excel files are streamed from the
/// database, so that only one row is in memory.
/// </summary>
public sealed class ReportFiles(
    IDbContextFactory<HexaDbContext> databases,
    ReportRunner runner,
    ReportNames names,
    ReportSentences sentences,
    IStringLocalizer<ReportFiles> texts,
    TimeProvider time
) : IDisposable
{
    /// <summary>The maximum number of rows in a PDF, because nobody reads more rows on paper.</summary>
    public const int MaxPdfRows = 10_000;

    /// <summary>The maximum number of PDFs created at the same time.</summary>
    public const int MaxConcurrentPdfs = 2;

    /// <summary>The maximum number of rows in an Excel file. Excel can open more rows, but subtotals also need rows.</summary>
    public const int MaxExcelRows = 1_000_000;

    private readonly ReportLineReader _reader = new(runner);
    private readonly CsvReportWriter _csv = new(names);
    private readonly PdfReportWriter _pdf = new(databases, names, texts, time);

    /// <summary>Writes a report and returns its number of rows. The progress reports the number of rows written so far.</summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.ReportFaulty"/>, <see cref="RuleError.ReportTooManyGroups"/>, <see cref="RuleError.ReportTooLong"/>, or
    /// <see cref="RuleError.InvalidValue"/> for a parameter or path. In these cases, nothing has been written.
    /// </exception>
    public async Task<int> WriteAsync(
        Stream output,
        ReportFormat format,
        Viewer viewer,
        ReportDefinition definition,
        string name,
        ReportRequest request,
        CsvSeparator separator = CsvSeparator.Auto,
        IProgress<int>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ReportValidator.EnsureValid(definition);
        var grid = ReportGrid.Create(definition, request, names);
        if (
            GetMaxRows(format) is { } max
            && grid.ListsRows
            && await runner.CountAsync(viewer, grid.Definition, request, cancellationToken) > max
        )
            throw new RuleException(RuleError.ReportTooLong, max);
        var counter = new RowCounter(progress);
        var lines = _reader.ReadAsync(grid, viewer, request, counter, cancellationToken);
        if (format == ReportFormat.Csv)
            await _csv.WriteAsync(output, grid, lines, separator, cancellationToken);
        else
        {
            var lead = await sentences.DescribeAsync(viewer, definition, request, cancellationToken);
            await using var file =
                format == ReportFormat.Excel
                    ? await WriteExcelAsync(grid, lines, name, lead, cancellationToken)
                    : await _pdf.WriteAsync(grid, lines, viewer, name, lead, cancellationToken);
            await file.CopyToAsync(output, cancellationToken);
        }
        progress?.Report(counter.RowCount);
        return counter.RowCount;
    }

    /// <summary>
    /// Returns the expected number of rows in the file, for progress display; 0 if the report lists groups only.
    /// </summary>
    /// <exception cref="RuleException"><see cref="RuleError.ReportFaulty"/> if the definition is not valid.</exception>
    public async Task<int> CountAsync(
        Viewer viewer,
        ReportDefinition definition,
        ReportRequest request,
        CancellationToken cancellationToken = default
    )
    {
        ReportValidator.EnsureValid(definition);
        var grid = ReportGrid.Create(definition, request, names);
        return grid.ListsRows ? await runner.CountAsync(viewer, grid.Definition, request, cancellationToken) : 0;
    }

    /// <summary>
    /// Returns the lines of a report for display, with at most <paramref name="max"/> rows. If the report has more rows, the totals
    /// of the groups that have begun and the grand totals still include all rows.
    /// </summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.ReportFaulty"/> or <see cref="RuleError.ReportTooManyGroups"/>.
    /// </exception>
    public async Task<(ReportGrid Grid, IReadOnlyList<ReportLine> Lines, bool IsTruncated)> ReadAsync(
        Viewer viewer,
        ReportDefinition definition,
        ReportRequest request,
        int max,
        CancellationToken cancellationToken = default
    )
    {
        ReportValidator.EnsureValid(definition);
        var grid = ReportGrid.Create(definition, request, names);
        var (lines, cut) = await _reader.ReadAsync(grid, viewer, request, max, cancellationToken);
        return (grid, lines, cut);
    }

    /// <inheritdoc />
    public void Dispose() => _pdf.Dispose();

    private static int? GetMaxRows(ReportFormat format) =>
        format switch
        {
            ReportFormat.Csv => null,
            ReportFormat.Excel => MaxExcelRows,
            ReportFormat.Pdf => MaxPdfRows,
            _ => throw new ArgumentOutOfRangeException(nameof(format)),
        };

    private async Task<Stream> WriteExcelAsync(
        ReportGrid grid,
        IAsyncEnumerable<ReportLine> lines,
        string name,
        string lead,
        CancellationToken cancellationToken
    )
    {
        await using var sheet = await ReportSheet.CreateAsync(grid, name, lead, names, texts);
        await foreach (var line in lines)
            await sheet.WriteAsync(line, cancellationToken);
        return await sheet.FinishAsync(cancellationToken);
    }
}
