using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>
/// Finds what a definition names by id and is not there any more, or is nothing that the viewer knows: one query for each kind of thing that is named. Names do not matter: what was renamed is found.
/// </summary>
internal static class MissingReferences
{
    // In one query; a definition that names more is looked at as far.
    private const int MostIds = 1000;

    private sealed record Named(string Where, ReportField Field, int Id);

    /// <summary>The faults; of a client that was merged into another the third argument is the name of that one. <paramref name="given"/>: the values with which it is run, by name; of other parameters it is what stands first.</summary>
    public static async Task<IReadOnlyList<ReportFault>> FindAsync(
        HexaDbContext db, Viewer viewer, ReportDefinition definition, IReadOnlyDictionary<string, string>? given, CancellationToken cancellationToken)
    {
        var named = Of(definition, given).Distinct().ToList();
        if (named.Count == 0) return [];
        var faults = new Dictionary<Named, ReportFault>();
        foreach (var kind in named.GroupBy(n => n.Field.Refers!.Value))
        {
            var ids = kind.Select(n => n.Id).Distinct().Take(MostIds).ToArray();
            var known = await Known(db, viewer, kind.Key, ids).ToHashSetAsync(cancellationToken);
            var gone = kind.Where(n => ids.Contains(n.Id) && !known.Contains(n.Id)).ToList();
            var into = kind.Key == ReferenceKind.Client && gone.Count > 0 ? await IntoAsync(db, viewer, [.. gone.Select(n => n.Id)], cancellationToken) : [];
            foreach (var one in gone)
            {
                var value = one.Id.ToString(System.Globalization.CultureInfo.InvariantCulture);
                faults[one] = into.GetValueOrDefault(one.Id) is { } name
                    ? new(one.Where, ReportFaultKind.MissingReference, one.Field.Name, value, name)
                    : new(one.Where, ReportFaultKind.MissingReference, one.Field.Name, value);
            }
        }
        return [.. named.Where(faults.ContainsKey).Select(n => faults[n])];
    }

    /// <summary>What the values name with which it is run, and is no longer active: where it finds nothing, that may be why.</summary>
    public static async Task<IReadOnlyList<ReportFault>> InactiveAsync(
        HexaDbContext db, Viewer viewer, ReportDefinition definition, IReadOnlyDictionary<string, string> given, CancellationToken cancellationToken)
    {
        var faults = new List<ReportFault>();
        foreach (var kind in Of(definition, given).Where(n => n.Where.StartsWith("parameters", StringComparison.Ordinal)).Distinct().GroupBy(n => n.Field.Refers!.Value))
        {
            var inactive = await ReportReferences.InactiveAsync(db, viewer, kind.Key, [.. kind.Select(n => n.Id).Distinct().Take(MostIds)], cancellationToken);
            faults.AddRange(kind.Where(n => inactive.ContainsKey(n.Id)).Select(n => new ReportFault(n.Where, ReportFaultKind.InactiveReference, n.Field.Name, n.Id.ToString(System.Globalization.CultureInfo.InvariantCulture), inactive[n.Id])));
        }
        return faults;
    }

    // Ids in criteria, and those that are given or stand first where a parameter is asked.
    private static IEnumerable<Named> Of(ReportDefinition definition, IReadOnlyDictionary<string, string>? given)
    {
        return In("where", definition.Where);

        IEnumerable<Named> In(string where, ReportCriterion criterion)
        {
            if (criterion.Kind != CriterionKind.Test) return criterion.Items.SelectMany((item, i) => In($"{where}.items[{i}]", item));
            if (FieldCatalog.Find(definition.Source, criterion.Field) is not { Refers: not null } field) return [];
            return criterion.Values.Select(value => value.StartsWith('?') ? First(value[1..]) : (Where: where, Value: value))
                .Select(v => (v.Where, Id: ReportCheck.Id(v.Value))).Where(v => v.Id is not null).Select(v => new Named(v.Where, field, v.Id!.Value));
        }

        (string Where, string Value) First(string parameter)
        {
            var at = definition.Parameters.ToList().FindIndex(p => p.Name == parameter);
            return ($"parameters[{at}]", at < 0 ? "" : given?.TryGetValue(parameter, out var value) == true ? value.Trim() : definition.Parameters[at].Default ?? "");
        }
    }

    private static IQueryable<int> Known(HexaDbContext db, Viewer viewer, ReferenceKind kind, int[] ids) => kind switch
    {
        // Administrators see every row, and what was merged away is nothing to look for.
        ReferenceKind.Client => db.Clients.VisibleTo(db, viewer).Where(c => ids.Contains(c.Id) && c.MergedIntoId == null).Select(c => c.Id),
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

    private static async Task<Dictionary<int, string>> IntoAsync(HexaDbContext db, Viewer viewer, int[] ids, CancellationToken cancellationToken) =>
        await db.Clients.AsNoTracking().Where(c => ids.Contains(c.Id) && c.MergedIntoId != null).Join(db.Clients.VisibleTo(db, viewer), c => c.MergedIntoId, k => k.Id, (c, k) => new { c.Id, k.Name })
            .ToDictionaryAsync(c => c.Id, c => c.Name, cancellationToken);
}
