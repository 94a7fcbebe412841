using HexaLive.Domain.Tasks;

namespace HexaLive.Infrastructure.Features.Tasks;

/// <summary>What is changed of a task; null stays. <see cref="Outcome"/> goes with the status finished, <see cref="ClearNext"/> takes the next action away.</summary>
public sealed record TaskChange(
    int? ResponsibleId = null, int? ControllerId = null, NextAction? Next = null, TaskPriority? Priority = null,
    WorkTaskStatus? Status = null, string? Outcome = null, bool ClearNext = false)
{
    /// <summary>Finishes with an outcome.</summary>
    public static TaskChange Finish(string? outcome) => new(Status: WorkTaskStatus.Finished, Outcome: outcome);
}

/// <summary>A task as it stood before a change, to go back to.</summary>
public sealed record TaskBefore(int Id, int ResponsibleId, int ControllerId, NextAction? Next, TaskPriority Priority, WorkTaskStatus Status, string? Outcome);
