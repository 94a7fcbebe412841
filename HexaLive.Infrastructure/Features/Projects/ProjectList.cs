using HexaLive.Domain;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Tasks;
using HexaLive.Domain.Text;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Projects;

/// <summary>Which projects a list shows.</summary>
public sealed record ProjectFilter(string? Text = null, ProjectKind? Kind = null, bool Closed = false, int? ClientId = null);

/// <summary>A project in a list, with its tasks pending (TP), in progress (TC) and finished (TF).</summary>
public sealed record ProjectRow(
    int Id, string? Code, string Name, int ClientId, string Client, ProjectKind Kind, string? Manager, DateOnly? PlannedStart, DateOnly? PlannedEnd, DateTime? ClosedAt,
    int Pending, int InProgress, int Finished);

/// <summary>A page of projects, and how many there are in all.</summary>
public sealed record ProjectRows(IReadOnlyList<ProjectRow> Rows, int Total);

/// <summary>Everything that a project's card shows; <see cref="Minutes"/> is what was logged in all.</summary>
public sealed record ProjectCardView(ProjectRow Row, int Version, int? ManagerId, string? Description, int Minutes, bool CanEdit);

/// <summary>Reads projects.</summary>
public sealed class ProjectList(IDbContextFactory<HexaDbContext> databases)
{
    /// <summary>Rows a page.</summary>
    public const int PageSize = 50;

    /// <summary>One page, counted from 0, by client and name.</summary>
    public async Task<ProjectRows> PageAsync(Viewer viewer, ProjectFilter filter, int page, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var projects = db.Projects.AsNoTracking().VisibleTo(db, viewer);
        projects = filter.Closed ? projects.Where(p => p.ClosedAt != null) : projects.Where(p => p.ClosedAt == null);
        if (filter.Kind is { } kind) projects = projects.Where(p => p.Kind == kind);
        if (filter.ClientId is { } client) projects = projects.Where(p => p.ClientId == client);
        foreach (var word in SearchText.Words(filter.Text))
            projects = projects.Where(p => p.Search.Contains(word) || p.Client.Search.Contains(word));
        var total = await projects.CountAsync(cancellationToken);
        var rows = await RowsAsync(db, projects.OrderBy(p => p.Client.Name).ThenBy(p => p.Name).ThenBy(p => p.Id).Skip(Math.Max(0, page) * PageSize).Take(PageSize), cancellationToken);
        return new ProjectRows(rows, total);
    }

    /// <summary>One project.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> outside the scope.</exception>
    public async Task<ProjectCardView> GetAsync(Viewer viewer, int id, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var one = db.Projects.AsNoTracking().VisibleTo(db, viewer).Where(p => p.Id == id);
        var row = (await RowsAsync(db, one, cancellationToken)).SingleOrDefault() ?? throw new RuleException(RuleError.NotFound);
        var more = await one.Select(p => new
        {
            p.Version,
            p.ManagerId,
            ManagerTeam = p.Manager!.TeamId,
            ClientTeam = p.Client.TeamId,
            p.Description,
            Minutes = db.Dedications.Where(d => d.ProjectId == p.Id).Sum(d => d.Minutes),
        }).SingleAsync(cancellationToken);
        return new ProjectCardView(row, more.Version, more.ManagerId, more.Description, more.Minutes,
            ProjectEditing.CanEdit(viewer, more.ManagerId, more.ManagerTeam, more.ClientTeam));
    }

    // The counts are of the page's projects alone: one grouped query over the index of project and status.
    private static async Task<IReadOnlyList<ProjectRow>> RowsAsync(HexaDbContext db, IQueryable<Project> projects, CancellationToken cancellationToken)
    {
        var rows = await projects.Select(p => new ProjectRow(
            p.Id, p.Code, p.Name, p.ClientId, p.Client.Name, p.Kind, p.Manager!.Name, p.PlannedStart, p.PlannedEnd, p.ClosedAt, 0, 0, 0)).ToListAsync(cancellationToken);
        var ids = rows.Select(r => r.Id).ToList();
        var counts = (await db.Tasks.AsNoTracking().Where(t => ids.Contains(t.ProjectId))
                .GroupBy(t => new { t.ProjectId, t.Status }).Select(g => new { g.Key.ProjectId, g.Key.Status, Count = g.Count() }).ToListAsync(cancellationToken))
            .ToDictionary(c => (c.ProjectId, c.Status), c => c.Count);
        return
        [
            .. rows.Select(r => r with
            {
                Pending = counts.GetValueOrDefault((r.Id, WorkTaskStatus.Pending)),
                InProgress = counts.GetValueOrDefault((r.Id, WorkTaskStatus.InProgress)),
                Finished = counts.GetValueOrDefault((r.Id, WorkTaskStatus.Finished)),
            }),
        ];
    }
}
