using HexaLive.Domain.Clients;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Shared;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Tasks;

/// <summary>A task in a list. <see cref="SnoozedUntil"/> (UTC) is set while the viewer has snoozed a reminder about it.</summary>
public sealed record TaskRow(
    int Id,
    string Title,
    int ClientId,
    string Client,
    int ProjectId,
    string Project,
    WorkTaskStatus Status,
    TaskPriority Priority,
    string Responsible,
    string Controller,
    DateOnly? NextDate,
    TimeOnly? NextTime,
    string? NextNote,
    string? LastComment,
    DateTime? SnoozedUntil
);

/// <summary>
/// The viewer's tasks of the day. <see cref="Questioned"/> contains tasks that other people requested recently and that have no next
/// action. Each list contains only the first tasks; <see cref="Totals"/> has the number of all tasks. <see cref="EntryCount"/> and
/// <see cref="Minutes"/> are the totals logged today.
/// </summary>
public sealed record TodayTasks(
    IReadOnlyList<TaskRow> Overdue,
    IReadOnlyList<TaskRow> Due,
    IReadOnlyList<TaskRow> Upcoming,
    IReadOnlyList<TaskRow> Questioned,
    TodayCounts Totals,
    int UndatedCount,
    int EntryCount,
    int Minutes
);

/// <summary>A number for each list of <see cref="TodayTasks"/>.</summary>
public sealed record TodayCounts(int Overdue, int Due, int Upcoming, int Questioned);

/// <summary>Reads task lists in the order of <see cref="TaskOrder.OrderByUrgency"/>.</summary>
public sealed class TaskList(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>The number of rows per page.</summary>
    public const int PageSize = 50;

    /// <summary>The number of tasks that each list of the Today page shows first, and that "Show more" adds.</summary>
    public const int TodayPageSize = 25;

    /// <summary>Returns a page of tasks; pages are counted from 1.</summary>
    public async Task<Paged<TaskRow>> GetPageAsync(
        Viewer viewer,
        TaskFilter filter,
        int page,
        CancellationToken cancellationToken = default
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        var tasks = filter.Apply(db, db.Tasks.AsNoTracking().VisibleTo(db, viewer), viewer, now);
        var total = await tasks.CountAsync(cancellationToken);
        var rows = await SelectRows(db, viewer.PersonId, tasks.OrderByUrgency(now).TakePage(page, PageSize)).ToListAsync(cancellationToken);
        return new Paged<TaskRow>(rows, total);
    }

    /// <summary>Returns the first tasks that match a filter, at most <paramref name="max"/>.</summary>
    public async Task<IReadOnlyList<TaskRow>> ListFirstAsync(
        Viewer viewer,
        TaskFilter filter,
        int max,
        CancellationToken cancellationToken = default
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        return await SelectRows(
                db,
                viewer.PersonId,
                filter.Apply(db, db.Tasks.AsNoTracking().VisibleTo(db, viewer), viewer, now).OrderByUrgency(now).Take(max)
            )
            .ToListAsync(cancellationToken);
    }

    /// <summary>
    /// Returns the viewer's tasks of today: overdue, due and upcoming tasks, and tasks without a next action that other people
    /// requested within the last seven days. Each list contains at most <see cref="TodayPageSize"/> tasks. Overdue tasks are ordered by
    /// age, oldest first. The tasks of today are ordered by time and then priority; tasks without a time come last.
    /// </summary>
    public Task<TodayTasks> GetTodayAsync(Viewer viewer, CancellationToken cancellationToken = default) =>
        GetTodayAsync(viewer, new TodayCounts(TodayPageSize, TodayPageSize, TodayPageSize, TodayPageSize), cancellationToken);

    /// <summary>Returns the viewer's tasks of today with at most <paramref name="max"/> tasks in each list.</summary>
    public async Task<TodayTasks> GetTodayAsync(Viewer viewer, TodayCounts max, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        var today = LocalTime.Day(now, viewer.TimeZone);
        var me = viewer.PersonId;
        var mine = db.Tasks.AsNoTracking().VisibleTo(db, viewer).Where(t => t.ResponsibleId == me).WhereOpen();
        var week = now.AddDays(-7);
        var late = mine.Where(t => t.NextActionDate < today);
        var due = mine.Where(t => t.NextActionDate == today);
        var coming = mine.Where(t => t.NextActionDate > today);
        var asked = mine.Where(t => t.OriginatorId != me && t.CreatedAt > week && t.NextActionDate == null);
        var ofToday = db.Dedications.Where(d => d.PersonId == me && d.Date == today);
        var figures = await db
            .People.AsNoTracking()
            .Where(p => p.Id == me)
            .Select(p => new
            {
                Totals = new TodayCounts(late.Count(), due.Count(), coming.Count(), asked.Count()),
                Undated = mine.Count(t => t.NextActionDate == null),
                Entries = ofToday.Count(),
                Minutes = ofToday.Sum(d => d.Minutes),
            })
            .FirstAsync(cancellationToken);
        return new TodayTasks(
            await ListAsync(
                late.OrderBy(t => t.NextActionDate)
                    .ThenByDescending(t => t.Priority)
                    .ThenBy(t => t.DueAt)
                    .ThenBy(t => t.Id)
                    .Take(max.Overdue)
            ),
            await ListAsync(
                due.OrderBy(t => t.NextActionTime == null)
                    .ThenBy(t => t.NextActionTime)
                    .ThenByDescending(t => t.Priority)
                    .ThenBy(t => t.Id)
                    .Take(max.Due)
            ),
            await ListAsync(coming.OrderBy(t => t.DueAt).ThenByDescending(t => t.Priority).ThenBy(t => t.Id).Take(max.Upcoming)),
            await ListAsync(asked.OrderByDescending(t => t.CreatedAt).ThenBy(t => t.Id).Take(max.Questioned)),
            figures.Totals,
            figures.Undated,
            figures.Entries,
            figures.Minutes
        );

        Task<List<TaskRow>> ListAsync(IQueryable<WorkTask> tasks) => SelectRows(db, me, tasks).ToListAsync(cancellationToken);
    }

    internal static IQueryable<TaskRow> SelectRows(HexaDbContext db, int viewerId, IQueryable<WorkTask> tasks) =>
        tasks.Select(t => new TaskRow(
            t.Id,
            t.Title,
            t.ClientId,
            t.Client.Name,
            t.ProjectId,
            t.Project.Name,
            t.Status,
            t.Priority,
            t.Responsible.Name,
            t.Controller.Name,
            t.NextActionDate,
            t.NextActionTime,
            t.NextActionNote,
            db.Dedications.Where(d => d.TaskId == t.Id)
                .OrderByDescending(d => d.Date)
                .ThenByDescending(d => d.Id)
                .Select(d => d.Comment.Substring(0, 160))
                .FirstOrDefault(),
            db.Reminders.Where(r => r.TaskId == t.Id && r.PersonId == viewerId && r.DoneAt == null).Max(r => r.SnoozedUntil)
        ));
}
