using HexaLive.Domain.Tasks;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Tasks;

/// <summary>The groupings of the task explorer.</summary>
public enum TaskGroup
{
    None,
    Responsible,
    Client,
    Project,
    Priority,
    Due,
}

/// <summary>Groups tasks, in memory and in queries.</summary>
public static class TaskGroups
{
    /// <summary>Returns the key of the group to which a row belongs: an id, a priority or a <see cref="DueBucket"/>.</summary>
    public static int KeyOf(ExplorerRow row, TaskGroup group, DateOnly today) =>
        group switch
        {
            TaskGroup.Responsible => row.ResponsibleId,
            TaskGroup.Client => row.ClientId,
            TaskGroup.Project => row.ProjectId,
            TaskGroup.Priority => (int)row.Priority,
            TaskGroup.Due => (int)DueBuckets.BucketOf(row.NextDate, today),
            _ => 0,
        };

    /// <summary>
    /// Counts the tasks of each group. The keys are those of <see cref="KeyOf"/>. If the keys are ids, counts only the groups in
    /// <paramref name="keys"/>.
    /// </summary>
    internal static Task<Dictionary<int, int>> CountAsync(
        IQueryable<WorkTask> tasks,
        TaskGroup group,
        int[] keys,
        DateOnly today,
        CancellationToken cancellationToken
    )
    {
        var keyed = group switch
        {
            TaskGroup.Responsible => tasks.Where(t => keys.Contains(t.ResponsibleId)).GroupBy(t => t.ResponsibleId),
            TaskGroup.Client => tasks.Where(t => keys.Contains(t.ClientId)).GroupBy(t => t.ClientId),
            TaskGroup.Project => tasks.Where(t => keys.Contains(t.ProjectId)).GroupBy(t => t.ProjectId),
            TaskGroup.Priority => tasks.GroupBy(t => (int)t.Priority),
            _ => tasks.GroupBy(DueBuckets.BuildBucketExpression(today)),
        };
        return keyed.Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
    }

    /// <summary>Sorts tasks so that the tasks of a group follow each other. Returns null if tasks are not grouped.</summary>
    internal static IOrderedQueryable<WorkTask>? OrderByGroup(IQueryable<WorkTask> tasks, TaskGroup group, DateOnly today) =>
        group switch
        {
            TaskGroup.Responsible => tasks.OrderBy(t => t.Responsible.Name).ThenBy(t => t.ResponsibleId),
            TaskGroup.Client => tasks.OrderBy(t => t.Client.Name).ThenBy(t => t.ClientId),
            TaskGroup.Project => tasks.OrderBy(t => t.Client.Name).ThenBy(t => t.Project.Name).ThenBy(t => t.ProjectId),
            TaskGroup.Priority => tasks.OrderByDescending(t => t.Priority),
            TaskGroup.Due => tasks.OrderBy(DueBuckets.BuildBucketExpression(today)),
            _ => null,
        };
}
