using System.Globalization;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Reporting;

namespace HexaLive.Web.Features.Reports.Designer;

/// <summary>
/// The result of validating a design. <see cref="RunnableDefinition"/> is the definition without unfinished criteria. <see cref="CanRun"/> indicates
/// whether the preview can run; references to missing records do not prevent the preview.
/// </summary>
internal sealed record DesignValidation(ReportDefinition RunnableDefinition, IReadOnlyList<ReportValidationError> Errors, bool CanRun)
{
    /// <summary>
    /// Validates a design. <paramref name="missing"/> holds the references of the saved report whose records are missing. References that
    /// the design no longer contains are ignored.
    /// </summary>
    public static DesignValidation Validate(ReportDefinition definition, IReadOnlyList<ReportValidationError> missing)
    {
        var runnable = CriterionTree.RemoveUnfinished(definition);
        var errors = ReportValidator.Validate(runnable);
        var stillMissing = missing.Where(m =>
            runnable.Where.Nodes.Any(n => n.Field == m.Args[0] && n.Values.Contains(m.Args.ElementAtOrDefault(1) ?? ""))
        );
        return new(runnable, [.. errors, .. stillMissing], errors.Count == 0);
    }

    /// <summary>Returns whether a design refers to records whose names are not loaded. Missing records do not count.</summary>
    public static bool HasUnnamed(
        ReportDefinition definition,
        IReadOnlyDictionary<(ReferenceKind Kind, int Id), string> names,
        IReadOnlyList<ReportValidationError> missing
    ) =>
        definition.Where.Nodes.Any(n =>
            FieldCatalog.Find(definition.Source, n.Field)?.ReferenceKind is { } kind
            && n.Values.Any(v =>
                int.TryParse(v, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && !names.ContainsKey((kind, id))
            )
            && missing.All(m => m.Args[0] != n.Field)
        );
}
