using System.Linq.Expressions;
using HexaLive.Domain.Absences;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Reminders;
using HexaLive.Infrastructure.Features.Tasks;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Absences;

/// <summary>
/// An event on a person's task that somebody else caused during the person's absence. <see cref="At"/> is UTC.
/// <see cref="IsVisible"/> is false if the person can no longer see the task, for example because it was reassigned.
/// </summary>
public sealed record AbsenceSummaryLine(
    long Id,
    DateTime At,
    ActivityKind Kind,
    string? Actor,
    int TaskId,
    string Task,
    string Client,
    string? To,
    int? Minutes,
    DedicationChannel? Channel,
    string? Comment,
    bool IsVisible
);

/// <summary>
/// A summary of the events that other people caused on a person's tasks during an absence: the numbers of entries, of next actions,
/// and of tasks that were reassigned, received and finished, and the newest events.
/// </summary>
public sealed record AbsenceSummary(
    int AbsenceId,
    DateOnly From,
    DateOnly To,
    int EntryCount,
    int PromiseCount,
    int ReassignedCount,
    int ReceivedCount,
    int FinishedCount,
    IReadOnlyList<AbsenceSummaryLine> Lines,
    bool HasMore
)
{
    /// <summary>The total number of events.</summary>
    public int Total => EntryCount + PromiseCount + ReassignedCount + ReceivedCount + FinishedCount;
}

/// <summary>
/// An absent person whom the viewer stands in for: the last day away (that person's local day), and the numbers of that person's
/// tasks that are overdue and due on the viewer's day.
/// </summary>
public sealed record CoveredAbsence(int PersonId, string Person, DateOnly Until, int OverdueCount, int DueCount);

/// <summary>The people the viewer stands in for, and the first overdue and due tasks of these people.</summary>
public sealed record CoveredWork(IReadOnlyList<CoveredAbsence> People, IReadOnlyList<TaskRow> Tasks);

