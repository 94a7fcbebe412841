using HexaLive.Domain.Activity;
using HexaLive.Domain.Shared;

namespace HexaLive.Domain.Tasks;

public sealed partial class WorkTask
{
    /// <summary>Sets a pending task in progress without logging an entry.</summary>
    public void Start(Actor actor)
    {
        EnsureOpen();
        if (Status == WorkTaskStatus.Pending)
            SetStatus(WorkTaskStatus.InProgress, actor);
    }

    /// <summary>Returns an in-progress task to pending. A pending task stays as it is.</summary>
    public void ReturnToPending(Actor actor)
    {
        EnsureOpen();
        if (Status == WorkTaskStatus.InProgress)
            SetStatus(WorkTaskStatus.Pending, actor);
    }

    /// <summary>
    /// Finishes the task with an outcome (1 to 2,000 characters) and clears the next action. An open promise ends as broken if its
    /// day has passed, otherwise as withdrawn.
    /// </summary>
    public void Finish(string? outcome, Actor actor)
    {
        EnsureOpen();
        Outcome = Check.Required(outcome, nameof(Outcome), 2000);
        if (FindOpenPromise() is { } open)
            open.End(actor.Now <= open.KeepBy ? PromiseOutcome.Withdrawn : PromiseOutcome.Broken, actor.Now);
        ClearNextAction();
        FinishedAt = actor.Now;
        SetStatus(WorkTaskStatus.Finished, actor, Outcome);
    }

    /// <summary>
    /// Reopens a finished task. The task is then in progress and has no next action. The previous outcome stays in the activity log.
    /// </summary>
    public void Reopen(Actor actor)
    {
        if (Status != WorkTaskStatus.Finished)
            throw new RuleException(RuleError.TaskNotFinished);
        (FinishedAt, Outcome) = (null, null);
        SetStatus(WorkTaskStatus.InProgress, actor);
    }

    private void SetStatus(WorkTaskStatus status, Actor actor, string? note = null)
    {
        Record(ActivityKind.StatusChanged, actor, Status.ToString(), status.ToString(), note);
        Status = status;
    }
}
