using HexaLive.Domain.Shared;

namespace HexaLive.Domain.Activity;

/// <summary>Base of the settings that administrators edit. Their rows are of kind <see cref="ActivityKind.SettingsChanged"/>.</summary>
public abstract class RecordedSetting : RecordedEntity
{
    /// <summary>Which setting the rows are about.</summary>
    private protected abstract ActivitySubject Subject { get; }

    /// <summary>
    /// Writes the row of a change. <paramref name="from"/> is the name before, null if the setting was created;
    /// <paramref name="to"/> is the name after, null if it was deleted.
    /// </summary>
    private protected ActivityEntry RecordSetting(Actor actor, string? from, string? to)
    {
        var entry = Record(ActivityKind.SettingsChanged, actor, from, to);
        entry.Subject = Subject;
        return entry;
    }
}
