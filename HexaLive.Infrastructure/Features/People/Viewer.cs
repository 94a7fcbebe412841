using HexaLive.Domain;
using HexaLive.Domain.People;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.People;

/// <summary>Who asks: decides what a use case shows and allows. <see cref="TeamIds"/> are the teams managed, those below included.</summary>
public sealed record Viewer(int PersonId, string Name, PersonRole Role, IReadOnlyList<int> TeamIds, string TimeZone, string? Language)
{
    /// <summary>Sees and does all.</summary>
    public bool IsAdministrator => Role == PersonRole.Administrator;

    /// <summary>Whether a person of this team is managed by the viewer.</summary>
    public bool Manages(int? teamId) => teamId is { } id && TeamIds.Contains(id);

    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> to anybody but administrators.</exception>
    public void MustBeAdministrator()
    {
        if (!IsAdministrator) throw new RuleException(RuleError.NotAllowed);
    }

    /// <summary>The viewer's standing around a task; <paramref name="responsibleTeamId"/> is its responsible's team.</summary>
    public TaskStanding Standing(int responsibleId, int? responsibleTeamId, int controllerId, int originatorId, int? projectManagerId) =>
        new(PersonId, IsAdministrator, Manages(responsibleTeamId), responsibleId, controllerId, originatorId, projectManagerId);
}

/// <summary>Reads who asks.</summary>
public sealed class Viewers(IDbContextFactory<HexaDbContext> databases)
{
    /// <summary>The viewer of an active person; null when deactivated or unknown.</summary>
    public async Task<Viewer?> FindAsync(int personId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var person = await db.People.AsNoTracking().Where(p => p.Id == personId && p.Active)
            .Select(p => new { p.Id, p.Name, p.Role, p.TimeZone, p.Language }).FirstOrDefaultAsync(cancellationToken);
        if (person is null) return null;
        IReadOnlyList<int> teams = [];
        if (person.Role != PersonRole.Representative)
        {
            var all = await db.Teams.AsNoTracking().Select(t => new { t.Id, t.ParentId, t.ManagerId }).ToListAsync(cancellationToken);
            teams = [.. TeamTree.ManagedBy(personId, [.. all.Select(t => (t.Id, t.ParentId, t.ManagerId))])];
        }
        return new Viewer(person.Id, person.Name, person.Role, teams, person.TimeZone, person.Language);
    }
}
