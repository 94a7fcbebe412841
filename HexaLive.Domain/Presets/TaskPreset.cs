using HexaLive.Domain.Projects;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;

namespace HexaLive.Domain.Presets;

/// <summary>How a preset determines a person.</summary>
public enum PersonRule
{
    Named = 0,
    ClientTeamManager = 1,
    ProjectManager = 2,
    Creator = 3,
}

/// <summary>A person determined by a rule. <see cref="PersonId"/> is used only with <see cref="PersonRule.Named"/>.</summary>
public sealed record PersonPreset(PersonRule Rule, int? PersonId = null);

/// <summary>
/// The default values that a task type or origin sets in new tasks. If a value is null, the preset does not set that field. The
/// estimate is in minutes; the next action is in working days from today.
/// </summary>
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

    internal TaskPreset Validated()
    {
        Check.Defined(ResponsibleRule, nameof(ResponsibleId));
        Check.Defined(ControllerRule, nameof(ControllerId));
        Check.Defined(Priority, nameof(Priority));
        Check.Defined(ProjectKind, nameof(ProjectKind));
        if (EstimatedMinutes is < 1 or > 1_000_000)
            throw new RuleException(RuleError.InvalidValue, nameof(EstimatedMinutes));
        if (NextActionWorkingDays is < 0 or > 365)
            throw new RuleException(RuleError.InvalidValue, nameof(NextActionWorkingDays));
        if (ResponsibleRule == PersonRule.Named && ResponsibleId is null)
            throw new RuleException(RuleError.Required, nameof(ResponsibleId));
        if (ControllerRule == PersonRule.Named && ControllerId is null)
            throw new RuleException(RuleError.Required, nameof(ControllerId));
        return this with
        {
            Title = Check.Optional(Title, nameof(Title), 200),
            Description = Check.Optional(Description, nameof(Description), 4000),
            ResponsibleId = ResponsibleRule == PersonRule.Named ? ResponsibleId : null,
            ControllerId = ControllerRule == PersonRule.Named ? ControllerId : null,
        };
    }
}