/// <summary>Reads the summary of an absence for the person who returns, and the due tasks of absent people for their stand-ins.</summary>
public sealed class AbsenceSummaries(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>The number of days after an absence during which its summary is offered.</summary>
    public const int MaxAgeInDays = 30;

    /// <summary>The number of lines that are shown at first and that each click on "more" adds.</summary>
    public const int PageSize = 6;

    // Show only a few tasks, so that the viewer's own work stays on screen. The task list shows all tasks.
    private const int MaxTasks = 5;

    /// <summary>Returns the summary of the viewer's latest absence whose summary is not marked as read; null if there is none.</summary>
    public async Task<AbsenceSummary?> GetAsync(Viewer viewer, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await SelectUnread(db, viewer).OrderByDescending(a => a.EndsAt).FirstOrDefaultAsync(cancellationToken) is not { } absence)
            return null;
        var happened = SelectActivityDuring(db, viewer, absence);
        var me = viewer.PersonId;
        var counts = await happened
            .GroupBy(a => 1)
            .Select(g => new
            {
                Entries = g.Count(a => a.Kind == ActivityKind.DedicationLogged),
                Promises = g.Count(a => a.Kind == ActivityKind.NextActionChanged),
                Reassigned = g.Count(a => a.Kind == ActivityKind.ResponsibleChanged && a.ResponsibleId == me),
                Received = g.Count(a =>
                    a.Kind == ActivityKind.TaskCreated || (a.Kind == ActivityKind.ResponsibleChanged && a.ResponsibleId != me)
                ),
                Finished = g.Count(a => a.Kind == ActivityKind.StatusChanged),
            })
            .SingleOrDefaultAsync(cancellationToken);
        var lines = counts is null ? [] : await ReadLinesAsync(db, viewer, happened, cancellationToken);
        return new AbsenceSummary(
            absence.Id,
            absence.From,
            absence.To,
            counts?.Entries ?? 0,
            counts?.Promises ?? 0,
            counts?.Reassigned ?? 0,
            counts?.Received ?? 0,
            counts?.Finished ?? 0,
            [.. lines.Take(PageSize)],
            lines.Count > PageSize
        );
    }

    /// <summary>
    /// Returns the lines before <paramref name="beforeId"/>, newest first, and whether there are more lines. The result is empty if the
    /// absence belongs to somebody else or its summary was marked as read.
    /// </summary>
    public async Task<(IReadOnlyList<AbsenceSummaryLine> Lines, bool HasMore)> LoadMoreLinesAsync(
        Viewer viewer,
        int absenceId,
        long beforeId,
        CancellationToken cancellationToken = default
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await SelectUnread(db, viewer).FirstOrDefaultAsync(a => a.Id == absenceId, cancellationToken) is not { } absence)
            return ([], false);
        var lines = await ReadLinesAsync(
            db,
            viewer,
            SelectActivityDuring(db, viewer, absence).Where(a => a.Id < beforeId),
            cancellationToken
        );
        return ([.. lines.Take(PageSize)], lines.Count > PageSize);
    }

    /// <summary>
    /// Marks the summary of a viewer's absence as read, so that it is not offered again. Does nothing for somebody else's absence.
    /// </summary>
    public async Task MarkReadAsync(Viewer viewer, int absenceId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await SelectUnread(db, viewer).AsTracking().FirstOrDefaultAsync(a => a.Id == absenceId, cancellationToken) is not { } absence)
            return;
        absence.MarkRead(Now);
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>
    /// Returns the people whom the viewer stands in for now, and the first tasks of these people that are overdue or due on the viewer's
    /// day.
    /// </summary>
    public async Task<CoveredWork> GetCoveredWorkAsync(Viewer viewer, CancellationToken cancellationToken = default)
    {
        // No query is needed for a viewer who stands in for nobody.
        if (viewer.CoveredPersonIds.Count == 0)
            return new CoveredWork([], []);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (now, me) = (Now, viewer.PersonId);
        var today = LocalTime.Day(now, viewer.TimeZone);
        var open = db.Tasks.AsNoTracking().VisibleTo(db, viewer).WhereOpen();
        var people = await db
            .Absences.AsNoTracking()
            .Where(a => a.StandInId == me && a.StartsAt <= now && a.EndsAt > now)
            .OrderBy(a => a.EndsAt)
            .ThenBy(a => a.Id)
            .Take(20)
            .Select(a => new CoveredAbsence(
                a.PersonId,
                a.Person.Name,
                a.To,
                open.Count(t => t.ResponsibleId == a.PersonId && t.NextActionDate < today),
                open.Count(t => t.ResponsibleId == a.PersonId && t.NextActionDate == today)
            ))
            .ToListAsync(cancellationToken);
        if (people.All(p => p.OverdueCount + p.DueCount == 0))
            return new CoveredWork(people, []);
        var ids = people.Select(p => p.PersonId).ToArray();
        var tasks = await TaskList
            .SelectRows(
                db,
                me,
                open.Where(t => ids.Contains(t.ResponsibleId) && t.NextActionDate <= today)
                    .OrderBy(t => t.NextActionDate)
                    .ThenByDescending(t => t.Priority)
                    .ThenBy(t => t.Id)
                    .Take(MaxTasks)
            )
            .ToListAsync(cancellationToken);
        return new CoveredWork(people, tasks);
    }

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private IQueryable<Absence> SelectUnread(HexaDbContext db, Viewer viewer)
    {
        var (now, me) = (Now, viewer.PersonId);
        var since = now.AddDays(-MaxAgeInDays);
        return db.Absences.AsNoTracking().Where(a => a.PersonId == me && a.EndsAt <= now && a.EndsAt > since && a.ReadAt == null);
    }

    // Returns the events that other people caused on tasks for which the person was responsible at that time. Also returns the events that
    // reassigned a task to the person, although their rows contain the previous person responsible. Does not apply the scope, because a
    // person may know that a task was reassigned from them to somebody else.
    private static IQueryable<ActivityEntry> SelectActivityDuring(HexaDbContext db, Viewer viewer, Absence absence)
    {
        var (me, from, to) = (viewer.PersonId, absence.StartsAt, absence.EndsAt);
        var theirs = db
            .Activity.Where(a =>
                a.ResponsibleId == me && a.At >= from && a.At < to && a.TaskId != null && a.ActorId != null && a.ActorId != me
            )
            .Where(a =>
                a.Kind == ActivityKind.DedicationLogged
                || a.Kind == ActivityKind.TaskCreated
                || (a.Kind == ActivityKind.NextActionChanged && a.To != null)
                || a.Kind == ActivityKind.ResponsibleChanged
                || (a.Kind == ActivityKind.StatusChanged && a.To == nameof(WorkTaskStatus.Finished))
            )
            .Select(a => a.Id);
        var came = db
            .Tasks.Where(t => t.ResponsibleId == me)
            .SelectMany(t => t.Activity)
            .Where(a =>
                a.Kind == ActivityKind.ResponsibleChanged
                && a.ResponsibleId != me
                && a.At >= from
                && a.At < to
                && a.ActorId != null
                && a.ActorId != me
            )
            .Select(a => a.Id);
        var ids = theirs.Concat(came);
        return db.Activity.AsNoTracking().Where(a => ids.Contains(a.Id));
    }

    private static async Task<List<AbsenceSummaryLine>> ReadLinesAsync(
        HexaDbContext db,
        Viewer viewer,
        IQueryable<ActivityEntry> activity,
        CancellationToken cancellationToken
    )
    {
        var visible = db.Tasks.VisibleTo(db, viewer).Select(t => t.Id);
        Expression<Func<ActivityEntry, AbsenceSummaryLine>> line = a => new AbsenceSummaryLine(
            a.Id,
            a.At,
            a.Kind,
            a.Actor!.Name,
            a.TaskId!.Value,
            a.Task!.Title,
            a.Client!.Name,
            a.To,
            a.Dedication != null ? a.Dedication.Minutes : null,
            a.Dedication != null ? a.Dedication.Channel : null,
            a.Dedication != null ? a.Dedication.Comment
                : a.Kind == ActivityKind.StatusChanged || a.Kind == ActivityKind.NextActionChanged ? a.Note
                : null,
            visible.Contains(a.TaskId.Value)
        );
        return await activity.OrderByDescending(a => a.Id).Take(PageSize + 1).Select(line).ToListAsync(cancellationToken);
    }
}
