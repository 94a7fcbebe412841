using HexaLive.Domain.Holidays;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Tasks;

namespace HexaLive.Domain.Presets;

/// <summary>The source of a value in a new task.</summary>
public enum PresetSource
{
    None = 0,
    Type = 1,
    Origin = 2,
    Entered = 3,
}

/// <summary>A value of a new task and its source.</summary>
public readonly record struct Preset<T>(T? Value, PresetSource Source);

/// <summary>The facts about a new task that its preset values depend on.</summary>
public sealed record PresetContext(
    int CreatorId,
    int? ClientTeamManagerId,
    int? ProjectManagerId,
    DateOnly Today,
    WorkingCalendar Calendar
);

/// <summary>The values that the user typed; null for fields that the user did not touch.</summary>
public sealed record EnteredTaskValues(
    int? ResponsibleId = null,
    int? ControllerId = null,
    TaskPriority? Priority = null,
    string? Title = null,
    string? Description = null,
    int? EstimatedMinutes = null,
    DateOnly? NextAction = null
);

/// <summary>
/// The values of a new task. Values that the user typed take precedence over the preset of the origin, and the preset of the origin
/// takes precedence over the preset of the type.
/// </summary>
public sealed record PresetValues(
    Preset<int?> ResponsibleId,
    Preset<int?> ControllerId,
    Preset<TaskPriority?> Priority,
    Preset<string> Title,
    Preset<string> Description,
    Preset<int?> EstimatedMinutes,
    Preset<DateOnly?> NextAction,
    Preset<ProjectKind?> ProjectKind
)
{
    /// <summary>
    /// Determines every value. If a preset names a role that nobody has, such as the manager of a team without a manager, the next
    /// source is used.
    /// </summary>
    public static PresetValues Resolve(TaskPreset? type, TaskPreset? origin, EnteredTaskValues typed, PresetContext context)
    {
        return new PresetValues(
            Pick(typed.ResponsibleId, p => PersonOf(p.ResponsibleRule, p.ResponsibleId)),
            Pick(typed.ControllerId, p => PersonOf(p.ControllerRule, p.ControllerId)),
            Pick(typed.Priority, p => p.Priority),
            PickText(typed.Title, p => p.Title),
            PickText(typed.Description, p => p.Description),
            Pick(typed.EstimatedMinutes, p => p.EstimatedMinutes),
            Pick(
                typed.NextAction,
                p => p.NextActionWorkingDays is { } days ? context.Calendar.AddWorkingDays(context.Today, days) : (DateOnly?)null
            ),
            Pick((ProjectKind?)null, p => p.ProjectKind)
        );

        int? PersonOf(PersonRule? rule, int? named) =>
            rule switch
            {
                PersonRule.Named => named,
                PersonRule.ClientTeamManager => context.ClientTeamManagerId,
                PersonRule.ProjectManager => context.ProjectManagerId,
                PersonRule.Creator => context.CreatorId,
                _ => null,
            };

        Preset<T?> Pick<T>(T? own, Func<TaskPreset, T?> of)
            where T : struct =>
            own is not null ? new(own, PresetSource.Entered)
            : origin is not null && of(origin) is { } o ? new(o, PresetSource.Origin)
            : type is not null && of(type) is { } t ? new(t, PresetSource.Type)
            : new(null, PresetSource.None);

        Preset<string> PickText(string? own, Func<TaskPreset, string?> of) =>
            own is not null ? new(own, PresetSource.Entered)
            : origin is not null && of(origin) is { } o ? new(o, PresetSource.Origin)
            : type is not null && of(type) is { } t ? new(t, PresetSource.Type)
            : new(null, PresetSource.None);
    }
}
