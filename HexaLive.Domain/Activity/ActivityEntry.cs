using HexaLive.Domain.Clients;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Tasks;

namespace HexaLive.Domain.Activity;

/// <summary>What happened.</summary>
public enum ActivityKind
{
    TaskCreated = 0, TaskChanged = 1, StatusChanged = 2, PeopleChanged = 3, PriorityChanged = 4, NextActionChanged = 5,
    DedicationLogged = 10, DedicationCorrected = 11, Acknowledged = 12, Questioned = 13, Replied = 14, Seen = 15,
    FlaggedDue = 20, ReminderDone = 21, ReminderSnoozed = 22, PromiseMovedOften = 23, FlaggedOverdue = 24, Escalated = 25,
    ProjectCreated = 30, ProjectChanged = 31, ProjectClosed = 32, ProjectReopened = 33,
    ClientCreated = 40, ClientChanged = 41,
    PersonCreated = 50, PersonChanged = 51,
    SettingsChanged = 60, Imported = 61,
    TaskMoved = 70, ClientsMerged = 71,
}

/// <summary>
/// One thing that happened, written in the transaction of what it tells. The diary, the audit trail, the live feed and
/// catch-up after a lost connection are reads of these rows, in the order of <see cref="Id"/>.
/// </summary>
public sealed class ActivityEntry
{
    private ActivityEntry() { }

    /// <summary>A new entry; <paramref name="from"/>, <paramref name="to"/> and <paramref name="note"/> are invariant text (ISO dates, enum names, names of people).</summary>
    public ActivityEntry(ActivityKind kind, int? actorId, DateTime at, string? from = null, string? to = null, string? note = null)
    {
        (Kind, ActorId, PersonId, At) = (kind, actorId, actorId, at);
        (From, To, Note) = (Cut(from, 500), Cut(to, 500), Cut(note, 500));
    }

    public long Id { get; private set; }
    /// <summary>UTC.</summary>
    public DateTime At { get; private set; }
    /// <summary>Who did it; null is the system.</summary>
    public int? ActorId { get; private set; }
    public Person? Actor { get; private set; }
    /// <summary>Whose diary tells it: of an entry whoever worked, whoever wrote it down; else the actor.</summary>
    public int? PersonId { get; private set; }
    public Person? Person { get; private set; }
    public ActivityKind Kind { get; private set; }
    public int? ClientId { get; set; }
    public Client? Client { get; set; }
    public int? ProjectId { get; set; }
    public Project? Project { get; set; }
    public int? TaskId { get; set; }
    public WorkTask? Task { get; set; }
    public int? DedicationId { get; set; }
    public Dedication? Dedication { get; private set; }
    /// <summary>Responsible of the task when it happened: decides whose screens are told.</summary>
    public int? ResponsibleId { get; set; }
    /// <summary>Controller of the task when it happened: in whose control room it appears.</summary>
    public int? ControllerId { get; set; }
    public string? From { get; private set; }
    public string? To { get; private set; }
    public string? Note { get; private set; }

    /// <summary>Says that it tells of this entry.</summary>
    public void Tells(Dedication dedication) => (Dedication, Person, PersonId) = (dedication, dedication.Person, dedication.PersonId);

    /// <summary>Says whom, beside those around the task, it was told to: their bell rings, and their diary tells it.</summary>
    public void TellsTo(int personId) => PersonId = personId;

    private static string? Cut(string? text, int most) => text is null || text.Length <= most ? text : text[..most];
}
