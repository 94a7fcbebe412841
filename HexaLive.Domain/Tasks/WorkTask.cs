using HexaLive.Domain.Activity;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Holidays;
using HexaLive.Domain.People;
using HexaLive.Domain.Presets;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Reviews;
using HexaLive.Domain.Shared;

namespace HexaLive.Domain.Tasks;

/// <summary>The editable fields of a task. The estimate is in minutes.</summary>
public sealed record TaskFields(
    string Title,
    string? Description = null,
    int? TypeId = null,
    int? OriginId = null,
    int? ContactId = null,
    TaskPriority Priority = TaskPriority.Normal,
    int? EstimatedMinutes = null
);

/// <summary>
/// A task in a project. Methods that change it also write the activity rows. Before calling a method that affects the next action,
/// load the open promise into <see cref="Promises"/>.
/// </summary>
public sealed partial class WorkTask : RecordedEntity
{
    /// <summary>The controller is notified when a promise is moved for the third time, and each time after that.</summary>
    public const int PromiseMovedOften = 3;

    private readonly List<Promise> _promises = [];

    private WorkTask() { }

    /// <summary>Creates a pending task.</summary>
    /// <exception cref="RuleException">
    /// The project is closed, the person responsible or the controller is inactive, or a field is invalid.
    /// </exception>
    public WorkTask(
        Project project,
        TaskFields fields,
        Person responsible,
        Person controller,
        Person originator,
        NextAction? next,
        Actor actor
    )
    {
        if (project.ClosedAt is not null)
            throw new RuleException(RuleError.ProjectClosed);
        Project = project;
        ProjectId = project.Id;
        Client = project.Client;
        ClientId = project.ClientId;
        CreatedAt = actor.Now;
        Apply(fields);
        (Responsible, ResponsibleId) = (EnsureActive(responsible), responsible.Id);
        (Controller, ControllerId) = (EnsureActive(controller), controller.Id);
        (Originator, OriginatorId) = (originator, originator.Id);
        Record(ActivityKind.TaskCreated, actor, to: Title);
        if (next is not null)
            SetNextAction(next.Validated(), actor, null, 0);
    }

    /// <summary>The primary key, and the task number that people use (#123).</summary>
    public int Id { get; private set; }
    public int ProjectId { get; private set; }
    public Project Project { get; private set; } = null!;

    /// <summary>The client of the project, copied here for filtering by scope and for sorting.</summary>
    public int ClientId { get; private set; }
    public Client Client { get; private set; } = null!;
    public int? ContactId { get; private set; }
    public Contact? Contact { get; private set; }
    public int? TypeId { get; private set; }
    public TaskType? Type { get; private set; }
    public int? OriginId { get; private set; }
    public TaskOrigin? Origin { get; private set; }
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

    /// <summary>When the task was created (UTC).</summary>
    public DateTime CreatedAt { get; private set; }
    public DateOnly? NextActionDate { get; private set; }
    public TimeOnly? NextActionTime { get; private set; }
    public string? NextActionNote { get; private set; }

    /// <summary>When the next action falls due (UTC).</summary>
    public DateTime? DueAt { get; private set; }
    public int? EstimatedMinutes { get; private set; }

    /// <summary>When the task was finished (UTC); null while it is open.</summary>
    public DateTime? FinishedAt { get; private set; }
    public string? Outcome { get; private set; }
    public string SearchKey { get; private set; } = "";
    public string? ExternalKey { get; private set; }
    public int Version { get; private set; }
    public IReadOnlyCollection<Promise> Promises => _promises;
    public IReadOnlyCollection<ActivityEntry> Activity => _activity;

    /// <summary>The next action; null if there is none.</summary>
    public NextAction? NextAction => NextActionDate is { } day ? new(day, NextActionTime, NextActionNote) : null;

    /// <summary>Changes the editable fields.</summary>
    public void Edit(TaskFields fields, Actor actor)
    {
        var (title, priority) = (Title, Priority);
        Apply(fields);
        if (Priority != priority)
            Record(ActivityKind.PriorityChanged, actor, priority.ToString(), Priority.ToString());
        Record(ActivityKind.TaskChanged, actor, title, Title);
    }

    /// <summary>Changes the priority. Setting the current priority has no effect.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.InvalidValue"/>.</exception>
    public void SetPriority(TaskPriority priority, Actor actor)
    {
        if (Check.Defined(priority, nameof(Priority)) == Priority)
            return;
        Record(ActivityKind.PriorityChanged, actor, Priority.ToString(), priority.ToString());
        Priority = priority;
    }

    /// <summary>
    /// Moves the task, with its open promise, to another open project of the same client. Earlier entries stay with the former
    /// project.
    /// </summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.TaskFinished"/>, <see cref="RuleError.ProjectOfAnotherClient"/> or <see cref="RuleError.ProjectClosed"/>.
    /// </exception>
    public void MoveTo(Project project, Actor actor)
    {
        if (project.Id == ProjectId)
            return;
        EnsureOpen();
        if (project.ClientId != ClientId)
            throw new RuleException(RuleError.ProjectOfAnotherClient);
        if (project.ClosedAt is not null)
            throw new RuleException(RuleError.ProjectClosed);
        var before = Project.Name;
        (Project, ProjectId) = (project, project.Id);
        Record(ActivityKind.TaskMoved, actor, before, project.Name);
    }

    /// <summary>Sets the key of the record in the system it was imported from (at most 100 characters).</summary>
    public void SetExternalKey(string? key) => ExternalKey = Check.Optional(key, nameof(ExternalKey), 100);

    /// <summary>Records that undoing an import restored the task's previous values.</summary>
    public void RecordImportUndone(Actor actor) => Record(ActivityKind.ImportUndone, actor, to: Title);

    private protected override void SetReferences(ActivityEntry entry)
    {
        (entry.Task, entry.TaskId) = (this, Id == 0 ? null : Id);
        (entry.Client, entry.ClientId) = (Client, ClientId == 0 ? null : ClientId);
        (entry.Project, entry.ProjectId) = (Project, ProjectId == 0 ? null : ProjectId);
        (entry.ResponsibleId, entry.ControllerId) = (ResponsibleId, ControllerId);
    }

    private void EnsureOpen()
    {
        if (!Status.IsOpen())
            throw new RuleException(RuleError.TaskFinished);
    }

    private void Apply(TaskFields fields)
    {
        if (fields.EstimatedMinutes is < 1 or > 1_000_000)
            throw new RuleException(RuleError.InvalidValue, nameof(EstimatedMinutes));
        if (!Enum.IsDefined(fields.Priority))
            throw new RuleException(RuleError.InvalidValue, nameof(Priority));
        Title = Check.Required(fields.Title, nameof(Title), 200);
        Description = Check.Optional(fields.Description, nameof(Description), 4000);
        (TypeId, OriginId, ContactId) = (fields.TypeId, fields.OriginId, fields.ContactId);
        Priority = fields.Priority;
        EstimatedMinutes = fields.EstimatedMinutes;
        SearchKey = SearchText.Normalize(Title, Description);
    }
}
