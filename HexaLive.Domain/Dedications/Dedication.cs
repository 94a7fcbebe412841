using HexaLive.Domain.Clients;
using HexaLive.Domain.People;
using HexaLive.Domain.Tasks;
using HexaLive.Domain.Text;

namespace HexaLive.Domain.Dedications;

/// <summary>How it happened.</summary>
public enum DedicationChannel { Call = 0, Visit = 1, Email = 2, Meeting = 3, Other = 4 }

/// <summary>What people type of an entry. The day is local to the person; minutes 1 to 1,440; comment 1 to 20,000 characters.</summary>
public sealed record DedicationFields(DateOnly Date, int Minutes, string? Comment, DedicationChannel Channel = DedicationChannel.Call, int? ContactId = null);

/// <summary>What follows an entry: keep the next action, clear it, set another, or finish with an outcome.</summary>
public sealed record AfterLog(NextAction? Next = null, bool Clear = false, bool Finish = false, string? Outcome = null)
{
    /// <summary>Says nothing of what comes next. A promise that was due is settled all the same.</summary>
    public static readonly AfterLog Keep = new();
}

/// <summary>One entry of work: who, when, how long, what happened. Never lost, never expires.</summary>
public sealed class Dedication
{
    /// <summary>Longest comment, in characters.</summary>
    public const int MaxComment = 20_000;

    /// <summary>How long its author may correct it.</summary>
    public static readonly TimeSpan AuthorMayCorrect = TimeSpan.FromHours(24);

    private readonly List<DedicationRevision> _revisions = [];

    private Dedication() { }

    internal Dedication(WorkTask task, DedicationFields fields, Person person, int createdById, DateTime now, Guid clientKey)
    {
        Apply(fields, person.Today(now));
        (Task, TaskId, ProjectId, ClientId) = (task, task.Id, task.ProjectId, task.ClientId);
        Client = task.Client;
        Project = task.Project;
        (Person, PersonId) = (person, person.Id);
        (CreatedById, CreatedAt, ClientKey) = (createdById, now, clientKey);
    }

    public int Id { get; private set; }
    public int TaskId { get; private set; }
    public WorkTask Task { get; private set; } = null!;
    public int ProjectId { get; private set; }
    public Projects.Project Project { get; private set; } = null!;
    public int ClientId { get; private set; }
    public Client Client { get; private set; } = null!;
    public int PersonId { get; private set; }
    public Person Person { get; private set; } = null!;
    /// <summary>Local day of the person.</summary>
    public DateOnly Date { get; private set; }
    public int Minutes { get; private set; }
    public string Comment { get; private set; } = "";
    /// <summary>The beginning of the comment in the form in which text is compared.</summary>
    public string Search { get; private set; } = "";
    public DedicationChannel Channel { get; private set; }
    public int? ContactId { get; private set; }
    public Contact? Contact { get; private set; }
    /// <summary>UTC.</summary>
    public DateTime CreatedAt { get; private set; }
    public int CreatedById { get; private set; }
    /// <summary>Made where the form was opened: the same entry sent twice is stored once.</summary>
    public Guid ClientKey { get; private set; }
    public string? ExternalKey { get; private set; }
    public int Version { get; private set; }
    public IReadOnlyCollection<DedicationRevision> Revisions => _revisions;
    /// <summary>What its controller says of it; null where nobody is asked to.</summary>
    public Review? Review { get; internal set; }

    /// <summary>
    /// Replaces what was typed and keeps the earlier version. The author has 24 hours; whoever controls the task, always.
    /// </summary>
    /// <exception cref="RuleException"><see cref="RuleError.CorrectionTooLate"/>, <see cref="RuleError.NotAllowed"/>, or a field is refused.</exception>
    public void Correct(DedicationFields fields, int actorId, bool canControl, DateOnly today, DateTime now)
    {
        if (MayCorrect(actorId, canControl, PersonId, CreatedById, CreatedAt, now) is { } refusal) throw new RuleException(refusal);
        var before = new DedicationRevision(this, actorId, now);
        Apply(fields, today);
        _revisions.Add(before);
    }

    /// <summary>Why somebody may not correct an entry at <paramref name="now"/>; null where they may.</summary>
    public static RuleError? MayCorrect(int actorId, bool canControl, int personId, int createdById, DateTime createdAt, DateTime now) =>
        canControl ? null
        : actorId != personId && actorId != createdById ? RuleError.NotAllowed
        : now - createdAt > AuthorMayCorrect ? RuleError.CorrectionTooLate
        : null;

    /// <summary>Remembers the key of the system that it came from.</summary>
    public void SetExternalKey(string? key) => ExternalKey = Check.Optional(key, nameof(ExternalKey), 100);

    private void Apply(DedicationFields f, DateOnly today)
    {
        Check.Day(f.Date);
        if (f.Date > today) throw new RuleException(RuleError.DateInFuture);
        if (!Enum.IsDefined(f.Channel)) throw new RuleException(RuleError.InvalidValue, nameof(Channel));
        var minutes = Check.Minutes(f.Minutes);
        var comment = Check.Required(f.Comment, nameof(Comment), MaxComment);
        (Date, Minutes, Comment, Channel, ContactId) = (f.Date, minutes, comment, f.Channel, f.ContactId);
        Search = SearchText.Of(comment);
    }
}

/// <summary>An entry as it stood before a correction.</summary>
public sealed class DedicationRevision
{
    private DedicationRevision() { }

    internal DedicationRevision(Dedication before, int correctedById, DateTime now)
    {
        (Date, Minutes, Comment, Channel) = (before.Date, before.Minutes, before.Comment, before.Channel);
        (CorrectedById, CorrectedAt) = (correctedById, now);
    }

    public int Id { get; private set; }
    public int DedicationId { get; private set; }
    public DateOnly Date { get; private set; }
    public int Minutes { get; private set; }
    public string Comment { get; private set; } = "";
    public DedicationChannel Channel { get; private set; }
    public int CorrectedById { get; private set; }
    public Person CorrectedBy { get; private set; } = null!;
    /// <summary>UTC.</summary>
    public DateTime CorrectedAt { get; private set; }
}

/// <summary>A stopwatch that somebody started for a call: at most one a person.</summary>
public sealed class WorkTimer
{
    private WorkTimer() { }

    /// <summary>Starts now, perhaps for a task.</summary>
    public WorkTimer(int personId, int? taskId, DateTime now) => (PersonId, TaskId, StartedAt) = (personId, taskId, now);

    public int PersonId { get; private set; }
    public int? TaskId { get; private set; }
    public WorkTask? Task { get; private set; }
    /// <summary>UTC.</summary>
    public DateTime StartedAt { get; private set; }

    /// <summary>Starts again, perhaps for another task.</summary>
    public void Restart(int? taskId, DateTime now) => (TaskId, StartedAt) = (taskId, now);

    /// <summary>Minutes begun between two instants, 1 to 1,440.</summary>
    public static int MinutesBetween(DateTime start, DateTime now) => (int)Math.Clamp(Math.Ceiling((now - start).TotalMinutes), 1, 1440);
}
