using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Reporting;

/// <summary>Reads the names of the items that group keys refer to.</summary>
internal static class ReferenceNames
{
    /// <summary>
    /// Reads the names of all items that the keys of a group level refer to. Because this is a separate query, grouping needs no
    /// join.
    /// </summary>
    public static async Task<IReadOnlyDictionary<int, string>> ReadAsync(
        HexaDbContext db,
        ResolvedGroup group,
        IEnumerable<object?> keys,
        CancellationToken cancellationToken
    )
    {
        if (group.Field.ReferenceKind is not { } kind)
            return new Dictionary<int, string>();
        var ids = keys.OfType<int>().Distinct().ToArray();
        var named = kind switch
        {
            ReferenceKind.Client => db.Clients.Where(x => EF.Parameter(ids).Contains(x.Id)).Select(x => new { x.Id, x.Name }),
            ReferenceKind.Project => db.Projects.Where(x => EF.Parameter(ids).Contains(x.Id)).Select(x => new { x.Id, x.Name }),
            ReferenceKind.Task => db.Tasks.Where(x => EF.Parameter(ids).Contains(x.Id)).Select(x => new { x.Id, Name = x.Title }),
            ReferenceKind.Person => db.People.Where(x => EF.Parameter(ids).Contains(x.Id)).Select(x => new { x.Id, x.Name }),
            ReferenceKind.Team => db.Teams.Where(x => EF.Parameter(ids).Contains(x.Id)).Select(x => new { x.Id, x.Name }),
            ReferenceKind.TaskType => db.TaskTypes.Where(x => EF.Parameter(ids).Contains(x.Id)).Select(x => new { x.Id, x.Name }),
            ReferenceKind.Origin => db.Origins.Where(x => EF.Parameter(ids).Contains(x.Id)).Select(x => new { x.Id, x.Name }),
            _ => db.Contacts.Where(x => EF.Parameter(ids).Contains(x.Id)).Select(x => new { x.Id, x.Name }),
        };
        var names = new Dictionary<int, string>();
        if (ids.Length == 0)
            return names;
        await foreach (var each in named.AsAsyncEnumerable().WithCancellation(cancellationToken))
            names[each.Id] = each.Name;
        return names;
    }

    /// <summary>Returns the key to show: for references, the id with its name.</summary>
    public static object? NamedKey(ResolvedGroup group, object? value, IReadOnlyDictionary<int, string> names) =>
        value switch
        {
            null => null,
            int id when group.Field.Type == FieldType.Reference => new ReportReference(
                group.Field.ReferenceKind!.Value,
                id,
                names.GetValueOrDefault(id) ?? ""
            ),
            _ => value,
        };
}
