using HexaLive.Domain.Activity;
using HexaLive.Domain.Shared;

namespace HexaLive.Domain.Presets;

/// <summary>The type of a task, such as call or visit. It can preset fields of new tasks.</summary>
public sealed class TaskType : PresetRule
{
    private TaskType() { }

    /// <summary>Creates an active task type. The name has 1 to 100 characters.</summary>
    public TaskType(string name, TaskPreset preset, Actor actor)
        : base(name, preset, actor) { }

    private protected override ActivitySubject Subject => ActivitySubject.TaskType;
}
