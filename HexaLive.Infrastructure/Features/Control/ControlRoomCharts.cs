using HexaLive.Domain;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Shared;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Control;

/// <summary>The minutes a person logged: per day of the period, in order, and in total.</summary>
public sealed record PersonHours(int PersonId, string Person, IReadOnlyList<int> Days, int Minutes);

/// <summary>
/// Minutes per person and day: one page of people, most minutes first. <see cref="People"/> and <see cref="Minutes"/> are totals
/// over all pages.
/// </summary>
public sealed record HoursView(DateOnly First, DateOnly Last, DateOnly Today, IReadOnlyList<PersonHours> Rows, int PersonCount, int Minutes)
{
    public IEnumerable<DateOnly> Days => Enumerable.Range(0, Last.DayNumber - First.DayNumber + 1).Select(First.AddDays);
}

/// <summary>The numbers of tasks created and finished on a day, and of tasks open when the day ended.</summary>
public sealed record TaskFlowDay(DateOnly Day, int CreatedCount, int FinishedCount, int OpenCount);

/// <summary>Tasks created and finished per day, and how many are pending and in progress now.</summary>
public sealed record TaskFlowView(IReadOnlyList<TaskFlowDay> Days, int PendingCount, int InProgressCount)
{
    /// <summary>The number of tasks finished in the period.</summary>
    public int FinishedCount => Days.Sum(d => d.FinishedCount);
}

/// <summary>
/// An entry on a person's timeline. The end of the work is assumed to be the time at which the entry was saved. <see cref="Start"/>
/// is in minutes since the person's local midnight; <see cref="Minutes"/> is the duration.
/// </summary>
public sealed record TimelineBlock(int Id, int TaskId, string Task, string Client, int Start, int Minutes, DedicationChannel Channel);

/// <summary>
/// A person's timeline of one day. <see cref="MinutesLoggedOtherDays"/> counts the entries of this day that were saved on another day;
/// their time of day is unknown.
/// </summary>
public sealed record PersonTimeline(
    int PersonId,
    string Person,
    int Minutes,
    IReadOnlyList<TimelineBlock> Blocks,
    int MinutesLoggedOtherDays
);

/// <summary>
/// The timelines of a day, most minutes first. <see cref="IsTruncated"/> indicates whether there are more people or entries than shown.
/// </summary>
public sealed record DayTimelines(DateOnly Day, DateOnly Today, IReadOnlyList<PersonTimeline> Timelines, bool IsTruncated);

