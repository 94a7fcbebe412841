using HexaLive.Domain.Activity;
using HexaLive.Domain.Calendar;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.TaskTypes;
using HexaLive.Domain.Text;

namespace HexaLive.Domain.Tasks;

/// <summary>TP, TC and TF.</summary>
public enum WorkTaskStatus { Pending = 0, InProgress = 1, Finished = 2 }

/// <summary>How much it presses; higher comes first.</summary>
public enum TaskPriority { Low = 0, Normal = 1, High = 2, Urgent = 3 }

/// <summary>What people type of a task. Estimate in minutes.</summary>
public sealed record TaskFields(
    string Title, string? Description = null, int? TypeId = null, int? OriginId = null, int? ContactId = null,
    TaskPriority Priority = TaskPriority.Normal, int? EstimatedMinutes = null);

/// <summary>
/// A task or incidence in a project. Methods change it and write the activity of it; load <see cref="Promises"/> (the open one is
/// enough) before any that touches the next action.
/// </summary>
public sealed class WorkTask
{
    /// <summary>From this move of a promise on, its controller is told.</summary>
    public const int PromiseMovedOften = 3;

    private readonly List<Promise> _promises = [];
    private readonly List<ActivityEntry> _activity = [];

    private WorkTask() { }

    /// <summary>A new, pending task.</summary>
    /// <exception cref="RuleException">The project is closed, a person is inactive, or a field is refused.</exception>
    public WorkTask(Project project, TaskFields fields, Person responsible, Person controller, Person originator, NextAction? next, int actorId, DateTime now)
    {
        if (project.ClosedAt is not null) throw new RuleException(RuleError.ProjectClosed);
        Project = project;
        ProjectId = project.Id;
        Client = project.Client;
        ClientId = project.ClientId;
        CreatedAt = now;
        Apply(fields);
        (Responsible, ResponsibleId) = (Usable(responsible), responsible.Id);
        (Controller, ControllerId) = (Usable(controller), controller.Id);
        (Originator, OriginatorId) = (originator, originator.Id);
        Record(ActivityKind.TaskCreated, actorId, now, to: Title);
        if (next is not null) Promise(next.Checked(), actorId, now, null, 0);
    }

    /// <summary>Also the number that people say aloud.</summary>
    public int Id { get; private set; }
    public int ProjectId { get; private set; }
    public Project Project { get; private set; } = null!;
    /// <summary>The project's client, kept here for scope and order.</summary>
    public int ClientId { get; private set; }
    public Client Client { get; private set; } = null!;
    public int? ContactId { get; private set; }
    public Contact? Contact { get; private set; }
    public int? TypeId { get; private set; }
    public TaskType? Type { get; private set; }
    public int? OriginId { get; private set; }
    public IncidenceOrigin? Origin { get; private set; }
    public string Title { get; private set; } = "";
    public string? Description { get; private set; }
    public TaskPriority Priority { get; private set; }
    public WorkTaskStatus Status { get; private set; }
    public int ResponsibleId { get; private set; }
    public Person Responsible { get; private set; } = null!;
    public int ControllerId { get; private set; }
    public Person Controller { get; private set; } = null!;
    public int OriginatorId { get; private set; }
    public Person Originator { get; private set; } = null!;
    /// <summary>UTC.</summary>
    public DateTime CreatedAt { get; private set; }
    public DateOnly? NextActionDate { get; private set; }
    public TimeOnly? NextActionTime { get; private set; }
    public string? NextActionNote { get; private set; }
    /// <summary>UTC instant at which the next action falls due.</summary>
    public DateTime? DueAt { get; private set; }
    public int? EstimatedMinutes { get; private set; }
    /// <summary>UTC.</summary>
    public DateTime? FinishedAt { get; private set; }
    public string? Outcome { get; private set; }
    public string Search { get; private set; } = "";
    public string? ExternalKey { get; private set; }
    public int Version { get; private set; }
    public IReadOnlyCollection<Promise> Promises => _promises;
    public IReadOnlyCollection<ActivityEntry> Activity => _activity;

