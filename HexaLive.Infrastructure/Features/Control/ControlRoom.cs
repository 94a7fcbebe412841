using HexaLive.Domain;
using HexaLive.Domain.Calendar;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Tasks;
using HexaLive.Domain.Text;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Control;

/// <summary>
/// The figures of the viewer's own today. Usual: the mean of those of the last eight same weekdays on which anything was logged, null where there is none. <see cref="Waiting"/>: entries that wait for the viewer's own answer. <see cref="Kept"/> of the
/// <see cref="Settled"/> promises that ended or lapsed this month: kept, moved or broken; those withdrawn are none of these.
/// </summary>
public sealed record RoomFigures(DateOnly Today, int Calls, int Entries, int Minutes, int? UsualCalls, int? UsualMinutes, int Due, int Overdue, int Waiting, int Kept, int Settled);

/// <summary>What is due today and overdue of one responsible.</summary>
public sealed record DueOf(int PersonId, string Person, int Due, int Overdue);

/// <summary>
/// Somebody at work today: what they logged last, when (<see cref="At"/>, UTC), and how much today; or the stopwatch that runs (<see cref="TimerSince"/>, UTC), perhaps before any entry.
/// </summary>
public sealed record AtWork(int PersonId, string Person, int? TaskId, string? Task, string? Client, DedicationChannel? Channel, DateTime? At, int Minutes, int Entries, DateTime? TimerSince)
{
    /// <summary>When something was last known of them, UTC.</summary>
    public DateTime Seen => TimerSince > At || At is null ? TimerSince ?? default : At.Value;
}

/// <summary>An entry as a screen on the wall shows it. <see cref="At"/> is UTC.</summary>
public sealed record WallEntry(int Id, DateTime At, string Person, string Client, string Task, int Minutes, DedicationChannel Channel, string Comment);

