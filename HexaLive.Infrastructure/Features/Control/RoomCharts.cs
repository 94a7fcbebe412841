using HexaLive.Domain;
using HexaLive.Domain.Calendar;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Control;

/// <summary>What a person logged: minutes of each day of the period, in its order, and of all.</summary>
public sealed record PersonHours(int PersonId, string Person, IReadOnlyList<int> Days, int Minutes);

/// <summary>Minutes by person and day, one page of people, most first. <see cref="People"/> and <see cref="Minutes"/> are of all.</summary>
public sealed record HoursView(DateOnly First, DateOnly Last, DateOnly Today, IReadOnlyList<PersonHours> Rows, int People, int Minutes)
{
    /// <summary>The days of the period.</summary>
    public IEnumerable<DateOnly> Days => Enumerable.Range(0, Last.DayNumber - First.DayNumber + 1).Select(First.AddDays);
}

/// <summary>Tasks that were made and finished on a day, and how many were open at its end.</summary>
public sealed record FlowDay(DateOnly Day, int Created, int Finished, int Open);

/// <summary>What tasks came and went by day, and how many are pending (TP) and in progress (TC) now.</summary>
public sealed record FlowView(IReadOnlyList<FlowDay> Days, int Pending, int InProgress)
{
    /// <summary>Finished in the period (TF).</summary>
    public int Finished => Days.Sum(d => d.Finished);
}

/// <summary>An entry on a person's day: it ended when it was written down. Both in minutes; <see cref="Start"/> from midnight of the person's own day.</summary>
public sealed record DayBlock(int Id, int TaskId, string Task, string Client, int Start, int Minutes, DedicationChannel Channel);

/// <summary>A person's day. <see cref="Elsewhere"/>: entries of the day that were written down on another, whose hour nobody knows.</summary>
public sealed record DayLane(int PersonId, string Person, int Minutes, IReadOnlyList<DayBlock> Blocks, int Elsewhere);

/// <summary>The day of each person, most minutes first. <see cref="Cut"/>: there is more than is shown.</summary>
public sealed record DayView(DateOnly Day, DateOnly Today, IReadOnlyList<DayLane> Lanes, bool Cut);

