using HexaLive.Domain.Tasks;

namespace HexaLive.Infrastructure.Features.Tasks;

/// <summary>
/// A change to a task; null leaves a value unchanged. <see cref="Outcome"/> applies when the status becomes finished.
/// <see cref="ClearNext"/> removes the next action.
/// </summary>
public sealed record TaskChange(
    int? ResponsibleId = null,
    int? ControllerId = null,
    NextAction? Next = null,
    TaskPriority? Priority = null,
    WorkTaskStatus? Status = null,
    string? Outcome = null,
    bool ClearNext = false
)
{
    /// <summary>Returns a change that finishes the task with an outcome.</summary>
    public static TaskChange Finish(string? outcome) => new(Status: WorkTaskStatus.Finished, Outcome: outcome);
}

/// <summary>A task's values before a change, to undo it.</summary>
public sealed record TaskSnapshot(
    int Id,
    int ResponsibleId,
    int ControllerId,
    NextAction? Next,
    TaskPriority Priority,
    WorkTaskStatus Status,
    string? Outcome
);
