using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using HexaLive.Domain.Calendar;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Tasks;

/// <summary>What the explorer can show of a task, and sort by.</summary>
public enum TaskColumn { Next, Number, Title, Client, Project, Kind, Status, Priority, Type, Origin, Responsible, Controller, Originator, Created, LastEntry, Minutes, Estimate, FinishedAt, LastComment }

/// <summary>What the explorer groups by.</summary>
public enum TaskGroup { None, Responsible, Client, Project, Priority, Due }

/// <summary>When a next action is, as people say it.</summary>
public enum DueBucket { Overdue, Today, Tomorrow, ThisWeek, Later, None }

/// <summary>One key of an order.</summary>
public sealed record TaskSort(TaskColumn Column, bool Descending);

/// <summary>What the explorer shows and how. Without <see cref="Sort"/> the order is "which first?".</summary>
public sealed record TaskQuery(TaskFilter Filter, IReadOnlyList<TaskSort> Sort, TaskGroup Group, IReadOnlyList<TaskColumn> Columns)
{
    /// <summary>What is shown where nothing else is chosen.</summary>
    public static readonly IReadOnlyList<TaskColumn> DefaultColumns = [TaskColumn.Next, TaskColumn.Title, TaskColumn.Client, TaskColumn.Responsible, TaskColumn.Priority, TaskColumn.LastComment];

    /// <summary>What can be sorted by.</summary>
    public static bool CanSort(TaskColumn column) => column != TaskColumn.LastComment;

