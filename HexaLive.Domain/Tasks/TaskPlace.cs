namespace HexaLive.Domain.Tasks;

/// <summary>
/// The ids that the activity rows of a task contain: where the task belongs, and who is responsible for it and controls it.
/// </summary>
public sealed record TaskPlace(int TaskId, int ProjectId, int ClientId, int ResponsibleId, int ControllerId);
