using HexaLive.Domain.Tasks;

namespace HexaLive.Infrastructure.Features.Tasks;

/// <summary>"Which first?" has one answer everywhere, and so has "which are open?".</summary>
public static class TaskOrder
{
    /// <summary>Pending and in progress. Named one by one, each is a place in an index, where "not finished" is none.</summary>
    public static IQueryable<WorkTask> Open(this IQueryable<WorkTask> tasks) => tasks.Where(t => t.Status == WorkTaskStatus.Pending || t.Status == WorkTaskStatus.InProgress);

    /// <summary>Open before finished; overdue and due by <paramref name="now"/> (UTC) first, then priority, then oldest.</summary>
    public static IOrderedQueryable<WorkTask> WhichFirst(this IQueryable<WorkTask> tasks, DateTime now) =>
        tasks
            .OrderBy(t => t.Status == WorkTaskStatus.Finished ? 1 : 0)
            .ThenBy(t => t.DueAt != null && t.DueAt <= now ? 0 : 1)
            .ThenByDescending(t => t.Priority)
            .ThenBy(t => t.CreatedAt)
            .ThenBy(t => t.Id);
}
