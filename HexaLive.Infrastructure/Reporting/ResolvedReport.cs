using HexaLive.Domain.Reports;

namespace HexaLive.Infrastructure.Reporting;

/// <summary>A column of a report and the field of the catalogue that it shows.</summary>
public sealed record ResolvedColumn(ReportColumn Column, ReportField Field);

/// <summary>A group level of a report and the field of the catalogue by which it groups.</summary>
public sealed record ResolvedGroup(ReportGroup Group, ReportField Field);

/// <summary>A total of a report and the field of the catalogue that it aggregates; the field is null for a count of rows.</summary>
public sealed record ResolvedTotal(ReportTotal Total, ReportField? Field)
{
    /// <summary>The format of the column that shows the same field, if there is one.</summary>
    public ColumnFormat Format { get; init; }
}

/// <summary>A definition with its field names resolved through the catalogue.</summary>
public sealed record ResolvedReport(
    ReportDefinition Definition,
    IReadOnlyList<ResolvedColumn> Columns,
    IReadOnlyList<ResolvedGroup> Groups,
    IReadOnlyList<ResolvedTotal> Totals
)
{
    /// <summary>Resolves the fields of a definition through the catalogue; unknown fields are omitted.</summary>
    public static ResolvedReport Resolve(ReportDefinition definition) =>
        new(
            definition,
            [
                .. definition
                    .Columns.Select(c => (Column: c, Field: FieldCatalog.Find(definition.Source, c.Field)))
                    .Where(c => c.Field is not null)
                    .Select(c => new ResolvedColumn(c.Column, c.Field!)),
            ],
            [
                .. definition
                    .Groups.Select(g => (Group: g, Field: FieldCatalog.Find(definition.Source, g.Field)))
                    .Where(g => g.Field is not null)
                    .Select(g => new ResolvedGroup(g.Group, g.Field!)),
            ],
            [
                .. definition
                    .Totals.Select(t => (Total: t, Field: FieldCatalog.Find(definition.Source, t.Field)))
                    .Where(t => t.Field is not null || t.Total.Field is null)
                    .Select(t => new ResolvedTotal(t.Total, t.Field)
                    {
                        Format = definition.Columns.FirstOrDefault(c => c.Field == t.Field?.Name)?.Format ?? ColumnFormat.Auto,
                    }),
            ]
        );
}
