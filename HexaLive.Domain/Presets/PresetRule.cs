using HexaLive.Domain.Activity;
using HexaLive.Domain.Shared;

namespace HexaLive.Domain.Presets;

/// <summary>
/// A named record that presets values of new tasks: a <see cref="TaskType"/> or a <see cref="TaskOrigin"/>.
/// </summary>
public abstract class PresetRule : RecordedSetting
{
    private protected PresetRule() { }

    private protected PresetRule(string name, TaskPreset preset, Actor actor)
    {
        Apply(name, preset);
        RecordSetting(actor, null, Name);
    }

    public int Id { get; private set; }

    /// <summary>The name, unique among task types or among origins.</summary>
    public string Name { get; private set; } = "";
    public string SearchKey { get; private set; } = "";
    public TaskPreset Preset { get; private set; } = new();

    /// <summary>Whether the type or origin can be chosen for new tasks.</summary>
    public bool Active { get; private set; } = true;
    public int Version { get; private set; }

    /// <summary>Changes the name (1 to 100 characters) and the preset values.</summary>
    public void Edit(string name, TaskPreset preset, Actor actor)
    {
        var before = Name;
        Apply(name, preset);
        RecordSetting(actor, before, Name);
    }

    /// <summary>Deactivates the type or origin, which hides it from new tasks, or reactivates it.</summary>
    public void SetActive(bool active, Actor actor)
    {
        if (Active == active)
            return;
        Active = active;
        RecordSetting(actor, Name, Name);
    }

    private void Apply(string name, TaskPreset preset)
    {
        Name = Check.Required(name, nameof(Name), 100);
        SearchKey = SearchText.Normalize(Name);
        Preset = preset.Validated();
    }
}
