using HexaLive.Domain.Activity;
using HexaLive.Domain.Shared;

namespace HexaLive.Domain.Presets;

/// <summary>
/// Where a task came from (a client's call, the web, a complaint…). Its preset values take precedence over those of the task
/// type.
/// </summary>
public sealed class TaskOrigin : PresetRule
{
    private TaskOrigin() { }

    /// <summary>Creates an active origin. The name has 1 to 100 characters.</summary>
    public TaskOrigin(string name, TaskPreset preset, Actor actor)
        : base(name, preset, actor) { }

    private protected override ActivitySubject Subject => ActivitySubject.TaskOrigin;
}
