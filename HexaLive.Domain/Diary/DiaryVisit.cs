using HexaLive.Domain.Clients;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Shared;

namespace HexaLive.Domain.Diary;

/// <summary>The kind of record that a diary belongs to.</summary>
public enum DiaryKind
{
    Task = 0,
    Project = 1,
    Client = 2,
    Person = 3,
}

/// <summary>The last row that a person has read in a diary. Later rows are shown as new.</summary>
public sealed class DiaryVisit
{
    private DiaryVisit() { }

    /// <summary>Creates the record of a first visit, with the diary read up to <paramref name="lastActivityId"/>.</summary>
    public DiaryVisit(int personId, DiaryKind kind, int subjectId, long lastActivityId) =>
        (PersonId, Kind, SubjectId, LastActivityId) = (personId, Check.Defined(kind, nameof(Kind)), subjectId, lastActivityId);

    public int PersonId { get; private set; }
    public DiaryKind Kind { get; private set; }

    /// <summary>The id of the task, project, client or person, depending on <see cref="Kind"/>.</summary>
    public int SubjectId { get; private set; }
    public long LastActivityId { get; private set; }
}