    /// <summary>Reads it from the values of an address; what makes no sense is as if it were not there.</summary>
    public static TaskQuery Parse(Func<string, string?> value)
    {
        var sort = new List<TaskSort>();
        foreach (var part in Parts(value("sort")))
        {
            if (QueryValue.Enum<TaskColumn>(part.TrimStart('-')) is { } column && CanSort(column) && sort.TrueForAll(s => s.Column != column)) sort.Add(new TaskSort(column, part[0] == '-'));
        }
        var columns = Parts(value("columns")).Select(QueryValue.Enum<TaskColumn>).OfType<TaskColumn>().Distinct().ToList();
        return new TaskQuery(TaskFilter.Parse(value), [.. sort.Take(4)], QueryValue.Enum(value("group"), TaskGroup.None), columns.Count > 0 ? columns : DefaultColumns);

        static string[] Parts(string? text) => (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    /// <summary>The order as an address has it; null for "which first?".</summary>
    public static string? SortText(IEnumerable<TaskSort> sort) =>
        string.Join(',', sort.Select(s => $"{(s.Descending ? "-" : "")}{s.Column.ToString().ToLowerInvariant()}")) is { Length: > 0 } text ? text : null;
}

/// <summary>A task in the explorer. Instants are UTC, minutes are those logged in all.</summary>
public sealed record ExplorerRow(
    int Id, string Title, int ClientId, string Client, int ProjectId, string Project, ProjectKind Kind, WorkTaskStatus Status, TaskPriority Priority, string? Type, string? Origin,
    int ResponsibleId, string Responsible, int ControllerId, string Controller, string Originator, DateTime CreatedAt, DateOnly? NextDate, TimeOnly? NextTime, string? NextNote,
    DateOnly? LastEntry, int Minutes, int? EstimatedMinutes, DateTime? FinishedAt, string? LastComment);

/// <summary>A page of the explorer, how many tasks there are in all, and how many in each group that the page shows, by <see cref="TaskExplorer.GroupKey"/>.</summary>
public sealed record ExplorerPage(IReadOnlyList<ExplorerRow> Rows, int Total, IReadOnlyDictionary<int, int> Groups);

/// <summary>Somebody or something that tasks can be filtered by.</summary>
public sealed record ExplorerChoices(IReadOnlyList<Choice> People, IReadOnlyList<Choice> Types, IReadOnlyList<Choice> Origins);

/// <summary>Reads tasks by every field, in any order, in groups.</summary>
public sealed class TaskExplorer(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>Rows a page.</summary>
    public const int PageSize = 50;

    /// <summary>One page, counted from 0.</summary>
    public async Task<ExplorerPage> PageAsync(Viewer viewer, TaskQuery query, int page, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        var today = LocalTime.Day(now, viewer.TimeZone);
        var tasks = query.Filter.Apply(db, db.Tasks.AsNoTracking().VisibleTo(db, viewer), viewer, now);
        var total = await tasks.CountAsync(cancellationToken);
        // Which they are is found in an index where there is one; only those of the page are read.
        var ids = Ordered(db, tasks, query, today, now).Skip(Math.Clamp(page, 0, 1_000_000) * PageSize).Take(PageSize).Select(t => t.Id);
        var rows = await Rows(db, Ordered(db, db.Tasks.AsNoTracking().Where(t => ids.Contains(t.Id)), query, today, now)).ToListAsync(cancellationToken);
        var keys = rows.Select(r => GroupKey(r, query.Group, today)).Distinct().ToArray();
        var groups = query.Group == TaskGroup.None ? [] : await CountsAsync(tasks, query.Group, keys, today, cancellationToken);
        return new ExplorerPage(rows, total, groups);
    }

    /// <summary>Every row, in order, as it is read: for exports of any length.</summary>
    public async IAsyncEnumerable<ExplorerRow> StreamAsync(Viewer viewer, TaskQuery query, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        var tasks = query.Filter.Apply(db, db.Tasks.AsNoTracking().VisibleTo(db, viewer), viewer, now);
        await foreach (var row in Rows(db, Ordered(db, tasks, query, LocalTime.Day(now, viewer.TimeZone), now)).AsAsyncEnumerable().WithCancellation(cancellationToken)) yield return row;
    }

    /// <summary>What the filters let choose: people who stand around tasks of the viewer's scope, active types and origins.</summary>
    public async Task<ExplorerChoices> ChoicesAsync(Viewer viewer, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        var clients = db.Clients.AsNoTracking().VisibleTo(db, viewer).Select(c => c.Id);
        var people = db.People.AsNoTracking();
        if (!viewer.IsAdministrator) people = people.Where(p => db.Participations.Any(a => a.PersonId == p.Id && clients.Contains(a.ClientId)));
        return new ExplorerChoices(
            await people.OrderBy(p => p.Name).Take(1000)
                .Select(p => new Choice(p.Id, p.Name) { AwayUntil = db.Absences.Where(a => a.PersonId == p.Id && a.StartsAt <= now && a.EndsAt > now).Select(a => (DateOnly?)a.To).FirstOrDefault() }).ToListAsync(cancellationToken),
            await db.TaskTypes.AsNoTracking().OrderBy(t => t.Name).Select(t => new Choice(t.Id, t.Name)).ToListAsync(cancellationToken),
            await db.Origins.AsNoTracking().OrderBy(t => t.Name).Select(t => new Choice(t.Id, t.Name)).ToListAsync(cancellationToken));
    }

    /// <summary>The names of the client, the project and the team that a filter is set to; null where there is none in the scope.</summary>
    public async Task<(string? Client, string? Project, string? Team)> NamesAsync(Viewer viewer, TaskFilter filter, CancellationToken cancellationToken = default)
    {
        if (filter is { ClientId: null, ProjectId: null, TeamId: null }) return (null, null, null);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return (
            filter.ClientId is { } client ? await db.Clients.VisibleTo(db, viewer).Where(c => c.Id == client).Select(c => c.Name).FirstOrDefaultAsync(cancellationToken) : null,
            filter.ProjectId is { } project ? await db.Projects.VisibleTo(db, viewer).Where(p => p.Id == project).Select(p => p.Client.Name + " · " + p.Name).FirstOrDefaultAsync(cancellationToken) : null,
            filter.TeamId is { } team ? await db.Teams.Where(t => t.Id == team).Select(t => t.Name).FirstOrDefaultAsync(cancellationToken) : null);
    }

    /// <summary>Which group a row belongs to: an id, a priority or a <see cref="DueBucket"/>.</summary>
    public static int GroupKey(ExplorerRow row, TaskGroup group, DateOnly today) => group switch
    {
        TaskGroup.Responsible => row.ResponsibleId,
        TaskGroup.Client => row.ClientId,
        TaskGroup.Project => row.ProjectId,
        TaskGroup.Priority => (int)row.Priority,
        TaskGroup.Due => (int)Bucket(row.NextDate, today),
        _ => 0,
    };

    /// <summary>When a next action is, seen from a day.</summary>
    public static DueBucket Bucket(DateOnly? next, DateOnly today) =>
        next is not { } day ? DueBucket.None
        : day < today ? DueBucket.Overdue
        : day == today ? DueBucket.Today
        : day == today.AddDays(1) ? DueBucket.Tomorrow
        : day <= TaskFilter.Sunday(today) ? DueBucket.ThisWeek
        : DueBucket.Later;

    internal static async Task<Dictionary<int, int>> CountsAsync(IQueryable<WorkTask> tasks, TaskGroup group, int[] keys, DateOnly today, CancellationToken cancellationToken)
    {
        var (tomorrow, sunday) = (today.AddDays(1), TaskFilter.Sunday(today));
        var keyed = group switch
        {
            TaskGroup.Responsible => tasks.Where(t => keys.Contains(t.ResponsibleId)).GroupBy(t => t.ResponsibleId),
            TaskGroup.Client => tasks.Where(t => keys.Contains(t.ClientId)).GroupBy(t => t.ClientId),
            TaskGroup.Project => tasks.Where(t => keys.Contains(t.ProjectId)).GroupBy(t => t.ProjectId),
            TaskGroup.Priority => tasks.GroupBy(t => (int)t.Priority),
            _ => tasks.GroupBy(t => t.NextActionDate == null ? 5 : t.NextActionDate < today ? 0 : t.NextActionDate == today ? 1 : t.NextActionDate == tomorrow ? 2 : t.NextActionDate <= sunday ? 3 : 4),
        };
        return await keyed.Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
    }

    private static IQueryable<WorkTask> Ordered(HexaDbContext db, IQueryable<WorkTask> tasks, TaskQuery query, DateOnly today, DateTime now)
    {
        var (tomorrow, sunday) = (today.AddDays(1), TaskFilter.Sunday(today));
        var order = query.Group switch
        {
            TaskGroup.Responsible => tasks.OrderBy(t => t.Responsible.Name).ThenBy(t => t.ResponsibleId),
            TaskGroup.Client => tasks.OrderBy(t => t.Client.Name).ThenBy(t => t.ClientId),
            TaskGroup.Project => tasks.OrderBy(t => t.Client.Name).ThenBy(t => t.Project.Name).ThenBy(t => t.ProjectId),
            TaskGroup.Priority => tasks.OrderByDescending(t => t.Priority),
            TaskGroup.Due => tasks.OrderBy(t => t.NextActionDate == null ? 5 : t.NextActionDate < today ? 0 : t.NextActionDate == today ? 1 : t.NextActionDate == tomorrow ? 2 : t.NextActionDate <= sunday ? 3 : 4),
            _ => null,
        };
        foreach (var sort in query.Sort)
        {
            order = sort.Column switch
            {
                // What has no date comes after what has one, whichever way.
                TaskColumn.Next => By(By(order, t => t.NextActionDate == null, false), t => t.DueAt, sort.Descending),
                TaskColumn.Number => By(order, t => t.Id, sort.Descending),
                TaskColumn.Title => By(order, t => t.Search, sort.Descending),
                TaskColumn.Client => By(order, t => t.Client.Name, sort.Descending),
                TaskColumn.Project => By(order, t => t.Project.Name, sort.Descending),
                TaskColumn.Kind => By(order, t => t.Project.Kind, sort.Descending),
                TaskColumn.Status => By(order, t => t.Status, sort.Descending),
                TaskColumn.Priority => By(order, t => t.Priority, sort.Descending),
                TaskColumn.Type => By(order, t => t.Type!.Name, sort.Descending),
                TaskColumn.Origin => By(order, t => t.Origin!.Name, sort.Descending),
                TaskColumn.Responsible => By(order, t => t.Responsible.Name, sort.Descending),
                TaskColumn.Controller => By(order, t => t.Controller.Name, sort.Descending),
                TaskColumn.Originator => By(order, t => t.Originator.Name, sort.Descending),
                TaskColumn.Created => By(order, t => t.CreatedAt, sort.Descending),
                TaskColumn.LastEntry => By(order, t => db.Dedications.Where(d => d.TaskId == t.Id).Max(d => (DateOnly?)d.Date), sort.Descending),
                TaskColumn.Minutes => By(order, t => db.Dedications.Where(d => d.TaskId == t.Id).Sum(d => d.Minutes), sort.Descending),
                TaskColumn.Estimate => By(order, t => t.EstimatedMinutes, sort.Descending),
                TaskColumn.FinishedAt => By(order, t => t.FinishedAt, sort.Descending),
                _ => order,
            };
        }
        if (query.Sort.Count > 0) return By(order, t => t.Id, false);
        return order is null
            ? tasks.WhichFirst(now)
            : order.ThenBy(t => t.Status == WorkTaskStatus.Finished ? 1 : 0).ThenBy(t => t.DueAt != null && t.DueAt <= now ? 0 : 1).ThenByDescending(t => t.Priority).ThenBy(t => t.CreatedAt).ThenBy(t => t.Id);

        IOrderedQueryable<WorkTask> By<T>(IOrderedQueryable<WorkTask>? before, Expression<Func<WorkTask, T>> key, bool descending) =>
            before is null ? (descending ? tasks.OrderByDescending(key) : tasks.OrderBy(key))
            : descending ? before.ThenByDescending(key) : before.ThenBy(key);
    }

    private static IQueryable<ExplorerRow> Rows(HexaDbContext db, IQueryable<WorkTask> tasks) => tasks.Select(t => new ExplorerRow(
        t.Id, t.Title, t.ClientId, t.Client.Name, t.ProjectId, t.Project.Name, t.Project.Kind, t.Status, t.Priority, t.Type!.Name, t.Origin!.Name,
        t.ResponsibleId, t.Responsible.Name, t.ControllerId, t.Controller.Name, t.Originator.Name, t.CreatedAt, t.NextActionDate, t.NextActionTime, t.NextActionNote,
        db.Dedications.Where(d => d.TaskId == t.Id).Max(d => (DateOnly?)d.Date), db.Dedications.Where(d => d.TaskId == t.Id).Sum(d => d.Minutes), t.EstimatedMinutes, t.FinishedAt,
        db.Dedications.Where(d => d.TaskId == t.Id).OrderByDescending(d => d.Date).ThenByDescending(d => d.Id).Select(d => d.Comment.Substring(0, 160)).FirstOrDefault()));
}
