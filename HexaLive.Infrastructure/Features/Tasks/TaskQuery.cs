namespace HexaLive.Infrastructure.Features.Tasks;

/// <summary>A column by which tasks are sorted, and the direction.</summary>
public sealed record TaskSort(TaskColumn Column, bool Descending);

/// <summary>
/// The filter, order, grouping and columns of the task explorer. With an empty <see cref="Sort"/>, tasks are ordered by
/// <see cref="TaskOrder.OrderByUrgency"/>.
/// </summary>
public sealed record TaskQuery(TaskFilter Filter, IReadOnlyList<TaskSort> Sort, TaskGroup Group, IReadOnlyList<TaskColumn> Columns)
{
    /// <summary>The columns shown by default.</summary>
    public static readonly IReadOnlyList<TaskColumn> DefaultColumns =
    [
        TaskColumn.Next,
        TaskColumn.Title,
        TaskColumn.Client,
        TaskColumn.Responsible,
        TaskColumn.Priority,
        TaskColumn.LastComment,
    ];

    /// <summary>Whether tasks can be sorted by a column.</summary>
    public static bool CanSort(TaskColumn column) => column.GetDefinition().CanSort;
}
