using System.Globalization;
using HexaLive.Domain.Calendar;
using HexaLive.Domain.Tasks;
using HexaLive.Domain.Text;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Tasks;

/// <summary>Where the viewer stands around the tasks of a list.</summary>
public enum TaskRole { All, Responsible, Controller, Originator }

/// <summary>Which statuses a list shows.</summary>
public enum TaskStatusFilter { Open, Pending, InProgress, Finished, Any }

/// <summary>Which next actions a list shows; days are the viewer's own.</summary>
public enum TaskDue { Any, Overdue, Today, Week, None }

/// <summary>What a list shows.</summary>
public sealed record TaskFilter(
    TaskRole Role = TaskRole.All, string? Text = null, TaskStatusFilter Status = TaskStatusFilter.Open, TaskDue Due = TaskDue.Any, int? ProjectId = null, int? ClientId = null);

/// <summary>A task in a list.</summary>
public sealed record TaskRow(
    int Id, string Title, int ClientId, string Client, int ProjectId, string Project, WorkTaskStatus Status, TaskPriority Priority,
    string Responsible, string Controller, DateOnly? NextDate, TimeOnly? NextTime, string? NextNote, string? LastComment);

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
        var tasks = Filtered(db.Tasks.AsNoTracking().VisibleTo(db, viewer), viewer, filter, now);
        var total = await tasks.CountAsync(cancellationToken);
        var rows = await Rows(db, tasks.WhichFirst(now).Skip(Math.Max(0, page) * PageSize).Take(PageSize)).ToListAsync(cancellationToken);
        return new TaskRows(rows, total);
    }

    /// <summary>The viewer's own day: overdue, due, the next ones to come, and what others asked for in the last week.</summary>
    public async Task<TodayTasks> TodayAsync(Viewer viewer, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        var today = LocalTime.Day(now, viewer.TimeZone);
        var me = viewer.PersonId;
        var mine = db.Tasks.AsNoTracking().VisibleTo(db, viewer).Where(t => t.ResponsibleId == me && t.Status != WorkTaskStatus.Finished);
        var overdue = await Rows(db, mine.Where(t => t.NextActionDate < today).OrderByDescending(t => t.Priority).ThenBy(t => t.DueAt).ThenBy(t => t.Id).Take(PageSize)).ToListAsync(cancellationToken);
        var due = await Rows(db, mine.Where(t => t.NextActionDate == today).OrderByDescending(t => t.Priority).ThenBy(t => t.DueAt).ThenBy(t => t.Id).Take(PageSize)).ToListAsync(cancellationToken);
        var coming = await Rows(db, mine.Where(t => t.NextActionDate > today).OrderBy(t => t.DueAt).ThenByDescending(t => t.Priority).ThenBy(t => t.Id).Take(20)).ToListAsync(cancellationToken);
        var week = now.AddDays(-7);
        var asked = await Rows(db, mine.Where(t => t.OriginatorId != me && t.CreatedAt > week && t.NextActionDate == null).OrderByDescending(t => t.CreatedAt).ThenBy(t => t.Id).Take(20)).ToListAsync(cancellationToken);
        var undated = await mine.CountAsync(t => t.NextActionDate == null, cancellationToken);
        var logged = await db.Dedications.AsNoTracking().Where(d => d.PersonId == me && d.Date == today)
            .GroupBy(d => 1).Select(g => new { Entries = g.Count(), Minutes = g.Sum(d => d.Minutes) }).FirstOrDefaultAsync(cancellationToken);
        return new TodayTasks(overdue, due, coming, asked, undated, logged?.Entries ?? 0, logged?.Minutes ?? 0);
    }

    private static IQueryable<WorkTask> Filtered(IQueryable<WorkTask> tasks, Viewer viewer, TaskFilter filter, DateTime now)
    {
        var me = viewer.PersonId;
        var today = LocalTime.Day(now, viewer.TimeZone);
        var sunday = today.AddDays((7 - (int)today.DayOfWeek) % 7);
        if (filter.ProjectId is { } project) tasks = tasks.Where(t => t.ProjectId == project);
        if (filter.ClientId is { } client) tasks = tasks.Where(t => t.ClientId == client);
        tasks = filter.Role switch
        {
            TaskRole.Responsible => tasks.Where(t => t.ResponsibleId == me),
            TaskRole.Controller => tasks.Where(t => t.ControllerId == me),
            TaskRole.Originator => tasks.Where(t => t.OriginatorId == me),
            _ => tasks,
        };
        tasks = filter.Status switch
        {
            TaskStatusFilter.Open => tasks.Where(t => t.Status != WorkTaskStatus.Finished),
            TaskStatusFilter.Pending => tasks.Where(t => t.Status == WorkTaskStatus.Pending),
            TaskStatusFilter.InProgress => tasks.Where(t => t.Status == WorkTaskStatus.InProgress),
            TaskStatusFilter.Finished => tasks.Where(t => t.Status == WorkTaskStatus.Finished),
            _ => tasks,
        };
        tasks = filter.Due switch
        {
            TaskDue.Overdue => tasks.Where(t => t.NextActionDate < today),
            TaskDue.Today => tasks.Where(t => t.NextActionDate == today),
            TaskDue.Week => tasks.Where(t => t.NextActionDate >= today && t.NextActionDate <= sunday),
            TaskDue.None => tasks.Where(t => t.NextActionDate == null),
            _ => tasks,
        };
        if (int.TryParse(filter.Text?.Trim().TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return tasks.Where(t => t.Id == number);
        foreach (var word in SearchText.Words(filter.Text))
            tasks = tasks.Where(t => t.Search.Contains(word) || t.Client.Search.Contains(word) || t.Project.Search.Contains(word));
        return tasks;
    }

    internal static IQueryable<TaskRow> Rows(HexaDbContext db, IQueryable<WorkTask> tasks) => tasks.Select(t => new TaskRow(
        t.Id, t.Title, t.ClientId, t.Client.Name, t.ProjectId, t.Project.Name, t.Status, t.Priority, t.Responsible.Name, t.Controller.Name,
        t.NextActionDate, t.NextActionTime, t.NextActionNote,
        db.Dedications.Where(d => d.TaskId == t.Id).OrderByDescending(d => d.Date).ThenByDescending(d => d.Id).Select(d => d.Comment.Substring(0, 160)).FirstOrDefault()));
}
