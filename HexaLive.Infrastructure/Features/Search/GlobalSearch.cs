using System.Globalization;
using System.Linq.Expressions;
using HexaLive.Domain.Text;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Search;

/// <summary>What was found, in the order of the groups on the screen.</summary>
public enum SearchKind { Client, Contact, Project, Task, Person }

/// <summary>Something found. <see cref="Id"/> is its own; <see cref="ClientId"/> where a contact is shown.</summary>
public sealed record SearchHit(SearchKind Kind, int Id, string Title, string? Detail, int? ClientId = null);

/// <summary>Finds clients, contacts, projects, tasks and people by what is typed, ignoring case and accents.</summary>
public sealed class GlobalSearch(IDbContextFactory<HexaDbContext> databases)
{
    /// <summary>Answers a kind.</summary>
    public const int Most = 6;

    /// <summary>Tasks among which text is looked for: the newest. A number finds any task.</summary>
    public const int NewestTasks = 20_000;

    /// <summary>
    /// At most <see cref="Most"/> of each kind, those that begin with the text first, then those with a word that does. All words must occur in a thing (in a task,
    /// also in its client). Three digits or more are also part of a telephone number, and a number a task. Text shorter than two characters finds only tasks by number.
    /// </summary>
    public async Task<IReadOnlyList<SearchHit>> FindAsync(Viewer viewer, string? text, CancellationToken cancellationToken = default)
    {
        var typed = (text ?? "").Trim();
        var words = SearchText.Words(typed);
        if (words.Count == 0) return [];
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var hits = new List<SearchHit>();
        // A call that comes in is looked for by its number, however it is written.
        var phone = typed.Any(char.IsLetter) ? null : PhoneNumber.Key(typed);
        if (typed.Length > 1)
        {
            hits.AddRange(await ClientsAsync(db, viewer, words, phone, cancellationToken));
            hits.AddRange(await ContactsAsync(db, viewer, words, phone, cancellationToken));
            hits.AddRange(await ProjectsAsync(db, viewer, words, cancellationToken));
        }
        hits.AddRange(await TasksAsync(db, viewer, words, typed, cancellationToken));
        if (typed.Length > 1) hits.AddRange(await PeopleAsync(db, viewer, words, cancellationToken));
        return hits;
    }

    private static Task<List<SearchHit>> ClientsAsync(HexaDbContext db, Viewer viewer, IReadOnlyList<string> words, string? phone, CancellationToken cancellationToken)
    {
        var (first, inner) = Beginning(words);
        var clients = db.Clients.AsNoTracking().VisibleTo(db, viewer).Where(c => c.Active);
        var named = words.Aggregate(clients, (found, word) => found.Where(c => c.Search.Contains(word)));
        if (phone is not null) named = clients.Where(c => c.Search.Contains(first) || (c.PhoneKey != null && c.PhoneKey.Contains(phone)));
        return named.OrderBy(c => c.Search.StartsWith(first) ? 0 : c.Search.Contains(inner) ? 1 : 2).ThenBy(c => c.Name).ThenBy(c => c.Id).Take(Most)
            .Select(c => new SearchHit(SearchKind.Client, c.Id, c.Name, phone != null && c.Phone != null ? c.Code + " · " + c.Phone : c.Code, c.Id)).ToListAsync(cancellationToken);
    }

