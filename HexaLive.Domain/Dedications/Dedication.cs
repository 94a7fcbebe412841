using HexaLive.Domain.Clients;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Reviews;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;

namespace HexaLive.Domain.Dedications;

/// <summary>
/// The editable fields of an entry. The date is a local day of the person who worked. Minutes: 1 to 1,440. Comment: 1 to 20,000
/// characters.
/// </summary>
public sealed record DedicationFields(
    DateOnly Date,
    int Minutes,
    string? Comment,
    DedicationChannel Channel = DedicationChannel.Call,
    int? ContactId = null
);

/// <summary>
/// An entry: who worked on a task, when, for how long, and what happened. An entry is never deleted, with one exception: undoing an
/// import deletes the entries that the import created.
/// </summary>
public sealed class Dedication
{
    /// <summary>Maximum length of a comment, in characters.</summary>
    public const int MaxComment = 20_000;

    /// <summary>How long after logging an entry its author may correct it.</summary>
    public static readonly TimeSpan AuthorCorrectionPeriod = TimeSpan.FromHours(24);

    private readonly List<DedicationRevision> _revisions = [];

    private Dedication() { }

    internal Dedication(WorkTask task, DedicationFields fields, Person person, Actor actor, Guid submissionId)
    {
        Apply(fields, person.ToLocalDay(actor.Now));
        (Task, TaskId, ProjectId, ClientId) = (task, task.Id, task.ProjectId, task.ClientId);
        Client = task.Client;
        Project = task.Project;
        (Person, PersonId) = (person, person.Id);
        (CreatedById, CreatedAt, SubmissionId) = (actor.RequiredPersonId, actor.Now, submissionId);
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

    /// <summary>The local day of the person who worked.</summary>
    public DateOnly Date { get; private set; }
    public int Minutes { get; private set; }
    public string Comment { get; private set; } = "";

    /// <summary>The start of the comment in the normalised form used for searching.</summary>
    public string SearchKey { get; private set; } = "";
    public DedicationChannel Channel { get; private set; }
    public int? ContactId { get; private set; }
    public Contact? Contact { get; private set; }

    /// <summary>When the entry was logged (UTC).</summary>
    public DateTime CreatedAt { get; private set; }
    public int CreatedById { get; private set; }

    /// <summary>
    /// The idempotency key, generated when the form is opened. The key ensures that a form that is submitted twice creates only one entry.
    /// </summary>
    public Guid SubmissionId { get; private set; }
    public string? ExternalKey { get; private set; }
    public int Version { get; private set; }
    public IReadOnlyCollection<DedicationRevision> Revisions => _revisions;

    /// <summary>The controller's review; null if the entry needs no review.</summary>
    public Review? Review { get; internal set; }

    /// <summary>
    /// Changes the editable fields and keeps the previous version as a revision. Authors may do this for 24 hours; those who
    /// control the task may do it at any time. Load <see cref="Person"/> and <see cref="Task"/> first.
    /// </summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.CorrectionTooLate"/>, <see cref="RuleError.NotAllowed"/>, or a field is invalid.
    /// </exception>
    public void Correct(DedicationFields fields, bool canControl, Actor actor)
    {
        if (GetCorrectionError(actor.RequiredPersonId, canControl, PersonId, CreatedById, CreatedAt, actor.Now) is { } refusal)
            throw new RuleException(refusal);
        var before = new DedicationRevision(this, actor);
        Apply(fields, Person.ToLocalDay(actor.Now));
        _revisions.Add(before);
        Task.RecordCorrection(this, before.Minutes, actor);
    }

    /// <summary>Returns the reason why a person may not correct an entry at <paramref name="now"/>; null if they may.</summary>
    public static RuleError? GetCorrectionError(
        int actorId,
        bool canControl,
        int personId,
        int createdById,
        DateTime createdAt,
        DateTime now
    ) =>
        canControl ? null
        : actorId != personId && actorId != createdById ? RuleError.NotAllowed
        : now - createdAt > AuthorCorrectionPeriod ? RuleError.CorrectionTooLate
        : null;

    /// <summary>Sets the key of the record in the system it was imported from (at most 100 characters).</summary>
    public void SetExternalKey(string? key) => ExternalKey = Check.Optional(key, nameof(ExternalKey), 100);

    private void Apply(DedicationFields fields, DateOnly today)
    {
        Check.Day(fields.Date);
        if (fields.Date > today)
            throw new RuleException(RuleError.DateInFuture);
        Check.Defined(fields.Channel, nameof(Channel));
        var minutes = Check.Minutes(fields.Minutes);
        var comment = Check.Required(fields.Comment, nameof(Comment), MaxComment);
        (Date, Minutes, Comment, Channel, ContactId) = (fields.Date, minutes, comment, fields.Channel, fields.ContactId);
        SearchKey = SearchText.Normalize(comment);
    }
}
