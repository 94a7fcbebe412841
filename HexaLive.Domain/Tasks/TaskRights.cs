namespace HexaLive.Domain.Tasks;

/// <summary>Who stands where around a task, as far as rights go. To manage the responsible is to manage their team, or one above it.</summary>
public sealed record TaskStanding(
    int ViewerId, bool ViewerIsAdministrator, bool ViewerManagesResponsible, int ResponsibleId, int ControllerId, int OriginatorId, int? ProjectManagerId,
    bool ViewerStandsInForResponsible = false);

/// <summary>What somebody who sees a task may do to it. Seeing is decided before, by scope.</summary>
public static class TaskRights
{
    /// <summary>Edit, reschedule, finish, reopen, hand to another responsible: those around the task, who stands in for its responsible now, and who manages them.</summary>
    public static bool CanChange(TaskStanding s) =>
        CanControl(s) || s.ViewerId == s.ResponsibleId || s.ViewerStandsInForResponsible || s.ViewerId == s.OriginatorId || s.ViewerId == s.ProjectManagerId;

    /// <summary>Log for somebody else, change the controller, correct another's entry: controller, managing manager, administrator.</summary>
    public static bool CanControl(TaskStanding s) =>
        s.ViewerIsAdministrator || s.ViewerManagesResponsible || s.ViewerId == s.ControllerId;
}
