namespace HexaLive.Domain.Tasks;

/// <summary>
/// The viewer's relation to a task, which determines the viewer's rights. The managers of the responsible are the managers of the
/// responsible's team and of the teams above it.
/// </summary>
public sealed record TaskRelation(
    int ViewerId,
    bool ViewerIsAdministrator,
    bool ViewerManagesResponsible,
    int ResponsibleId,
    int ControllerId,
    int OriginatorId,
    int? ProjectManagerId,
    bool ViewerStandsInForResponsible = false
);

/// <summary>What a person may do with a task that they can see. The scope determines which tasks a person can see.</summary>
public static class TaskRights
{
    /// <summary>
    /// Returns whether the viewer may edit, reschedule, finish, reopen or reassign the task. Allowed are the responsible,
    /// controller, originator and project manager of the task, the current stand-in and the managers of the responsible, and
    /// administrators.
    /// </summary>
    public static bool CanChange(TaskRelation relation) =>
        CanControl(relation)
        || relation.ViewerId == relation.ResponsibleId
        || relation.ViewerStandsInForResponsible
        || relation.ViewerId == relation.OriginatorId
        || relation.ViewerId == relation.ProjectManagerId;

    /// <summary>
    /// Returns whether the viewer may log for somebody else, change the controller, or correct other people's entries. Allowed are
    /// the controller of the task, the managers of the responsible, and administrators.
    /// </summary>
    public static bool CanControl(TaskRelation relation) =>
        relation.ViewerIsAdministrator || relation.ViewerManagesResponsible || relation.ViewerId == relation.ControllerId;
}
