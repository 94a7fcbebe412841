using HexaLive.Domain.Clients;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;

namespace HexaLive.Domain.Activity;

/// <summary>
/// A row of the activity log: one event, written in the same transaction as the change it describes. The diary, the audit trail,
/// the live feed and the catch-up after a lost connection all read these rows in the order of <see cref="Id"/>.
/// </summary>
public sealed class ActivityEntry
{
    private ActivityEntry() { }

    /// <summary>
    /// Creates a row. Entities do this in <see cref="RecordedEntity.Record"/>. <paramref name="from"/> and
    /// <paramref name="to"/> are culture-invariant text (ISO dates, enum names, names of people), <paramref name="note"/> is text
    /// that somebody typed; each is cut to 500 characters.
    /// </summary>
    public ActivityEntry(ActivityKind kind, Actor actor, string? from = null, string? to = null, string? note = null)
    {
        (Kind, ActorId, PersonId, At) = (Check.Defined(kind, nameof(Kind)), actor.PersonId, actor.PersonId, actor.Now);
        (From, To, Note) = (Truncate(from, 500), Truncate(to, 500), Truncate(note, 500));
    }

    public long Id { get; private set; }

    /// <summary>When the event happened (UTC).</summary>
    public DateTime At { get; private set; }

    /// <summary>The person who caused the event; null for the system.</summary>
    public int? ActorId { get; private set; }
    public Person? Actor { get; private set; }

    /// <summary>
    /// The person whose diary shows the row. For an entry, this is the person who did the work, even if somebody else logged the
    /// entry. For a notice about an overdue promise, this is the person notified. For all other rows, this is the actor.
    /// </summary>
    public int? PersonId { get; private set; }
    public Person? Person { get; private set; }
    public ActivityKind Kind { get; private set; }

    /// <summary>The setting that was changed; null for all other kinds.</summary>
    public ActivitySubject? Subject { get; internal set; }

    /// <summary>
    /// A number whose meaning depends on <see cref="Kind"/>: the minutes of an entry, the number of times a promise was moved, the
    /// number of working days since a promise became overdue, or the number of tasks, e-mails or imported records affected.
    /// </summary>
    public int? Count { get; internal set; }
    public int? ClientId { get; internal set; }
    public Client? Client { get; internal set; }
    public int? ProjectId { get; internal set; }
    public Project? Project { get; internal set; }
    public int? TaskId { get; internal set; }
    public WorkTask? Task { get; internal set; }
    public int? DedicationId { get; internal set; }
    public Dedication? Dedication { get; private set; }

    /// <summary>The person responsible for the task when the event happened. The live feed updates the screens of this person.</summary>
    public int? ResponsibleId { get; internal set; }

    /// <summary>The controller of the task when the event happened. The row appears in the control room of this person.</summary>
    public int? ControllerId { get; internal set; }
    public string? From { get; private set; }
    public string? To { get; private set; }

    /// <summary>Text that somebody typed, such as an outcome or a question. The application shows this text, but never parses it.</summary>
    public string? Note { get; private set; }

    internal ActivityEntry ForEntry(Dedication dedication)
    {
        // The person who worked, even if somebody else logged the entry.
        (Dedication, Person, PersonId) = (dedication, dedication.Person, dedication.PersonId);
        return this;
    }

    internal ActivityEntry ForPerson(int personId)
    {
        PersonId = personId;
        return this;
    }

    internal ActivityEntry WithCount(int count)
    {
        Count = count;
        return this;
    }

    private static string? Truncate(string? text, int max) => text is null || text.Length <= max ? text : text[..max];
}
