using HexaLive.Domain;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Shared;
using HexaLive.Infrastructure.Features.Tasks;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Projects;

/// <summary>
/// Filter of the project list. <see cref="Year"/> selects projects whose planned dates overlap the year; projects without planned
/// dates match unless they were closed before that year.
/// </summary>
public sealed record ProjectFilter(
    string? Text = null,
    ProjectKind? Kind = null,
    bool Closed = false,
    int? ClientId = null,
    int? TeamId = null,
    int? ManagerId = null,
    int? Year = null
);

/// <summary>The teams and managers that projects can be filtered by.</summary>
public sealed record ProjectChoices(IReadOnlyList<Choice> Teams, IReadOnlyList<Choice> Managers);

/// <summary>The time and entries that a person logged in a project.</summary>
public sealed record PersonMinutes(int PersonId, string Name, int Minutes, int EntryCount, DateOnly LastEntry);

/// <summary>A project in a list, with its numbers of pending, in-progress and finished tasks.</summary>
public sealed record ProjectRow(
    int Id,
    string? Code,
    string Name,
    int ClientId,
    string Client,
    ProjectKind Kind,
    string? Manager,
    DateOnly? PlannedStart,
    DateOnly? PlannedEnd,
    DateTime? ClosedAt,
    int PendingCount,
    int InProgressCount,
    int FinishedCount
);

/// <summary>
/// Everything a project's card shows. <see cref="Minutes"/> is the total time logged, between <see cref="FirstEntry"/> and
/// <see cref="LastEntry"/>.
/// </summary>
public sealed record ProjectCardView(
    ProjectRow Row,
    int Version,
    int? ManagerId,
    string? Description,
    int Minutes,
    DateOnly? FirstEntry,
    DateOnly? LastEntry,
    bool CanEdit
);

/// <summary>Reads lists of projects, their cards, and the people who logged time in them.</summary>
public sealed class ProjectList(IDbContextFactory<HexaDbContext> databases)
{
    /// <summary>The number of rows per page.</summary>
    public const int PageSize = 50;

    /// <summary>Returns a page (counted from 1) of projects by client and name.</summary>
    public async Task<Paged<ProjectRow>> GetPageAsync(
        Viewer viewer,
        ProjectFilter filter,
        int page,
        CancellationToken cancellationToken = default
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var projects = db.Projects.AsNoTracking().VisibleTo(db, viewer);
        projects = filter.Closed ? projects.Where(p => p.ClosedAt != null) : projects.Where(p => p.ClosedAt == null);
        if (filter.Kind is { } kind)
            projects = projects.Where(p => p.Kind == kind);
        if (filter.ClientId is { } client)
            projects = projects.Where(p => p.ClientId == client);
        if (filter.TeamId is { } team)
            projects = projects.Where(p => p.Client.TeamId == team);
        if (filter.ManagerId is { } manager)
            projects = projects.Where(p => p.ManagerId == manager);
        if (filter.Year is >= 1900 and <= 2200 and var year)
        {
            var (first, last, start) = (
                new DateOnly(year, 1, 1),
                new DateOnly(year, 12, 31),
                new DateTime(year, 1, 1, 0, 0, 0, DateTimeKind.Utc)
            );
            projects = projects.Where(p =>
                (p.PlannedStart == null || p.PlannedStart <= last)
                && (p.PlannedEnd == null || p.PlannedEnd >= first)
                && (p.PlannedStart != null || p.PlannedEnd != null || p.ClosedAt == null || p.ClosedAt >= start)
            );
        }
        foreach (var word in SearchText.SplitWords(filter.Text))
            projects = projects.Where(p => p.SearchKey.Contains(word) || p.Client.SearchKey.Contains(word));
        var total = await projects.CountAsync(cancellationToken);
        var rows = await SelectRows(db, projects.OrderBy(p => p.Client.Name).ThenBy(p => p.Name).ThenBy(p => p.Id).TakePage(page, PageSize))
            .ToListAsync(cancellationToken);
        return new Paged<ProjectRow>(rows, total);
    }

