namespace HexaLive.Domain.Tasks;

/// <summary>
/// The viewer's relation to a task, which determines the viewer's rights. The managers of the person responsible are the managers of that
/// person's team and of the teams above it.
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

/// <summary>The rights that a person has on a visible task. The scope determines which tasks a person can see.</summary>
public static class TaskRights
{
    /// <summary>
    /// Returns whether the viewer may edit, reschedule, finish, reopen or reassign the task. Allowed for the person responsible, the
    /// current stand-in and the managers of that person, the controller, the originator, the project manager, and administrators.
    /// </summary>
    public static bool CanChange(TaskRelation relation) =>
        CanControl(relation)
        || relation.ViewerId == relation.ResponsibleId
        || relation.ViewerStandsInForResponsible
        || relation.ViewerId == relation.OriginatorId
        || relation.ViewerId == relation.ProjectManagerId;

    /// <summary>
    /// Returns whether the viewer may log for somebody else, change the controller, or correct other people's entries. Allowed for the
    /// controller of the task, the managers of the person responsible, and administrators.
    /// </summary>
    public static bool CanControl(TaskRelation relation) =>
        relation.ViewerIsAdministrator || relation.ViewerManagesResponsible || relation.ViewerId == relation.ControllerId;
}
