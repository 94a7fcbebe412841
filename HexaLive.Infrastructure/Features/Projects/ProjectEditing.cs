using HexaLive.Domain;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Projects;

/// <summary>
/// Creates and edits projects. Managers and administrators may create projects. Administrators, the manager of the project, and the
/// managers of that person's team or of the client's team may edit a project.
/// </summary>
public sealed class ProjectEditing(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>Creates a project for a client and returns its id.</summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.NotAllowed"/> for representatives, <see cref="RuleError.NotFound"/> outside the viewer's scope, or a
    /// field is invalid.
    /// </exception>
    public async Task<int> CreateAsync(Viewer viewer, int clientId, ProjectFields fields, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var client =
            await db.Clients.VisibleTo(db, viewer).FirstOrDefaultAsync(c => c.Id == clientId, cancellationToken)
            ?? throw new RuleException(RuleError.NotFound);
        if (viewer.Role == PersonRole.Representative)
            throw new RuleException(RuleError.NotAllowed);
        await EnsureManagerActiveAsync(db, fields.ManagerId, cancellationToken);
        var project = new Project(client, fields with { ManagerId = fields.ManagerId ?? viewer.PersonId }, viewer.CreateActor(time));
        db.Projects.Add(project);
        await db.SaveChangesAsync(cancellationToken);
        return project.Id;
    }

    /// <summary>Saves changes to a project that was read at <paramref name="version"/>.</summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.NotFound"/> outside the viewer's scope, <see cref="RuleError.NotAllowed"/>,
    /// <see cref="RuleError.Conflict"/> if somebody else changed the project in the meantime, or a field is invalid.
    /// </exception>
    public Task EditAsync(Viewer viewer, int id, int version, ProjectFields fields, CancellationToken cancellationToken = default) =>
        ChangeAsync(
            viewer,
            id,
            version,
            async (db, project, actor) =>
            {
                if (fields.ManagerId != project.ManagerId)
                    await EnsureManagerActiveAsync(db, fields.ManagerId, cancellationToken);
                project.Edit(fields, actor);
            },
            cancellationToken
        );

    /// <summary>Closes a project that has no open tasks.</summary>
    public Task CloseAsync(Viewer viewer, int id, CancellationToken cancellationToken = default) =>
        ChangeAsync(
            viewer,
            id,
            null,
            async (db, project, actor) =>
                project.Close(await db.Tasks.WhereOpen().CountAsync(t => t.ProjectId == id, cancellationToken), actor),
            cancellationToken
        );

    /// <summary>Reopens a closed project.</summary>
    public Task ReopenAsync(Viewer viewer, int id, CancellationToken cancellationToken = default) =>
        ChangeAsync(
            viewer,
            id,
            null,
            (_, project, actor) =>
            {
                project.Reopen(actor);
                return Task.CompletedTask;
            },
            cancellationToken
        );

    internal static bool CanEdit(Viewer viewer, int? managerId, int? managerTeamId, int? clientTeamId) =>
        viewer.IsAdministrator || viewer.PersonId == managerId || viewer.Manages(managerTeamId) || viewer.Manages(clientTeamId);

    private static async Task EnsureManagerActiveAsync(HexaDbContext db, int? managerId, CancellationToken cancellationToken)
    {
        if (managerId is { } id && !await db.People.AnyAsync(p => p.Id == id && p.Active, cancellationToken))
            throw new RuleException(RuleError.PersonInactive);
    }

    private async Task ChangeAsync(
        Viewer viewer,
        int id,
        int? version,
        Func<HexaDbContext, Project, Actor, Task> change,
        CancellationToken cancellationToken
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var project =
            await db
                .Projects.VisibleTo(db, viewer)
                .Include(p => p.Client)
                .Include(p => p.Manager)
                .FirstOrDefaultAsync(p => p.Id == id, cancellationToken)
            ?? throw new RuleException(RuleError.NotFound);
        if (!CanEdit(viewer, project.ManagerId, project.Manager?.TeamId, project.Client.TeamId))
            throw new RuleException(RuleError.NotAllowed);
        if (version is not null && version != project.Version)
            throw await DescribeConflictAsync(db, id, cancellationToken);
        await change(db, project, viewer.CreateActor(time));
        await db.SaveOrThrowAsync(() => DescribeConflictAsync(db, id, cancellationToken), cancellationToken);
    }

    private static Task<RuleException> DescribeConflictAsync(HexaDbContext db, int id, CancellationToken cancellationToken) =>
        db.DescribeConflictAsync(a => a.ProjectId == id && a.TaskId == null, cancellationToken);
}
