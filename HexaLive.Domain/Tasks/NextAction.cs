using HexaLive.Domain.Calendar;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Text;

namespace HexaLive.Domain.Tasks;

/// <summary>What was promised next: a local day, perhaps an hour of it, and what to do. Local means: in the responsible's zone.</summary>
public sealed record NextAction(DateOnly Date, TimeOnly? Time = null, string? Note = null)
{
    /// <summary>The UTC instant at which it falls due: its hour, else the start of its day.</summary>
    public DateTime DueAt(string zone) => LocalTime.ToUtc(Date, Time, zone);

    /// <summary>The UTC instant until which it can be kept: the end of its day, whatever its hour, for a call at the hour is logged after it.</summary>
    public DateTime KeepBy(string zone) => LocalTime.ToUtc(Date.AddDays(1), null, zone);

    internal NextAction Checked() => this with { Date = Check.Day(Date), Note = Check.Optional(Note, nameof(Note), 500) };
}

/// <summary>How a promise ended. <see cref="Withdrawn"/>: its task was finished, cleared or handed over before it was due.</summary>
public enum PromiseOutcome { Open = 0, Kept = 1, Moved = 2, Broken = 3, Withdrawn = 4 }

/// <summary>One date that was promised on a task, and how it ended.</summary>
public sealed class Promise
{
    private Promise() { }

    internal Promise(WorkTask task, NextAction action, Person who, int setById, Dedication? setBy, DateTime now, int moves)
    {
        Task = task;
        PersonId = who.Id;
        Person = who;
        (Date, Time, Note) = (action.Date, action.Time, action.Note);
        (DueAt, KeepBy) = (action.DueAt(who.TimeZone), action.KeepBy(who.TimeZone));
        (SetById, SetAt, SetBy, Moves) = (setById, now, setBy, moves);
    }

    public int Id { get; private set; }
    public int TaskId { get; private set; }
    public WorkTask Task { get; private set; } = null!;
    /// <summary>Who promised: the responsible when it was set.</summary>
    public int PersonId { get; private set; }
    public Person Person { get; private set; } = null!;
    public int SetById { get; private set; }
    /// <summary>UTC.</summary>
    public DateTime SetAt { get; private set; }
    public int? SetByDedicationId { get; private set; }
    public Dedication? SetBy { get; private set; }
    public DateOnly Date { get; private set; }
    public TimeOnly? Time { get; private set; }
    public string? Note { get; private set; }
    /// <summary>UTC instant at which it falls due.</summary>
    public DateTime DueAt { get; private set; }
    /// <summary>UTC instant until which it can be kept.</summary>
    public DateTime KeepBy { get; private set; }
    public PromiseOutcome Outcome { get; private set; }
    /// <summary>UTC; null while open.</summary>
    public DateTime? EndedAt { get; private set; }
    /// <summary>Where it was moved to.</summary>
    public DateOnly? MovedTo { get; private set; }
    /// <summary>How often the date had been moved before this promise.</summary>
    public int Moves { get; private set; }
    /// <summary>UTC instant at which the sweep flagged it; null before.</summary>
    public DateTime? FlaggedAt { get; private set; }
    /// <summary>UTC instant at which the sweep looks whether it is overdue and who is to be told; null before it is due.</summary>
    public DateTime? ChaseAt { get; private set; }

    /// <summary>Remembers that it was told when it fell due.</summary>
    public void Flag(DateTime now)
    {
        FlaggedAt ??= now;
        ChaseAt ??= KeepBy;
    }

    internal void End(PromiseOutcome outcome, DateTime now, DateOnly? movedTo = null) =>
        (Outcome, EndedAt, MovedTo) = (outcome, now, movedTo);

    /// <summary>Computes the instants again in the zone of the person, whose profile changed it.</summary>
    public void ChangeZone(string zone)
    {
        var action = new NextAction(Date, Time, Note);
        (DueAt, KeepBy) = (action.DueAt(zone), action.KeepBy(zone));
    }
}
