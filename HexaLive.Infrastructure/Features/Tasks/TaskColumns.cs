using System.Linq.Expressions;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Data;

namespace HexaLive.Infrastructure.Features.Tasks;

/// <summary>The columns of the task explorer.</summary>
public enum TaskColumn
{
    Next,
    Number,
    Title,
    Client,
    Project,
    Kind,
    Status,
    Priority,
    Type,
    Origin,
    Responsible,
    Controller,
    Originator,
    Created,
    LastEntry,
    Minutes,
    Estimate,
    FinishedAt,
    LastComment,
}

/// <summary>
/// The definition of a column, which the explorer and the export share. <see cref="Value"/> returns the value of a row for a time
/// zone: a text, a number, a day, an enum value, or a local date and time.
/// </summary>
public sealed record TaskColumnDefinition(TaskColumn Column, Func<ExplorerRow, string, object?> Value)
{
    /// <summary>The name of the column in URLs and CSS classes.</summary>
    public string Key { get; } = Column.ToString().ToLowerInvariant();

    /// <summary>Whether the values are amounts, which are aligned to the right.</summary>
    public bool IsNumber { get; init; }

    /// <summary>Whether tasks can be sorted by the column.</summary>
    public bool CanSort => Sort is not null;

    internal TaskSorter? Sort { get; init; }
}

/// <summary>
/// Sorts tasks by a column. If the existing order <paramref name="order"/> is not null, the column only sorts tasks that are equal in that
/// order.
/// </summary>
internal delegate IOrderedQueryable<WorkTask> TaskSorter(
    HexaDbContext db,
    IQueryable<WorkTask> tasks,
    IOrderedQueryable<WorkTask>? order,
    bool descending
);

/// <summary>Defines each column of the task explorer once.</summary>
public static class TaskColumns
{
    /// <summary>All columns, in the order in which the user can choose them.</summary>
    public static IReadOnlyList<TaskColumnDefinition> All { get; } =
    [
        new(TaskColumn.Next, (row, _) => row.NextDate is { } day && row.NextTime is { } clock ? day.ToDateTime(clock) : row.NextDate)
        {
            // Tasks without a date come last in either direction.
            Sort = (_, tasks, order, descending) =>
                AppendOrder(tasks, AppendOrder(tasks, order, t => t.NextActionDate == null, false), t => t.DueAt, descending),
        },
        new(TaskColumn.Number, (row, _) => row.Id) { Sort = SorterBy(t => t.Id) },
        new(TaskColumn.Title, (row, _) => row.Title) { Sort = SorterBy(t => t.SearchKey) },
        new(TaskColumn.Client, (row, _) => row.Client) { Sort = SorterBy(t => t.Client.Name) },
        new(TaskColumn.Project, (row, _) => row.Project) { Sort = SorterBy(t => t.Project.Name) },
        new(TaskColumn.Kind, (row, _) => row.Kind) { Sort = SorterBy(t => t.Project.Kind) },
        new(TaskColumn.Status, (row, _) => row.Status) { Sort = SorterBy(t => t.Status) },
        new(TaskColumn.Priority, (row, _) => row.Priority) { Sort = SorterBy(t => t.Priority) },
        new(TaskColumn.Type, (row, _) => row.Type) { Sort = SorterBy(t => t.Type!.Name) },
        new(TaskColumn.Origin, (row, _) => row.Origin) { Sort = SorterBy(t => t.Origin!.Name) },
        new(TaskColumn.Responsible, (row, _) => row.Responsible) { Sort = SorterBy(t => t.Responsible.Name) },
        new(TaskColumn.Controller, (row, _) => row.Controller) { Sort = SorterBy(t => t.Controller.Name) },
        new(TaskColumn.Originator, (row, _) => row.Originator) { Sort = SorterBy(t => t.Originator.Name) },
        new(TaskColumn.Created, (row, zone) => LocalTime.FromUtc(row.CreatedAt, zone)) { Sort = SorterBy(t => t.CreatedAt) },
        new(TaskColumn.LastEntry, (row, _) => row.LastEntry)
        {
            Sort = (db, tasks, order, descending) =>
                AppendOrder(tasks, order, t => db.Dedications.Where(d => d.TaskId == t.Id).Max(d => (DateOnly?)d.Date), descending),
        },
        new(TaskColumn.Minutes, (row, _) => row.Minutes)
        {
            IsNumber = true,
            Sort = (db, tasks, order, descending) =>
                AppendOrder(tasks, order, t => db.Dedications.Where(d => d.TaskId == t.Id).Sum(d => d.Minutes), descending),
        },
        new(TaskColumn.Estimate, (row, _) => row.EstimatedMinutes) { IsNumber = true, Sort = SorterBy(t => t.EstimatedMinutes) },
        new(TaskColumn.FinishedAt, (row, zone) => row.FinishedAt is { } at ? LocalTime.FromUtc(at, zone) : null)
        {
            Sort = SorterBy(t => t.FinishedAt),
        },
        new(TaskColumn.LastComment, (row, _) => row.LastComment),
    ];

    private static readonly Dictionary<TaskColumn, TaskColumnDefinition> ByColumn = All.ToDictionary(c => c.Column);

    /// <summary>Returns the definition of a column.</summary>
    public static TaskColumnDefinition GetDefinition(this TaskColumn column) => ByColumn[column];

    private static TaskSorter SorterBy<T>(Expression<Func<WorkTask, T>> key) =>
        (_, tasks, order, descending) => AppendOrder(tasks, order, key, descending);

    private static IOrderedQueryable<WorkTask> AppendOrder<T>(
        IQueryable<WorkTask> tasks,
        IOrderedQueryable<WorkTask>? order,
        Expression<Func<WorkTask, T>> key,
        bool descending
    ) =>
        order is null ? (descending ? tasks.OrderByDescending(key) : tasks.OrderBy(key))
        : descending ? order.ThenByDescending(key)
        : order.ThenBy(key);
}
