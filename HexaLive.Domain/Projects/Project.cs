using HexaLive.Domain.Activity;
using HexaLive.Domain.Clients;
using HexaLive.Domain.People;
using HexaLive.Domain.Shared;

namespace HexaLive.Domain.Projects;

/// <summary>The purpose of a project.</summary>
public enum ProjectKind
{
    Commercial = 0,
    Production = 1,
}

/// <summary>The editable fields of a project. Dates are local calendar days.</summary>
public sealed record ProjectFields(
    string Name,
    ProjectKind Kind,
    int? ManagerId,
    string? Code = null,
    DateOnly? PlannedStart = null,
    DateOnly? PlannedEnd = null,
    string? Description = null
)
{
    /// <summary>Returns the current fields of a project.</summary>
    public static ProjectFields From(Project project) =>
        new(project.Name, project.Kind, project.ManagerId, project.Code, project.PlannedStart, project.PlannedEnd, project.Description);
}

/// <summary>A commercial or production project for one client.</summary>
public sealed class Project : RecordedEntity
{
    private Project() { }

    /// <summary>Creates an open project.</summary>
    public Project(Client client, ProjectFields fields, Actor actor)
    {
        (Client, ClientId) = (client, client.Id);
        Apply(fields);
        Record(ActivityKind.ProjectCreated, actor, to: Name);
    }

    public int Id { get; private set; }
    public string? Code { get; private set; }
    public string Name { get; private set; } = "";
    public int ClientId { get; private set; }
    public Client Client { get; private set; } = null!;
    public ProjectKind Kind { get; private set; }
    public int? ManagerId { get; private set; }
    public Person? Manager { get; private set; }
    public DateOnly? PlannedStart { get; private set; }
    public DateOnly? PlannedEnd { get; private set; }
    public DateTime? ClosedAt { get; private set; }
    public string? Description { get; private set; }
    public string SearchKey { get; private set; } = "";
    public string? ExternalKey { get; private set; }
    public int Version { get; private set; }
    public IReadOnlyCollection<ActivityEntry> Activity => _activity;

    /// <summary>Changes the editable fields.</summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.EndBeforeStart"/> for the planned dates, or a field is invalid.
    /// </exception>
    public void Edit(ProjectFields fields, Actor actor)
    {
        var before = Name;
        Apply(fields);
        Record(ActivityKind.ProjectChanged, actor, before, Name);
    }

    /// <summary>Closes the project, which must not have open tasks. <paramref name="openTasks"/> is the number of open tasks.</summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.ProjectClosed"/> if it is closed already, or <see cref="RuleError.ProjectHasOpenTasks"/>.
    /// </exception>
    public void Close(int openTasks, Actor actor)
    {
        if (ClosedAt is not null)
            throw new RuleException(RuleError.ProjectClosed);
        if (openTasks > 0)
            throw new RuleException(RuleError.ProjectHasOpenTasks, openTasks);
        ClosedAt = actor.Now;
        Record(ActivityKind.ProjectClosed, actor);
    }

    /// <summary>Reopens the project. A project that is already open stays unchanged.</summary>
    public void Reopen(Actor actor)
    {
        if (ClosedAt is null)
            return;
        ClosedAt = null;
        Record(ActivityKind.ProjectReopened, actor);
    }

    /// <summary>Records that open tasks were moved to another project. Each moved task also has an activity row of its own.</summary>
    public void RecordTasksMoved(Project other, int tasks, Actor actor) =>
        Record(ActivityKind.TaskMoved, actor, Name, other.Name).WithCount(tasks);

    /// <summary>Records that undoing an import restored the project's previous values.</summary>
    public void RecordImportUndone(Actor actor) => Record(ActivityKind.ImportUndone, actor, to: Name);

    /// <summary>
    /// Returns the name or code of a project that continues in another year: <paramref name="from"/> is replaced by
    /// <paramref name="to"/>. If the text does not contain <paramref name="from"/>, <paramref name="to"/> is appended after
    /// <paramref name="separator"/>, and the text is shortened so that the result has at most <paramref name="max"/> characters.
    /// </summary>
    public static string ReplaceYear(string text, int from, int to, char separator, int max)
    {
        var (before, after) = (
            from.ToString(System.Globalization.CultureInfo.InvariantCulture),
            to.ToString(System.Globalization.CultureInfo.InvariantCulture)
        );
        if (text.Contains(before, StringComparison.Ordinal))
            return text.Replace(before, after, StringComparison.Ordinal);
        return $"{text[..Math.Min(text.Length, max - after.Length - 1)]}{separator}{after}";
    }

    /// <summary>Sets the key of the record in the system it was imported from (at most 100 characters).</summary>
    public void SetExternalKey(string? key) => ExternalKey = Check.Optional(key, nameof(ExternalKey), 100);

    private void Apply(ProjectFields fields)
    {
        if (fields.PlannedStart is { } start && fields.PlannedEnd is { } end && end < start)
            throw new RuleException(RuleError.EndBeforeStart);
        Name = Check.Required(fields.Name, nameof(Name), 200);
        Code = Check.Optional(fields.Code, nameof(Code), 30);
        Kind = Check.Defined(fields.Kind, nameof(Kind));
        ManagerId = fields.ManagerId;
        PlannedStart = fields.PlannedStart is { } s ? Check.Day(s) : null;
        PlannedEnd = fields.PlannedEnd is { } e ? Check.Day(e) : null;
        Description = Check.Optional(fields.Description, nameof(Description), 4000);
        SearchKey = SearchText.Normalize(Name, Code);
    }

    private protected override void SetReferences(ActivityEntry entry) =>
        (entry.Client, entry.ClientId, entry.Project, entry.ProjectId) = (
            Client,
            ClientId == 0 ? null : ClientId,
            this,
            Id == 0 ? null : Id
        );
}
