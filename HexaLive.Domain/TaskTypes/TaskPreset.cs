using HexaLive.Domain.Calendar;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Tasks;
using HexaLive.Domain.Text;

namespace HexaLive.Domain.TaskTypes;

/// <summary>How a preset names a person.</summary>
public enum PersonRule { Named = 0, ClientTeamManager = 1, ProjectManager = 2, Creator = 3 }

/// <summary>A person by rule; <see cref="PersonId"/> only with <see cref="PersonRule.Named"/>.</summary>
public sealed record PersonPreset(PersonRule Rule, int? PersonId = null);

/// <summary>Values that a type or origin puts into new tasks. Null: says nothing. Estimate in minutes, next action in working days.</summary>
public sealed record TaskPreset
{
    public PersonRule? ResponsibleRule { get; init; }
    public int? ResponsibleId { get; init; }
    public PersonRule? ControllerRule { get; init; }
    public int? ControllerId { get; init; }
    public TaskPriority? Priority { get; init; }
    public string? Title { get; init; }
    public string? Description { get; init; }
    public int? EstimatedMinutes { get; init; }
    public int? NextActionWorkingDays { get; init; }
    public ProjectKind? ProjectKind { get; init; }

    internal TaskPreset Checked()
    {
        if (EstimatedMinutes is < 1) throw new RuleException(RuleError.InvalidValue, nameof(EstimatedMinutes));
        if (NextActionWorkingDays is < 0 or > 365) throw new RuleException(RuleError.InvalidValue, nameof(NextActionWorkingDays));
        if (ResponsibleRule == PersonRule.Named && ResponsibleId is null) throw new RuleException(RuleError.Required, nameof(ResponsibleId));
        if (ControllerRule == PersonRule.Named && ControllerId is null) throw new RuleException(RuleError.Required, nameof(ControllerId));
        return this with
        {
            Title = Check.Optional(Title, nameof(Title), 200),
            Description = Check.Optional(Description, nameof(Description), 4000),
            ResponsibleId = ResponsibleRule == PersonRule.Named ? ResponsibleId : null,
            ControllerId = ControllerRule == PersonRule.Named ? ControllerId : null,
        };
    }
}

/// <summary>What presets values of new tasks under a name: a type or an origin.</summary>
public interface IPresetRule
{
    /// <summary>Its key.</summary>
    int Id { get; }
    /// <summary>Unique among its like.</summary>
    string Name { get; }
    /// <summary>The values.</summary>
    TaskPreset Preset { get; }
    /// <summary>Whether new tasks can have it.</summary>
    bool Active { get; }
    /// <summary>Raised by each save.</summary>
    int Version { get; }
    /// <summary>Changes name (1 to 100 characters) and preset values.</summary>
    void Edit(string name, TaskPreset preset);
    /// <summary>Hides it from new tasks, or brings it back.</summary>
    void SetActive(bool active);
}

/// <summary>A kind of task (call, visit, quotation…); presets values of new tasks.</summary>
public sealed class TaskType : IPresetRule
{
    private TaskType() { }

    /// <summary>A new type.</summary>
    public TaskType(string name, TaskPreset preset) => Edit(name, preset);

    public int Id { get; private set; }
    public string Name { get; private set; } = "";
    public string Search { get; private set; } = "";
    public TaskPreset Preset { get; private set; } = new();
    public bool Active { get; private set; } = true;
    public int Version { get; private set; }

    /// <summary>Changes name and preset values.</summary>
    public void Edit(string name, TaskPreset preset)
    {
        Name = Check.Required(name, nameof(Name), 100);
        Search = SearchText.Of(Name);
        Preset = preset.Checked();
    }

    /// <summary>Hides it from new tasks, or brings it back.</summary>
    public void SetActive(bool active) => Active = active;
}

/// <summary>Where an incidence came from (client's call, web, complaint…); its presets win over the type's.</summary>
public sealed class IncidenceOrigin : IPresetRule
{
    private IncidenceOrigin() { }

