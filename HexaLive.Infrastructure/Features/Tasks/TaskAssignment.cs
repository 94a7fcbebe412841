using HexaLive.Domain;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Reminders;
using HexaLive.Infrastructure.Features.Reviews;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Tasks;

/// <summary>Reassigns loaded tasks to other people, or moves them to other projects.</summary>
internal static class TaskAssignment
{
    /// <summary>
    /// Reassigns a task, and updates its reviews and reminders. Only those who control the task may change its controller.
    /// </summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/>, or a person is unknown or inactive.</exception>
    public static async Task AssignAsync(
        HexaDbContext db,
        Viewer viewer,
        WorkTask task,
        int responsibleId,
        int controllerId,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        if (responsibleId == task.ResponsibleId && controllerId == task.ControllerId)
            return;
        if (controllerId != task.ControllerId && !TaskRights.CanControl(viewer.RelationTo(task.GetPeople())))
            throw new RuleException(RuleError.NotAllowed);
        var before = task.ResponsibleId;
        var controller = await TaskChecks.FindActivePersonAsync(db, controllerId, cancellationToken);
        task.Assign(await TaskChecks.FindActivePersonAsync(db, responsibleId, cancellationToken), controller, actor);
        await EntryReviews.UpdateControllersAsync(db, [task], cancellationToken);
        if (responsibleId != before)
            await TaskAssignedReminders.RaiseAsync(db, [task], actor, cancellationToken);
    }

    /// <summary>Moves a task to another open project of its client. Only those who control the task may do so.</summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.NotAllowed"/>, <see cref="RuleError.NotFound"/> for a project outside the viewer's scope, or the project
    /// does not fit.
    /// </exception>
    public static async Task MoveAsync(
        HexaDbContext db,
        Viewer viewer,
        WorkTask task,
        int projectId,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        if (!TaskRights.CanControl(viewer.RelationTo(task.GetPeople())))
            throw new RuleException(RuleError.NotAllowed);
        var project =
            await db.Projects.VisibleTo(db, viewer).FirstOrDefaultAsync(p => p.Id == projectId, cancellationToken)
            ?? throw new RuleException(RuleError.NotFound);
        var before = task.Project;
        task.MoveTo(project, actor);
        before.RecordTasksMoved(project, 1, actor);
    }
}
