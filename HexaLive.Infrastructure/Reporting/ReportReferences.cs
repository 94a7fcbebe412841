using System.Globalization;
using HexaLive.Domain.Reports;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Reporting;

/// <summary>
/// An item that a criterion can refer to. <see cref="Detail"/> distinguishes items with the same name, for example by their
/// client or team.
/// </summary>
public sealed record ReferenceChoice(int Id, string Name, string? Detail);

/// <summary>
/// Finds the items that criteria can refer to, and their names. Clients, projects, tasks, contacts and people are limited to the
/// viewer's scope.
/// </summary>
public sealed class ReportReferences(IDbContextFactory<HexaDbContext> databases)
{
    /// <summary>Maximum number of results.</summary>
    public const int MaxResults = 12;

    private const int NewestTasks = 20_000;

    /// <summary>
    /// Finds items of a kind by words of their names, ignoring case and accents; names that start with the first word come first.
    /// Without text, returns the first items by name or, for tasks, the newest tasks. A number finds any task, but words find only
    /// the newest tasks. Inactive items come last.
    /// </summary>
    public async Task<IReadOnlyList<ReferenceChoice>> FindAsync(
        Viewer viewer,
        ReferenceKind kind,
        string? text,
        CancellationToken cancellationToken = default
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var words = SearchText.SplitWords(text);
        var named = ReferenceItems.Query(db, viewer, kind);
        if (kind == ReferenceKind.Task)
        {
            if (
                int.TryParse((text ?? "").Trim().TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && await named.Where(t => t.Id == number).OrderBy(t => t.Id).Take(1).ToListAsync(cancellationToken) is [var task]
            )
                return [new(task.Id, task.Name, task.Detail)];
            // An index does not help to find text inside a title, so search only the newest tasks.
            var newest = await db.Tasks.MaxAsync(t => (int?)t.Id, cancellationToken) ?? 0;
            named = named.Where(t => t.Id > newest - NewestTasks);
        }
        if (words.Count == 0)
        {
            named =
                kind == ReferenceKind.Task
                    ? named.OrderByDescending(n => n.Id)
                    : named.OrderBy(n => n.IsInactive ? 1 : 0).ThenBy(n => n.Name).ThenBy(n => n.Id);
        }
        else
        {
            var (first, inner) = (words[0], " " + words[0]);
            named = words
                .Aggregate(named, (found, word) => found.Where(n => n.SearchKey.Contains(word)))
                .OrderBy(n => n.IsInactive ? 1 : 0)
                .ThenBy(n =>
                    n.SearchKey.StartsWith(first) ? 0
                    : n.SearchKey.Contains(inner) ? 1
                    : 2
                )
                .ThenBy(n => n.Name)
                .ThenBy(n => n.Id);
        }
        return await named.Take(MaxResults).Select(n => new ReferenceChoice(n.Id, n.Name, n.Detail)).ToListAsync(cancellationToken);
    }

    /// <summary>
    /// Returns the names of the items that a definition refers to. Items that no longer exist or are outside the viewer's scope
    /// are left out.
    /// </summary>
    public async Task<IReadOnlyDictionary<(ReferenceKind Kind, int Id), string>> ReadNamesAsync(
        Viewer viewer,
        ReportDefinition definition,
        CancellationToken cancellationToken = default
    )
    {
        var names = new Dictionary<(ReferenceKind, int), string>();
        var wanted = ReferencesIn(definition).ToLookup(n => n.Kind, n => n.Id);
        if (wanted.Count == 0)
            return names;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        foreach (var kind in wanted)
        {
            var ids = kind.Distinct().Take(500).ToArray();
            foreach (
                var found in await ReferenceItems
                    .Query(db, viewer, kind.Key)
                    .Where(n => ids.Contains(n.Id))
                    .Select(n => new { n.Id, n.Name })
                    .ToListAsync(cancellationToken)
            )
                names[(kind.Key, found.Id)] = found.Name;
        }
        return names;
    }

    /// <summary>Returns the names of the inactive items among the given ids, by id.</summary>
    internal static Task<Dictionary<int, string>> FindInactiveAsync(
        HexaDbContext db,
        Viewer viewer,
        ReferenceKind kind,
        int[] ids,
        CancellationToken cancellationToken
    ) =>
        ReferenceItems
            .Query(db, viewer, kind)
            .Where(t => t.IsInactive && ids.Contains(t.Id))
            .ToDictionaryAsync(t => t.Id, t => t.Name, cancellationToken);

    // Returns the ids in criteria, and the ids in the default values of parameters that criteria use.
    private static IEnumerable<(ReferenceKind Kind, int Id)> ReferencesIn(ReportDefinition definition) =>
        from test in definition.Where.Nodes
        where test.Kind == CriterionKind.Test
        let kind = FieldCatalog.Find(definition.Source, test.Field)?.ReferenceKind
        where kind is not null
        from value in test.Values
        let given = value.StartsWith('?') ? definition.Parameters.FirstOrDefault(p => p.Name == value[1..])?.Default : value
        let id = given is null ? null : ReportValidator.ParseId(given)
        where id is not null
        select (kind.Value, id.Value);
}
