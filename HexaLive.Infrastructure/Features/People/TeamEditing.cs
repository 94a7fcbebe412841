using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.People;
using HexaLive.Infrastructure.Features.Settings;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.People;

/// <summary>A team in the tree, parents before children; <see cref="Depth"/> 0 is the top. People are the active ones.</summary>
public sealed record TeamRow(int Id, string Name, int? ParentId, int Depth, int? ManagerId, string? Manager, int People, int Clients, int Version);

/// <summary>What people type of a team.</summary>
public sealed record TeamFields(string Name, int? ParentId = null, int? ManagerId = null);

/// <summary>The tree of teams, and its changes: administrators.</summary>
public sealed class TeamEditing(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>All teams in the order of the tree; at most five hundred.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> to anybody but administrators.</exception>
    public async Task<IReadOnlyList<TeamRow>> TreeAsync(Viewer viewer, CancellationToken cancellationToken = default)
    {
        viewer.MustBeAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var teams = await db.Teams.AsNoTracking().OrderBy(t => t.Name).Take(500)
            .Select(t => new TeamRow(t.Id, t.Name, t.ParentId, 0, t.ManagerId, t.Manager!.Name,
                db.People.Count(p => p.TeamId == t.Id && p.Active), db.Clients.Count(c => c.TeamId == t.Id), t.Version)).ToListAsync(cancellationToken);
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

    /// <summary>Active people by name, for the choice of a manager; at most five hundred, and who manages a team already.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> to anybody but administrators.</exception>
    public async Task<IReadOnlyList<Choice>> ManagersAsync(Viewer viewer, CancellationToken cancellationToken = default)
    {
        viewer.MustBeAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.People.AsNoTracking().Where(p => p.Active || db.Teams.Any(t => t.ManagerId == p.Id)).OrderBy(p => p.Name).Take(500)
            .Select(p => new Choice(p.Id, p.Name)).ToListAsync(cancellationToken);
    }

    /// <summary>
    /// Makes a team (<paramref name="id"/> null) or changes the one that was read at <paramref name="version"/>; returns its id. A representative who is put in
    /// charge becomes a manager.
    /// </summary>
    /// <exception cref="RuleException">Not an administrator, a field is refused, the name is taken, it would stand below itself, or somebody changed it first.</exception>
    public async Task<int> SaveAsync(Viewer viewer, int? id, int version, TeamFields fields, CancellationToken cancellationToken = default)
    {
        viewer.MustBeAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.WriteAsync(async () =>
        {
            var parent = fields.ParentId is null ? null : await db.Teams.FirstOrDefaultAsync(t => t.Id == fields.ParentId, cancellationToken) ?? throw new RuleException(RuleError.NotFound);
            var team = id is null ? new Team(fields.Name, parent) : await FindAsync(db, id.Value, version, cancellationToken);
            var before = id is null ? null : team.Name;
            if (id is null) db.Teams.Add(team);
            else
            {
                team.Rename(fields.Name);
                // The tree is read in the transaction that changes it: two moves at once cannot close a loop.
                var all = await db.Teams.AsNoTracking().Select(t => new { t.Id, t.ParentId, t.ManagerId }).ToListAsync(cancellationToken);
                team.MoveBelow(parent, TeamTree.Below([team.Id], [.. all.Select(t => (t.Id, t.ParentId, t.ManagerId))]));
            }
            await PutInChargeAsync(db, viewer, team, fields.ManagerId, cancellationToken);
            db.Tell(viewer, time.GetUtcNow().UtcDateTime, nameof(Team), before, team.Name);
            await db.SaveSettingAsync(team.Name, cancellationToken);
            return team.Id;
        }, cancellationToken);
    }

    /// <summary>Deletes an empty team.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.TeamNotEmpty"/>: people, clients and teams in it; or not an administrator, or changed first.</exception>
    public async Task DeleteAsync(Viewer viewer, int id, int version, CancellationToken cancellationToken = default)
    {
        viewer.MustBeAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.WriteAsync(async () =>
        {
            var team = await FindAsync(db, id, version, cancellationToken);
            var people = await db.People.CountAsync(p => p.TeamId == id, cancellationToken);
            var clients = await db.Clients.CountAsync(c => c.TeamId == id, cancellationToken);
            var teams = await db.Teams.CountAsync(t => t.ParentId == id, cancellationToken);
            if (people + clients + teams > 0) throw new RuleException(RuleError.TeamNotEmpty, people, clients, teams);
            db.Holidays.RemoveRange(await db.Holidays.Where(h => h.TeamId == id).ToListAsync(cancellationToken));
            db.Teams.Remove(team);
            db.Tell(viewer, time.GetUtcNow().UtcDateTime, nameof(Team), team.Name, null);
            await db.SaveSettingAsync(team.Name, cancellationToken);
            return 0;
        }, cancellationToken);
    }

    private async Task PutInChargeAsync(HexaDbContext db, Viewer viewer, Team team, int? managerId, CancellationToken cancellationToken)
    {
        if (managerId == team.ManagerId) return;
        var manager = managerId is null ? null : await db.People.FirstOrDefaultAsync(p => p.Id == managerId, cancellationToken) ?? throw new RuleException(RuleError.NotFound);
        if (manager is { Active: false }) throw new RuleException(RuleError.PersonInactive);
        team.ManagedBy(manager);
        if (manager is not { Role: PersonRole.Representative }) return;
        manager.SetRole(PersonRole.Manager);
        db.Activity.Add(new ActivityEntry(ActivityKind.PersonChanged, viewer.PersonId, time.GetUtcNow().UtcDateTime, nameof(PersonRole.Representative), nameof(PersonRole.Manager), manager.Name));
    }

    private static async Task<Team> FindAsync(HexaDbContext db, int id, int version, CancellationToken cancellationToken)
    {
        var team = await db.Teams.FirstOrDefaultAsync(t => t.Id == id, cancellationToken) ?? throw new RuleException(RuleError.NotFound);
        await db.MustBeVersionAsync(version, team.Version, team.Name, cancellationToken);
        return team;
    }
}
