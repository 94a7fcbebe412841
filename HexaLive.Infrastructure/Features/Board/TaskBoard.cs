using HexaLive.Domain.Clients;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Tasks;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Board;

/// <summary>The filter and layout of a board.</summary>
public sealed record BoardQuery(TaskFilter Filter, BoardBy ColumnsBy = BoardBy.When, BoardSwimlanes Swimlanes = BoardSwimlanes.None);

/// <summary>
/// A task on the board. Instants are UTC; the next action is in the local time of the person responsible. <see cref="AwayUntil"/>
/// is the last day of that person's current absence.
/// </summary>
public sealed record BoardCard(
    int Id,
    int Version,
    string Title,
    int ClientId,
    string Client,
    int ProjectId,
    string Project,
    WorkTaskStatus Status,
    TaskPriority Priority,
    int ResponsibleId,
    string Responsible,
    DateOnly? NextDate,
    TimeOnly? NextTime,
    string? NextNote,
    string? LastComment,
    DateTime? DueAt,
    DateTime CreatedAt,
    DateTime? FinishedAt,
    DateOnly? AwayUntil = null
);

/// <summary>A column of the board: its key (a bucket or a status), the total number of its tasks, and the first tasks.</summary>
public sealed record BoardColumn(int Key, int Total, IReadOnlyList<BoardCard> Cards);

