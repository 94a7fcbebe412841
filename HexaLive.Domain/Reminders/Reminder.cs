using HexaLive.Domain.Activity;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;

namespace HexaLive.Domain.Reminders;

/// <summary>
/// A reminder about a promise, an entry or an assigned task. It stays open until it is done. Subject, person and kind are unique
/// together, so that the same reminder cannot be created twice.
/// </summary>
public sealed class Reminder : RecordedEntity
{
    private Reminder() { }

    /// <summary>Creates an open reminder about a promise.</summary>
    public Reminder(int personId, int taskId, int promiseId, ReminderKind kind, DateTime now) =>
        (PersonId, TaskId, PromiseId, Kind, RaisedAt, MailPendingSince) = (
            personId,
            taskId,
            promiseId,
            Check.Defined(kind, nameof(Kind)),
            now,
            now
        );

    /// <summary>Creates an open reminder about an entry.</summary>
    public Reminder(int personId, Dedication entry, ReminderKind kind, DateTime now) =>
        (PersonId, TaskId, DedicationId, Kind, RaisedAt, MailPendingSince) = (
            personId,
            entry.TaskId,
            entry.Id,
            Check.Defined(kind, nameof(Kind)),
            now,
            now
        );

    /// <summary>Creates an open reminder that a task was assigned to the person.</summary>
    public Reminder(int personId, WorkTask task, DateTime now) =>
        (PersonId, Task, TaskId, Kind, RaisedAt, MailPendingSince) = (personId, task, task.Id, ReminderKind.TaskAssigned, now, now);

    public int Id { get; private set; }
    public int PersonId { get; private set; }
    public Person Person { get; private set; } = null!;
    public int TaskId { get; private set; }
    public WorkTask Task { get; private set; } = null!;
    public int? PromiseId { get; private set; }
    public Promise? Promise { get; private set; }
    public int? DedicationId { get; private set; }
    public Dedication? Dedication { get; private set; }
    public ReminderKind Kind { get; private set; }

    /// <summary>When the reminder was last raised (UTC).</summary>
    public DateTime RaisedAt { get; private set; }

    /// <summary>The time (UTC) until which a snoozed reminder is hidden. Null if the reminder is not snoozed.</summary>
    public DateTime? SnoozedUntil { get; private set; }

    /// <summary>When the reminder was done (UTC); null while the reminder is open.</summary>
    public DateTime? DoneAt { get; private set; }

    /// <summary>How many times the reminder has been raised.</summary>
    public int Round { get; private set; } = 1;

    /// <summary>The last e-mail that included the reminder; null if no e-mail has included it.</summary>
    public int? MailId { get; private set; }

    /// <summary>
    /// When the reminder was last raised (UTC). Null after the mail job has queued an e-mail about the reminder or found that the person
    /// wants no e-mail.
    /// </summary>
    public DateTime? MailPendingSince { get; private set; }

    /// <summary>Raises the reminder again. The reminder is then neither snoozed nor done.</summary>
    public void RaiseAgain(DateTime now) => (RaisedAt, SnoozedUntil, DoneAt, Round, MailPendingSince) = (now, null, null, Round + 1, now);

    /// <summary>
    /// Records that the person of the reminder was notified of an overdue promise. If the promise was escalated to that person,
    /// <paramref name="name"/> is the name of that person. <paramref name="workingDays"/> is the number of working days for which the
    /// promise has been overdue.
    /// </summary>
    public void RecordOverdue(TaskIds task, string? name, int workingDays, Actor actor)
    {
        var kind = Kind == ReminderKind.Escalated ? ActivityKind.Escalated : ActivityKind.FlaggedOverdue;
        var entry = Record(kind, actor, to: name).ForPerson(PersonId).WithCount(workingDays);
        (entry.TaskId, entry.ProjectId, entry.ClientId) = (task.TaskId, task.ProjectId, task.ClientId);
        (entry.ResponsibleId, entry.ControllerId) = (task.ResponsibleId, task.ControllerId);
    }

    /// <summary>Marks the reminder as done. Load <see cref="Task"/> first.</summary>
    public void MarkDone(Actor actor)
    {
        Dismiss(actor.Now);
        Task.Record(ActivityKind.ReminderDone, actor);
    }

    /// <summary>
    /// Completes a reminder that is no longer needed because of another event. The other event has an activity row, so this method
    /// records none.
    /// </summary>
    public void Dismiss(DateTime now)
    {
        DoneAt ??= now;
        SnoozedUntil = null;
        MailPendingSince = null;
    }

    /// <summary>Snoozes the reminder until a later instant (UTC). Load <see cref="Task"/> first.</summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.DateInPast"/> if <paramref name="until"/> is not in the future, or <see cref="RuleError.DateRange"/>.
    /// </exception>
    public void Snooze(DateTime until, Actor actor) => Task.SnoozeReminders([this], until, actor);

    internal void SnoozeUntil(DateTime until, DateTime now)
    {
        if (until <= now)
            throw new RuleException(RuleError.DateInPast);
        SnoozedUntil = Check.Instant(until);
        MailPendingSince = null;
    }
}
