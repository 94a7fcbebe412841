using HexaLive.Domain.Shared;

namespace HexaLive.Domain.Activity;

/// <summary>
/// Base of the settings that administrators edit. Their activity rows have the kind <see cref="ActivityKind.SettingsChanged"/>.
/// </summary>
public abstract class RecordedSetting : RecordedEntity
{
    /// <summary>The kind of setting, stored in the activity rows.</summary>
    private protected abstract ActivitySubject Subject { get; }

    /// <summary>
    /// Writes the activity row of a change. <paramref name="from"/> is the name before, null if the setting was created;
    /// <paramref name="to"/> is the name after, null if it was deleted.
    /// </summary>
    private protected ActivityEntry RecordSetting(Actor actor, string? from, string? to)
    {
        var entry = Record(ActivityKind.SettingsChanged, actor, from, to);
        entry.Subject = Subject;
        return entry;
    }
}
