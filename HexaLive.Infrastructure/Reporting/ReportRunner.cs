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
/// Runs definitions with the reader's rights: scope, criteria, order and groups in one query each. The database groups by day,
/// which can use an index; days are merged into weeks, months and years as they are read, and only the groups that are shown are
/// kept in memory. A page of a grouped report reads only the rows of the outermost groups it shows, because the size of each
/// group is known by then.
/// </summary>
/// <param name="databases">Opens a context for each report.</param>
/// <param name="time">Provides the current time, which determines today.</param>
/// <param name="maxGroups">The limit to use instead of <see cref="MaxGroups"/>.</param>
public sealed class ReportRunner(IDbContextFactory<HexaDbContext> databases, TimeProvider time, int maxGroups = ReportRunner.MaxGroups)
{
    /// <summary>Maximum number of innermost groups, as shown.</summary>
    public const int MaxGroups = 100_000;

    /// <summary>Returns a page of rows, with the figures of all rows.</summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.ReportFaulty"/>, <see cref="RuleError.ReportTooManyGroups"/>, or <see cref="RuleError.InvalidValue"/>
    /// if a parameter or the path is invalid.
    /// </exception>
    public Task<ReportPage> PageAsync(
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
                var figures = await run.FiguresAsync(cancellationToken);
                var size = Math.Clamp(request.PageSize, 1, ReportRequest.MaxPageSize);
                var pages = run.Shape.Columns.Count == 0 ? 1 : Math.Max(1, (figures.Rows + size - 1) / size);
                var page = Math.Clamp(request.Page, 1, pages);
                var rows = run.Shape.Columns.Count == 0 ? [] : await run.RowsAsync(figures, (page - 1) * size, size, cancellationToken);
                return new ReportPage(run.Shape, figures, rows, page, pages, await run.PathAsync(cancellationToken));
            },
            cancellationToken
        );

    /// <summary>
    /// Returns only the first rows, as fast as possible, for the designer's preview. If they are grouped, the figures are
    /// returned too, because they are needed to find the rows.
    /// </summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.ReportFaulty"/>, <see cref="RuleError.ReportTooManyGroups"/>, or <see cref="RuleError.InvalidValue"/>
    /// if a parameter or the path is invalid.
    /// </exception>
    public Task<(IReadOnlyList<ReportRow> Rows, ReportFigures? Figures)> FirstRowsAsync(
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
                var figures = run.Groups.Count == 0 ? null : await run.FiguresAsync(cancellationToken);
                return (await run.RowsAsync(figures, 0, Math.Clamp(count, 1, ReportRequest.MaxPageSize), cancellationToken), figures);
            },
            cancellationToken
        );

    /// <summary>Returns the row counts and totals, overall and by group.</summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.ReportFaulty"/>, <see cref="RuleError.ReportTooManyGroups"/>, or <see cref="RuleError.InvalidValue"/>
    /// if a parameter or the path is invalid.
    /// </exception>
    public Task<ReportFigures> FiguresAsync(
        Viewer viewer,
        ReportDefinition definition,
        ReportRequest request,
        CancellationToken cancellationToken = default
    ) => ReadAsync(viewer, definition, request, run => run.FiguresAsync(cancellationToken), cancellationToken);

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

    /// <summary>Streams all rows in order (by group first) as the database returns them.</summary>
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

    // A report may take seconds: run it on the thread pool, so that the screen stays responsive, and end it when cancelled.
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
                return await db.InterruptibleAsync(
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
        if (request.Rows && definition.Columns.Count == 0)
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
        return new ReportRun(context, ReportShape.Of(definition), request, criteria, maxGroups);
    }
}
