using HexaLive.Domain.Tasks;

namespace HexaLive.Infrastructure.Data;

/// <summary>The shared filter of open tasks.</summary>
public static class OpenTasks
{
    /// <summary>
    /// Filters to pending and in-progress tasks. Names both statuses because an index can be used for equality, but not for "not
    /// finished".
    /// </summary>
    public static IQueryable<WorkTask> Open(this IQueryable<WorkTask> tasks) =>
        tasks.Where(t => t.Status == WorkTaskStatus.Pending || t.Status == WorkTaskStatus.InProgress);

    /// <summary>Filters to promises whose task is open.</summary>
    public static IQueryable<Promise> OfOpenTasks(this IQueryable<Promise> promises) =>
        promises.Where(p => p.Task.Status == WorkTaskStatus.Pending || p.Task.Status == WorkTaskStatus.InProgress);
}
