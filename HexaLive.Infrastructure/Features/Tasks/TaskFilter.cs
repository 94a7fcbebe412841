using System.Globalization;
using HexaLive.Domain.Calendar;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Tasks;
using HexaLive.Domain.Text;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Persistence;

namespace HexaLive.Infrastructure.Features.Tasks;

/// <summary>Where the viewer stands around the tasks of a list. Team: those whose responsible is of a team that the viewer manages.</summary>
public enum TaskRole { All, Responsible, Controller, Originator, Team }

/// <summary>Which statuses a list shows.</summary>
public enum TaskStatusFilter { Open, Pending, InProgress, Finished, Any }

/// <summary>Which next actions a list shows; days are the viewer's own, weeks end on Sunday.</summary>
public enum TaskDue { Any, Overdue, Today, Tomorrow, Week, NextWeek, Later, None }

/// <summary>What a list of tasks shows. Days are the viewer's own; <see cref="SilentDays"/>: nothing was logged for that many days.</summary>
public sealed record TaskFilter(
    TaskRole Role = TaskRole.All, string? Text = null, TaskStatusFilter Status = TaskStatusFilter.Open, TaskDue Due = TaskDue.Any, int? ProjectId = null, int? ClientId = null)
{
    public bool InComments { get; init; }
    public ProjectKind? Kind { get; init; }
    public TaskPriority? Priority { get; init; }
    public int? TypeId { get; init; }
    public int? OriginId { get; init; }
    public int? ResponsibleId { get; init; }
    /// <summary>The responsible is of this team, or of one below it.</summary>
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

    /// <summary>Reads a filter from the values of an address; what makes no sense is as if it were not there.</summary>
    public static TaskFilter Parse(Func<string, string?> value) =>
        new(QueryValue.Enum(value("role"), TaskRole.All), QueryValue.Text(value("text")), QueryValue.Enum(value("status"), TaskStatusFilter.Open), QueryValue.Enum(value("due"), TaskDue.Any),
            QueryValue.Number(value("project")), QueryValue.Number(value("client")))
        {
            InComments = value("comments") == "1",
            Kind = QueryValue.Enum<ProjectKind>(value("kind")),
            Priority = QueryValue.Enum<TaskPriority>(value("priority")),
            TypeId = QueryValue.Number(value("type")),
            OriginId = QueryValue.Number(value("origin")),
            ResponsibleId = QueryValue.Number(value("responsible")),
            TeamId = QueryValue.Number(value("team")),
            ControllerId = QueryValue.Number(value("controller")),
            OriginatorId = QueryValue.Number(value("originator")),
            NextFrom = QueryValue.Day(value("nextfrom")),
            NextTo = QueryValue.Day(value("nextto")),
            CreatedFrom = QueryValue.Day(value("createdfrom")),
            CreatedTo = QueryValue.Day(value("createdto")),
            FinishedFrom = QueryValue.Day(value("finishedfrom")),
            FinishedTo = QueryValue.Day(value("finishedto")),
            SilentDays = QueryValue.Number(value("silent")),
        };

    /// <summary>The tasks of the viewer's scope that this shows, at <paramref name="now"/> (UTC).</summary>
    internal IQueryable<WorkTask> Apply(HexaDbContext db, IQueryable<WorkTask> tasks, Viewer viewer, DateTime now)
    {
        var me = viewer.PersonId;
        var today = LocalTime.Day(now, viewer.TimeZone);
        var (tomorrow, sunday) = (today.AddDays(1), Sunday(today));
        var nextSunday = sunday.AddDays(7);
        var teams = viewer.TeamIds.ToArray();
        var team = db.People.Where(p => p.TeamId != null && teams.Contains(p.TeamId.Value)).Select(p => p.Id);
        if (ProjectId is { } project) tasks = tasks.Where(t => t.ProjectId == project);
        if (ClientId is { } client) tasks = tasks.Where(t => t.ClientId == client);
        if (Kind is { } kind) tasks = tasks.Where(t => t.Project.Kind == kind);
        if (Priority is { } priority) tasks = tasks.Where(t => t.Priority == priority);
        if (TypeId is { } type) tasks = tasks.Where(t => t.TypeId == type);
        if (OriginId is { } origin) tasks = tasks.Where(t => t.OriginId == origin);
        if (ResponsibleId is { } responsible) tasks = tasks.Where(t => t.ResponsibleId == responsible);
        if (TeamId is { } ofTeam)
        {
            var members = db.PeopleOfTeam(ofTeam);
            tasks = tasks.Where(t => members.Contains(t.ResponsibleId));
        }
        if (ControllerId is { } controller) tasks = tasks.Where(t => t.ControllerId == controller);
        if (OriginatorId is { } originator) tasks = tasks.Where(t => t.OriginatorId == originator);
        if (NextFrom is { } nextFrom) tasks = tasks.Where(t => t.NextActionDate >= nextFrom);
        if (NextTo is { } nextTo) tasks = tasks.Where(t => t.NextActionDate <= nextTo);
        if (CreatedFrom is { } createdFrom)
        {
            var from = LocalTime.ToUtc(createdFrom, null, viewer.TimeZone);
            tasks = tasks.Where(t => t.CreatedAt >= from);
        }
        if (CreatedTo is { } createdTo)
        {
            var to = LocalTime.ToUtc(createdTo.AddDays(1), null, viewer.TimeZone);
            tasks = tasks.Where(t => t.CreatedAt < to);
        }
        if (FinishedFrom is { } finishedFrom)
        {
            var from = LocalTime.ToUtc(finishedFrom, null, viewer.TimeZone);
            tasks = tasks.Where(t => t.FinishedAt >= from);
        }
        if (FinishedTo is { } finishedTo)
        {
            var to = LocalTime.ToUtc(finishedTo.AddDays(1), null, viewer.TimeZone);
            tasks = tasks.Where(t => t.FinishedAt < to);
        }
        if (SilentDays is { } days)
        {
            var since = today.AddDays(-Math.Clamp(days, 0, 36_500));
            tasks = tasks.Where(t => !db.Dedications.Any(d => d.TaskId == t.Id && d.Date > since));
        }
        tasks = Role switch
        {
            TaskRole.Responsible => tasks.Where(t => t.ResponsibleId == me),
            TaskRole.Controller => tasks.Where(t => t.ControllerId == me),
            TaskRole.Originator => tasks.Where(t => t.OriginatorId == me),
            TaskRole.Team => tasks.Where(t => team.Contains(t.ResponsibleId)),
            _ => tasks,
        };
        tasks = Status switch
        {
            TaskStatusFilter.Open => tasks.Open(),
            TaskStatusFilter.Pending => tasks.Where(t => t.Status == WorkTaskStatus.Pending),
            TaskStatusFilter.InProgress => tasks.Where(t => t.Status == WorkTaskStatus.InProgress),
            TaskStatusFilter.Finished => tasks.Where(t => t.Status == WorkTaskStatus.Finished),
            _ => tasks,
        };
        tasks = Due switch
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
        if (int.TryParse(Text?.Trim().TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return tasks.Where(t => t.Id == number);
        foreach (var word in SearchText.Words(Text))
        {
            tasks = InComments
                ? tasks.Where(t => t.Search.Contains(word) || t.Client.Search.Contains(word) || t.Project.Search.Contains(word)
                    || db.Dedications.Any(d => d.TaskId == t.Id && d.Search.Contains(word)))
                : tasks.Where(t => t.Search.Contains(word) || t.Client.Search.Contains(word) || t.Project.Search.Contains(word));
        }
        return tasks;
    }

    /// <summary>The Sunday that ends the week of a day.</summary>
    public static DateOnly Sunday(DateOnly day) => day.AddDays((7 - (int)day.DayOfWeek) % 7);
}

/// <summary>Reads the values of an address.</summary>
internal static class QueryValue
{
    public static string? Text(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim()[..Math.Min(200, value.Trim().Length)];

    public static int? Number(string? value) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static DateOnly? Day(string? value) => DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    public static T? Enum<T>(string? value) where T : struct, Enum =>
        System.Enum.TryParse<T>(value, true, out var known) && System.Enum.IsDefined(known) && !int.TryParse(value, out _) ? known : null;

    public static T Enum<T>(string? value, T otherwise) where T : struct, Enum => Enum<T>(value) ?? otherwise;
}
