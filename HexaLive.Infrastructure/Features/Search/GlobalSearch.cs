using System.Globalization;
using System.Linq.Expressions;
using HexaLive.Domain.Clients;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Shared;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Search;

/// <summary>The kinds of search hits, in the order in which the screen shows them.</summary>
public enum SearchKind
{
    Client,
    Contact,
    Project,
    Task,
    Person,
}

/// <summary>
/// A search hit. <see cref="Id"/> identifies the item found; <see cref="ClientId"/> is the client of the item; null for people.
/// </summary>
public sealed record SearchHit(SearchKind Kind, int Id, string Title, string? Detail, int? ClientId = null);

/// <summary>Searches clients, contacts, projects, tasks and people, ignoring case and accents.</summary>
public sealed class GlobalSearch(IDbContextFactory<HexaDbContext> databases)
{
    /// <summary>Maximum number of hits of each kind.</summary>
    public const int MaxHits = 6;

    /// <summary>Text search covers only this number of newest tasks. A number finds any task.</summary>
    public const int NewestTasks = 20_000;

    /// <summary>
    /// Returns up to <see cref="MaxHits"/> hits of each kind. Items that start with the first search word come first, then items
    /// with another word that starts with that search word, then the others. All search words must occur in the item; for tasks, in
    /// the task or its client. Input without letters and with at least three digits also matches telephone numbers, and a number
    /// matches the task with that number. A single digit finds only the task with that number; any other single character finds
    /// nothing.
    /// </summary>
    public async Task<IReadOnlyList<SearchHit>> FindAsync(Viewer viewer, string? text, CancellationToken cancellationToken = default)
    {
        var typed = (text ?? "").Trim();
        var words = SearchText.SplitWords(typed);
        if (words.Count == 0)
            return [];
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var hits = new List<SearchHit>();
        // Input without letters may be a telephone number in any format, because users look up the number of an incoming call.
        var phone = typed.Any(char.IsLetter) ? null : await PhoneSearch.ParseAsync(db, typed, cancellationToken);
        if (typed.Length > 1)
        {
            hits.AddRange(await FindClientsAsync(db, viewer, words, phone, cancellationToken));
            hits.AddRange(await FindContactsAsync(db, viewer, words, phone, cancellationToken));
            hits.AddRange(await FindProjectsAsync(db, viewer, words, cancellationToken));
        }
        hits.AddRange(await FindTasksAsync(db, viewer, words, typed, cancellationToken));
        if (typed.Length > 1)
            hits.AddRange(await FindPeopleAsync(db, viewer, words, cancellationToken));
        return hits;
    }

    private static async Task<IEnumerable<SearchHit>> FindClientsAsync(
        HexaDbContext db,
        Viewer viewer,
        IReadOnlyList<string> words,
        PhoneSearch? phone,
        CancellationToken cancellationToken
    )
    {
        var (first, inner) = CreateLikePatterns(words);
        var clients = db.Clients.AsNoTracking().VisibleTo(db, viewer).Where(c => c.Active);
        var named = words.Aggregate(clients, (found, word) => found.Where(c => c.SearchKey.Contains(word)));
        if (phone is not null)
            named = clients.Where(c => c.SearchKey.Contains(first) || (c.PhoneKey != null && c.PhoneKey.Contains(phone.Fragment)));
        var found = await named
            .OrderBy(c =>
                c.SearchKey.StartsWith(first) ? 0
                : c.SearchKey.Contains(inner) ? 1
                : 2
            )
            .ThenBy(c => c.Name)
            .ThenBy(c => c.Id)
            .Take(MaxHits)
            .Select(c => new
            {
                c.Id,
                c.Name,
                c.Code,
                c.Phone,
            })
            .ToListAsync(cancellationToken);
        return found.Select(c => new SearchHit(
            SearchKind.Client,
            c.Id,
            c.Name,
            phone is not null && c.Phone is not null ? $"{c.Code} · {phone.Parser.Parse(c.Phone).Text}" : c.Code,
            c.Id
        ));
    }

    private static async Task<IEnumerable<SearchHit>> FindContactsAsync(
        HexaDbContext db,
        Viewer viewer,
        IReadOnlyList<string> words,
        PhoneSearch? phone,
        CancellationToken cancellationToken
    )
    {
        var (first, inner) = CreateLikePatterns(words);
        var clients = db.Clients.VisibleTo(db, viewer).Where(c => c.Active).Select(c => c.Id);
        var contacts = db.Contacts.AsNoTracking().Where(c => c.Active && clients.Contains(c.ClientId));
        if (phone is not null)
            return await FindContactsByPhoneAsync(contacts, phone, cancellationToken);
        return await words
            .Aggregate(contacts, (found, word) => found.Where(c => c.SearchKey.Contains(word)))
            .OrderBy(c =>
                c.SearchKey.StartsWith(first) ? 0
                : c.SearchKey.Contains(inner) ? 1
                : 2
            )
            .ThenBy(c => c.Name)
            .ThenBy(c => c.Id)
            .Take(MaxHits)
            .Select(c => new SearchHit(SearchKind.Contact, c.Id, c.Name, c.Client.Name, c.ClientId))
            .ToListAsync(cancellationToken);
    }