/// <summary>
/// Reads the charts of the control room, for managers and administrators. A <see cref="ControlRoomFilter"/> selects the people counted.
/// </summary>
public sealed class ControlRoomCharts(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>The number of people per page.</summary>
    public const int PageSize = 15;

    private const int MaxEntries = 400;

    /// <summary>Returns minutes by person and day; pages are counted from 1.</summary>
    /// <exception cref="RuleException">The viewer is a representative (<see cref="RuleError.NotAllowed"/>).</exception>
    public async Task<HoursView> GetHoursAsync(
        Viewer viewer,
        ControlRoomFilter filter,
        int page,
        CancellationToken cancellationToken = default
    )
    {
        viewer.EnsureManager();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var today = GetToday(viewer);
        var (first, last) = filter.GetDays(today);
        var entries = filter.FilteredEntries(db, viewer).Where(d => d.Date >= first && d.Date <= last);
        var all = await entries
            .GroupBy(d => 1)
            .Select(g => new { People = g.Select(d => d.PersonId).Distinct().Count(), Minutes = g.Sum(d => d.Minutes) })
            .SingleOrDefaultAsync(cancellationToken);
        if (all is null)
            return new HoursView(first, last, today, [], 0, 0);
        var people = await ReadPeopleByMinutesAsync(db, entries, page, PageSize, cancellationToken);
        var ids = people.Select(p => p.Id).ToArray();
        var days = await SumMinutesByDayAsync(entries.Where(d => ids.Contains(d.PersonId)), cancellationToken);
        return new HoursView(
            first,
            last,
            today,
            [
                .. people.Select(p => new PersonHours(
                    p.Id,
                    p.Name,
                    [
                        .. Enumerable
                            .Range(0, last.DayNumber - first.DayNumber + 1)
                            .Select(n => days.GetValueOrDefault((p.Id, first.AddDays(n)))),
                    ],
                    p.Minutes
                )),
            ],
            all.People,
            all.Minutes
        );
    }

    /// <summary>
    /// Returns how many tasks were created and finished on each day, and how many were open when the day ended. The number open at
    /// the end of a day is the number open now, minus the tasks created after that day, plus the tasks finished after that day. A
    /// reopened task counts as never finished.
    /// </summary>
    /// <exception cref="RuleException">The viewer is a representative (<see cref="RuleError.NotAllowed"/>).</exception>
    public async Task<TaskFlowView> GetFlowAsync(Viewer viewer, ControlRoomFilter filter, CancellationToken cancellationToken = default)
    {
        viewer.EnsureManager();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (first, last) = filter.GetDays(GetToday(viewer));
        var start = LocalTime.ToUtc(first, null, viewer.TimeZone);
        var tasks = filter.FilteredTasks(db, viewer);
        var open = await tasks
            .WhereOpen()
            .GroupBy(t => t.Status)
            .Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
        // Group by the viewer's local day. The period has at most one clock change, so two UTC offsets are enough.
        var zone = LocalTime.FindZone(viewer.TimeZone);
        var now = time.GetUtcNow().UtcDateTime;
        var change = start;
        while (change < now && zone.GetUtcOffset(change) == zone.GetUtcOffset(start))
            change = change.AddMinutes(30);
        var (before, after) = (zone.GetUtcOffset(start).TotalMinutes, zone.GetUtcOffset(now).TotalMinutes);
        var since = tasks.Where(t => t.Status == WorkTaskStatus.Finished && t.FinishedAt >= start);
        var done = await since
            .GroupBy(t => t.FinishedAt!.Value.AddMinutes(t.FinishedAt < change ? before : after).Date)
            .Select(g => new { Day = g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => DateOnly.FromDateTime(g.Day), g => g.Count, cancellationToken);
        var made = await tasks
            .WhereOpen()
            .Where(t => t.CreatedAt >= start)
            .Concat(since.Where(t => t.CreatedAt >= start))
            .GroupBy(t => t.CreatedAt.AddMinutes(t.CreatedAt < change ? before : after).Date)
            .Select(g => new { Day = g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => DateOnly.FromDateTime(g.Day), g => g.Count, cancellationToken);

        var left = open.Values.Sum();
        var days = new List<TaskFlowDay>();
        for (var day = last; day >= first; day = day.AddDays(-1))
        {
            var flow = new TaskFlowDay(day, made.GetValueOrDefault(day), done.GetValueOrDefault(day), left);
            days.Insert(0, flow);
            left += flow.FinishedCount - flow.CreatedCount;
        }
        return new TaskFlowView(days, open.GetValueOrDefault(WorkTaskStatus.Pending), open.GetValueOrDefault(WorkTaskStatus.InProgress));
    }

    /// <summary>Returns each person's timeline of a day; null means today.</summary>
    /// <exception cref="RuleException">The viewer is a representative (<see cref="RuleError.NotAllowed"/>).</exception>
    public async Task<DayTimelines> GetDayAsync(
        Viewer viewer,
        ControlRoomFilter filter,
        DateOnly? day,
        CancellationToken cancellationToken = default
    )
    {
        viewer.EnsureManager();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var today = GetToday(viewer);
        var shown = day is { } asked && asked <= today ? asked : today;
        var entries = filter.FilteredEntries(db, viewer).Where(d => d.Date == shown);
        var most = await ReadPeopleByMinutesAsync(db, entries, 1, PageSize + 1, cancellationToken);
        var people = most.Take(PageSize).ToList();
        var ids = people.Select(p => p.Id).ToArray();
        var logged = await entries
            .Where(d => ids.Contains(d.PersonId))
            .OrderBy(d => d.Id)
            .Take(MaxEntries)
            .Select(d => new LoggedEntry(d.Id, d.PersonId, d.TaskId, d.Task.Title, d.Client.Name, d.CreatedAt, d.Minutes, d.Channel))
            .ToListAsync(cancellationToken);
        return new DayTimelines(
            shown,
            today,
            people.ConvertAll(p => CreateTimeline(p, shown, logged.FindAll(l => l.PersonId == p.Id))),
            most.Count > PageSize || logged.Count == MaxEntries
        );
    }

    // Returns the people with the most minutes logged, with their time zones; pages are counted from 1.
    private static async Task<List<PersonMinutes>> ReadPeopleByMinutesAsync(
        HexaDbContext db,
        IQueryable<Dedication> entries,
        int page,
        int size,
        CancellationToken cancellationToken
    )
    {
        var people = await entries
            .GroupBy(d => d.PersonId)
            .Select(g => new { Id = g.Key, Minutes = g.Sum(d => d.Minutes) })
            .OrderByDescending(g => g.Minutes)
            .ThenBy(g => g.Id)
            .TakePage(page, size)
            .Join(db.People, g => g.Id, p => p.Id, (g, p) => new PersonMinutes(g.Id, p.Name, p.TimeZone, g.Minutes))
            .ToListAsync(cancellationToken);
        // Sort again, because the join does not preserve the order.
        return [.. people.OrderByDescending(p => p.Minutes).ThenBy(p => p.Id)];
    }

    private static async Task<Dictionary<(int PersonId, DateOnly Day), int>> SumMinutesByDayAsync(
        IQueryable<Dedication> entries,
        CancellationToken cancellationToken
    )
    {
        var days = await entries
            .GroupBy(d => new { d.PersonId, d.Date })
            .Select(g => new
            {
                g.Key.PersonId,
                g.Key.Date,
                Minutes = g.Sum(d => d.Minutes),
            })
            .ToListAsync(cancellationToken);
        return days.ToDictionary(d => (d.PersonId, d.Date), d => d.Minutes);
    }

    // Creates the timeline of a person. An entry that was saved on the day of the work ends at the time at which it was saved.
    // Other entries of the day are only counted.
    private static PersonTimeline CreateTimeline(PersonMinutes person, DateOnly day, List<LoggedEntry> entries)
    {
        var ended = entries.ConvertAll(e => (Entry: e, End: LocalTime.FromUtc(e.CreatedAt, person.TimeZone)));
        var then = ended.FindAll(e => DateOnly.FromDateTime(e.End) == day);
        return new PersonTimeline(
            person.Id,
            person.Name,
            person.Minutes,
            then.ConvertAll(e => new TimelineBlock(
                e.Entry.Id,
                e.Entry.TaskId,
                e.Entry.Task,
                e.Entry.Client,
                Math.Max(0, (int)e.End.TimeOfDay.TotalMinutes - e.Entry.Minutes),
                e.Entry.Minutes,
                e.Entry.Channel
            )),
            entries.Count - then.Count
        );
    }

    private DateOnly GetToday(Viewer viewer) => LocalTime.Day(time.GetUtcNow().UtcDateTime, viewer.TimeZone);

    private sealed record PersonMinutes(int Id, string Name, string TimeZone, int Minutes);

    private sealed record LoggedEntry(
        int Id,
        int PersonId,
        int TaskId,
        string Task,
        string Client,
        DateTime CreatedAt,
        int Minutes,
        DedicationChannel Channel
    );
}
