using HexaLive.Domain.Tasks;

namespace HexaLive.Infrastructure.Data;

/// <summary>The shared filter of open tasks.</summary>
public static class OpenTaskQueries
{
    /// <summary>
    /// Filters to pending and in-progress tasks. Compares with both statuses, because the database can use an index for equality,
    /// but not for inequality.
    /// </summary>
    public static IQueryable<WorkTask> WhereOpen(this IQueryable<WorkTask> tasks) =>
        tasks.Where(t => t.Status == WorkTaskStatus.Pending || t.Status == WorkTaskStatus.InProgress);

    /// <summary>Filters to promises whose task is open.</summary>
    public static IQueryable<Promise> WhereTaskOpen(this IQueryable<Promise> promises) =>
        promises.Where(p => p.Task.Status == WorkTaskStatus.Pending || p.Task.Status == WorkTaskStatus.InProgress);
}