    /// <summary>The next action, or null.</summary>
    public NextAction? NextAction => NextActionDate is { } day ? new(day, NextActionTime, NextActionNote) : null;

    /// <summary>Changes what people type of it.</summary>
    public void Edit(TaskFields fields, int actorId, DateTime now)
    {
        var (title, priority) = (Title, Priority);
        Apply(fields);
        if (Priority != priority) Record(ActivityKind.PriorityChanged, actorId, now, priority.ToString(), Priority.ToString());
        Record(ActivityKind.TaskChanged, actorId, now, title, Title);
    }

    /// <summary>Changes the priority.</summary>
    public void SetPriority(TaskPriority priority, int actorId, DateTime now)
    {
        if (priority == Priority) return;
        Record(ActivityKind.PriorityChanged, actorId, now, Priority.ToString(), priority.ToString());
        Priority = priority;
    }

    /// <summary>Hands the task to other people. An open promise of the former responsible is withdrawn and stands anew for the next one.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.PersonInactive"/> or <see cref="RuleError.TaskFinished"/>.</exception>
    public void Assign(Person responsible, Person controller, int actorId, DateTime now)
    {
        if (responsible.Id == ResponsibleId && controller.Id == ControllerId) return;
        MustBeOpen();
        if (controller.Id != ControllerId)
        {
            Record(ActivityKind.PeopleChanged, actorId, now, Controller?.Name, Usable(controller).Name, "controller");
            (Controller, ControllerId) = (controller, controller.Id);
        }
        if (responsible.Id != ResponsibleId)
        {
            Record(ActivityKind.PeopleChanged, actorId, now, Responsible?.Name, Usable(responsible).Name, "responsible");
            (Responsible, ResponsibleId) = (responsible, responsible.Id);
            if (OpenPromise() is { } open && NextAction is { } next)
            {
                open.End(PromiseOutcome.Withdrawn, now);
                Promise(next, actorId, now, null, open.Moves, recorded: false);
            }
        }
    }

    /// <summary>
    /// Goes on in another open project of the same client, with its open promise. What was logged on it stays with the project in which it was done.
    /// </summary>
    /// <exception cref="RuleException"><see cref="RuleError.TaskFinished"/>, <see cref="RuleError.ProjectOfAnotherClient"/> or <see cref="RuleError.ProjectClosed"/>.</exception>
    public void MoveTo(Project project, int actorId, DateTime now)
    {
        if (project.Id == ProjectId) return;
        MustBeOpen();
        if (project.ClientId != ClientId) throw new RuleException(RuleError.ProjectOfAnotherClient);
        if (project.ClosedAt is not null) throw new RuleException(RuleError.ProjectClosed);
        var before = Project.Name;
        (Project, ProjectId) = (project, project.Id);
        Record(ActivityKind.TaskMoved, actorId, now, before, project.Name);
    }

    /// <summary>Starts by hand, without a dedication.</summary>
    public void Start(int actorId, DateTime now)
    {
        MustBeOpen();
        if (Status == WorkTaskStatus.Pending) SetStatus(WorkTaskStatus.InProgress, actorId, now);
    }

    /// <summary>Puts a started task back to pending.</summary>
    public void PutBack(int actorId, DateTime now)
    {
        MustBeOpen();
        if (Status == WorkTaskStatus.InProgress) SetStatus(WorkTaskStatus.Pending, actorId, now);
    }

