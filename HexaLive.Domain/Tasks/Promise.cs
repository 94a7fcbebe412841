using HexaLive.Domain.Activity;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Shared;

namespace HexaLive.Domain.Tasks;

/// <summary>A date promised on a task, and its outcome.</summary>
public sealed class Promise
{
    private Promise() { }

    internal Promise(WorkTask task, NextAction action, Person responsible, Actor actor, Dedication? setBy, int moves)
    {
        Task = task;
        PersonId = responsible.Id;
        Person = responsible;
        (Date, Time, Note) = (action.Date, action.Time, action.Note);
        (DueAt, KeepBy) = (action.DueAt(responsible.TimeZone), action.DeadlineAt(responsible.TimeZone));
        (SetById, SetAt, SetBy, Moves) = (actor.RequiredPersonId, actor.Now, setBy, moves);
    }

    public int Id { get; private set; }
    public int TaskId { get; private set; }
    public WorkTask Task { get; private set; } = null!;

    /// <summary>The person who promised: the person responsible for the task when the promise was made.</summary>
    public int PersonId { get; private set; }
    public Person Person { get; private set; } = null!;
    public int SetById { get; private set; }

    /// <summary>When the promise was made (UTC).</summary>
    public DateTime SetAt { get; private set; }
    public int? SetByDedicationId { get; private set; }
    public Dedication? SetBy { get; private set; }
    public DateOnly Date { get; private set; }
    public TimeOnly? Time { get; private set; }
    public string? Note { get; private set; }

    /// <summary>When the promise falls due (UTC).</summary>
    public DateTime DueAt { get; private set; }

    /// <summary>The end of the time in which the promise can be kept (UTC).</summary>
    public DateTime KeepBy { get; private set; }
    public PromiseOutcome Outcome { get; private set; }

    /// <summary>When the promise ended (UTC); null while the promise is open.</summary>
    public DateTime? EndedAt { get; private set; }

    /// <summary>The new promised date that was set when the promise ended; null if no date was set.</summary>
    public DateOnly? MovedTo { get; private set; }

    /// <summary>How often the date had already been moved when this promise was made.</summary>
    public int Moves { get; private set; }

    /// <summary>When the job for due promises flagged the promise as due (UTC); null until then.</summary>
    public DateTime? FlaggedAt { get; private set; }

    /// <summary>
    /// When the job for overdue promises next checks the promise and decides whom to remind (UTC). Null until the promise is flagged.
    /// </summary>
    public DateTime? ChaseAt { get; private set; }

    /// <summary>Flags the promise as due. Load <see cref="Task"/> first.</summary>
    public void FlagAsDue(Actor actor)
    {
        FlaggedAt ??= actor.Now;
        ChaseAt ??= KeepBy;
        Task.Record(ActivityKind.FlaggedDue, actor, to: WorkTask.Describe(new NextAction(Date, Time)), note: Note);
    }

    internal void End(PromiseOutcome outcome, DateTime now, DateOnly? movedTo = null) =>
        (Outcome, EndedAt, MovedTo) = (outcome, now, movedTo);

    /// <summary>Recalculates the instants after the person changed their time zone.</summary>
    public void ChangeTimeZone(string zone)
    {
        var action = new NextAction(Date, Time, Note);
        (DueAt, KeepBy) = (action.DueAt(zone), action.DeadlineAt(zone));
    }
}
