using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Tasks;

namespace HexaLive.Domain.Reminders;

/// <summary>Why somebody is reminded.</summary>
public enum ReminderKind { Due = 0, Overdue = 1, Escalated = 2, Digest = 3, Corrected = 4, Question = 5, HandedOver = 6 }

/// <summary>Something a person is told until they say it is done: of a promise, of an entry, or of a task that was handed to them. Unique by it, person and kind: raising it twice is impossible.</summary>
public sealed class Reminder
{
    private Reminder() { }

    /// <summary>A new, unread reminder.</summary>
    public Reminder(int personId, int taskId, int promiseId, ReminderKind kind, DateTime now) =>
        (PersonId, TaskId, PromiseId, Kind, RaisedAt, UntoldSince) = (personId, taskId, promiseId, kind, now, now);

    /// <summary>A new, unread reminder that tells somebody of an entry.</summary>
    public Reminder(int personId, Dedication entry, ReminderKind kind, DateTime now) =>
        (PersonId, TaskId, DedicationId, Kind, RaisedAt, UntoldSince) = (personId, entry.TaskId, entry.Id, kind, now, now);

    /// <summary>A new, unread reminder that a task was handed to somebody.</summary>
    public Reminder(int personId, WorkTask task, DateTime now) =>
        (PersonId, Task, TaskId, Kind, RaisedAt, UntoldSince) = (personId, task, task.Id, ReminderKind.HandedOver, now, now);

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
    /// <summary>UTC.</summary>
    public DateTime RaisedAt { get; private set; }
    /// <summary>UTC; hidden until then.</summary>
    public DateTime? SnoozedUntil { get; private set; }
    /// <summary>UTC; null while it stands.</summary>
    public DateTime? DoneAt { get; private set; }

    /// <summary>How often it was raised.</summary>
    public int Round { get; private set; } = 1;
    /// <summary>The mail that tells its last raising; null where none does.</summary>
    public int? MailId { get; private set; }
    /// <summary>UTC; since when this raising waits to be passed on to the ways that the person chose. Null: it was.</summary>
    public DateTime? UntoldSince { get; private set; }

    /// <summary>Tells it once more, unread.</summary>
    public void RaiseAgain(DateTime now) => (RaisedAt, SnoozedUntil, DoneAt, Round, UntoldSince) = (now, null, null, Round + 1, now);

    /// <summary>Ends it.</summary>
    public void Done(DateTime now)
    {
        DoneAt ??= now;
        SnoozedUntil = null;
        UntoldSince = null;
    }

    /// <summary>Hides it until a later instant (UTC).</summary>
    /// <exception cref="RuleException"><see cref="RuleError.DateInPast"/>.</exception>
    public void Snooze(DateTime until, DateTime now)
    {
        if (until <= now) throw new RuleException(RuleError.DateInPast);
        SnoozedUntil = until;
        UntoldSince = null;
    }
}
