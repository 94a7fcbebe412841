using System.Runtime.CompilerServices;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Domain.Teams;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Shared;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Tasks;

/// <summary>A task in the explorer. Instants are UTC; <see cref="Minutes"/> is the total time logged.</summary>
public sealed record ExplorerRow(
    int Id,
    string Title,
    int ClientId,
    string Client,
    int ProjectId,
    string Project,
    ProjectKind Kind,
    WorkTaskStatus Status,
    TaskPriority Priority,
    string? Type,
    string? Origin,
    int ResponsibleId,
    string Responsible,
    int ControllerId,
    string Controller,
    string Originator,
    DateTime CreatedAt,
    DateOnly? NextDate,
    TimeOnly? NextTime,
    string? NextNote,
    DateOnly? LastEntry,
    int Minutes,
    int? EstimatedMinutes,
    DateTime? FinishedAt,
    string? LastComment
);

/// <summary>
/// A page of the explorer, the total number of tasks, and the number of tasks in each group on the page, keyed by
/// <see cref="TaskGroups.KeyOf"/>.
/// </summary>
public sealed record ExplorerPage(IReadOnlyList<ExplorerRow> Rows, int Total, IReadOnlyDictionary<int, int> Groups);

/// <summary>The people, types and origins that tasks can be filtered by.</summary>
public sealed record ExplorerChoices(IReadOnlyList<Choice> People, IReadOnlyList<Choice> Types, IReadOnlyList<Choice> Origins);

/// <summary>Reads tasks with any filter, order and grouping.</summary>
public sealed class TaskExplorer(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>The number of rows per page.</summary>
    public const int PageSize = 50;

    /// <summary>Returns a page of tasks; pages are counted from 1.</summary>
    public async Task<ExplorerPage> GetPageAsync(Viewer viewer, TaskQuery query, int page, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        var today = LocalTime.Day(now, viewer.TimeZone);
        var tasks = query.Filter.Apply(db, db.Tasks.AsNoTracking().VisibleTo(db, viewer), viewer, now);
        var total = await tasks.CountAsync(cancellationToken);
        // Select the ids of the tasks on the page first, which often needs only an index, then load only those tasks.
        var ids = OrderTasks(db, tasks, query, today, now).TakePage(page, PageSize).Select(t => t.Id);
        var rows = await SelectRows(db, OrderTasks(db, db.Tasks.AsNoTracking().Where(t => ids.Contains(t.Id)), query, today, now))
            .ToListAsync(cancellationToken);
        var keys = rows.Select(r => TaskGroups.KeyOf(r, query.Group, today)).Distinct().ToArray();
        var groups = query.Group == TaskGroup.None ? [] : await TaskGroups.CountAsync(tasks, query.Group, keys, today, cancellationToken);
        return new ExplorerPage(rows, total, groups);
    }

    /// <summary>Streams all rows in order. Exports use this method, because streaming keeps memory use constant.</summary>
    public async IAsyncEnumerable<ExplorerRow> StreamAsync(
        Viewer viewer,
        TaskQuery query,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        var tasks = query.Filter.Apply(db, db.Tasks.AsNoTracking().VisibleTo(db, viewer), viewer, now);
        await foreach (
            var row in SelectRows(db, OrderTasks(db, tasks, query, LocalTime.Day(now, viewer.TimeZone), now))
                .AsAsyncEnumerable()
                .WithCancellation(cancellationToken)
        )
            yield return row;
    }

    /// <summary>
    /// Returns the choices of the filters: the people who participate in visible clients (administrators get all people),
    /// and all types and origins.
    /// </summary>
    public async Task<ExplorerChoices> GetChoicesAsync(Viewer viewer, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        var clients = db.Clients.AsNoTracking().VisibleTo(db, viewer).Select(c => c.Id);
        var people = db.People.AsNoTracking();
        if (!viewer.IsAdministrator)
            people = people.Where(p => db.Participations.Any(a => a.PersonId == p.Id && clients.Contains(a.ClientId)));
        return new ExplorerChoices(
            await people.OrderBy(p => p.Name).Take(1000).Select(Choice.OfPerson(db, now)).ToListAsync(cancellationToken),
            await db.TaskTypes.AsNoTracking().OrderBy(t => t.Name).Select(t => new Choice(t.Id, t.Name)).ToListAsync(cancellationToken),
            await db.Origins.AsNoTracking().OrderBy(t => t.Name).Select(t => new Choice(t.Id, t.Name)).ToListAsync(cancellationToken)
        );
    }

    /// <summary>
    /// Returns the names of the client, project and team in a filter. A name is null if the filter does not set it, or if the
    /// client or project is outside the viewer's scope.
    /// </summary>
    public async Task<(string? Client, string? Project, string? Team)> ReadFilterNamesAsync(
        Viewer viewer,
        TaskFilter filter,
        CancellationToken cancellationToken = default
    )
    {
        if (filter is { ClientId: null, ProjectId: null, TeamId: null })
            return (null, null, null);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return (
            filter.ClientId is { } client
                ? await db
                    .Clients.VisibleTo(db, viewer)
                    .Where(c => c.Id == client)
                    .Select(c => c.Name)
                    .FirstOrDefaultAsync(cancellationToken)
                : null,
            filter.ProjectId is { } project
                ? await db
                    .Projects.VisibleTo(db, viewer)
                    .Where(p => p.Id == project)
                    .Select(p => p.Client.Name + " · " + p.Name)
                    .FirstOrDefaultAsync(cancellationToken)
                : null,
            filter.TeamId is { } team
                ? await db.Teams.Where(t => t.Id == team).Select(t => t.Name).FirstOrDefaultAsync(cancellationToken)
                : null
        );
    }

    private static IQueryable<WorkTask> OrderTasks(
        HexaDbContext db,
        IQueryable<WorkTask> tasks,
        TaskQuery query,
        DateOnly today,
        DateTime now
    )
    {
        var order = TaskGroups.OrderByGroup(tasks, query.Group, today);
        if (query.Sort.Count == 0)
            return order is null ? tasks.OrderByUrgency(now) : order.ThenByUrgency(now);
        foreach (var sort in query.Sort)
        {
            if (sort.Column.GetDefinition().Sort is { } sorter)
                order = sorter(db, tasks, order, sort.Descending);
        }
        return order is null ? tasks.OrderBy(t => t.Id) : order.ThenBy(t => t.Id);
    }

    private static IQueryable<ExplorerRow> SelectRows(HexaDbContext db, IQueryable<WorkTask> tasks) =>
        tasks.Select(t => new ExplorerRow(
            t.Id,
            t.Title,
            t.ClientId,
            t.Client.Name,
            t.ProjectId,
            t.Project.Name,
            t.Project.Kind,
            t.Status,
            t.Priority,
            t.Type!.Name,
            t.Origin!.Name,
            t.ResponsibleId,
            t.Responsible.Name,
            t.ControllerId,
            t.Controller.Name,
            t.Originator.Name,
            t.CreatedAt,
            t.NextActionDate,
            t.NextActionTime,
            t.NextActionNote,
            db.Dedications.Where(d => d.TaskId == t.Id).Max(d => (DateOnly?)d.Date),
            db.Dedications.Where(d => d.TaskId == t.Id).Sum(d => d.Minutes),
            t.EstimatedMinutes,
            t.FinishedAt,
            db.Dedications.Where(d => d.TaskId == t.Id)
                .OrderByDescending(d => d.Date)
                .ThenByDescending(d => d.Id)
                .Select(d => d.Comment.Substring(0, 160))
                .FirstOrDefault()
        ));
}
