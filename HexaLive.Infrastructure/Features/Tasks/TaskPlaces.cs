using HexaLive.Domain.Projects;
using HexaLive.Domain.Tasks;
using HexaLive.Domain.Text;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Tasks;

/// <summary>An open project that a task can be made in.</summary>
public sealed record TaskPlace(int ProjectId, string Project, ProjectKind Kind, int ClientId, string Client);

/// <summary>An open task that may be the one about to be made.</summary>
public sealed record SimilarTask(int Id, string Title, string Responsible, DateOnly? NextDate, TimeOnly? NextTime);

/// <summary>Finds where a new task goes, and whether it is there already.</summary>
public sealed class TaskPlaces(IDbContextFactory<HexaDbContext> databases)
{
    private const int Most = 10;
    private const int MostSimilar = 5;

    /// <summary>Open projects by words over project and client, perhaps of one client; those that the viewer logged on last come first. At most ten.</summary>
    public async Task<IReadOnlyList<TaskPlace>> FindAsync(Viewer viewer, string? text, int? clientId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var projects = db.Projects.AsNoTracking().VisibleTo(db, viewer).Where(p => p.ClosedAt == null);
        if (clientId is { } client) projects = projects.Where(p => p.ClientId == client);
        foreach (var word in SearchText.Words(text))
            projects = projects.Where(p => p.Search.Contains(word) || p.Client.Search.Contains(word));
        var me = viewer.PersonId;
        var last = await db.Dedications.AsNoTracking().Where(d => d.PersonId == me).OrderByDescending(d => d.Date).ThenByDescending(d => d.Id).Take(30).Select(d => d.ProjectId).ToListAsync(cancellationToken);
        var ids = last.Distinct().Take(Most).ToList();
        var recent = (await Places(projects.Where(p => ids.Contains(p.Id))).ToListAsync(cancellationToken)).OrderBy(p => ids.IndexOf(p.ProjectId)).ToList();
        if (recent.Count < Most) recent.AddRange(await Places(projects.Where(p => !ids.Contains(p.Id)).OrderBy(p => p.Client.Name).ThenBy(p => p.Name).ThenBy(p => p.Id).Take(Most - recent.Count)).ToListAsync(cancellationToken));
        return recent;
    }

    /// <summary>One project; null where it is closed or outside the scope.</summary>
    public async Task<TaskPlace?> GetAsync(Viewer viewer, int projectId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await Places(db.Projects.AsNoTracking().VisibleTo(db, viewer).Where(p => p.Id == projectId && p.ClosedAt == null)).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>The client of a contact; null outside the scope.</summary>
    public async Task<int?> ClientOfAsync(Viewer viewer, int contactId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Clients.AsNoTracking().VisibleTo(db, viewer).Where(c => c.Contacts.Any(o => o.Id == contactId)).Select(c => (int?)c.Id).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>Open tasks of the client that share a long word of the title or the type, newest first; at most five.</summary>
    public async Task<IReadOnlyList<SimilarTask>> SimilarAsync(Viewer viewer, int clientId, string? title, int? typeId, CancellationToken cancellationToken = default)
    {
        var words = SearchText.Words(title).Where(w => w.Length >= 4).Take(6).ToArray();
        if (words.Length == 0 && typeId is null) return [];
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Tasks.AsNoTracking().VisibleTo(db, viewer)
            .Where(t => t.ClientId == clientId && t.Status < WorkTaskStatus.Finished)
            .Where(t => (typeId != null && t.TypeId == typeId) || words.Any(w => t.Search.Contains(w)))
            .OrderByDescending(t => t.CreatedAt).ThenBy(t => t.Id).Take(MostSimilar)
            .Select(t => new SimilarTask(t.Id, t.Title, t.Responsible.Name, t.NextActionDate, t.NextActionTime)).ToListAsync(cancellationToken);
    }

    private static IQueryable<TaskPlace> Places(IQueryable<Project> projects) => projects.Select(p => new TaskPlace(p.Id, p.Name, p.Kind, p.ClientId, p.Client.Name));
}
