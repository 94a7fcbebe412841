using System.Globalization;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Domain.Teams;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;

namespace HexaLive.Infrastructure.Features.Tasks;

/// <summary>
/// The viewer's relation to the tasks of a list. Team means that the person responsible is in a team managed by the viewer.
/// </summary>
public enum TaskRole
{
    All,
    Responsible,
    Controller,
    Originator,
    Team,
}

/// <summary>The statuses that a list shows.</summary>
public enum TaskStatusFilter
{
    Open,
    Pending,
    InProgress,
    Finished,
    Any,
}

/// <summary>The next actions that a list shows. Days are the viewer's local days; weeks end on Sunday.</summary>
public enum TaskDue
{
    Any,
    Overdue,
    Today,
    Tomorrow,
    Week,
    NextWeek,
    Later,
    None,
}

/// <summary>
/// Filter of a task list. Days are the viewer's local days. <see cref="SilentDays"/> selects tasks on which nothing was logged for
/// that many days. If <see cref="Role"/> is null, a list shows all tasks, and the board shows the tasks that fit the role of the
/// viewer.
/// </summary>
public sealed record TaskFilter(
    TaskRole? Role = null,
    string? Text = null,
    TaskStatusFilter Status = TaskStatusFilter.Open,
    TaskDue Due = TaskDue.Any,
    int? ProjectId = null,
    int? ClientId = null
)
{
    public bool InComments { get; init; }
    public ProjectKind? Kind { get; init; }
    public TaskPriority? Priority { get; init; }
    public int? TypeId { get; init; }
    public int? OriginId { get; init; }
    public int? ResponsibleId { get; init; }

    /// <summary>The team of the person responsible; includes its sub-teams.</summary>
    public int? TeamId { get; init; }
    public int? ControllerId { get; init; }
    public int? OriginatorId { get; init; }
    public DateOnly? NextFrom { get; init; }
    public DateOnly? NextTo { get; init; }
    public DateOnly? CreatedFrom { get; init; }
    public DateOnly? CreatedTo { get; init; }
    public DateOnly? FinishedFrom { get; init; }
    public DateOnly? FinishedTo { get; init; }
    public int? SilentDays { get; init; }

    /// <summary>Applies the filter to tasks that are already limited to the viewer's scope. <paramref name="now"/> is UTC.</summary>
    internal IQueryable<WorkTask> Apply(HexaDbContext db, IQueryable<WorkTask> tasks, Viewer viewer, DateTime now)
    {
        var today = LocalTime.Day(now, viewer.TimeZone);
        tasks = FilterByPeople(FilterByPlace(tasks), db);
        tasks = FilterByDays(tasks, viewer.TimeZone);
        tasks = FilterByRole(tasks, db, viewer);
        tasks = FilterByDue(FilterByStatus(tasks), today);
        if (SilentDays is { } days)
        {
            var since = today.AddDays(-Math.Clamp(days, 0, 36_500));
            tasks = tasks.Where(t => !db.Dedications.Any(d => d.TaskId == t.Id && d.Date > since));
        }
        return FilterByText(tasks, db);
    }

    // Filters by client, project and the task's own fields.
    private IQueryable<WorkTask> FilterByPlace(IQueryable<WorkTask> tasks)
    {
        if (ProjectId is { } project)
            tasks = tasks.Where(t => t.ProjectId == project);
        if (ClientId is { } client)
            tasks = tasks.Where(t => t.ClientId == client);
        if (Kind is { } kind)
            tasks = tasks.Where(t => t.Project.Kind == kind);
        if (Priority is { } priority)
            tasks = tasks.Where(t => t.Priority == priority);
        if (TypeId is { } type)
            tasks = tasks.Where(t => t.TypeId == type);
        if (OriginId is { } origin)
            tasks = tasks.Where(t => t.OriginId == origin);
        return tasks;
    }

    private IQueryable<WorkTask> FilterByPeople(IQueryable<WorkTask> tasks, HexaDbContext db)
    {
        if (ResponsibleId is { } responsible)
            tasks = tasks.Where(t => t.ResponsibleId == responsible);
        if (TeamId is { } ofTeam)
        {
            var members = db.TeamMemberIds(ofTeam);
            tasks = tasks.Where(t => members.Contains(t.ResponsibleId));
        }
        if (ControllerId is { } controller)
            tasks = tasks.Where(t => t.ControllerId == controller);
        if (OriginatorId is { } originator)
            tasks = tasks.Where(t => t.OriginatorId == originator);
        return tasks;
    }

    // Filters by days. Instants are compared with the start of local days in timeZone.
    private IQueryable<WorkTask> FilterByDays(IQueryable<WorkTask> tasks, string timeZone)
    {
        if (NextFrom is { } nextFrom)
            tasks = tasks.Where(t => t.NextActionDate >= nextFrom);
        if (NextTo is { } nextTo)
            tasks = tasks.Where(t => t.NextActionDate <= nextTo);
        if (CreatedFrom is { } createdFrom)
        {
            var from = LocalTime.ToUtc(createdFrom, null, timeZone);
            tasks = tasks.Where(t => t.CreatedAt >= from);
        }
        if (CreatedTo is { } createdTo)
        {
            var to = LocalTime.ToUtc(createdTo.AddDays(1), null, timeZone);
            tasks = tasks.Where(t => t.CreatedAt < to);
        }
        if (FinishedFrom is { } finishedFrom)
        {
            var from = LocalTime.ToUtc(finishedFrom, null, timeZone);
            tasks = tasks.Where(t => t.FinishedAt >= from);
        }
        if (FinishedTo is { } finishedTo)
        {
            var to = LocalTime.ToUtc(finishedTo.AddDays(1), null, timeZone);
            tasks = tasks.Where(t => t.FinishedAt < to);
        }
        return tasks;
    }

    private IQueryable<WorkTask> FilterByRole(IQueryable<WorkTask> tasks, HexaDbContext db, Viewer viewer)
    {
        var me = viewer.PersonId;
        var teams = viewer.TeamIds.ToArray();
        var team = db.People.Where(p => p.TeamId != null && teams.Contains(p.TeamId.Value)).Select(p => p.Id);
        return Role switch
        {
            TaskRole.Responsible => tasks.Where(t => t.ResponsibleId == me),
            TaskRole.Controller => tasks.Where(t => t.ControllerId == me),
            TaskRole.Originator => tasks.Where(t => t.OriginatorId == me),
            TaskRole.Team => tasks.Where(t => team.Contains(t.ResponsibleId)),
            _ => tasks,
        };
    }

    private IQueryable<WorkTask> FilterByStatus(IQueryable<WorkTask> tasks) =>
        Status switch
        {
            TaskStatusFilter.Open => tasks.WhereOpen(),
            TaskStatusFilter.Pending => tasks.Where(t => t.Status == WorkTaskStatus.Pending),
            TaskStatusFilter.InProgress => tasks.Where(t => t.Status == WorkTaskStatus.InProgress),
            TaskStatusFilter.Finished => tasks.Where(t => t.Status == WorkTaskStatus.Finished),
            _ => tasks,
        };

    private IQueryable<WorkTask> FilterByDue(IQueryable<WorkTask> tasks, DateOnly today)
    {
        var (tomorrow, sunday) = (today.AddDays(1), SundayOf(today));
        var nextSunday = sunday.AddDays(7);
        return Due switch
        {
            TaskDue.Overdue => tasks.Where(t => t.NextActionDate < today),
            TaskDue.Today => tasks.Where(t => t.NextActionDate == today),
            TaskDue.Tomorrow => tasks.Where(t => t.NextActionDate == tomorrow),
            TaskDue.Week => tasks.Where(t => t.NextActionDate >= today && t.NextActionDate <= sunday),
            TaskDue.NextWeek => tasks.Where(t => t.NextActionDate > sunday && t.NextActionDate <= nextSunday),
            TaskDue.Later => tasks.Where(t => t.NextActionDate > nextSunday),
            TaskDue.None => tasks.Where(t => t.NextActionDate == null),
            _ => tasks,
        };
    }

    // Filters by text. A number, with or without "#", selects the task with that number.
    private IQueryable<WorkTask> FilterByText(IQueryable<WorkTask> tasks, HexaDbContext db)
    {
        if (int.TryParse(Text?.Trim().TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return tasks.Where(t => t.Id == number);
        foreach (var word in SearchText.SplitWords(Text))
        {
            tasks = InComments
                ? tasks.Where(t =>
                    t.SearchKey.Contains(word)
                    || t.Client.SearchKey.Contains(word)
                    || t.Project.SearchKey.Contains(word)
                    || db.Dedications.Any(d => d.TaskId == t.Id && d.SearchKey.Contains(word))
                )
                : tasks.Where(t => t.SearchKey.Contains(word) || t.Client.SearchKey.Contains(word) || t.Project.SearchKey.Contains(word));
        }
        return tasks;
    }

    /// <summary>Returns the Sunday of the week (Monday to Sunday) that contains a day.</summary>
    public static DateOnly SundayOf(DateOnly day) => day.AddDays((7 - (int)day.DayOfWeek) % 7);
}
