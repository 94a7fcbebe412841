using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.People;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Teams;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Shared;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Teams;

/// <summary>
/// A team in the tree, in which parents come before their children. <see cref="Depth"/> is 0 for teams at the top;
/// <see cref="People"/> counts active people.
/// </summary>
public sealed record TeamRow(
    int Id,
    string Name,
    int? ParentId,
    int Depth,
    int? ManagerId,
    string? Manager,
    int PersonCount,
    int ClientCount,
    int Version
);

/// <summary>The editable fields of a team.</summary>
public sealed record TeamFields(string Name, int? ParentId = null, int? ManagerId = null);

/// <summary>Reads and edits the tree of teams. For administrators.</summary>
public sealed class TeamEditing(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>Returns all teams in tree order; at most 500.</summary>
    /// <exception cref="RuleException">The viewer is not an administrator (<see cref="RuleError.NotAllowed"/>).</exception>
    public async Task<IReadOnlyList<TeamRow>> ListAsync(Viewer viewer, CancellationToken cancellationToken = default)
    {
        viewer.EnsureAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var teams = await db
            .Teams.AsNoTracking()
            .OrderBy(t => t.Name)
            .Take(500)
            .Select(t => new TeamRow(
                t.Id,
                t.Name,
                t.ParentId,
                0,
                t.ManagerId,
                t.Manager!.Name,
                db.People.Count(p => p.TeamId == t.Id && p.Active),
                db.Clients.Count(c => c.TeamId == t.Id),
                t.Version
            ))
            .ToListAsync(cancellationToken);
        var children = teams.ToLookup(t => t.ParentId);
        List<TeamRow> tree = [];
        Add(null, 0);
        return tree;

        void Add(int? parent, int depth)
        {
            foreach (var team in children[parent])
            {
                tree.Add(team with { Depth = depth });
                Add(team.Id, depth + 1);
            }
        }
    }

    /// <summary>
    /// Returns the people who can be chosen as a team's manager, by name: active people and current managers; at most 500.
    /// </summary>
    /// <exception cref="RuleException">The viewer is not an administrator (<see cref="RuleError.NotAllowed"/>).</exception>
    public async Task<IReadOnlyList<Choice>> ListManagersAsync(Viewer viewer, CancellationToken cancellationToken = default)
    {
        viewer.EnsureAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db
            .People.AsNoTracking()
            .Where(p => p.Active || db.Teams.Any(t => t.ManagerId == p.Id))
            .OrderBy(p => p.Name)
            .Take(500)
            .Select(p => new Choice(p.Id, p.Name))
            .ToListAsync(cancellationToken);
    }

    /// <summary>
    /// Creates a team (<paramref name="id"/> null) or saves changes to the team that was read at <paramref name="version"/>;
    /// returns its id. A representative who becomes the manager of a team gets the role of a manager.
    /// </summary>
    /// <exception cref="RuleException">
    /// Not an administrator, a field is invalid, the name is taken, the team would be below itself, or somebody else changed the
    /// team in the meantime.
    /// </exception>
    public async Task<int> SaveAsync(Viewer viewer, int? id, int version, TeamFields fields, CancellationToken cancellationToken = default)
    {
        viewer.EnsureAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.WriteAsync(
            async () =>
            {
                var parent = fields.ParentId is null
                    ? null
                    : await db.Teams.FirstOrDefaultAsync(t => t.Id == fields.ParentId, cancellationToken)
                        ?? throw new RuleException(RuleError.NotFound);
                var actor = viewer.CreateActor(time);
                var team = id is null ? new Team(fields.Name, parent, actor) : await FindAsync(db, id.Value, version, cancellationToken);
                if (id is null)
                    db.Teams.Add(team);
                else
                {
                    // Read the tree in the transaction that changes it, so that two simultaneous moves cannot form a cycle.
                    var below = TeamTree.GetDescendants([team.Id], await Viewers.LoadTeamsAsync(db, cancellationToken));
                    team.Edit(fields.Name, parent, below, actor);
                }
                await SetManagerAsync(db, team, fields.ManagerId, actor, cancellationToken);
                await db.SaveSettingAsync(team.Name, cancellationToken);
                return team.Id;
            },
            cancellationToken
        );
    }

    /// <summary>Deletes an empty team.</summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.TeamNotEmpty"/> with the numbers of people, clients and sub-teams; or not an administrator, or
    /// somebody else changed the team in the meantime.
    /// </exception>
    public async Task DeleteAsync(Viewer viewer, int id, int version, CancellationToken cancellationToken = default)
    {
        viewer.EnsureAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.WriteAsync(
            async () =>
            {
                var team = await FindAsync(db, id, version, cancellationToken);
                var people = await db.People.CountAsync(p => p.TeamId == id, cancellationToken);
                var clients = await db.Clients.CountAsync(c => c.TeamId == id, cancellationToken);
                var teams = await db.Teams.CountAsync(t => t.ParentId == id, cancellationToken);
                if (people + clients + teams > 0)
                    throw new RuleException(RuleError.TeamNotEmpty, people, clients, teams);
                db.Holidays.RemoveRange(await db.Holidays.Where(h => h.TeamId == id).ToListAsync(cancellationToken));
                db.Teams.Remove(team);
                team.RecordDeleted(viewer.CreateActor(time));
                await db.SaveSettingAsync(team.Name, cancellationToken);
                return 0;
            },
            cancellationToken
        );
    }

    private static async Task SetManagerAsync(HexaDbContext db, Team team, int? managerId, Actor actor, CancellationToken cancellationToken)
    {
        if (managerId == team.ManagerId)
            return;
        var manager = managerId is null
            ? null
            : await db.People.FirstOrDefaultAsync(p => p.Id == managerId, cancellationToken) ?? throw new RuleException(RuleError.NotFound);
        if (manager is { Active: false })
            throw new RuleException(RuleError.PersonInactive);
        team.SetManager(manager, actor);
    }

    private static async Task<Team> FindAsync(HexaDbContext db, int id, int version, CancellationToken cancellationToken)
    {
        var team =
            await db.Teams.Include(t => t.Manager).FirstOrDefaultAsync(t => t.Id == id, cancellationToken)
            ?? throw new RuleException(RuleError.NotFound);
        await db.EnsureVersionAsync(version, team.Version, team.Name, cancellationToken);
        return team;
    }
}
