using HexaLive.Domain.Activity;
using HexaLive.Domain.Clients;
using HexaLive.Domain.People;
using HexaLive.Domain.Text;

namespace HexaLive.Domain.Projects;

/// <summary>What a project is for.</summary>
public enum ProjectKind { Commercial = 0, Production = 1 }

/// <summary>What people type of a project. Days are local calendar days.</summary>
public sealed record ProjectFields(
    string Name, ProjectKind Kind, int? ManagerId, string? Code = null, DateOnly? PlannedStart = null, DateOnly? PlannedEnd = null, string? Description = null);

/// <summary>A follow-up of one client: commercial or production.</summary>
public sealed class Project
{
    private readonly List<ActivityEntry> _activity = [];

    private Project() { }

    /// <summary>A new, open project.</summary>
    public Project(Client client, ProjectFields fields, int actorId, DateTime now)
    {
        Client = client;
        ClientId = client.Id;
        Apply(fields);
        Record(ActivityKind.ProjectCreated, actorId, now, to: Name);
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
    public string Search { get; private set; } = "";
    public string? ExternalKey { get; private set; }
    public int Version { get; private set; }
    public IReadOnlyCollection<ActivityEntry> Activity => _activity;

    /// <summary>Changes the fields.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.EndBeforeStart"/> and the checks of the fields.</exception>
    public void Edit(ProjectFields fields, int actorId, DateTime now)
    {
        var before = Name;
        Apply(fields);
        Record(ActivityKind.ProjectChanged, actorId, now, before, Name);
    }

    /// <summary>Closes the project. It must have no open task: <paramref name="openTasks"/> is their number.</summary>
    public void Close(int openTasks, int actorId, DateTime now)
    {
        if (ClosedAt is not null) throw new RuleException(RuleError.ProjectClosed);
        if (openTasks > 0) throw new RuleException(RuleError.ProjectHasOpenTasks, openTasks);
        ClosedAt = now;
        Record(ActivityKind.ProjectClosed, actorId, now);
    }

    /// <summary>Opens a closed project again.</summary>
    public void Reopen(int actorId, DateTime now)
    {
        if (ClosedAt is null) return;
        ClosedAt = null;
        Record(ActivityKind.ProjectReopened, actorId, now);
    }

    /// <summary>Writes that open tasks of it went on in another project; each task tells it too.</summary>
    public void TasksMovedTo(Project other, int tasks, int actorId, DateTime now) =>
        Record(ActivityKind.TaskMoved, actorId, now, Name, other.Name, tasks.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>
    /// The name or code of the project that follows in another year: the year in it is replaced; where there is none, the new one is put behind
    /// <paramref name="separator"/>, within <paramref name="most"/> characters.
    /// </summary>
    public static string InYear(string text, int from, int to, char separator, int most)
    {
        var (before, after) = (from.ToString(System.Globalization.CultureInfo.InvariantCulture), to.ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (text.Contains(before, StringComparison.Ordinal)) return text.Replace(before, after, StringComparison.Ordinal);
        return $"{text[..Math.Min(text.Length, most - after.Length - 1)]}{separator}{after}";
    }

    /// <summary>Remembers the key of the system that it came from.</summary>
    public void SetExternalKey(string? key) => ExternalKey = Check.Optional(key, nameof(ExternalKey), 100);

    private void Apply(ProjectFields f)
    {
        if (f.PlannedStart is { } start && f.PlannedEnd is { } end && end < start) throw new RuleException(RuleError.EndBeforeStart);
        Name = Check.Required(f.Name, nameof(Name), 200);
        Code = Check.Optional(f.Code, nameof(Code), 30);
        Kind = f.Kind;
        ManagerId = f.ManagerId;
        PlannedStart = f.PlannedStart is { } s ? Check.Day(s) : null;
        PlannedEnd = f.PlannedEnd is { } e ? Check.Day(e) : null;
        Description = Check.Optional(f.Description, nameof(Description), 4000);
        Search = SearchText.Of(Name, Code);
    }

    private void Record(ActivityKind kind, int actorId, DateTime now, string? from = null, string? to = null, string? note = null) =>
        _activity.Add(new ActivityEntry(kind, actorId, now, from, to, note) { Client = Client, ClientId = ClientId == 0 ? null : ClientId });
}