/// <summary>The figures of the control room: managers and administrators, of the people that a <see cref="RoomFilter"/> counts.</summary>
public sealed class ControlRoom(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>People that a list of the room shows.</summary>
    public const int MostPeople = 12;

    private const int Weeks = 8;

    /// <summary>The figures of today.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> to representatives.</exception>
    public Task<RoomFigures> FiguresAsync(Viewer viewer, RoomFilter filter, CancellationToken cancellationToken = default) => ReadAsync(viewer, filter, true, cancellationToken);

    /// <summary>The figures of today without the promises of the month, which cost most and move least: none are kept or settled in it.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> to representatives.</exception>
    public Task<RoomFigures> TodayAsync(Viewer viewer, RoomFilter filter, CancellationToken cancellationToken = default) => ReadAsync(viewer, filter, false, cancellationToken);

    private async Task<RoomFigures> ReadAsync(Viewer viewer, RoomFilter filter, bool withPromises, CancellationToken cancellationToken)
    {
        viewer.MustManage();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var instant = time.GetUtcNow().UtcDateTime;
        var today = LocalTime.Day(instant, viewer.TimeZone);
        var days = Enumerable.Range(0, Weeks + 1).Select(w => today.AddDays(-7 * w)).ToArray();
        var logged = await filter.Entries(db, viewer).Where(d => days.Contains(d.Date)).GroupBy(d => d.Date)
            .Select(g => new { Day = g.Key, Calls = g.Sum(d => d.Channel == DedicationChannel.Call ? 1 : 0), Entries = g.Count(), Minutes = g.Sum(d => d.Minutes) }).ToListAsync(cancellationToken);
        var (now, before) = (logged.Find(l => l.Day == today), logged.FindAll(l => l.Day != today));

        var (first, last) = LedgerFilter.Span(LedgerPeriod.Month, today);
        var (me, open, promises) = (viewer.PersonId, filter.Tasks(db, viewer).Open(), LedgerFilter.Ended(filter.Promises(db, viewer), first, last, viewer, instant));
        // All that is one figure each is asked at once.
        var counts = await db.People.AsNoTracking().Where(p => p.Id == me).Select(_ => new
        {
            Due = open.Count(t => t.NextActionDate == today),
            Overdue = open.Count(t => t.NextActionDate < today),
            Waiting = db.Reviews.Count(r => r.ControllerId == me && r.State < ReviewState.Questioned),
            Kept = !withPromises ? 0 : promises.Count(p => p.Outcome == PromiseOutcome.Kept),
            Settled = !withPromises ? 0 : promises.Count(p => p.Outcome != PromiseOutcome.Withdrawn),
        }).FirstAsync(cancellationToken);
        return new RoomFigures(
            today, now?.Calls ?? 0, now?.Entries ?? 0, now?.Minutes ?? 0,
            before.Count == 0 ? null : (int)Math.Round(before.Average(l => l.Calls)), before.Count == 0 ? null : (int)Math.Round(before.Average(l => l.Minutes)),
            counts.Due, counts.Overdue, counts.Waiting, counts.Kept, counts.Settled);
    }

    /// <summary>Who has most that is overdue or due today; at most <see cref="MostPeople"/>.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> to representatives.</exception>
    public async Task<IReadOnlyList<DueOf>> DueAsync(Viewer viewer, RoomFilter filter, CancellationToken cancellationToken = default)
    {
        viewer.MustManage();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var today = LocalTime.Day(time.GetUtcNow().UtcDateTime, viewer.TimeZone);
        return await filter.Tasks(db, viewer).Open().Where(t => t.NextActionDate <= today).GroupBy(t => t.ResponsibleId)
            .Select(g => new { Id = g.Key, Due = g.Sum(t => t.NextActionDate == today ? 1 : 0), Overdue = g.Sum(t => t.NextActionDate < today ? 1 : 0) })
            .OrderByDescending(g => g.Overdue).ThenByDescending(g => g.Due).ThenBy(g => g.Id).Take(MostPeople)
            .Join(db.People, g => g.Id, p => p.Id, (g, p) => new { g.Id, p.Name, g.Due, g.Overdue })
            .OrderByDescending(g => g.Overdue).ThenByDescending(g => g.Due).ThenBy(g => g.Id)
            .Select(g => new DueOf(g.Id, g.Name, g.Due, g.Overdue)).ToListAsync(cancellationToken);
    }

    /// <summary>Who logged something today or has a stopwatch running, whoever was heard of last first; at most <see cref="MostPeople"/>.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> to representatives.</exception>
    public async Task<IReadOnlyList<AtWork>> AtWorkAsync(Viewer viewer, RoomFilter filter, CancellationToken cancellationToken = default)
    {
        viewer.MustManage();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var today = LocalTime.Day(time.GetUtcNow().UtcDateTime, viewer.TimeZone);
        var entries = filter.Entries(db, viewer).Where(d => d.Date == today);
        var timers = db.Timers.AsNoTracking();
        if (filter.ClientId is not null || filter.Kind is not null)
        {
            var tasks = filter.Tasks(db, viewer);
            timers = timers.Where(t => t.TaskId != null && tasks.Any(k => k.Id == t.TaskId));
        }
        // A stopwatch says for whom; of a client outside the scope it says that it runs.
        var visible = db.Tasks.VisibleTo(db, viewer);
        var people = db.People.AsNoTracking();
        if (filter.People(db, viewer) is { } counted) people = people.Where(p => counted.Contains(p.Id));
        var rows = await people.Where(p => entries.Any(d => d.PersonId == p.Id) || timers.Any(t => t.PersonId == p.Id))
            .OrderByDescending(p => timers.Any(t => t.PersonId == p.Id)).ThenByDescending(p => entries.Where(d => d.PersonId == p.Id).Max(d => (int?)d.Id)).Take(MostPeople)
            .Select(p => new
            {
                p.Id,
                p.Name,
                Last = entries.Where(d => d.PersonId == p.Id).OrderByDescending(d => d.Id).Select(d => new { d.TaskId, d.Task.Title, Client = d.Client.Name, d.Channel, d.CreatedAt }).FirstOrDefault(),
                Minutes = entries.Where(d => d.PersonId == p.Id).Sum(d => d.Minutes),
                Entries = entries.Count(d => d.PersonId == p.Id),
                Since = timers.Where(t => t.PersonId == p.Id).Select(t => (DateTime?)t.StartedAt).FirstOrDefault(),
                TimedId = timers.Where(t => t.PersonId == p.Id).Select(t => visible.Where(k => k.Id == t.TaskId).Select(k => (int?)k.Id).FirstOrDefault()).FirstOrDefault(),
                TimedTitle = timers.Where(t => t.PersonId == p.Id).Select(t => visible.Where(k => k.Id == t.TaskId).Select(k => k.Title).FirstOrDefault()).FirstOrDefault(),
                TimedClient = timers.Where(t => t.PersonId == p.Id).Select(t => visible.Where(k => k.Id == t.TaskId).Select(k => k.Client.Name).FirstOrDefault()).FirstOrDefault(),
            }).ToListAsync(cancellationToken);
        return
        [
            .. rows.Select(r => r.Since is null
                    ? new AtWork(r.Id, r.Name, r.Last?.TaskId, r.Last?.Title, r.Last?.Client, r.Last?.Channel, r.Last?.CreatedAt, r.Minutes, r.Entries, null)
                    : new AtWork(r.Id, r.Name, r.TimedId, r.TimedTitle, r.TimedClient, r.Last?.Channel, r.Last?.CreatedAt, r.Minutes, r.Entries, r.Since))
                .OrderByDescending(w => w.Seen),
        ];
    }

    /// <summary>The newest entries of the last three days and today, for a screen on the wall.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> to representatives.</exception>
    public async Task<IReadOnlyList<WallEntry>> NewestAsync(Viewer viewer, RoomFilter filter, int most, CancellationToken cancellationToken = default)
    {
        viewer.MustManage();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var since = LocalTime.Day(time.GetUtcNow().UtcDateTime, viewer.TimeZone).AddDays(-3);
        return await filter.Entries(db, viewer).Where(d => d.Date >= since).OrderByDescending(d => d.CreatedAt).ThenByDescending(d => d.Id).Take(Math.Clamp(most, 1, 50))
            .Select(d => new WallEntry(d.Id, d.CreatedAt, d.Person.Name, d.Client.Name, d.Task.Title, d.Minutes, d.Channel, d.Comment.Substring(0, 300))).ToListAsync(cancellationToken);
    }

    /// <summary>The teams that can be chosen, and the name of the client that is chosen (null outside the scope).</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> to representatives.</exception>
    public async Task<RoomOptions> OptionsAsync(Viewer viewer, RoomFilter filter, CancellationToken cancellationToken = default)
    {
        viewer.MustManage();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var teams = db.Teams.AsNoTracking();
        var mine = viewer.TeamIds.ToArray();
        if (!viewer.IsAdministrator) teams = teams.Where(t => mine.Contains(t.Id));
        // One team leaves no choice.
        var choices = !viewer.IsAdministrator && mine.Length < 2 ? [] : await teams.OrderBy(t => t.Name).Take(100).Select(t => new Choice(t.Id, t.Name)).ToListAsync(cancellationToken);
        return new RoomOptions(choices, filter.ClientId is not { } client ? null : await db.Clients.AsNoTracking().VisibleTo(db, viewer).Where(c => c.Id == client).Select(c => c.Name).FirstOrDefaultAsync(cancellationToken));
    }

    /// <summary>Clients by words of their name, to filter by; at most ten.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> to representatives.</exception>
    public async Task<IReadOnlyList<Choice>> ClientsAsync(Viewer viewer, string? text, CancellationToken cancellationToken = default)
    {
        viewer.MustManage();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var clients = db.Clients.AsNoTracking().VisibleTo(db, viewer).Where(c => c.Active);
        foreach (var word in SearchText.Words(text)) clients = clients.Where(c => c.Search.Contains(word));
        return await clients.OrderBy(c => c.Name).ThenBy(c => c.Id).Take(10).Select(c => new Choice(c.Id, c.Name)).ToListAsync(cancellationToken);
    }
}