    /// <summary>Returns what a project's card shows.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> outside the viewer's scope.</exception>
    public async Task<ProjectCardView> GetAsync(Viewer viewer, int id, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var one = db.Projects.AsNoTracking().VisibleTo(db, viewer).Where(p => p.Id == id);
        var found =
            await one.Select(p => new
                {
                    Row = new ProjectRow(
                        p.Id,
                        p.Code,
                        p.Name,
                        p.ClientId,
                        p.Client.Name,
                        p.Kind,
                        p.Manager!.Name,
                        p.PlannedStart,
                        p.PlannedEnd,
                        p.ClosedAt,
                        db.Tasks.Count(t => t.ProjectId == p.Id && t.Status == WorkTaskStatus.Pending),
                        db.Tasks.Count(t => t.ProjectId == p.Id && t.Status == WorkTaskStatus.InProgress),
                        db.Tasks.Count(t => t.ProjectId == p.Id && t.Status == WorkTaskStatus.Finished)
                    ),
                    p.Version,
                    p.ManagerId,
                    ManagerTeam = p.Manager!.TeamId,
                    ClientTeam = p.Client.TeamId,
                    p.Description,
                    Minutes = db.Dedications.Where(d => d.ProjectId == p.Id).Sum(d => d.Minutes),
                    First = db.Dedications.Where(d => d.ProjectId == p.Id).Min(d => (DateOnly?)d.Date),
                    Last = db.Dedications.Where(d => d.ProjectId == p.Id).Max(d => (DateOnly?)d.Date),
                })
                .SingleOrDefaultAsync(cancellationToken)
            ?? throw new RuleException(RuleError.NotFound);
        return new ProjectCardView(
            found.Row,
            found.Version,
            found.ManagerId,
            found.Description,
            found.Minutes,
            found.First,
            found.Last,
            ProjectEditing.CanEdit(viewer, found.ManagerId, found.ManagerTeam, found.ClientTeam)
        );
    }

    /// <summary>Returns the open projects of a client by name; at most <see cref="PageSize"/>.</summary>
    public async Task<IReadOnlyList<ProjectRow>> ListForClientAsync(
        Viewer viewer,
        int clientId,
        CancellationToken cancellationToken = default
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await SelectRows(
                db,
                db.Projects.AsNoTracking()
                    .VisibleTo(db, viewer)
                    .Where(p => p.ClientId == clientId && p.ClosedAt == null)
                    .OrderBy(p => p.Name)
                    .ThenBy(p => p.Id)
                    .Take(PageSize)
            )
            .ToListAsync(cancellationToken);
    }

    /// <summary>Returns the teams of the visible clients and the managers of the visible projects.</summary>
    public async Task<ProjectChoices> GetChoicesAsync(Viewer viewer, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var clients = db.Clients.AsNoTracking().VisibleTo(db, viewer);
        var projects = db.Projects.AsNoTracking().VisibleTo(db, viewer);
        return new ProjectChoices(
            await db
                .Teams.AsNoTracking()
                .Where(t => clients.Any(c => c.TeamId == t.Id))
                .OrderBy(t => t.Name)
                .Take(200)
                .Select(t => new Choice(t.Id, t.Name))
                .ToListAsync(cancellationToken),
            await db
                .People.AsNoTracking()
                .Where(p => projects.Any(j => j.ManagerId == p.Id))
                .OrderBy(p => p.Name)
                .Take(200)
                .Select(p => new Choice(p.Id, p.Name))
                .ToListAsync(cancellationToken)
        );
    }

    /// <summary>Returns the people who logged time in a project, most time first; at most 50.</summary>
    public async Task<IReadOnlyList<PersonMinutes>> ListPeopleAsync(Viewer viewer, int id, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await db
            .Dedications.AsNoTracking()
            .VisibleTo(db, viewer)
            .Where(d => d.ProjectId == id)
            .GroupBy(d => new { d.PersonId, d.Person.Name })
            .Select(g => new
            {
                g.Key.PersonId,
                g.Key.Name,
                Minutes = g.Sum(d => d.Minutes),
                Entries = g.Count(),
                Last = g.Max(d => d.Date),
            })
            .OrderByDescending(g => g.Minutes)
            .ThenBy(g => g.PersonId)
            .Take(50)
            .ToListAsync(cancellationToken);
        return rows.ConvertAll(r => new PersonMinutes(r.PersonId, r.Name, r.Minutes, r.Entries, r.Last));
    }

    // Counts tasks only for the projects on the page, because the query selects the page first. The counts use the index on project
    // and status.
    private static IQueryable<ProjectRow> SelectRows(HexaDbContext db, IQueryable<Project> projects) =>
        projects.Select(p => new ProjectRow(
            p.Id,
            p.Code,
            p.Name,
            p.ClientId,
            p.Client.Name,
            p.Kind,
            p.Manager!.Name,
            p.PlannedStart,
            p.PlannedEnd,
            p.ClosedAt,
            db.Tasks.Count(t => t.ProjectId == p.Id && t.Status == WorkTaskStatus.Pending),
            db.Tasks.Count(t => t.ProjectId == p.Id && t.Status == WorkTaskStatus.InProgress),
            db.Tasks.Count(t => t.ProjectId == p.Id && t.Status == WorkTaskStatus.Finished)
        ));
}
