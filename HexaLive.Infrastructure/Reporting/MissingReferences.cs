using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Reporting;

/// <summary>
/// Finds the items that a definition refers to by id and that no longer exist or are outside the viewer's scope, with one query
/// for each kind of item. Renamed items are still found.
/// </summary>
internal static class MissingReferences
{
    // The maximum number of ids of one kind that are checked. Ids beyond this number are ignored.
    private const int MaxIds = 1000;

    private sealed record Reference(string Where, ReportField Field, int Id);

    /// <summary>
    /// Returns an error for each missing item. For a client that was merged, the third argument is the name of the client it was
    /// merged into. <paramref name="parameterValues"/> contains the parameter values of the run by name; all other parameters have their
    /// default values.
    /// </summary>
    public static async Task<IReadOnlyList<ReportValidationError>> FindAsync(
        HexaDbContext db,
        Viewer viewer,
        ReportDefinition definition,
        IReadOnlyDictionary<string, string>? parameterValues,
        CancellationToken cancellationToken
    )
    {
        var references = ReferencesOf(definition, parameterValues).Distinct().ToList();
        if (references.Count == 0)
            return [];
        var errors = new Dictionary<Reference, ReportValidationError>();
        foreach (var kind in references.GroupBy(n => n.Field.ReferenceKind!.Value))
        {
            var ids = kind.Select(n => n.Id).Distinct().Take(MaxIds).ToArray();
            var known = await KnownIds(db, viewer, kind.Key, ids).ToHashSetAsync(cancellationToken);
            var missing = kind.Where(n => ids.Contains(n.Id) && !known.Contains(n.Id)).ToList();
            var mergedInto =
                kind.Key == ReferenceKind.Client && missing.Count > 0
                    ? await FindMergedIntoAsync(db, viewer, [.. missing.Select(n => n.Id)], cancellationToken)
                    : [];
            foreach (var reference in missing)
            {
                var value = reference.Id.ToString(System.Globalization.CultureInfo.InvariantCulture);
                errors[reference] = mergedInto.GetValueOrDefault(reference.Id) is { } name
                    ? new(reference.Where, ReportValidationErrorKind.MissingReference, reference.Field.Name, value, name)
                    : new(reference.Where, ReportValidationErrorKind.MissingReference, reference.Field.Name, value);
            }
        }
        return [.. references.Where(errors.ContainsKey).Select(n => errors[n])];
    }

    /// <summary>
    /// Returns an error for each inactive item among the parameter values of the run, because an inactive item may explain why a
    /// report is empty.
    /// </summary>
    public static async Task<IReadOnlyList<ReportValidationError>> FindInactiveAsync(
        HexaDbContext db,
        Viewer viewer,
        ReportDefinition definition,
        IReadOnlyDictionary<string, string> parameterValues,
        CancellationToken cancellationToken
    )
    {
        var errors = new List<ReportValidationError>();
        foreach (
            var kind in ReferencesOf(definition, parameterValues)
                .Where(n => n.Where.StartsWith("parameters", StringComparison.Ordinal))
                .Distinct()
                .GroupBy(n => n.Field.ReferenceKind!.Value)
        )
        {
            var inactive = await ReportReferences.FindInactiveAsync(
                db,
                viewer,
                kind.Key,
                [.. kind.Select(n => n.Id).Distinct().Take(MaxIds)],
                cancellationToken
            );
            errors.AddRange(
                kind.Where(n => inactive.ContainsKey(n.Id))
                    .Select(n => new ReportValidationError(
                        n.Where,
                        ReportValidationErrorKind.InactiveReference,
                        n.Field.Name,
                        n.Id.ToString(System.Globalization.CultureInfo.InvariantCulture),
                        inactive[n.Id]
                    ))
            );
        }
        return errors;
    }

    // Returns the ids in criteria, and the ids in the given or default values of parameters that criteria use.
    private static IEnumerable<Reference> ReferencesOf(ReportDefinition definition, IReadOnlyDictionary<string, string>? parameterValues)
    {
        return ReferencesIn("where", definition.Where);

        IEnumerable<Reference> ReferencesIn(string where, ReportCriterion criterion)
        {
            if (criterion.Kind != CriterionKind.Test)
                return criterion.Items.SelectMany((item, i) => ReferencesIn($"{where}.items[{i}]", item));
            if (FieldCatalog.Find(definition.Source, criterion.Field) is not { ReferenceKind: not null } field)
                return [];
            return criterion
                .Values.Select(value => value.StartsWith('?') ? ValueOf(value[1..]) : (Where: where, Value: value))
                .Select(v => (v.Where, Id: ReportValidator.ParseId(v.Value)))
                .Where(v => v.Id is not null)
                .Select(v => new Reference(v.Where, field, v.Id!.Value));
        }

        (string Where, string Value) ValueOf(string parameter)
        {
            var at = definition.Parameters.ToList().FindIndex(p => p.Name == parameter);
            return (
                $"parameters[{at}]",
                at < 0 ? ""
                : parameterValues?.TryGetValue(parameter, out var value) == true ? value.Trim()
                : definition.Parameters[at].Default ?? ""
            );
        }
    }

    private static IQueryable<int> KnownIds(HexaDbContext db, Viewer viewer, ReferenceKind kind, int[] ids) =>
        kind switch
        {
            // Merged clients count as missing.
            ReferenceKind.Client => db
                .Clients.VisibleTo(db, viewer)
                .Where(c => ids.Contains(c.Id) && c.MergedIntoId == null)
                .Select(c => c.Id),
            ReferenceKind.Project => db.Projects.VisibleTo(db, viewer).Where(p => ids.Contains(p.Id)).Select(p => p.Id),
            ReferenceKind.Task => db.Tasks.VisibleTo(db, viewer).Where(t => ids.Contains(t.Id)).Select(t => t.Id),
            ReferenceKind.Person => db.People.VisibleTo(db, viewer).Where(p => ids.Contains(p.Id)).Select(p => p.Id),
            ReferenceKind.Team => db.Teams.Where(t => ids.Contains(t.Id)).Select(t => t.Id),
            ReferenceKind.TaskType => db.TaskTypes.Where(t => ids.Contains(t.Id)).Select(t => t.Id),
            ReferenceKind.Origin => db.Origins.Where(o => ids.Contains(o.Id)).Select(o => o.Id),
            _ => ContactsOf(db, viewer, ids),
        };

    private static IQueryable<int> ContactsOf(HexaDbContext db, Viewer viewer, int[] ids)
    {
        var clients = db.Clients.VisibleTo(db, viewer).Select(c => c.Id);
        return db.Contacts.Where(o => ids.Contains(o.Id) && clients.Contains(o.ClientId)).Select(o => o.Id);
    }

    private static async Task<Dictionary<int, string>> FindMergedIntoAsync(
        HexaDbContext db,
        Viewer viewer,
        int[] ids,
        CancellationToken cancellationToken
    ) =>
        await db
            .Clients.AsNoTracking()
            .Where(c => ids.Contains(c.Id) && c.MergedIntoId != null)
            .Join(db.Clients.VisibleTo(db, viewer), c => c.MergedIntoId, k => k.Id, (c, k) => new { c.Id, k.Name })
            .ToDictionaryAsync(c => c.Id, c => c.Name, cancellationToken);
}
