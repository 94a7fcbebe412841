using System.Linq.Expressions;
using HexaLive.Domain.Tasks;

namespace HexaLive.Infrastructure.Features.Tasks;

/// <summary>When next actions are due, relative to today.</summary>
public enum DueBucket
{
    Overdue,
    Today,
    Tomorrow,
    ThisWeek,
    Later,
    None,
}

/// <summary>
/// Determines the <see cref="DueBucket"/> of next actions, in memory and in queries. Days are local days; weeks end on Sunday.
/// </summary>
public static class DueBuckets
{
    /// <summary>Returns the relative due date of a next action.</summary>
    public static DueBucket BucketOf(DateOnly? next, DateOnly today) =>
        next is not { } day ? DueBucket.None
        : day < today ? DueBucket.Overdue
        : day == today ? DueBucket.Today
        : day == today.AddDays(1) ? DueBucket.Tomorrow
        : day <= TaskFilter.SundayOf(today) ? DueBucket.ThisWeek
        : DueBucket.Later;

    /// <summary>Returns the number of the <see cref="DueBucket"/> of a task, as an expression for queries.</summary>
    internal static Expression<Func<WorkTask, int>> BuildBucketExpression(DateOnly today)
    {
        var (tomorrow, sunday) = (today.AddDays(1), TaskFilter.SundayOf(today));
        return t =>
            t.NextActionDate == null ? 5
            : t.NextActionDate < today ? 0
            : t.NextActionDate == today ? 1
            : t.NextActionDate == tomorrow ? 2
            : t.NextActionDate <= sunday ? 3
            : 4;
    }
}
