using HexaLive.Domain;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Projects;

/// <summary>Makes projects (managers and administrators) and changes them (who manages the project, its manager or its client's team).</summary>
public sealed class ProjectEditing(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>Makes a project of a client and returns its id.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> for representatives, <see cref="RuleError.NotFound"/> outside the scope, or a field is refused.</exception>
    public async Task<int> CreateAsync(Viewer viewer, int clientId, ProjectFields fields, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var client = await db.Clients.VisibleTo(db, viewer).FirstOrDefaultAsync(c => c.Id == clientId, cancellationToken) ?? throw new RuleException(RuleError.NotFound);
        if (viewer.Role == PersonRole.Representative) throw new RuleException(RuleError.NotAllowed);
        await MustBeActiveAsync(db, fields.ManagerId, cancellationToken);
        var project = new Project(client, fields with { ManagerId = fields.ManagerId ?? viewer.PersonId }, viewer.PersonId, time.GetUtcNow().UtcDateTime);
        db.Projects.Add(project);
        await db.SaveChangesAsync(cancellationToken);
        return project.Id;
    }

    /// <summary>Changes a project that was read at <paramref name="version"/>.</summary>
    /// <exception cref="RuleException">Also <see cref="RuleError.Conflict"/> where somebody changed it first.</exception>
    public Task EditAsync(Viewer viewer, int id, int version, ProjectFields fields, CancellationToken cancellationToken = default) =>
        ChangeAsync(viewer, id, version, async (db, project, now) =>
        {
            if (fields.ManagerId != project.ManagerId) await MustBeActiveAsync(db, fields.ManagerId, cancellationToken);
            project.Edit(fields, viewer.PersonId, now);
        }, cancellationToken);

    /// <summary>Closes a project that has no open task.</summary>
    public Task CloseAsync(Viewer viewer, int id, CancellationToken cancellationToken = default) =>
        ChangeAsync(viewer, id, null, async (db, project, now) =>
            project.Close(await db.Tasks.CountAsync(t => t.ProjectId == id && t.Status < WorkTaskStatus.Finished, cancellationToken), viewer.PersonId, now), cancellationToken);

    /// <summary>Opens a closed project again.</summary>
    public Task ReopenAsync(Viewer viewer, int id, CancellationToken cancellationToken = default) =>
        ChangeAsync(viewer, id, null, (_, project, now) => { project.Reopen(viewer.PersonId, now); return Task.CompletedTask; }, cancellationToken);

    internal static bool CanEdit(Viewer viewer, int? managerId, int? managerTeamId, int? clientTeamId) =>
        viewer.IsAdministrator || viewer.PersonId == managerId || viewer.Manages(managerTeamId) || viewer.Manages(clientTeamId);

    private static async Task MustBeActiveAsync(HexaDbContext db, int? managerId, CancellationToken cancellationToken)
    {
        if (managerId is { } id && !await db.People.AnyAsync(p => p.Id == id && p.Active, cancellationToken)) throw new RuleException(RuleError.PersonInactive);
    }

    private async Task ChangeAsync(Viewer viewer, int id, int? version, Func<HexaDbContext, Project, DateTime, Task> change, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var project = await db.Projects.VisibleTo(db, viewer).Include(p => p.Client).Include(p => p.Manager).FirstOrDefaultAsync(p => p.Id == id, cancellationToken)
            ?? throw new RuleException(RuleError.NotFound);
        if (!CanEdit(viewer, project.ManagerId, project.Manager?.TeamId, project.Client.TeamId)) throw new RuleException(RuleError.NotAllowed);
        if (version is not null && version != project.Version) throw await ConflictAsync(db, id, cancellationToken);
        await change(db, project, time.GetUtcNow().UtcDateTime);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            throw await ConflictAsync(db, id, cancellationToken);
        }
    }

    private static async Task<RuleException> ConflictAsync(HexaDbContext db, int id, CancellationToken cancellationToken)
    {
        var last = await db.Activity.AsNoTracking().Where(a => a.ProjectId == id && a.TaskId == null).OrderByDescending(a => a.Id)
            .Select(a => new { a.Actor!.Name, a.To }).FirstOrDefaultAsync(cancellationToken);
        return new RuleException(RuleError.Conflict, last?.Name ?? "", last?.To ?? "");
    }
}
