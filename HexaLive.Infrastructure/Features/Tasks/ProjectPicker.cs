using HexaLive.Domain.Clients;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Tasks;

/// <summary>An open project in which a task can be created.</summary>
public sealed record ProjectOption(int ProjectId, string Project, ProjectKind Kind, int ClientId, string Client);

/// <summary>An open task of which the new task may be a duplicate.</summary>
public sealed record SimilarTask(int Id, string Title, string Responsible, DateOnly? NextDate, TimeOnly? NextTime);

/// <summary>Finds the project for a new task, and existing tasks of which the new task may be a duplicate.</summary>
public sealed class ProjectPicker(IDbContextFactory<HexaDbContext> databases)
{
    private const int MaxProjects = 10;
    private const int MaxSimilar = 5;

    /// <summary>
    /// Returns at most ten open projects (optionally only those of one client) whose search text or client contains the given
    /// words. Projects on which the viewer logged most recently come first.
    /// </summary>
    public async Task<IReadOnlyList<ProjectOption>> FindAsync(
        Viewer viewer,
        string? text,
        int? clientId,
        CancellationToken cancellationToken = default
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var projects = db.Projects.AsNoTracking().VisibleTo(db, viewer).Where(p => p.ClosedAt == null);
        if (clientId is { } client)
            projects = projects.Where(p => p.ClientId == client);
        foreach (var word in SearchText.SplitWords(text))
            projects = projects.Where(p => p.SearchKey.Contains(word) || p.Client.SearchKey.Contains(word));
        var me = viewer.PersonId;
        var last = await db
            .Dedications.AsNoTracking()
            .Where(d => d.PersonId == me)
            .OrderByDescending(d => d.Date)
            .ThenByDescending(d => d.Id)
            .Take(30)
            .Select(d => d.ProjectId)
            .ToListAsync(cancellationToken);
        var ids = last.Distinct().Take(MaxProjects).ToList();
        var recent = (await SelectOptions(projects.Where(p => ids.Contains(p.Id))).ToListAsync(cancellationToken))
            .OrderBy(p => ids.IndexOf(p.ProjectId))
            .ToList();
        if (recent.Count < MaxProjects)
            recent.AddRange(
                await SelectOptions(
                        projects
                            .Where(p => !ids.Contains(p.Id))
                            .OrderBy(p => p.Client.Name)
                            .ThenBy(p => p.Name)
                            .ThenBy(p => p.Id)
                            .Take(MaxProjects - recent.Count)
                    )
                    .ToListAsync(cancellationToken)
            );
        return recent;
    }

    /// <summary>Returns one project; null if it is closed or outside the viewer's scope.</summary>
    public async Task<ProjectOption?> GetAsync(Viewer viewer, int projectId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await SelectOptions(db.Projects.AsNoTracking().VisibleTo(db, viewer).Where(p => p.Id == projectId && p.ClosedAt == null))
            .FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>Returns the client of a contact; null outside the viewer's scope.</summary>
    public async Task<int?> FindClientOfContactAsync(Viewer viewer, int contactId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db
            .Clients.AsNoTracking()
            .VisibleTo(db, viewer)
            .Where(c => c.Contacts.Any(o => o.Id == contactId))
            .Select(c => (int?)c.Id)
            .FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>
    /// Returns open tasks of the client that have the same type or contain a word of the title with at least four letters, newest
    /// first; at most five.
    /// </summary>
    public async Task<IReadOnlyList<SimilarTask>> FindSimilarTasksAsync(
        Viewer viewer,
        int clientId,
        string? title,
        int? typeId,
        CancellationToken cancellationToken = default
    )
    {
        var words = SearchText.SplitWords(title).Where(w => w.Length >= 4).Take(6).ToArray();
        if (words.Length == 0 && typeId is null)
            return [];
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db
            .Tasks.AsNoTracking()
            .VisibleTo(db, viewer)
            .Where(t => t.ClientId == clientId)
            .WhereOpen()
            .Where(t => (typeId != null && t.TypeId == typeId) || words.Any(w => t.SearchKey.Contains(w)))
            .OrderByDescending(t => t.CreatedAt)
            .ThenBy(t => t.Id)
            .Take(MaxSimilar)
            .Select(t => new SimilarTask(t.Id, t.Title, t.Responsible.Name, t.NextActionDate, t.NextActionTime))
            .ToListAsync(cancellationToken);
    }

    private static IQueryable<ProjectOption> SelectOptions(IQueryable<Project> projects) =>
        projects.Select(p => new ProjectOption(p.Id, p.Name, p.Kind, p.ClientId, p.Client.Name));
}