    /// <summary>A new origin.</summary>
    public IncidenceOrigin(string name, TaskPreset preset) => Edit(name, preset);

    public int Id { get; private set; }
    public string Name { get; private set; } = "";
    public string Search { get; private set; } = "";
    public TaskPreset Preset { get; private set; } = new();
    public bool Active { get; private set; } = true;
    public int Version { get; private set; }

    /// <summary>Changes name and preset values.</summary>
    public void Edit(string name, TaskPreset preset)
    {
        Name = Check.Required(name, nameof(Name), 100);
        Search = SearchText.Of(Name);
        Preset = preset.Checked();
    }

    /// <summary>Hides it from new tasks, or brings it back.</summary>
    public void SetActive(bool active) => Active = active;
}

/// <summary>Which rule put a value into a new task.</summary>
public enum PresetSource { Nobody = 0, Type = 1, Origin = 2, Typed = 3 }

/// <summary>A value and the rule that put it there.</summary>
public readonly record struct Preset<T>(T? Value, PresetSource Source);

/// <summary>What presets need to know of the place where the task is made.</summary>
public sealed record PresetContext(int CreatorId, int? ClientTeamManagerId, int? ProjectManagerId, DateOnly Today, WorkingCalendar Calendar);

/// <summary>What the user typed; null was not touched.</summary>
public sealed record TypedValues(
    int? ResponsibleId = null, int? ControllerId = null, TaskPriority? Priority = null, string? Title = null, string? Description = null,
    int? EstimatedMinutes = null, DateOnly? NextAction = null);

/// <summary>The values of a new task: typed wins over origin's, origin's over type's.</summary>
public sealed record PresetValues(
    Preset<int?> ResponsibleId, Preset<int?> ControllerId, Preset<TaskPriority?> Priority, Preset<string> Title, Preset<string> Description,
    Preset<int?> EstimatedMinutes, Preset<DateOnly?> NextAction, Preset<ProjectKind?> ProjectKind)
{
    /// <summary>Resolves every value; a rule that names nobody (a team without a manager) falls through to the next.</summary>
    public static PresetValues Resolve(TaskPreset? type, TaskPreset? origin, TypedValues typed, PresetContext context)
    {
        return new PresetValues(
            Pick(typed.ResponsibleId, p => PersonOf(p.ResponsibleRule, p.ResponsibleId)),
            Pick(typed.ControllerId, p => PersonOf(p.ControllerRule, p.ControllerId)),
            Pick(typed.Priority, p => p.Priority),
            PickText(typed.Title, p => p.Title),
            PickText(typed.Description, p => p.Description),
            Pick(typed.EstimatedMinutes, p => p.EstimatedMinutes),
            Pick(typed.NextAction, p => p.NextActionWorkingDays is { } days ? context.Calendar.Add(context.Today, days) : (DateOnly?)null),
            Pick((ProjectKind?)null, p => p.ProjectKind));

        int? PersonOf(PersonRule? rule, int? named) => rule switch
        {
            PersonRule.Named => named,
            PersonRule.ClientTeamManager => context.ClientTeamManagerId,
            PersonRule.ProjectManager => context.ProjectManagerId,
            PersonRule.Creator => context.CreatorId,
            _ => null,
        };

        Preset<T?> Pick<T>(T? own, Func<TaskPreset, T?> of) where T : struct =>
            own is not null ? new(own, PresetSource.Typed)
            : origin is not null && of(origin) is { } o ? new(o, PresetSource.Origin)
            : type is not null && of(type) is { } t ? new(t, PresetSource.Type)
            : new(null, PresetSource.Nobody);

        Preset<string> PickText(string? own, Func<TaskPreset, string?> of) =>
            own is not null ? new(own, PresetSource.Typed)
            : origin is not null && of(origin) is { } o ? new(o, PresetSource.Origin)
            : type is not null && of(type) is { } t ? new(t, PresetSource.Type)
            : new(null, PresetSource.Nobody);
    }
}
