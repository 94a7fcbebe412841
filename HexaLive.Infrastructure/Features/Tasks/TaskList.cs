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
/// action.
/// <see cref="Entries"/> and <see cref="Minutes"/> are the totals logged today.
/// </summary>
public sealed record TodayTasks(
    IReadOnlyList<TaskRow> Overdue,
    IReadOnlyList<TaskRow> Due,
    IReadOnlyList<TaskRow> Upcoming,
    IReadOnlyList<TaskRow> Questioned,
    int Undated,
    int Entries,
    int Minutes
);

/// <summary>Reads task lists in the order of <see cref="TaskOrder.OrderByUrgency"/>.</summary>
public sealed class TaskList(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>The number of rows per page.</summary>
    public const int PageSize = 50;

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
        var rows = await SelectRows(db, viewer.PersonId, tasks.OrderByUrgency(now).Page(page, PageSize)).ToListAsync(cancellationToken);
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
    /// requested within the last seven days.
    /// </summary>
    public async Task<TodayTasks> GetTodayAsync(Viewer viewer, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        var today = LocalTime.Day(now, viewer.TimeZone);
        var me = viewer.PersonId;
        var mine = db.Tasks.AsNoTracking().VisibleTo(db, viewer).Where(t => t.ResponsibleId == me).Open();
        var overdue = await SelectRows(db, me, mine.Where(t => t.NextActionDate < today).OrderByPriority().Take(PageSize))
            .ToListAsync(cancellationToken);
        var due = await SelectRows(db, me, mine.Where(t => t.NextActionDate == today).OrderByPriority().Take(PageSize))
            .ToListAsync(cancellationToken);
        var coming = await SelectRows(
                db,
                me,
                mine.Where(t => t.NextActionDate > today).OrderBy(t => t.DueAt).ThenByDescending(t => t.Priority).ThenBy(t => t.Id).Take(20)
            )
            .ToListAsync(cancellationToken);
        var week = now.AddDays(-7);
        var asked = await SelectRows(
                db,
                me,
                mine.Where(t => t.OriginatorId != me && t.CreatedAt > week && t.NextActionDate == null)
                    .OrderByDescending(t => t.CreatedAt)
                    .ThenBy(t => t.Id)
                    .Take(20)
            )
            .ToListAsync(cancellationToken);
        var ofToday = db.Dedications.Where(d => d.PersonId == me && d.Date == today);
        var figures = await db
            .People.AsNoTracking()
            .Where(p => p.Id == me)
            .Select(p => new
            {
                Undated = mine.Count(t => t.NextActionDate == null),
                Entries = ofToday.Count(),
                Minutes = ofToday.Sum(d => d.Minutes),
            })
            .FirstAsync(cancellationToken);
        return new TodayTasks(overdue, due, coming, asked, figures.Undated, figures.Entries, figures.Minutes);
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
