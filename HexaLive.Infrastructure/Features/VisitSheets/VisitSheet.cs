using HexaLive.Domain.Clients;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Clients;

namespace HexaLive.Infrastructure.Features.VisitSheets;

/// <summary>
/// The information needed before a visit. <see cref="Project"/> is set on a project's sheet; <see cref="Projects"/> are the open
/// projects on a client's sheet. <see cref="OpenTaskCount"/> and <see cref="TotalEntries"/> count all tasks and entries, not only those
/// listed. <see cref="Changes"/> is null if the viewer has never prepared the visit.
/// </summary>
public sealed record VisitSheet(
    int ClientId,
    ClientFields Client,
    string? Team,
    bool Active,
    SheetProject? Project,
    IReadOnlyList<SheetProject> Projects,
    IReadOnlyList<ContactRow> Contacts,
    int OpenTaskCount,
    IReadOnlyList<SheetTask> Tasks,
    IReadOnlyList<SheetPromise> EndedPromises,
    int TotalEntries,
    IReadOnlyList<SheetEntry> Entries,
    VisitSheetChanges? Changes
);

/// <summary>A project on a visit sheet, with its number of open tasks.</summary>
public sealed record SheetProject(
    int Id,
    int ClientId,
    string? Code,
    string Name,
    ProjectKind Kind,
    string? Manager,
    DateOnly? PlannedStart,
    DateOnly? PlannedEnd,
    DateTime? ClosedAt,
    string? Description,
    int OpenTaskCount
);

/// <summary>
/// An open task on a visit sheet. <see cref="CreatedAt"/> is UTC; <see cref="Moves"/> is the number of times that its current promise was
/// moved.
/// </summary>
public sealed record SheetTask(
    int Id,
    string Title,
    string Project,
    WorkTaskStatus Status,
    TaskPriority Priority,
    string Responsible,
    DateOnly? NextDate,
    TimeOnly? NextTime,
    string? NextNote,
    int Moves,
    DateTime CreatedAt
);

/// <summary>A promise on a visit sheet that was kept, moved, broken or withdrawn. <see cref="EndedAt"/> is UTC.</summary>
public sealed record SheetPromise(
    int TaskId,
    string Task,
    string Person,
    DateOnly Date,
    string? Note,
    PromiseOutcome Outcome,
    DateTime EndedAt,
    DateOnly? MovedTo
);

/// <summary>An entry of the diary on a visit sheet; <see cref="CreatedAt"/> is UTC.</summary>
public sealed record SheetEntry(
    int Id,
    DateOnly Date,
    string Person,
    DedicationChannel Channel,
    int Minutes,
    int TaskId,
    string Task,
    string? Contact,
    string Comment,
    DateTime CreatedAt
);

/// <summary>
/// Counts of what happened since the viewer last prepared the visit, by printing the sheet or marking it as taken to the visit
/// (<see cref="PreparedAt"/>, UTC).
/// </summary>
public sealed record VisitSheetChanges(
    DateTime PreparedAt,
    int EntryCount,
    int CreatedCount,
    int FinishedCount,
    int PromiseCount,
    int ContactCount
)
{
    /// <summary>Whether anything happened.</summary>
    public bool HasAny => EntryCount + CreatedCount + FinishedCount + PromiseCount + ContactCount > 0;
}