/// <summary>What the charts of the control room draw: managers and administrators, of the people that a <see cref="RoomFilter"/> counts.</summary>
public sealed class RoomCharts(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>People a page.</summary>
    public const int PageSize = 15;

    private const int MostEntries = 400;

    /// <summary>Hours by person and day; pages are counted from 0.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> to representatives.</exception>
    public async Task<HoursView> HoursAsync(Viewer viewer, RoomFilter filter, int page, CancellationToken cancellationToken = default)
    {
        viewer.MustManage();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var today = Today(viewer);
        var (first, last) = filter.Days(today);
        var entries = filter.Entries(db, viewer).Where(d => d.Date >= first && d.Date <= last);
        var all = await entries.GroupBy(d => 1).Select(g => new { People = g.Select(d => d.PersonId).Distinct().Count(), Minutes = g.Sum(d => d.Minutes) }).FirstOrDefaultAsync(cancellationToken);
        if (all is null) return new HoursView(first, last, today, [], 0, 0);
        var people = await entries.GroupBy(d => d.PersonId).Select(g => new { Id = g.Key, Minutes = g.Sum(d => d.Minutes) })
            .OrderByDescending(g => g.Minutes).ThenBy(g => g.Id).Skip(Math.Max(0, page) * PageSize).Take(PageSize)
            .Join(db.People, g => g.Id, p => p.Id, (g, p) => new { g.Id, p.Name, g.Minutes }).ToListAsync(cancellationToken);
        var ids = people.Select(p => p.Id).ToArray();
        var days = (await entries.Where(d => ids.Contains(d.PersonId)).GroupBy(d => new { d.PersonId, d.Date }).Select(g => new { g.Key.PersonId, g.Key.Date, Minutes = g.Sum(d => d.Minutes) }).ToListAsync(cancellationToken))
            .ToDictionary(d => (d.PersonId, d.Date), d => d.Minutes);
        return new HoursView(first, last, today,
            [
                .. people.OrderByDescending(p => p.Minutes).ThenBy(p => p.Id).Select(p => new PersonHours(
                    p.Id, p.Name, [.. Enumerable.Range(0, last.DayNumber - first.DayNumber + 1).Select(n => days.GetValueOrDefault((p.Id, first.AddDays(n))))], p.Minutes)),
            ],
            all.People, all.Minutes);
    }

    /// <summary>
    /// Tasks made and finished by day, and open at each day's end: those open now, less what was made and more what was finished since. One that was opened again counts as if it had never been finished.
    /// </summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> to representatives.</exception>
    public async Task<FlowView> FlowAsync(Viewer viewer, RoomFilter filter, CancellationToken cancellationToken = default)
    {
        viewer.MustManage();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (first, last) = filter.Days(Today(viewer));
        var start = LocalTime.ToUtc(first, null, viewer.TimeZone);
        var tasks = filter.Tasks(db, viewer);
        var open = await tasks.Open().GroupBy(t => t.Status).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
        // Days are the viewer's own: the clock is set forward or back once in such a span, if at all.
        var zone = LocalTime.Zone(viewer.TimeZone);
        var now = time.GetUtcNow().UtcDateTime;
        var change = start;
        while (change < now && zone.GetUtcOffset(change) == zone.GetUtcOffset(start)) change = change.AddMinutes(30);
        var (before, after) = (zone.GetUtcOffset(start).TotalMinutes, zone.GetUtcOffset(now).TotalMinutes);
        var since = tasks.Where(t => t.Status == WorkTaskStatus.Finished && t.FinishedAt >= start);
        var done = await since.GroupBy(t => t.FinishedAt!.Value.AddMinutes(t.FinishedAt < change ? before : after).Date)
            .Select(g => new { Day = g.Key, Count = g.Count() }).ToDictionaryAsync(g => DateOnly.FromDateTime(g.Day), g => g.Count, cancellationToken);
        var made = await tasks.Open().Where(t => t.CreatedAt >= start).Concat(since.Where(t => t.CreatedAt >= start))
            .GroupBy(t => t.CreatedAt.AddMinutes(t.CreatedAt < change ? before : after).Date)
            .Select(g => new { Day = g.Key, Count = g.Count() }).ToDictionaryAsync(g => DateOnly.FromDateTime(g.Day), g => g.Count, cancellationToken);

        var left = open.Values.Sum();
        var days = new List<FlowDay>();
        for (var day = last; day >= first; day = day.AddDays(-1))
        {
            var flow = new FlowDay(day, made.GetValueOrDefault(day), done.GetValueOrDefault(day), left);
            days.Insert(0, flow);
            left += flow.Finished - flow.Created;
        }
        return new FlowView(days, open.GetValueOrDefault(WorkTaskStatus.Pending), open.GetValueOrDefault(WorkTaskStatus.InProgress));
    }

    /// <summary>The day of each person as a line of entries; null: today.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> to representatives.</exception>
    public async Task<DayView> DayAsync(Viewer viewer, RoomFilter filter, DateOnly? day, CancellationToken cancellationToken = default)
    {
        viewer.MustManage();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var today = Today(viewer);
        var shown = day is { } asked && asked <= today ? asked : today;
        var entries = filter.Entries(db, viewer).Where(d => d.Date == shown);
        var most = await entries.GroupBy(d => d.PersonId).Select(g => new { Id = g.Key, Minutes = g.Sum(d => d.Minutes) }).OrderByDescending(g => g.Minutes).ThenBy(g => g.Id).Take(PageSize + 1)
            .Join(db.People, g => g.Id, p => p.Id, (g, p) => new { g.Id, p.Name, p.TimeZone, g.Minutes }).ToListAsync(cancellationToken);
        var people = most.OrderByDescending(p => p.Minutes).ThenBy(p => p.Id).Take(PageSize).ToList();
        var ids = people.Select(p => p.Id).ToArray();
        var logged = await entries.Where(d => ids.Contains(d.PersonId)).OrderBy(d => d.Id).Take(MostEntries)
            .Select(d => new { d.Id, d.PersonId, d.TaskId, Task = d.Task.Title, Client = d.Client.Name, d.CreatedAt, d.Minutes, d.Channel }).ToListAsync(cancellationToken);
        return new DayView(shown, today, people.ConvertAll(p =>
        {
            var own = logged.Where(l => l.PersonId == p.Id).Select(l => (Entry: l, End: LocalTime.At(l.CreatedAt, p.TimeZone))).ToList();
            var then = own.FindAll(l => DateOnly.FromDateTime(l.End) == shown);
            return new DayLane(p.Id, p.Name, p.Minutes,
                then.ConvertAll(l => new DayBlock(l.Entry.Id, l.Entry.TaskId, l.Entry.Task, l.Entry.Client, Math.Max(0, (int)l.End.TimeOfDay.TotalMinutes - l.Entry.Minutes), l.Entry.Minutes, l.Entry.Channel)),
                own.Count - then.Count);
        }), most.Count > PageSize || logged.Count == MostEntries);
    }

    private DateOnly Today(Viewer viewer) => LocalTime.Day(time.GetUtcNow().UtcDateTime, viewer.TimeZone);
}
