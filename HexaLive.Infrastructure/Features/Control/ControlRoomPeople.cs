using HexaLive.Domain;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Domain.Timers;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Control;

/// <summary>How many of the tasks for which a person is responsible are due today, and how many are overdue.</summary>
public sealed record DueByPerson(int PersonId, string Person, int DueCount, int OverdueCount);

/// <summary>
/// A person at work today: their last entry (<see cref="At"/>, UTC), today's totals, and their running timer
/// (<see cref="TimerSince"/>, UTC). A person with a running timer may have no entry yet.
/// </summary>
public sealed record ActivePerson(
    int PersonId,
    string Person,
    int? TaskId,
    string? Task,
    string? Client,
    DedicationChannel? Channel,
    DateTime? At,
    int Minutes,
    int EntryCount,
    DateTime? TimerSince
)
{
    /// <summary>When the person last saved an entry or started the running timer, whichever is later (UTC).</summary>
    public DateTime LastActiveAt => TimerSince > At || At is null ? TimerSince ?? default : At.Value;
}

/// <summary>Reads the people who have due tasks and the people who are at work today, for managers and administrators.</summary>
public sealed class ControlRoomPeople(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>The maximum number of people in a list.</summary>
    public const int MaxPeople = 12;

    /// <summary>Returns the people with the most overdue and due tasks; at most <see cref="MaxPeople"/>.</summary>
    /// <exception cref="RuleException">The viewer is a representative (<see cref="RuleError.NotAllowed"/>).</exception>
    public async Task<IReadOnlyList<DueByPerson>> ListDueAsync(
        Viewer viewer,
        ControlRoomFilter filter,
        CancellationToken cancellationToken = default
    )
    {
        viewer.EnsureManager();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var today = LocalTime.Day(time.GetUtcNow().UtcDateTime, viewer.TimeZone);
        return await filter
            .FilteredTasks(db, viewer)
            .WhereOpen()
            .Where(t => t.NextActionDate <= today)
            .GroupBy(t => t.ResponsibleId)
            .Select(g => new
            {
                Id = g.Key,
                Due = g.Sum(t => t.NextActionDate == today ? 1 : 0),
                Overdue = g.Sum(t => t.NextActionDate < today ? 1 : 0),
            })
            .OrderByDescending(g => g.Overdue)
            .ThenByDescending(g => g.Due)
            .ThenBy(g => g.Id)
            .Take(MaxPeople)
            .Join(
                db.People,
                g => g.Id,
                p => p.Id,
                (g, p) =>
                    new
                    {
                        g.Id,
                        p.Name,
                        g.Due,
                        g.Overdue,
                    }
            )
            .OrderByDescending(g => g.Overdue)
            .ThenByDescending(g => g.Due)
            .ThenBy(g => g.Id)
            .Select(g => new DueByPerson(g.Id, g.Name, g.Due, g.Overdue))
            .ToListAsync(cancellationToken);
    }

    /// <summary>
    /// Returns the people who logged something today or have a timer running, latest activity first; at most
    /// <see cref="MaxPeople"/>.
    /// </summary>
    /// <exception cref="RuleException">The viewer is a representative (<see cref="RuleError.NotAllowed"/>).</exception>
    public async Task<IReadOnlyList<ActivePerson>> ListActiveTodayAsync(
        Viewer viewer,
        ControlRoomFilter filter,
        CancellationToken cancellationToken = default
    )
    {
        viewer.EnsureManager();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var today = LocalTime.Day(time.GetUtcNow().UtcDateTime, viewer.TimeZone);
        var entries = filter.FilteredEntries(db, viewer).Where(d => d.Date == today);
        var timers = db.Timers.AsNoTracking();
        if (filter.ClientId is not null || filter.Kind is not null)
        {
            var tasks = filter.FilteredTasks(db, viewer);
            timers = timers.Where(t => t.TaskId != null && tasks.Any(k => k.Id == t.TaskId));
        }
        var people = db.People.AsNoTracking();
        if (filter.FilteredPersonIds(db, viewer) is { } counted)
            people = people.Where(p => counted.Contains(p.Id));
        var rows = await SelectRows(people, entries, timers, db.Tasks.VisibleTo(db, viewer)).ToListAsync(cancellationToken);
        return [.. rows.Select(r => r.ToActivePerson()).OrderByDescending(w => w.LastActiveAt)];
    }

    // Reads the task of a timer only if the task is in the viewer's scope. Otherwise, the row shows only that the timer is running.
    private static IQueryable<PersonToday> SelectRows(
        IQueryable<Person> people,
        IQueryable<Dedication> entries,
        IQueryable<WorkTimer> timers,
        IQueryable<WorkTask> visible
    ) =>
        people
            .Where(p => entries.Any(d => d.PersonId == p.Id) || timers.Any(t => t.PersonId == p.Id))
            .OrderByDescending(p => timers.Any(t => t.PersonId == p.Id))
            .ThenByDescending(p => entries.Where(d => d.PersonId == p.Id).Max(d => (int?)d.Id))
            .Take(MaxPeople)
            .Select(p => new PersonToday
            {
                Id = p.Id,
                Name = p.Name,
                LastEntry = entries
                    .Where(d => d.PersonId == p.Id)
                    .OrderByDescending(d => d.Id)
                    .Select(d => new LastEntry
                    {
                        TaskId = d.TaskId,
                        Title = d.Task.Title,
                        Client = d.Client.Name,
                        Channel = d.Channel,
                        CreatedAt = d.CreatedAt,
                    })
                    .FirstOrDefault(),
                Minutes = entries.Where(d => d.PersonId == p.Id).Sum(d => d.Minutes),
                Entries = entries.Count(d => d.PersonId == p.Id),
                TimerStartedAt = timers.Where(t => t.PersonId == p.Id).Select(t => (DateTime?)t.StartedAt).FirstOrDefault(),
                TimerTaskId = timers
                    .Where(t => t.PersonId == p.Id)
                    .Select(t => visible.Where(k => k.Id == t.TaskId).Select(k => (int?)k.Id).FirstOrDefault())
                    .FirstOrDefault(),
                TimerTaskTitle = timers
                    .Where(t => t.PersonId == p.Id)
                    .Select(t => visible.Where(k => k.Id == t.TaskId).Select(k => k.Title).FirstOrDefault())
                    .FirstOrDefault(),
                TimerClient = timers
                    .Where(t => t.PersonId == p.Id)
                    .Select(t => visible.Where(k => k.Id == t.TaskId).Select(k => k.Client.Name).FirstOrDefault())
                    .FirstOrDefault(),
            });

    private sealed record LastEntry
    {
        public int TaskId { get; init; }
        public required string Title { get; init; }
        public required string Client { get; init; }
        public DedicationChannel Channel { get; init; }
        public DateTime CreatedAt { get; init; }
    }

    private sealed record PersonToday
    {
        public int Id { get; init; }
        public required string Name { get; init; }
        public LastEntry? LastEntry { get; init; }
        public int Minutes { get; init; }
        public int Entries { get; init; }
        public DateTime? TimerStartedAt { get; init; }
        public int? TimerTaskId { get; init; }
        public string? TimerTaskTitle { get; init; }
        public string? TimerClient { get; init; }

        // If a timer is running, show the task of the timer instead of the task of the last entry.
        public ActivePerson ToActivePerson()
        {
            var (taskId, task, client) = TimerStartedAt is null
                ? (LastEntry?.TaskId, LastEntry?.Title, LastEntry?.Client)
                : (TimerTaskId, TimerTaskTitle, TimerClient);
            return new ActivePerson(
                Id,
                Name,
                taskId,
                task,
                client,
                LastEntry?.Channel,
                LastEntry?.CreatedAt,
                Minutes,
                Entries,
                TimerStartedAt
            );
        }
    }
}
