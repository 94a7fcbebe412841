using System.Globalization;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using HexaLive.Domain;
using HexaLive.Domain.Reports;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Reporting;

/// <summary>
/// Runs definitions with the reader's rights: each query applies scope, criteria, order and groups. The database groups dates by
/// day, because grouping by day can use an index. The runner merges days into weeks, months and years while it reads them, and
/// holds in memory only the groups that the report shows. For a page of a grouped report, the runner reads the groups first. From the sizes
/// of the groups, the runner determines which outermost groups are on the page, and reads only the rows of these groups.
/// </summary>
/// <param name="databases">Opens a context for each report.</param>
/// <param name="time">Provides the current time, which determines today.</param>
/// <param name="maxGroups">The limit to use instead of <see cref="MaxGroups"/>.</param>
public sealed class ReportRunner(IDbContextFactory<HexaDbContext> databases, TimeProvider time, int maxGroups = ReportRunner.MaxGroups)
{
    /// <summary>The maximum number of innermost groups that a report may show.</summary>
    public const int MaxGroups = 100_000;

    /// <summary>Returns a page of rows, with the figures of all rows.</summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.ReportFaulty"/>, <see cref="RuleError.ReportTooManyGroups"/>, or <see cref="RuleError.InvalidValue"/>
    /// if a parameter or the path is invalid.
    /// </exception>
    public Task<ReportPage> ReadPageAsync(
        Viewer viewer,
        ReportDefinition definition,
        ReportRequest request,
        CancellationToken cancellationToken = default
    ) =>
        ReadAsync(
            viewer,
            definition,
            request,
            async run =>
            {
                var figures = await run.ReadFiguresAsync(cancellationToken);
                var size = Math.Clamp(request.PageSize, 1, ReportRequest.MaxPageSize);
                var pages = run.Report.Columns.Count == 0 ? 1 : Math.Max(1, (figures.RowCount + size - 1) / size);
                var page = Math.Clamp(request.Page, 1, pages);
                var rows =
                    run.Report.Columns.Count == 0 ? [] : await run.ReadRowsAsync(figures, (page - 1) * size, size, cancellationToken);
                return new ReportPage(run.Report, figures, rows, page, pages, await run.ReadPathAsync(cancellationToken));
            },
            cancellationToken
        );

    /// <summary>
    /// Returns only the first rows, as fast as possible, for the designer's preview. If the report has groups, also returns the
    /// figures, because the runner needs them to find the rows.
    /// </summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.ReportFaulty"/>, <see cref="RuleError.ReportTooManyGroups"/>, or <see cref="RuleError.InvalidValue"/>
    /// if a parameter or the path is invalid.
    /// </exception>
    public Task<(IReadOnlyList<ReportRow> Rows, ReportFigures? Figures)> ReadFirstRowsAsync(
        Viewer viewer,
        ReportDefinition definition,
        ReportRequest request,
        int count,
        CancellationToken cancellationToken = default
    ) =>
        ReadAsync(
            viewer,
            definition,
            request,
            async run =>
            {
                var figures = run.Groups.Count == 0 ? null : await run.ReadFiguresAsync(cancellationToken);
                return (await run.ReadRowsAsync(figures, 0, Math.Clamp(count, 1, ReportRequest.MaxPageSize), cancellationToken), figures);
            },
            cancellationToken
        );

    /// <summary>Returns the row counts and totals, overall and by group.</summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.ReportFaulty"/>, <see cref="RuleError.ReportTooManyGroups"/>, or <see cref="RuleError.InvalidValue"/>
    /// if a parameter or the path is invalid.
    /// </exception>
    public Task<ReportFigures> ReadFiguresAsync(
        Viewer viewer,
        ReportDefinition definition,
        ReportRequest request,
        CancellationToken cancellationToken = default
    ) => ReadAsync(viewer, definition, request, run => run.ReadFiguresAsync(cancellationToken), cancellationToken);

    /// <summary>Returns the number of rows.</summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.ReportFaulty"/>, or <see cref="RuleError.InvalidValue"/> if a parameter or the path is invalid.
    /// </exception>
    public Task<int> CountAsync(
        Viewer viewer,
        ReportDefinition definition,
        ReportRequest request,
        CancellationToken cancellationToken = default
    ) => ReadAsync(viewer, definition, request, run => run.Query.CountAsync(cancellationToken), cancellationToken);

    /// <summary>Streams all rows, ordered by group and then by the order of the report, without buffering.</summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.ReportFaulty"/>, or <see cref="RuleError.InvalidValue"/> if a parameter or the path is invalid.
    /// </exception>
    public async IAsyncEnumerable<ReportRow> StreamAsync(
        Viewer viewer,
        ReportDefinition definition,
        ReportRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var run = await BeginAsync(db, viewer, definition, request, cancellationToken);
        await foreach (var row in run.Read(run.Query, 0, null, cancellationToken))
            yield return row;
    }

    // Runs a query on the thread pool, because a report may take seconds and the screen must stay responsive. Cancelling interrupts
    // the query.
    private Task<T> ReadAsync<T>(
        Viewer viewer,
        ReportDefinition definition,
        ReportRequest request,
        Func<ReportRun, Task<T>> read,
        CancellationToken cancellationToken
    ) =>
        Task.Run(
            async () =>
            {
                await using var db = await databases.CreateDbContextAsync(cancellationToken);
                return await db.RunInterruptiblyAsync(
                    async () => await read(await BeginAsync(db, viewer, definition, request, cancellationToken)),
                    cancellationToken
                );
            },
            cancellationToken
        );

    private async Task<ReportRun> BeginAsync(
        HexaDbContext db,
        Viewer viewer,
        ReportDefinition definition,
        ReportRequest request,
        CancellationToken cancellationToken
    )
    {
        if (request.IncludesRows && definition.Columns.Count == 0)
        {
            definition = definition with
            {
                Columns = [.. FieldCatalog.DefaultColumns(definition.Source).Select(f => new ReportColumn(f))],
                Groups = [.. definition.Groups.Take(request.Path.Count)],
            };
        }
        ReportValidator.EnsureValid(definition);
        if (request.Order is { } order && FieldCatalog.Find(definition.Source, order.Field) is not null)
            definition = definition with { Order = [order] };
        var context = new FieldContext(db, viewer, request.Today ?? LocalTime.Day(time.GetUtcNow().UtcDateTime, viewer.TimeZone));
        var criteria = await ReportCriteria.PrepareAsync(context, definition, request.Parameters, cancellationToken);
        return new ReportRun(context, ResolvedReport.Resolve(definition), request, criteria, maxGroups);
    }
}