    private static async Task<IEnumerable<SearchHit>> FindContactsByPhoneAsync(
        IQueryable<Contact> contacts,
        PhoneSearch phone,
        CancellationToken cancellationToken
    )
    {
        var found = await contacts
            .Where(c => c.Phones.Any(p => p.Key.Contains(phone.Fragment)))
            .OrderBy(c => c.Name)
            .ThenBy(c => c.Id)
            .Take(MaxHits)
            .Select(c => new
            {
                c.Id,
                c.Name,
                c.ClientId,
                Client = c.Client.Name,
                Number = c.Phones.Where(p => p.Key.Contains(phone.Fragment)).Min(p => p.Number)!,
            })
            .ToListAsync(cancellationToken);
        return found.Select(c => new SearchHit(
            SearchKind.Contact,
            c.Id,
            c.Name,
            $"{c.Client} · {phone.Parser.Parse(c.Number).Text}",
            c.ClientId
        ));
    }

    private static Task<List<SearchHit>> FindProjectsAsync(
        HexaDbContext db,
        Viewer viewer,
        IReadOnlyList<string> words,
        CancellationToken cancellationToken
    )
    {
        var (first, inner) = CreateLikePatterns(words);
        return words
            .Aggregate(db.Projects.AsNoTracking().VisibleTo(db, viewer), (found, word) => found.Where(p => p.SearchKey.Contains(word)))
            .OrderBy(p => p.ClosedAt == null ? 0 : 1)
            .ThenBy(p =>
                p.SearchKey.StartsWith(first) ? 0
                : p.SearchKey.Contains(inner) ? 1
                : 2
            )
            .ThenBy(p => p.Name)
            .ThenBy(p => p.Id)
            .Take(MaxHits)
            .Select(p => new SearchHit(SearchKind.Project, p.Id, p.Name, p.Client.Name, p.ClientId))
            .ToListAsync(cancellationToken);
    }

    private static async Task<List<SearchHit>> FindTasksAsync(
        HexaDbContext db,
        Viewer viewer,
        IReadOnlyList<string> words,
        string typed,
        CancellationToken cancellationToken
    )
    {
        var tasks = db.Tasks.AsNoTracking().VisibleTo(db, viewer);
        var hits = new List<SearchHit>();
        if (int.TryParse(typed.TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            hits.AddRange(await tasks.Where(t => t.Id == number).Select(TaskProjection).ToListAsync(cancellationToken));
        if (typed.Length < 2 || typed[0] == '#')
            return hits;
        var (first, inner) = CreateLikePatterns(words);
        var newest = await db.Tasks.MaxAsync(t => (int?)t.Id, cancellationToken) ?? 0;
        // An index does not help to find text inside a title, so search only the newest tasks here. The task explorer searches all
        // tasks.
        tasks = tasks.Where(t => t.Id > newest - NewestTasks && t.Id != number);
        foreach (var word in words)
        {
            var clients = db.Clients.Where(c => c.SearchKey.Contains(word)).Select(c => c.Id);
            tasks = tasks.Where(t => t.SearchKey.Contains(word) || clients.Contains(t.ClientId));
        }
        hits.AddRange(
            await tasks
                .OrderBy(t =>
                    t.SearchKey.StartsWith(first) ? 0
                    : t.SearchKey.Contains(inner) ? 1
                    : 2
                )
                .ThenByDescending(t => t.Id)
                .Take(MaxHits - hits.Count)
                .Select(TaskProjection)
                .ToListAsync(cancellationToken)
        );
        return hits;
    }

    private static Task<List<SearchHit>> FindPeopleAsync(
        HexaDbContext db,
        Viewer viewer,
        IReadOnlyList<string> words,
        CancellationToken cancellationToken
    )
    {
        var (first, inner) = CreateLikePatterns(words);
        var people = words.Aggregate(
            db.People.AsNoTracking().VisibleTo(db, viewer).Where(p => p.Active),
            (found, word) => found.Where(p => p.SearchKey.Contains(word))
        );
        return people
            .OrderBy(p =>
                p.SearchKey.StartsWith(first) ? 0
                : p.SearchKey.Contains(inner) ? 1
                : 2
            )
            .ThenBy(p => p.Name)
            .ThenBy(p => p.Id)
            .Take(MaxHits)
            .Select(p => new SearchHit(SearchKind.Person, p.Id, p.Name, p.Team!.Name, null))
            .ToListAsync(cancellationToken);
    }

    private static readonly Expression<Func<Domain.Tasks.WorkTask, SearchHit>> TaskProjection = t => new SearchHit(
        SearchKind.Task,
        t.Id,
        t.Title,
        t.Client.Name,
        t.ClientId
    );

    // The search for input that may be a telephone number: the part of stored keys to find, and the parser that formats the numbers found.
    private sealed record PhoneSearch(string Fragment, PhoneNumberParser Parser)
    {
        public static async Task<PhoneSearch?> ParseAsync(HexaDbContext db, string typed, CancellationToken cancellationToken)
        {
            var parser = await PhoneNumberParser.ForCompanyAsync(db, cancellationToken);
            return parser.SearchFragment(typed) is { } fragment ? new PhoneSearch(fragment, parser) : null;
        }
    }

    private static (string First, string Inner) CreateLikePatterns(IReadOnlyList<string> words) => (words[0], " " + words[0]);
}
