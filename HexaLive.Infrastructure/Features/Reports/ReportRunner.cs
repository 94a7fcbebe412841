using HexaLive.Domain;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>Runs definitions by the rights of whoever reads: scope, criteria, order and groups in one query each.</summary>
public sealed class ReportRunner(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>Most groups that are held at once, of all levels' innermost.</summary>
    public const int MostGroups = 100_000;

    /// <summary>A page of rows with the figures of all.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.ReportFaulty"/> or <see cref="RuleError.ReportTooManyGroups"/>.</exception>
    public Task<ReportPage> PageAsync(Viewer viewer, ReportDefinition definition, ReportAsk ask, CancellationToken cancellationToken = default) => throw new NotImplementedException($"{databases}{time}");

    /// <summary>The first rows alone, as fast as can be: what a designer shows while it is changed.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.ReportFaulty"/>.</exception>
    public Task<IReadOnlyList<ReportRow>> FirstRowsAsync(Viewer viewer, ReportDefinition definition, ReportAsk ask, int count, CancellationToken cancellationToken = default) => throw new NotImplementedException($"{databases}{time}");

    /// <summary>Counts and totals of all rows, and by group.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.ReportFaulty"/> or <see cref="RuleError.ReportTooManyGroups"/>.</exception>
    public Task<ReportFigures> FiguresAsync(Viewer viewer, ReportDefinition definition, ReportAsk ask, CancellationToken cancellationToken = default) => throw new NotImplementedException($"{databases}{time}");

    /// <summary>How many rows there are, and what they total, without their groups.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.ReportFaulty"/>.</exception>
    public Task<int> CountAsync(Viewer viewer, ReportDefinition definition, ReportAsk ask, CancellationToken cancellationToken = default) => throw new NotImplementedException($"{databases}{time}");

    /// <summary>Every row in its order (groups first), as the database gives them.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.ReportFaulty"/>.</exception>
    public IAsyncEnumerable<ReportRow> StreamAsync(Viewer viewer, ReportDefinition definition, ReportAsk ask, CancellationToken cancellationToken = default) => throw new NotImplementedException($"{databases}{time}");

    /// <summary>A definition with its fields; what the catalogue does not have is left out.</summary>
    public static ReportShape Shape(ReportDefinition definition) => new(
        definition,
        [.. definition.Columns.Select(c => (Column: c, Field: FieldCatalog.Find(definition.Source, c.Field))).Where(c => c.Field is not null).Select(c => new ShapedColumn(c.Column, c.Field!))],
        [.. definition.Groups.Select(g => (Group: g, Field: FieldCatalog.Find(definition.Source, g.Field))).Where(g => g.Field is not null).Select(g => new ShapedGroup(g.Group, g.Field!))],
        [.. definition.Totals.Select(t => (Total: t, Field: FieldCatalog.Find(definition.Source, t.Field))).Where(t => t.Field is not null || t.Total.Field is null).Select(t => new ShapedTotal(t.Total, t.Field))]);
}
