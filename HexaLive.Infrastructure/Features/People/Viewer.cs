using HexaLive.Domain;
using HexaLive.Domain.People;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.People;

/// <summary>Who asks: decides what a use case shows and allows. <see cref="TeamIds"/> are the teams managed, those below included.</summary>
public sealed record Viewer(int PersonId, string Name, PersonRole Role, IReadOnlyList<int> TeamIds, string TimeZone, string? Language)
{
    /// <summary>People who are away now and for whom the viewer stands in: what they see as persons, the viewer sees too, and does on their tasks what they would.</summary>
    public IReadOnlyList<int> StandsInFor { get; init; } = [];

    /// <summary>Sees and does all.</summary>
    public bool IsAdministrator => Role == PersonRole.Administrator;

    /// <summary>Whether a person of this team is managed by the viewer.</summary>
    public bool Manages(int? teamId) => teamId is { } id && TeamIds.Contains(id);

    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> to anybody but administrators.</exception>
    public void MustBeAdministrator()
    {
        if (!IsAdministrator) throw new RuleException(RuleError.NotAllowed);
    }

    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> to anybody but managers and administrators.</exception>
    public void MustManage()
    {
        if (Role == PersonRole.Representative) throw new RuleException(RuleError.NotAllowed);
    }

    /// <summary>The viewer's standing around a task; <paramref name="responsibleTeamId"/> is its responsible's team.</summary>
    public TaskStanding Standing(int responsibleId, int? responsibleTeamId, int controllerId, int originatorId, int? projectManagerId) =>
        new(PersonId, IsAdministrator, Manages(responsibleTeamId), responsibleId, controllerId, originatorId, projectManagerId, StandsInFor.Contains(responsibleId));
}

/// <summary>Reads who asks.</summary>
public sealed class Viewers(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>The viewer of an active person; null when deactivated or unknown.</summary>
    public async Task<Viewer?> FindAsync(int personId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        var person = await db.People.AsNoTracking().Where(p => p.Id == personId && p.Active)
            .Select(p => new
            {
                p.Id,
                p.Name,
                p.Role,
                p.TimeZone,
                p.Language,
                StandsInFor = db.Absences.Where(a => a.StandInId == p.Id && a.StartsAt <= now && a.EndsAt > now).Select(a => a.PersonId).ToList(),
            }).FirstOrDefaultAsync(cancellationToken);
        if (person is null) return null;
        IReadOnlyList<int> teams = [];
        if (person.Role != PersonRole.Representative)
        {
            var all = await db.Teams.AsNoTracking().Select(t => new { t.Id, t.ParentId, t.ManagerId }).ToListAsync(cancellationToken);
            teams = [.. TeamTree.ManagedBy(personId, [.. all.Select(t => (t.Id, t.ParentId, t.ManagerId))])];
        }
        return new Viewer(person.Id, person.Name, person.Role, teams, person.TimeZone, person.Language) { StandsInFor = person.StandsInFor };
    }
}
