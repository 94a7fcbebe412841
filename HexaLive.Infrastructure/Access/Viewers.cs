using HexaLive.Domain.People;
using HexaLive.Domain.Teams;
using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Access;

/// <summary>Loads a viewer together with the managed teams and the absent people the viewer stands in for.</summary>
public sealed class Viewers(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>Returns the viewer for an active person; null if the person is inactive or unknown.</summary>
    public async Task<Viewer?> FindAsync(int personId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        var person = await db
            .People.AsNoTracking()
            .Where(p => p.Id == personId && p.Active)
            .Select(p => new
            {
                p.Id,
                p.Name,
                p.Role,
                p.TimeZone,
                p.Language,
                CoveredPersonIds = db
                    .Absences.Where(a => a.StandInId == p.Id && a.StartsAt <= now && a.EndsAt > now)
                    .Select(a => a.PersonId)
                    .ToList(),
            })
            .FirstOrDefaultAsync(cancellationToken);
        if (person is null)
            return null;
        IReadOnlyList<int> teams = [];
        if (person.Role != PersonRole.Representative)
        {
            teams = [.. TeamTree.GetManagedTeams(personId, await LoadTeamsAsync(db, cancellationToken))];
        }
        return new Viewer(person.Id, person.Name, person.Role, teams, person.TimeZone, person.Language)
        {
            CoveredPersonIds = person.CoveredPersonIds,
        };
    }

    /// <summary>Returns every team with its parent and its manager, for <see cref="TeamTree"/>.</summary>
    internal static async Task<IReadOnlyCollection<(int Id, int? ParentId, int? ManagerId)>> LoadTeamsAsync(
        HexaDbContext db,
        CancellationToken cancellationToken
    )
    {
        var teams = await db
            .Teams.AsNoTracking()
            .Select(t => new
            {
                t.Id,
                t.ParentId,
                t.ManagerId,
            })
            .ToListAsync(cancellationToken);
        return teams.ConvertAll(t => (t.Id, t.ParentId, t.ManagerId));
    }
}
