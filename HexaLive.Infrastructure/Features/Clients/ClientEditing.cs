using HexaLive.Domain;
using HexaLive.Domain.Clients;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Shared;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Clients;

/// <summary>
/// Creates and edits clients. Managers and administrators may create clients. Administrators and the managers of the client's team
/// may edit a client. Everybody who sees a client may add and edit its contacts.
/// </summary>
public sealed class ClientEditing(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>
    /// Creates a client with a first commercial project and returns the client's id. The creator becomes the project manager and
    /// therefore can see the client.
    /// </summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.NotAllowed"/> for representatives and for a team the viewer may not assign; or a field is invalid.
    /// </exception>
    public async Task<int> CreateAsync(
        Viewer viewer,
        ClientFields fields,
        string projectName,
        CancellationToken cancellationToken = default
    )
    {
        if (viewer.Role == PersonRole.Representative || !CanAssignTeam(viewer, fields.TeamId, null))
            throw new RuleException(RuleError.NotAllowed);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var actor = viewer.CreateActor(time);
        var client = new Client((await PhoneNumberParser.ForCompanyAsync(db, cancellationToken)).ParseValid(fields, null), actor);
        db.Projects.Add(new Project(client, new ProjectFields(projectName, ProjectKind.Commercial, viewer.PersonId), actor));
        await db.SaveChangesAsync(cancellationToken);
        return client.Id;
    }

    /// <summary>Saves changes to a client that was read at <paramref name="version"/>.</summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.NotFound"/> outside the viewer's scope, <see cref="RuleError.NotAllowed"/>,
    /// <see cref="RuleError.Conflict"/> if somebody else changed the client in the meantime, or a field is invalid.
    /// </exception>
    public async Task EditAsync(Viewer viewer, int id, int version, ClientFields fields, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var client =
            await db.Clients.VisibleTo(db, viewer).FirstOrDefaultAsync(c => c.Id == id, cancellationToken)
            ?? throw new RuleException(RuleError.NotFound);
        if (!CanEdit(viewer, client.TeamId) || !CanAssignTeam(viewer, fields.TeamId, client.TeamId))
            throw new RuleException(RuleError.NotAllowed);
        if (client.Version != version)
            throw await DescribeConflictAsync(db, id, cancellationToken);
        var phones = await PhoneNumberParser.ForCompanyAsync(db, cancellationToken);
        client.Edit(phones.ParseValid(fields, client), viewer.CreateActor(time));
        await SaveAsync(db, id, cancellationToken);
    }

    /// <summary>
    /// Returns the teams that the viewer may assign to a client, by name; at most 500. Managers may assign the teams that they
    /// manage, administrators all teams.
    /// </summary>
    public async Task<IReadOnlyList<Choice>> ListTeamsAsync(Viewer viewer, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var teams = viewer.TeamIds.ToArray();
        return await db
            .Teams.AsNoTracking()
            .Where(t => viewer.IsAdministrator || teams.Contains(t.Id))
            .OrderBy(t => t.Name)
            .ThenBy(t => t.Id)
            .Take(500)
            .Select(t => new Choice(t.Id, t.Name))
            .ToListAsync(cancellationToken);
    }

    /// <summary>Adds a contact with its phone numbers to a client that the viewer sees.</summary>
    public async Task AddContactAsync(
        Viewer viewer,
        int clientId,
        string name,
        string? position,
        string? email,
        IReadOnlyList<string> phones,
        CancellationToken cancellationToken = default
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var client =
            await db.Clients.VisibleTo(db, viewer).FirstOrDefaultAsync(c => c.Id == clientId, cancellationToken)
            ?? throw new RuleException(RuleError.NotFound);
        var numbers = (await PhoneNumberParser.ForCompanyAsync(db, cancellationToken)).ParseValid(phones, null);
        client.AddContact(name, position, email, numbers, viewer.CreateActor(time));
        await SaveAsync(db, clientId, cancellationToken);
    }

    /// <summary>Saves changes to a contact that was read at <paramref name="version"/>.</summary>
    public async Task EditContactAsync(
        Viewer viewer,
        int clientId,
        int contactId,
        int version,
        string name,
        string? position,
        string? email,
        IReadOnlyList<string> phones,
        CancellationToken cancellationToken = default
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var client = await db
            .Clients.VisibleTo(db, viewer)
            .Include(c => c.Contacts.Where(o => o.Id == contactId))
                .ThenInclude(o => o.Phones)
            .FirstOrDefaultAsync(c => c.Id == clientId, cancellationToken);
        var contact = client?.Contacts.FirstOrDefault(c => c.Id == contactId) ?? throw new RuleException(RuleError.NotFound);
        if (contact.Version != version)
            throw await DescribeConflictAsync(db, clientId, cancellationToken);
        var numbers = (await PhoneNumberParser.ForCompanyAsync(db, cancellationToken)).ParseValid(phones, contact);
        client!.EditContact(contact, name, position, email, numbers, viewer.CreateActor(time));
        await SaveAsync(db, clientId, cancellationToken);
    }

    private static bool CanAssignTeam(Viewer viewer, int? teamId, int? currentTeamId) =>
        viewer.IsAdministrator || teamId == currentTeamId || viewer.Manages(teamId);

    internal static bool CanEdit(Viewer viewer, int? teamId) => viewer.IsAdministrator || viewer.Manages(teamId);

    private static Task SaveAsync(HexaDbContext db, int clientId, CancellationToken cancellationToken) =>
        db.SaveOrThrowAsync(() => DescribeConflictAsync(db, clientId, cancellationToken), cancellationToken);

    private static Task<RuleException> DescribeConflictAsync(HexaDbContext db, int id, CancellationToken cancellationToken) =>
        db.DescribeConflictAsync(a => a.ClientId == id && a.ProjectId == null, cancellationToken);
}
