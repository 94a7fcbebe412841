using System.Globalization;
using HexaLive.Domain.Reports;
using HexaLive.Domain.Text;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>Something that a criterion can name. <see cref="Detail"/> tells it from others of the same name: its client, its team.</summary>
public sealed record ReferenceChoice(int Id, string Name, string? Detail);

/// <summary>Finds what criteria name, and says how it is called; of clients, projects, tasks, contacts and people only what the viewer sees.</summary>
public sealed class ReportReferences(IDbContextFactory<HexaDbContext> databases)
{
    /// <summary>Most answers.</summary>
    public const int Most = 12;

    private const int NewestTasks = 20_000;

    /// <summary>
    /// Things of a kind by the words of their names, ignoring case and accents: first those that begin with the text. Without text the first by name, of tasks the newest; a number finds any task, words those
    /// among the newest. What is no longer active comes last.
    /// </summary>
    public async Task<IReadOnlyList<ReferenceChoice>> FindAsync(Viewer viewer, ReferenceKind kind, string? text, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var words = SearchText.Words(text);
        var named = Of(db, viewer, kind);
        if (kind == ReferenceKind.Task)
        {
            if (int.TryParse((text ?? "").Trim().TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && await named.Where(t => t.Id == number).Take(1).ToListAsync(cancellationToken) is [var task])
                return [new(task.Id, task.Name, task.Detail)];
            // No index helps with the middle of a text: what is looked through is bounded.
            var newest = await db.Tasks.MaxAsync(t => (int?)t.Id, cancellationToken) ?? 0;
            named = named.Where(t => t.Id > newest - NewestTasks);
        }
        if (words.Count == 0)
        {
            named = kind == ReferenceKind.Task ? named.OrderByDescending(n => n.Id) : named.OrderBy(n => n.Gone ? 1 : 0).ThenBy(n => n.Name).ThenBy(n => n.Id);
        }
        else
        {
            var (first, inner) = (words[0], " " + words[0]);
            named = words.Aggregate(named, (found, word) => found.Where(n => n.Search.Contains(word)))
                .OrderBy(n => n.Gone ? 1 : 0).ThenBy(n => n.Search.StartsWith(first) ? 0 : n.Search.Contains(inner) ? 1 : 2).ThenBy(n => n.Name).ThenBy(n => n.Id);
        }
        return await named.Take(Most).Select(n => new ReferenceChoice(n.Id, n.Name, n.Detail)).ToListAsync(cancellationToken);
    }

    /// <summary>The names of all that a definition refers to; what is gone, or is nothing that the viewer sees, is missing in it.</summary>
    public async Task<IReadOnlyDictionary<(ReferenceKind Kind, int Id), string>> NamesAsync(Viewer viewer, ReportDefinition definition, CancellationToken cancellationToken = default)
    {
        var names = new Dictionary<(ReferenceKind, int), string>();
        var wanted = Named(definition).ToLookup(n => n.Kind, n => n.Id);
        if (wanted.Count == 0) return names;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        foreach (var kind in wanted)
        {
            var ids = kind.Distinct().Take(500).ToArray();
            foreach (var found in await Of(db, viewer, kind.Key).Where(n => ids.Contains(n.Id)).Select(n => new { n.Id, n.Name }).ToListAsync(cancellationToken)) names[(kind.Key, found.Id)] = found.Name;
        }
        return names;
    }

    /// <summary>Those of these things that are no longer active, by id, with their names.</summary>
    internal static Task<Dictionary<int, string>> InactiveAsync(HexaDbContext db, Viewer viewer, ReferenceKind kind, int[] ids, CancellationToken cancellationToken) =>
        Of(db, viewer, kind).Where(t => t.Gone && ids.Contains(t.Id)).ToDictionaryAsync(t => t.Id, t => t.Name, cancellationToken);

    // Of criteria, and of what parameters stand at first.
    private static IEnumerable<(ReferenceKind Kind, int Id)> Named(ReportDefinition definition) =>
        from test in definition.Where.Nodes
        where test.Kind == CriterionKind.Test
        let kind = FieldCatalog.Find(definition.Source, test.Field)?.Refers
        where kind is not null
        from value in test.Values
        let given = value.StartsWith('?') ? definition.Parameters.FirstOrDefault(p => p.Name == value[1..])?.Default : value
        let id = given is null ? null : ReportCheck.Id(given)
        where id is not null
        select (kind.Value, id.Value);

    private static IQueryable<Thing> Of(HexaDbContext db, Viewer viewer, ReferenceKind kind) => kind switch
    {
        ReferenceKind.Client => db.Clients.AsNoTracking().VisibleTo(db, viewer).Select(c => new Thing { Id = c.Id, Name = c.Name, Search = c.Search, Detail = c.Code, Gone = !c.Active }),
        ReferenceKind.Project => db.Projects.AsNoTracking().VisibleTo(db, viewer).Select(p => new Thing { Id = p.Id, Name = p.Name, Search = p.Search, Detail = p.Client.Name, Gone = p.ClosedAt != null }),
        ReferenceKind.Task => db.Tasks.AsNoTracking().VisibleTo(db, viewer).Select(t => new Thing { Id = t.Id, Name = t.Title, Search = t.Search, Detail = t.Client.Name, Gone = false }),
        ReferenceKind.Person => db.People.AsNoTracking().VisibleTo(db, viewer).Select(p => new Thing { Id = p.Id, Name = p.Name, Search = p.Search, Detail = p.Team!.Name, Gone = !p.Active }),
        ReferenceKind.Team => db.Teams.AsNoTracking().Select(t => new Thing { Id = t.Id, Name = t.Name, Search = t.Search, Detail = t.Parent!.Name, Gone = false }),
        ReferenceKind.TaskType => db.TaskTypes.AsNoTracking().Select(t => new Thing { Id = t.Id, Name = t.Name, Search = t.Search, Detail = null, Gone = !t.Active }),
        ReferenceKind.Origin => db.Origins.AsNoTracking().Select(o => new Thing { Id = o.Id, Name = o.Name, Search = o.Search, Detail = null, Gone = !o.Active }),
        _ => Contacts(db, viewer),
    };

    private static IQueryable<Thing> Contacts(HexaDbContext db, Viewer viewer)
    {
        var clients = db.Clients.VisibleTo(db, viewer).Select(c => c.Id);
        return db.Contacts.AsNoTracking().Where(c => clients.Contains(c.ClientId)).Select(c => new Thing { Id = c.Id, Name = c.Name, Search = c.Search, Detail = c.Client.Name, Gone = !c.Active });
    }

    private sealed class Thing
    {
        public int Id { get; init; }
        public string Name { get; init; } = "";
        public string Search { get; init; } = "";
        public string? Detail { get; init; }
        public bool Gone { get; init; }
    }
}