/// <summary>Reads the board. Changes go through <see cref="TaskEditing.ApplyAsync"/>.</summary>
public sealed class TaskBoard(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>The number of cards that a column shows at first and that each click on "more" adds.</summary>
    public const int ColumnSize = 25;

    /// <summary>The number of days that a finished task stays on the board.</summary>
    public const int FinishedDays = 30;

    private const int MaxColumnSize = 400;

    /// <summary>
    /// Returns every column with a limited number of cards. <paramref name="limits"/> maps the key of a column to its limit; the
    /// default is <see cref="ColumnSize"/>. The task <paramref name="includedTaskId"/> is included even if it is beyond the limit.
    /// </summary>
    public async Task<IReadOnlyList<BoardColumn>> ReadAsync(
        Viewer viewer,
        BoardQuery query,
        IReadOnlyDictionary<int, int>? limits = null,
        int? includedTaskId = null,
        CancellationToken cancellationToken = default
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        var today = LocalTime.Day(now, viewer.TimeZone);
        // On a board by status, the columns replace the status filter.
        var filter = query.ColumnsBy == BoardBy.Status ? query.Filter with { Status = TaskStatusFilter.Any } : query.Filter;
        var tasks = filter.Apply(db, db.Tasks.AsNoTracking().VisibleTo(db, viewer), viewer, now);
        var columns = query.ColumnsBy == BoardBy.Status ? SplitByStatus(tasks, now) : SplitByDueDate(tasks, today, now);

        // Select the ids of each column's tasks, which needs only indexes, and load only those tasks.
        var shown = columns
            .Select(c =>
                c.Tasks.Take(Math.Clamp(limits?.GetValueOrDefault(c.Key, ColumnSize) ?? ColumnSize, 1, MaxColumnSize)).Select(t => t.Id)
            )
            .ToList();
        if (includedTaskId is { } id)
            shown.Add(tasks.Where(t => t.Id == id).Select(t => t.Id));
        var all = shown.Skip(1).Aggregate(shown[0], (one, next) => one.Concat(next));
        var cards = await SelectCards(db, db.Tasks.AsNoTracking().Where(t => all.Contains(t.Id)), now).ToListAsync(cancellationToken);
        var totals =
            query.ColumnsBy == BoardBy.Status
                ? await CountByStatusAsync(tasks, now, cancellationToken)
                : await TaskGroups.CountAsync(tasks, TaskGroup.Due, [], today, cancellationToken);
        var byColumn = cards.ToLookup(c => KeyOf(c, query.ColumnsBy, today));
        return
        [
            .. columns.Select(c => new BoardColumn(
                c.Key,
                totals.GetValueOrDefault(c.Key),
                [.. Sort(byColumn[c.Key], query.ColumnsBy, c.Key, now)]
            )),
        ];
    }

    /// <summary>Returns the key of the column that a card belongs to.</summary>
    public static int KeyOf(BoardCard card, BoardBy by, DateOnly today) =>
        by == BoardBy.Status ? (int)card.Status : (int)DueBuckets.BucketOf(card.NextDate, today);

    /// <summary>
    /// Returns the next-action date that a card gets when it is dropped in a column. For "this week", the date is Friday, or Sunday
    /// if Friday is today, tomorrow or past. For "later", the date is next Monday, or Tuesday if Monday is tomorrow. Null means no
    /// date. Cards cannot be dropped in "overdue", for which the result is also null.
    /// </summary>
    public static DateOnly? TargetDay(DueBucket bucket, DateOnly today) =>
        bucket switch
        {
            DueBucket.Today => today,
            DueBucket.Tomorrow => today.AddDays(1),
            DueBucket.ThisWeek when FridayOf(today) > today.AddDays(1) => FridayOf(today),
            DueBucket.ThisWeek => TaskFilter.SundayOf(today),
            DueBucket.Later => FindLaterDay(today),
            _ => null,
        };

    /// <summary>
    /// Returns whether a card can be dropped in a column. Cards can never be dropped in "overdue", and in "this week" only if the week has
    /// days left after tomorrow.
    /// </summary>
    public static bool CanDrop(DueBucket bucket, DateOnly today) =>
        bucket == DueBucket.None || (TargetDay(bucket, today) is { } day && DueBuckets.BucketOf(day, today) == bucket);

    private static DateOnly FridayOf(DateOnly today) => TaskFilter.SundayOf(today).AddDays(-2);

    private static DateOnly FindLaterDay(DateOnly today)
    {
        var monday = TaskFilter.SundayOf(today).AddDays(1);
        return monday > today.AddDays(1) ? monday : monday.AddDays(1);
    }

    private static List<(int Key, IQueryable<WorkTask> Tasks)> SplitByDueDate(IQueryable<WorkTask> tasks, DateOnly today, DateTime now)
    {
        var (tomorrow, sunday) = (today.AddDays(1), TaskFilter.SundayOf(today));
        var weekEnd = sunday > tomorrow ? sunday : tomorrow;
        return
        [
            ((int)DueBucket.Overdue, tasks.Where(t => t.NextActionDate < today).OrderByUrgency(now)),
            ((int)DueBucket.Today, tasks.Where(t => t.NextActionDate == today).OrderByUrgency(now)),
            ((int)DueBucket.Tomorrow, tasks.Where(t => t.NextActionDate == tomorrow).OrderByUrgency(now)),
            ((int)DueBucket.ThisWeek, tasks.Where(t => t.NextActionDate > tomorrow && t.NextActionDate <= sunday).OrderByDueTime()),
            ((int)DueBucket.Later, tasks.Where(t => t.NextActionDate > weekEnd).OrderByDueTime()),
            ((int)DueBucket.None, tasks.Where(t => t.NextActionDate == null).OrderByUrgency(now)),
        ];
    }

    private static List<(int Key, IQueryable<WorkTask> Tasks)> SplitByStatus(IQueryable<WorkTask> tasks, DateTime now)
    {
        var since = now.AddDays(-FinishedDays);
        return
        [
            ((int)WorkTaskStatus.Pending, tasks.Where(t => t.Status == WorkTaskStatus.Pending).OrderByUrgency(now)),
            ((int)WorkTaskStatus.InProgress, tasks.Where(t => t.Status == WorkTaskStatus.InProgress).OrderByUrgency(now)),
            (
                (int)WorkTaskStatus.Finished,
                tasks
                    .Where(t => t.Status == WorkTaskStatus.Finished && t.FinishedAt >= since)
                    .OrderByDescending(t => t.FinishedAt)
                    .ThenBy(t => t.Id)
            ),
        ];
    }

    private static Task<Dictionary<int, int>> CountByStatusAsync(
        IQueryable<WorkTask> tasks,
        DateTime now,
        CancellationToken cancellationToken
    )
    {
        var since = now.AddDays(-FinishedDays);
        return tasks
            .WhereOpen()
            .Select(t => t.Status)
            .Concat(tasks.Where(t => t.Status == WorkTaskStatus.Finished && t.FinishedAt >= since).Select(t => t.Status))
            .GroupBy(s => s)
            .Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => (int)g.Key, g => g.Count, cancellationToken);
    }

    private static IQueryable<BoardCard> SelectCards(HexaDbContext db, IQueryable<WorkTask> tasks, DateTime now) =>
        tasks.Select(t => new BoardCard(
            t.Id,
            t.Version,
            t.Title,
            t.ClientId,
            t.Client.Name,
            t.ProjectId,
            t.Project.Name,
            t.Status,
            t.Priority,
            t.ResponsibleId,
            t.Responsible.Name,
            t.NextActionDate,
            t.NextActionTime,
            t.NextActionNote,
            db.Dedications.Where(d => d.TaskId == t.Id)
                .OrderByDescending(d => d.Date)
                .ThenByDescending(d => d.Id)
                .Select(d => d.Comment.Substring(0, 160))
                .FirstOrDefault(),
            t.DueAt,
            t.CreatedAt,
            t.FinishedAt,
            db.Absences.Where(a => a.PersonId == t.ResponsibleId && a.StartsAt <= now && a.EndsAt > now)
                .Select(a => (DateOnly?)a.To)
                .FirstOrDefault()
        ));

    // Sorts the cards of a column. One query loads all columns, so the order of each column is lost.
    private static IEnumerable<BoardCard> Sort(IEnumerable<BoardCard> cards, BoardBy by, int key, DateTime now) =>
        (by, key) switch
        {
            (BoardBy.Status, (int)WorkTaskStatus.Finished) => cards.OrderByDescending(c => c.FinishedAt).ThenBy(c => c.Id),
            (BoardBy.When, (int)DueBucket.ThisWeek or (int)DueBucket.Later) => cards.OrderBy(c => c.DueAt).ThenBy(c => c.Id),
            _ => cards.OrderBy(c => c.DueAt <= now ? 0 : 1).ThenByDescending(c => c.Priority).ThenBy(c => c.CreatedAt).ThenBy(c => c.Id),
        };
}
