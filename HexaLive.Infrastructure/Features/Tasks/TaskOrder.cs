using System.Linq.Expressions;
using HexaLive.Domain.Tasks;

namespace HexaLive.Infrastructure.Features.Tasks;

/// <summary>The shared orders of tasks.</summary>
public static class TaskOrder
{
    private static readonly Expression<Func<WorkTask, int>> FinishedLast = t => t.Status == WorkTaskStatus.Finished ? 1 : 0;

    /// <summary>
    /// Orders open tasks before finished tasks. Within each of these two groups, tasks due by <paramref name="now"/> (UTC) come first, then
    /// tasks with higher priority, then older tasks.
    /// </summary>
    public static IOrderedQueryable<WorkTask> OrderByUrgency(this IQueryable<WorkTask> tasks, DateTime now) =>
        ThenByOverdueAndPriority(tasks.OrderBy(FinishedLast), now);

    /// <summary>Orders tasks that are equal in the existing order as <see cref="OrderByUrgency"/> does.</summary>
    public static IOrderedQueryable<WorkTask> ThenByUrgency(this IOrderedQueryable<WorkTask> tasks, DateTime now) =>
        ThenByOverdueAndPriority(tasks.ThenBy(FinishedLast), now);

    /// <summary>Orders by the time the next action is due.</summary>
    public static IOrderedQueryable<WorkTask> OrderByDueTime(this IQueryable<WorkTask> tasks) =>
        tasks.OrderBy(t => t.DueAt).ThenBy(t => t.Id);

    private static IOrderedQueryable<WorkTask> ThenByOverdueAndPriority(IOrderedQueryable<WorkTask> tasks, DateTime now) =>
        tasks
            .ThenBy(t => t.DueAt != null && t.DueAt <= now ? 0 : 1)
            .ThenByDescending(t => t.Priority)
            .ThenBy(t => t.CreatedAt)
            .ThenBy(t => t.Id);
}