    /// <summary>Sets, moves or (null) clears the next action without a dedication. A promise past its day is broken, else moved.</summary>
    public void Reschedule(NextAction? next, int actorId, DateTime now)
    {
        MustBeOpen();
        next = next?.Checked();
        if (next == NextAction) return;
        var moves = 0;
        if (OpenPromise() is { } open)
        {
            var sameDay = next is not null && next.Date == open.Date && next.Time == open.Time;
            moves = open.Moves + (next is null || sameDay ? 0 : 1);
            open.End(
                now > open.KeepBy ? PromiseOutcome.Broken : next is null || sameDay ? PromiseOutcome.Withdrawn : PromiseOutcome.Moved,
                now, next?.Date);
        }
        if (next is null)
        {
            Record(ActivityKind.NextActionChanged, actorId, now, Describe(NextAction), null);
            ClearNextAction();
        }
        else
        {
            Promise(next, actorId, now, null, moves);
            if (moves >= PromiseMovedOften) Record(ActivityKind.PromiseMovedOften, actorId, now, to: Describe(next), note: moves.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    /// <summary>
    /// Logs what somebody did. A pending task becomes in progress; a promise that is due is kept or broken by it; then
    /// <paramref name="then"/> says what comes next.
    /// </summary>
    /// <exception cref="RuleException">The entry or the next action is refused, or the task is finished.</exception>
    public Dedication Log(DedicationFields fields, Person person, AfterLog then, int actorId, DateTime now, Guid clientKey)
    {
        MustBeOpen();
        var dedication = new Dedication(this, fields, person, actorId, now, clientKey);
        var entry = Record(ActivityKind.DedicationLogged, actorId, now, note: dedication.Minutes.ToString(System.Globalization.CultureInfo.InvariantCulture));
        entry.Tells(dedication);
        if (person.Id != ControllerId) dedication.Review = new Review(dedication, ControllerId, now);
        if (Status == WorkTaskStatus.Pending) SetStatus(WorkTaskStatus.InProgress, actorId, now);

        var next = then.Next?.Checked();
        var open = OpenPromise();
        var settled = open is not null && (next is not null || then.Finish || then.Clear || now >= open.DueAt);
        if (settled) open!.End(now <= open.KeepBy ? PromiseOutcome.Kept : PromiseOutcome.Broken, now, next?.Date);
        if (then.Finish) Finish(then.Outcome, actorId, now);
        else if (next is not null) Promise(next, actorId, now, dedication, 0);
        else if ((then.Clear || settled) && NextAction is not null)
        {
            Record(ActivityKind.NextActionChanged, actorId, now, Describe(NextAction), null);
            ClearNextAction();
        }
        return dedication;
    }

    /// <summary>
    /// Tells what somebody did before it was told here, as history from another system does: at midday of its day, on a finished task too. It settles no
    /// promise; a pending task becomes in progress.
    /// </summary>
    /// <exception cref="RuleException">The entry is refused.</exception>
    public Dedication LogHistory(DedicationFields fields, Person person, int actorId, DateTime now, Guid clientKey)
    {
        var midday = LocalTime.ToUtc(Check.Day(fields.Date), new TimeOnly(12, 0), person.TimeZone);
        if (fields.Date > person.Today(now)) throw new RuleException(RuleError.DateInFuture);
        var at = midday < now ? midday : now;
        var dedication = new Dedication(this, fields, person, actorId, at, clientKey);
        var entry = Record(ActivityKind.DedicationLogged, actorId, at, note: dedication.Minutes.ToString(System.Globalization.CultureInfo.InvariantCulture));
        entry.Tells(dedication);
        if (Status == WorkTaskStatus.Pending) SetStatus(WorkTaskStatus.InProgress, actorId, at);
        return dedication;
    }

    /// <summary>Finishes with an outcome (1 to 2,000 characters) and clears the next action.</summary>
    public void Finish(string? outcome, int actorId, DateTime now)
    {
        MustBeOpen();
        Outcome = Check.Required(outcome, nameof(Outcome), 2000);
        OpenPromise()?.End(now <= OpenPromise()!.KeepBy ? PromiseOutcome.Withdrawn : PromiseOutcome.Broken, now);
        ClearNextAction();
        FinishedAt = now;
        SetStatus(WorkTaskStatus.Finished, actorId, now, Outcome);
    }

    /// <summary>Opens a finished task again: in progress, without a next action; the outcome stays in the activity.</summary>
    public void Reopen(int actorId, DateTime now)
    {
        if (Status != WorkTaskStatus.Finished) throw new RuleException(RuleError.TaskNotFinished);
        FinishedAt = null;
        Outcome = null;
        SetStatus(WorkTaskStatus.InProgress, actorId, now);
    }

    /// <summary>Computes the due instant again in the responsible's new zone.</summary>
    public void ChangeZone(string zone)
    {
        DueAt = NextAction?.DueAt(zone);
        OpenPromise()?.ChangeZone(zone);
    }

    /// <summary>Writes that an entry of this task was corrected.</summary>
    public void DedicationCorrected(Dedication dedication, int actorId, DateTime now, int minutesBefore)
    {
        var entry = Record(ActivityKind.DedicationCorrected, actorId, now,
            minutesBefore.ToString(System.Globalization.CultureInfo.InvariantCulture),
            dedication.Minutes.ToString(System.Globalization.CultureInfo.InvariantCulture));
        entry.Tells(dedication);
        // The task may have gone on to another project since.
        if (dedication.ProjectId != ProjectId) (entry.Project, entry.ProjectId) = (null, dedication.ProjectId);
    }

    /// <summary>Writes an activity row that tells of this task, for use cases that change something beside it (a reminder, a flag).</summary>
    public ActivityEntry Record(ActivityKind kind, int? actorId, DateTime now, string? from = null, string? to = null, string? note = null)
    {
        var entry = new ActivityEntry(kind, actorId, now, from, to, note)
        {
            Client = Client,
            ClientId = ClientId == 0 ? null : ClientId,
            Project = Project,
            ProjectId = ProjectId == 0 ? null : ProjectId,
            ResponsibleId = ResponsibleId,
            ControllerId = ControllerId,
        };
        _activity.Add(entry);
        return entry;
    }

    /// <summary>Remembers the key of the system that it came from.</summary>
    public void SetExternalKey(string? key) => ExternalKey = Check.Optional(key, nameof(ExternalKey), 100);

    /// <summary>For history from another system: when it was made and, if so, finished (UTC).</summary>
    public void SetHistory(DateTime createdAt, DateTime? finishedAt)
    {
        CreatedAt = createdAt;
        if (Status == WorkTaskStatus.Finished && finishedAt is not null) FinishedAt = finishedAt;
    }

    /// <summary>"2026-03-02" or "2026-03-02T10:30".</summary>
    public static string? Describe(NextAction? next) =>
        next is null ? null
        : next.Time is { } time ? $"{next.Date:yyyy-MM-dd}T{time:HH:mm}"
        : $"{next.Date:yyyy-MM-dd}";

    private Promise? OpenPromise() => _promises.Find(p => p.Outcome == PromiseOutcome.Open);

    private void Promise(NextAction next, int actorId, DateTime now, Dedication? setBy, int moves, bool recorded = true)
    {
        if (recorded) Record(ActivityKind.NextActionChanged, actorId, now, Describe(NextAction), Describe(next), next.Note);
        (NextActionDate, NextActionTime, NextActionNote) = (next.Date, next.Time, next.Note);
        DueAt = next.DueAt(Responsible.TimeZone);
        _promises.Add(new Promise(this, next, Responsible, actorId, setBy, now, moves));
    }

    private void ClearNextAction() =>
        (NextActionDate, NextActionTime, NextActionNote, DueAt) = (null, null, null, null);

    private void SetStatus(WorkTaskStatus status, int actorId, DateTime now, string? note = null)
    {
        Record(ActivityKind.StatusChanged, actorId, now, Status.ToString(), status.ToString(), note);
        Status = status;
    }

    private void MustBeOpen()
    {
        if (Status == WorkTaskStatus.Finished) throw new RuleException(RuleError.TaskFinished);
    }

    private static Person Usable(Person person) =>
        person.Active ? person : throw new RuleException(RuleError.PersonInactive);

    private void Apply(TaskFields f)
    {
        if (f.EstimatedMinutes is < 1 or > 1_000_000) throw new RuleException(RuleError.InvalidValue, nameof(EstimatedMinutes));
        if (!Enum.IsDefined(f.Priority)) throw new RuleException(RuleError.InvalidValue, nameof(Priority));
        Title = Check.Required(f.Title, nameof(Title), 200);
        Description = Check.Optional(f.Description, nameof(Description), 4000);
        (TypeId, OriginId, ContactId) = (f.TypeId, f.OriginId, f.ContactId);
        Priority = f.Priority;
        EstimatedMinutes = f.EstimatedMinutes;
        Search = SearchText.Of(Title, Description);
    }
}
