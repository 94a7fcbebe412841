using HexaLive.Domain.Activity;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Reviews;
using HexaLive.Domain.Shared;

namespace HexaLive.Domain.Tasks;

public sealed partial class WorkTask
{
    /// <summary>
    /// Logs an entry. A pending task becomes in progress. An open promise ends as kept or broken if the promise is due, or if
    /// <paramref name="followUp"/> replaces or clears the next action or finishes the task. Otherwise, the promise stays open.
    /// </summary>
    /// <exception cref="RuleException">The entry or the next action is invalid, or the task is finished.</exception>
    public Dedication Log(DedicationFields fields, Person person, EntryFollowUp followUp, Actor actor, Guid submissionId)
    {
        EnsureOpen();
        var dedication = AddEntry(fields, person, actor, submissionId);
        if (person.Id != ControllerId)
            dedication.Review = new Review(dedication, ControllerId, actor.Now);
        if (Status == WorkTaskStatus.Pending)
            SetStatus(WorkTaskStatus.InProgress, actor);

        var next = followUp.Next?.Validated();
        var open = FindOpenPromise();
        var settled =
            open is not null && (next is not null || followUp.FinishesTask || followUp.ClearsNextAction || actor.Now >= open.DueAt);
        if (settled)
            open!.End(actor.Now <= open.KeepBy ? PromiseOutcome.Kept : PromiseOutcome.Broken, actor.Now, next?.Date);
        if (followUp.FinishesTask)
            Finish(followUp.Outcome, actor);
        else if (next is not null)
            SetNextAction(next, actor, dedication, 0);
        else if ((followUp.ClearsNextAction || settled) && NextAction is not null)
        {
            RecordNextActionCleared(actor);
            ClearNextAction();
        }
        return dedication;
    }

    /// <summary>
    /// Logs an entry about past work, such as imported history. The entry counts as logged at midday of its day, or now if that
    /// midday is in the future. The task may be finished. Promises are not affected; a pending task becomes in progress.
    /// </summary>
    /// <exception cref="RuleException">The entry is invalid.</exception>
    public Dedication LogHistory(DedicationFields fields, Person person, Actor actor, Guid submissionId)
    {
        var midday = LocalTime.ToUtc(Check.Day(fields.Date), new TimeOnly(12, 0), person.TimeZone);
        var then = midday < actor.Now ? actor.WithTime(midday) : actor;
        var dedication = AddEntry(fields, person, then, submissionId);
        if (Status == WorkTaskStatus.Pending)
            SetStatus(WorkTaskStatus.InProgress, then);
        return dedication;
    }

    internal void RecordCorrection(Dedication dedication, int minutesBefore, Actor actor)
    {
        var entry = Record(
            ActivityKind.DedicationCorrected,
            actor,
            minutesBefore.ToString(System.Globalization.CultureInfo.InvariantCulture),
            dedication.Minutes.ToString(System.Globalization.CultureInfo.InvariantCulture)
        );
        entry.ForEntry(dedication);
        // The task may have been moved to another project since the entry was logged.
        if (dedication.ProjectId != ProjectId)
            (entry.Project, entry.ProjectId) = (null, dedication.ProjectId);
    }

    private Dedication AddEntry(DedicationFields fields, Person person, Actor actor, Guid submissionId)
    {
        var dedication = new Dedication(this, fields, person, actor, submissionId);
        Record(ActivityKind.DedicationLogged, actor).ForEntry(dedication).WithCount(dedication.Minutes);
        return dedication;
    }
}
