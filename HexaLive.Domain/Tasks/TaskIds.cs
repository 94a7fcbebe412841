namespace HexaLive.Domain.Tasks;

/// <summary>
/// The ids that the activity rows of a task contain: the task, its project and client, the person responsible and the controller.
/// </summary>
public sealed record TaskIds(int TaskId, int ProjectId, int ClientId, int ResponsibleId, int ControllerId);
