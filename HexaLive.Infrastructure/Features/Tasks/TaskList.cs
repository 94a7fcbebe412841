using HexaLive.Domain.Calendar;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Tasks;

/// <summary>A task in a list. <see cref="SnoozedUntil"/> (UTC): until when the viewer put off what reminds them of it.</summary>
public sealed record TaskRow(
    int Id, string Title, int ClientId, string Client, int ProjectId, string Project, WorkTaskStatus Status, TaskPriority Priority,
    string Responsible, string Controller, DateOnly? NextDate, TimeOnly? NextTime, string? NextNote, string? LastComment, DateTime? SnoozedUntil);

/// <summary>A page of tasks, and how many there are in all.</summary>
public sealed record TaskRows(IReadOnlyList<TaskRow> Rows, int Total);

/// <summary>What a representative opens the day with. <see cref="Minutes"/> are those of today.</summary>
public sealed record TodayTasks(
    IReadOnlyList<TaskRow> Overdue, IReadOnlyList<TaskRow> Due, IReadOnlyList<TaskRow> Coming, IReadOnlyList<TaskRow> Asked, int Undated, int Entries, int Minutes);

/// <summary>Lists of tasks, ordered by "which first?".</summary>
public sealed class TaskList(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>Rows a page.</summary>
    public const int PageSize = 50;

    /// <summary>One page, counted from 0.</summary>
    public async Task<TaskRows> PageAsync(Viewer viewer, TaskFilter filter, int page, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        var tasks = filter.Apply(db, db.Tasks.AsNoTracking().VisibleTo(db, viewer), viewer, now);
        var total = await tasks.CountAsync(cancellationToken);
        var rows = await Rows(db, viewer.PersonId, tasks.WhichFirst(now).Skip(Math.Max(0, page) * PageSize).Take(PageSize)).ToListAsync(cancellationToken);
        return new TaskRows(rows, total);
    }

    /// <summary>The first few.</summary>
    public async Task<IReadOnlyList<TaskRow>> FirstAsync(Viewer viewer, TaskFilter filter, int most, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        return await Rows(db, viewer.PersonId, filter.Apply(db, db.Tasks.AsNoTracking().VisibleTo(db, viewer), viewer, now).WhichFirst(now).Take(most)).ToListAsync(cancellationToken);
    }

    /// <summary>The viewer's own day: overdue, due, the next ones to come, and what others asked for in the last week.</summary>
    public async Task<TodayTasks> TodayAsync(Viewer viewer, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        var today = LocalTime.Day(now, viewer.TimeZone);
        var me = viewer.PersonId;
        var mine = db.Tasks.AsNoTracking().VisibleTo(db, viewer).Where(t => t.ResponsibleId == me).Open();
        var overdue = await Rows(db, me, mine.Where(t => t.NextActionDate < today).OrderByDescending(t => t.Priority).ThenBy(t => t.DueAt).ThenBy(t => t.Id).Take(PageSize)).ToListAsync(cancellationToken);
        var due = await Rows(db, me, mine.Where(t => t.NextActionDate == today).OrderByDescending(t => t.Priority).ThenBy(t => t.DueAt).ThenBy(t => t.Id).Take(PageSize)).ToListAsync(cancellationToken);
        var coming = await Rows(db, me, mine.Where(t => t.NextActionDate > today).OrderBy(t => t.DueAt).ThenByDescending(t => t.Priority).ThenBy(t => t.Id).Take(20)).ToListAsync(cancellationToken);
        var week = now.AddDays(-7);
        var asked = await Rows(db, me, mine.Where(t => t.OriginatorId != me && t.CreatedAt > week && t.NextActionDate == null).OrderByDescending(t => t.CreatedAt).ThenBy(t => t.Id).Take(20)).ToListAsync(cancellationToken);
        var undated = await mine.CountAsync(t => t.NextActionDate == null, cancellationToken);
        var logged = await db.Dedications.AsNoTracking().Where(d => d.PersonId == me && d.Date == today)
            .GroupBy(d => 1).Select(g => new { Entries = g.Count(), Minutes = g.Sum(d => d.Minutes) }).FirstOrDefaultAsync(cancellationToken);
        return new TodayTasks(overdue, due, coming, asked, undated, logged?.Entries ?? 0, logged?.Minutes ?? 0);
    }

    internal static IQueryable<TaskRow> Rows(HexaDbContext db, int viewerId, IQueryable<WorkTask> tasks) => tasks.Select(t => new TaskRow(
        t.Id, t.Title, t.ClientId, t.Client.Name, t.ProjectId, t.Project.Name, t.Status, t.Priority, t.Responsible.Name, t.Controller.Name,
        t.NextActionDate, t.NextActionTime, t.NextActionNote,
        db.Dedications.Where(d => d.TaskId == t.Id).OrderByDescending(d => d.Date).ThenByDescending(d => d.Id).Select(d => d.Comment.Substring(0, 160)).FirstOrDefault(),
        db.Reminders.Where(r => r.TaskId == t.Id && r.PersonId == viewerId && r.DoneAt == null).Max(r => r.SnoozedUntil)));
}
