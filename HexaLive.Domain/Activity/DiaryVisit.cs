namespace HexaLive.Domain.Activity;

/// <summary>Whose diary somebody reads.</summary>
public enum DiaryKind { Task = 0, Project = 1, Client = 2, Person = 3 }

/// <summary>How far somebody has read a diary: what came later is new to them.</summary>
public sealed class DiaryVisit
{
    private DiaryVisit() { }

    /// <summary>A first visit.</summary>
    public DiaryVisit(int personId, DiaryKind kind, int ofId, long lastActivityId) => (PersonId, Kind, OfId, LastActivityId) = (personId, kind, ofId, lastActivityId);

    public int PersonId { get; private set; }
    public DiaryKind Kind { get; private set; }
    /// <summary>The id of the task, project, client or person.</summary>
    public int OfId { get; private set; }
    public long LastActivityId { get; private set; }
}
