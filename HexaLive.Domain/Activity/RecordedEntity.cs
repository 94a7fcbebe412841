using HexaLive.Domain.Shared;

namespace HexaLive.Domain.Activity;

/// <summary>
/// Base of the entities whose changes appear in the activity log. Each method that changes such an entity calls
/// <see cref="Record"/>, the only place that creates activity rows. Saving the entity saves its rows.
/// </summary>
public abstract class RecordedEntity
{
    private protected readonly List<ActivityEntry> _activity = [];

    /// <summary>Returns the rows that are not saved yet and removes them from the entity.</summary>
    public IReadOnlyList<ActivityEntry> DrainActivity()
    {
        ActivityEntry[] taken = [.. _activity.Where(e => e.Id == 0)];
        _activity.RemoveAll(e => e.Id == 0);
        return taken;
    }

    /// <summary>
    /// Writes an activity row. <paramref name="from"/> and <paramref name="to"/> are culture-invariant text (ISO dates, enum
    /// names, names of people); <paramref name="note"/> is text that somebody typed.
    /// </summary>
    protected internal ActivityEntry Record(ActivityKind kind, Actor actor, string? from = null, string? to = null, string? note = null)
    {
        var entry = new ActivityEntry(kind, actor, from, to, note);
        SetReferences(entry);
        _activity.Add(entry);
        return entry;
    }

    /// <summary>Sets the client, project and task that a new row belongs to, if the entity has them.</summary>
    private protected virtual void SetReferences(ActivityEntry entry) { }
}
