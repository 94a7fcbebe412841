using HexaLive.Domain;
using HexaLive.Domain.People;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Access;

/// <summary>
/// The person on whose behalf a use case runs. The scope and rights of this person apply. <see cref="TeamIds"/> contains the
/// managed teams and their sub-teams.
/// </summary>
public sealed record Viewer(int PersonId, string Name, PersonRole Role, IReadOnlyList<int> TeamIds, string TimeZone, string? Language)
{
    /// <summary>
    /// The ids of absent people whom the viewer stands in for now. The viewer sees the clients that these people see, and has the rights of
    /// these people on the tasks assigned to them.
    /// </summary>
    public IReadOnlyList<int> CoveredPersonIds { get; init; } = [];

    /// <summary>Whether the viewer is an administrator, who sees and may do everything.</summary>
    public bool IsAdministrator => Role == PersonRole.Administrator;

    /// <summary>Whether the viewer manages the given team.</summary>
    public bool Manages(int? teamId) => teamId is { } id && TeamIds.Contains(id);

    /// <summary>Throws unless the viewer is an administrator.</summary>
    /// <exception cref="RuleException">The viewer is not an administrator (<see cref="RuleError.NotAllowed"/>).</exception>
    public void EnsureAdministrator()
    {
        if (!IsAdministrator)
            throw new RuleException(RuleError.NotAllowed);
    }

    /// <summary>Throws unless the viewer is a manager or an administrator.</summary>
    /// <exception cref="RuleException">The viewer is a representative (<see cref="RuleError.NotAllowed"/>).</exception>
    public void EnsureManager()
    {
        if (Role == PersonRole.Representative)
            throw new RuleException(RuleError.NotAllowed);
    }

    /// <summary>Returns the actor for a change that the viewer makes now.</summary>
    public Actor CreateActor(TimeProvider time) => new(PersonId, time.GetUtcNow().UtcDateTime);

    /// <summary>Returns the viewer's relation to a task with these people.</summary>
    public TaskRelation RelationTo(TaskPeople people) =>
        new(
            PersonId,
            IsAdministrator,
            Manages(people.ResponsibleTeamId),
            people.ResponsibleId,
            people.ControllerId,
            people.OriginatorId,
            people.ProjectLeadId,
            CoveredPersonIds.Contains(people.ResponsibleId)
        );
}