    private static Task<List<SearchHit>> ContactsAsync(HexaDbContext db, Viewer viewer, IReadOnlyList<string> words, string? phone, CancellationToken cancellationToken)
    {
        var (first, inner) = Beginning(words);
        var clients = db.Clients.VisibleTo(db, viewer).Where(c => c.Active).Select(c => c.Id);
        var contacts = db.Contacts.AsNoTracking().Where(c => c.Active && clients.Contains(c.ClientId));
        if (phone is not null)
            return contacts.Where(c => c.Phones.Any(p => p.Key.Contains(phone))).OrderBy(c => c.Name).ThenBy(c => c.Id).Take(Most)
                .Select(c => new SearchHit(SearchKind.Contact, c.Id, c.Name, c.Client.Name + " · " + c.Phones.Where(p => p.Key.Contains(phone)).Min(p => p.Number), c.ClientId)).ToListAsync(cancellationToken);
        return words.Aggregate(contacts, (found, word) => found.Where(c => c.Search.Contains(word)))
            .OrderBy(c => c.Search.StartsWith(first) ? 0 : c.Search.Contains(inner) ? 1 : 2).ThenBy(c => c.Name).ThenBy(c => c.Id).Take(Most)
            .Select(c => new SearchHit(SearchKind.Contact, c.Id, c.Name, c.Client.Name, c.ClientId)).ToListAsync(cancellationToken);
    }

    private static Task<List<SearchHit>> ProjectsAsync(HexaDbContext db, Viewer viewer, IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        var (first, inner) = Beginning(words);
        return words.Aggregate(db.Projects.AsNoTracking().VisibleTo(db, viewer), (found, word) => found.Where(p => p.Search.Contains(word)))
            .OrderBy(p => p.ClosedAt == null ? 0 : 1).ThenBy(p => p.Search.StartsWith(first) ? 0 : p.Search.Contains(inner) ? 1 : 2).ThenBy(p => p.Name).ThenBy(p => p.Id).Take(Most)
            .Select(p => new SearchHit(SearchKind.Project, p.Id, p.Name, p.Client.Name, p.ClientId)).ToListAsync(cancellationToken);
    }

    private static async Task<List<SearchHit>> TasksAsync(HexaDbContext db, Viewer viewer, IReadOnlyList<string> words, string typed, CancellationToken cancellationToken)
    {
        var tasks = db.Tasks.AsNoTracking().VisibleTo(db, viewer);
        var hits = new List<SearchHit>();
        if (int.TryParse(typed.TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            hits.AddRange(await tasks.Where(t => t.Id == number).Select(Task).ToListAsync(cancellationToken));
        if (typed.Length < 2 || typed[0] == '#') return hits;
        var (first, inner) = Beginning(words);
        var newest = await db.Tasks.MaxAsync(t => (int?)t.Id, cancellationToken) ?? 0;
        // No index helps with the middle of a text: what is looked through is bounded, and the explorer looks through the rest.
        tasks = tasks.Where(t => t.Id > newest - NewestTasks && t.Id != number);
        foreach (var word in words)
        {
            var clients = db.Clients.Where(c => c.Search.Contains(word)).Select(c => c.Id);
            tasks = tasks.Where(t => t.Search.Contains(word) || clients.Contains(t.ClientId));
        }
        hits.AddRange(await tasks.OrderBy(t => t.Search.StartsWith(first) ? 0 : t.Search.Contains(inner) ? 1 : 2).ThenByDescending(t => t.Id).Take(Most - hits.Count)
            .Select(Task).ToListAsync(cancellationToken));
        return hits;
    }

    private static Task<List<SearchHit>> PeopleAsync(HexaDbContext db, Viewer viewer, IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        var (first, inner) = Beginning(words);
        var people = words.Aggregate(db.People.AsNoTracking().VisibleTo(db, viewer).Where(p => p.Active), (found, word) => found.Where(p => p.Search.Contains(word)));
        return people.OrderBy(p => p.Search.StartsWith(first) ? 0 : p.Search.Contains(inner) ? 1 : 2).ThenBy(p => p.Name).ThenBy(p => p.Id).Take(Most)
            .Select(p => new SearchHit(SearchKind.Person, p.Id, p.Name, p.Team!.Name, null)).ToListAsync(cancellationToken);
    }

    private static readonly Expression<Func<Domain.Tasks.WorkTask, SearchHit>> Task = t => new SearchHit(SearchKind.Task, t.Id, t.Title, t.Client.Name, t.ClientId);

    private static (string First, string Inner) Beginning(IReadOnlyList<string> words) => (words[0], " " + words[0]);
}
