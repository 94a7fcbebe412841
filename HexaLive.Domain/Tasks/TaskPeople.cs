namespace HexaLive.Domain.Tasks;

/// <summary>The people of a task. They determine who has rights to the task.</summary>
public sealed record TaskPeople(int ResponsibleId, int? ResponsibleTeamId, int ControllerId, int OriginatorId, int? ProjectLeadId);
