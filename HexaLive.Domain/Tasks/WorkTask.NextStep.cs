using HexaLive.Domain.Activity;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Reminders;
using HexaLive.Domain.Shared;

namespace HexaLive.Domain.Tasks;

public sealed partial class WorkTask
{
    /// <summary>
    /// Sets or moves the next action without logging an entry; null clears the next action. If the day of an open promise has
    /// passed, the promise ends as broken. Otherwise, the promise ends as withdrawn if the date and time are cleared or unchanged,
    /// and as moved if they change.
    /// </summary>
    public void Reschedule(NextAction? next, Actor actor)
    {
        EnsureOpen();
        next = next?.Validated();
        if (next == NextAction)
            return;
        var moves = 0;
        if (FindOpenPromise() is { } open)
        {
            var sameDay = next is not null && next.Date == open.Date && next.Time == open.Time;
            moves = open.Moves + (next is null || sameDay ? 0 : 1);
            open.End(
                actor.Now > open.KeepBy ? PromiseOutcome.Broken
                    : next is null || sameDay ? PromiseOutcome.Withdrawn
                    : PromiseOutcome.Moved,
                actor.Now,
                next?.Date
            );
        }
        if (next is null)
        {
            RecordNextActionCleared(actor);
            ClearNextAction();
            return;
        }
        SetNextAction(next, actor, null, moves);
        if (moves >= PromiseMovedOften)
            Record(ActivityKind.PromiseMovedOften, actor, to: Describe(next)).WithCount(moves);
    }

    /// <summary>Snoozes a person's reminders of this task until a later instant (UTC).</summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.DateInPast"/> if <paramref name="until"/> is not in the future, or <see cref="RuleError.DateRange"/>.
    /// </exception>
    public void SnoozeReminders(IEnumerable<Reminder> reminders, DateTime until, Actor actor)
    {
        foreach (var reminder in reminders)
            reminder.SnoozeUntil(until, actor.Now);
        Record(ActivityKind.ReminderSnoozed, actor, to: until.ToString("O"));
    }

    /// <summary>Recalculates the due instants after the person responsible changed their time zone.</summary>
    public void ChangeTimeZone(string zone)
    {
        DueAt = NextAction?.DueAt(zone);
        FindOpenPromise()?.ChangeTimeZone(zone);
    }

    /// <summary>Returns the next action as "2026-03-02" or "2026-03-02T10:30"; null if there is none.</summary>
    public static string? Describe(NextAction? next) =>
        next is null ? null
        : next.Time is { } time ? $"{next.Date:yyyy-MM-dd}T{time:HH:mm}"
        : $"{next.Date:yyyy-MM-dd}";

    private Promise? FindOpenPromise() => _promises.Find(p => p.Outcome == PromiseOutcome.Open);

    private void SetNextAction(NextAction next, Actor actor, Dedication? setBy, int moves, bool isRecorded = true)
    {
        if (isRecorded)
            Record(ActivityKind.NextActionChanged, actor, Describe(NextAction), Describe(next), next.Note);
        (NextActionDate, NextActionTime, NextActionNote) = (next.Date, next.Time, next.Note);
        DueAt = next.DueAt(Responsible.TimeZone);
        _promises.Add(new Promise(this, next, Responsible, actor, setBy, moves));
    }

    private void RecordNextActionCleared(Actor actor) => Record(ActivityKind.NextActionChanged, actor, Describe(NextAction));

    private void ClearNextAction() => (NextActionDate, NextActionTime, NextActionNote, DueAt) = (null, null, null, null);
}
