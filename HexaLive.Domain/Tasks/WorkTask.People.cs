using HexaLive.Domain.Activity;
using HexaLive.Domain.People;
using HexaLive.Domain.Shared;

namespace HexaLive.Domain.Tasks;

public sealed partial class WorkTask
{
    /// <summary>
    /// Returns the people around the task. Load <see cref="Responsible"/> and <see cref="Project"/> first.
    /// </summary>
    public TaskPeople GetPeople() => new(ResponsibleId, Responsible.TeamId, ControllerId, OriginatorId, Project.ManagerId);

    /// <summary>
    /// Assigns the task to other people. If another person becomes responsible, an open promise is withdrawn and made again in the name of
    /// that person.
    /// </summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.PersonInactive"/> if a new person is inactive, or <see cref="RuleError.TaskFinished"/>.
    /// </exception>
    public void Assign(Person responsible, Person controller, Actor actor)
    {
        if (responsible.Id == ResponsibleId && controller.Id == ControllerId)
            return;
        EnsureOpen();
        if (controller.Id != ControllerId)
        {
            Record(ActivityKind.ControllerChanged, actor, Controller?.Name, EnsureActive(controller).Name);
            (Controller, ControllerId) = (controller, controller.Id);
        }
        if (responsible.Id != ResponsibleId)
        {
            Record(ActivityKind.ResponsibleChanged, actor, Responsible?.Name, EnsureActive(responsible).Name);
            (Responsible, ResponsibleId) = (responsible, responsible.Id);
            if (FindOpenPromise() is { } open && NextAction is { } next)
            {
                open.End(PromiseOutcome.Withdrawn, actor.Now);
                SetNextAction(next, actor, null, open.Moves, isRecorded: false);
            }
        }
    }

    private static Person EnsureActive(Person person) => person.Active ? person : throw new RuleException(RuleError.PersonInactive);
}
