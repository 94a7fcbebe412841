using HexaLive.Domain.Activity;
using HexaLive.Domain.Calendar;
using HexaLive.Domain.People;
using HexaLive.Domain.Reminders;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Reminders;

/// <summary>
/// Looks after promises whose day has gone by, once on each working day of who promised: tells that person again as often as they chose, and after some working days the
/// controller of the task and then the controller's manager.
/// </summary>
public sealed class OverdueChasing(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>Promises a transaction.</summary>
    public const int BatchSize = 200;

    // Longer ago counts no more days.
    private const int MostDays = 800;

    /// <summary>Looks at every promise whose turn it is and returns how many reminders were raised. Rows are claimed first: two sweeps at once raise each once.</summary>
    public async Task<int> ChaseAsync(CancellationToken cancellationToken = default)
    {
        var raised = 0;
        Surroundings? around = null;
        while (true)
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            var now = time.GetUtcNow().UtcDateTime;
            var late = await db.Promises.AsNoTracking().Where(p => p.Outcome == PromiseOutcome.Open && p.ChaseAt <= now).OrderBy(p => p.ChaseAt).Take(BatchSize)
                .Select(p => new Late(p.Id, p.TaskId, p.Date, p.PersonId, p.Person.TimeZone, p.Person.TeamId, p.Person.WorkingWeek, p.Person.OverdueEvery,
                    p.Task.ControllerId, p.Task.Controller.TeamId, p.Task.ResponsibleId, p.Task.ProjectId, p.Task.ClientId)).ToListAsync(cancellationToken);
            if (late.Count == 0) return raised;
            around ??= await Surroundings.ReadAsync(db, now, cancellationToken);
            raised += await ChaseBatchAsync(db, late, around, now, cancellationToken);
            if (late.Count < BatchSize) return raised;
        }
    }

    private static async Task<int> ChaseBatchAsync(HexaDbContext db, List<Late> late, Surroundings around, DateTime now, CancellationToken cancellationToken)
    {
        var ids = late.ConvertAll(l => l.Id);
        // The odd ticks tell this sweep's rows from those that another one claimed at the same instant.
        var mark = Random.Shared.Next(1, 9_999_999);
        return await db.WriteAsync(async () =>
        {
            var mine = new HashSet<int>();
            foreach (var turn in late.GroupBy(l => around.NextTurn(l, now)))
            {
                var (these, next) = (turn.Select(l => l.Id).ToList(), turn.Key.AddTicks(mark));
                await db.Promises.Where(p => these.Contains(p.Id) && p.Outcome == PromiseOutcome.Open && p.ChaseAt <= now)
                    .ExecuteUpdateAsync(set => set.SetProperty(p => p.ChaseAt, next), cancellationToken);
                mine.UnionWith(await db.Promises.Where(p => these.Contains(p.Id) && p.ChaseAt == next).Select(p => p.Id).ToListAsync(cancellationToken));
            }
            var known = (await db.Reminders.Where(r => r.PromiseId != null && ids.Contains(r.PromiseId.Value)).ToListAsync(cancellationToken)).ToLookup(r => r.PromiseId!.Value);
            var count = 0;
            foreach (var promise in late.Where(l => mine.Contains(l.Id)))
                count += Raise(db, promise, [.. known[promise.Id]], around, now);
            await db.SaveChangesAsync(cancellationToken);
            return count;
        }, cancellationToken);
    }

    private static int Raise(HexaDbContext db, Late promise, List<Reminder> known, Surroundings around, DateTime now)
    {
        var calendar = around.CalendarOf(promise);
        var today = LocalTime.Day(now, promise.TimeZone);
        var days = calendar.Between(promise.Date < today.AddDays(-MostDays) ? today.AddDays(-MostDays) : promise.Date, today);
        // A turn that was set before this day became one off passes.
        if (days == 0 || !calendar.IsWorkingDay(today)) return 0;
        var count = 0;
        var told = around.StandInOf(promise.PersonId, promise.ControllerId);
        var last = known.Find(r => r.Kind == ReminderKind.Overdue && r.PersonId == told);
        var isTurn = last is null || calendar.Between(LocalTime.Day(last.RaisedAt, promise.TimeZone), today) >= promise.Every;
        // What somebody put off is told when they wanted it.
        if (isTurn && !known.Exists(r => r.PersonId == told && r.SnoozedUntil > now))
        {
            if (last is null) db.Reminders.Add(new Reminder(told, promise.TaskId, promise.Id, ReminderKind.Overdue, now));
            else last.RaiseAgain(now);
            // One line in the bell says it.
            known.Find(r => r.Kind == ReminderKind.Due && r.PersonId == told)?.Done(now);
            db.Activity.Add(Tells(promise, ActivityKind.FlaggedOverdue, told, null, days, now));
            count++;
        }
        if (days >= around.Rules.EscalateAfter) count += Escalate(promise.ControllerId);
        if (days >= around.Rules.EscalateToManagerAfter && around.ManagerOf(promise.ControllerTeamId, promise.ControllerId) is { } manager) count += Escalate(manager);
        return count;

        int Escalate(int to)
        {
            if (to == promise.PersonId || known.Exists(r => r.Kind == ReminderKind.Escalated && r.PersonId == to)) return 0;
            db.Reminders.Add(new Reminder(to, promise.TaskId, promise.Id, ReminderKind.Escalated, now));
            db.Activity.Add(Tells(promise, ActivityKind.Escalated, to, around.NameOf(to), days, now));
            return 1;
        }
    }

    private static ActivityEntry Tells(Late promise, ActivityKind kind, int to, string? name, int days, DateTime now)
    {
        var entry = new ActivityEntry(kind, null, now, to: name, note: days.ToString(System.Globalization.CultureInfo.InvariantCulture))
        {
            TaskId = promise.TaskId,
            ProjectId = promise.ProjectId,
            ClientId = promise.ClientId,
            ResponsibleId = promise.ResponsibleId,
            ControllerId = promise.ControllerId,
        };
        entry.TellsTo(to);
        return entry;
    }

    private sealed record Late(
        int Id, int TaskId, DateOnly Date, int PersonId, string TimeZone, int? TeamId, WeekDays? WorkingWeek, int Every, int ControllerId, int? ControllerTeamId, int ResponsibleId, int ProjectId, int ClientId);

    // What many promises have in common: rules, working days, who manages whom, and who is away.
    private sealed class Surroundings
    {
        private WorkingDays _days = null!;
        private Dictionary<int, int> _managers = null!;
        private Dictionary<int, string> _people = null!;
        private Dictionary<int, int?> _away = null!;

        public FollowUpRules Rules { get; private set; } = null!;

        public static async Task<Surroundings> ReadAsync(HexaDbContext db, DateTime now, CancellationToken cancellationToken)
        {
            var from = DateOnly.FromDateTime(now).AddDays(-MostDays - 1);
            var away = await db.Absences.AsNoTracking().Where(a => a.StartsAt <= now && a.EndsAt > now).Select(a => new { a.PersonId, a.StandInId, Active = a.StandIn != null && a.StandIn.Active }).ToListAsync(cancellationToken);
            var absent = away.Select(a => a.PersonId).ToHashSet();
            return new Surroundings
            {
                Rules = await db.FollowUpRules.AsNoTracking().FirstOrDefaultAsync(r => r.Id == FollowUpRules.OnlyId, cancellationToken) ?? new FollowUpRules(),
                _days = await WorkingDays.ReadAsync(db, from, cancellationToken),
                _managers = await db.Teams.AsNoTracking().Where(t => t.ManagerId != null).ToDictionaryAsync(t => t.Id, t => t.ManagerId!.Value, cancellationToken),
                _people = await db.People.AsNoTracking().Where(p => p.Active).Select(p => new { p.Id, p.Name }).ToDictionaryAsync(p => p.Id, p => p.Name, cancellationToken),
                _away = away.GroupBy(a => a.PersonId).ToDictionary(g => g.Key, g => g.Select(a => a.Active && !absent.Contains(a.StandInId!.Value) ? a.StandInId : null).FirstOrDefault()),
            };
        }

        /// <summary>The working days of who promised.</summary>
        public WorkingCalendar CalendarOf(Late promise) => _days.Of(promise.TeamId, promise.WorkingWeek);

        /// <summary>The start of the next working day of who promised.</summary>
        public DateTime NextTurn(Late promise, DateTime now) =>
            LocalTime.ToUtc(CalendarOf(promise).Add(LocalTime.Day(now, promise.TimeZone).AddDays(1), 0), null, promise.TimeZone);

        public int StandInOf(int personId, int controllerId) => _away.TryGetValue(personId, out var standIn) ? standIn ?? controllerId : personId;

        /// <summary>Who manages the controller's team, or the nearest one above it that somebody else manages; null where there is nobody.</summary>
        public int? ManagerOf(int? teamId, int controllerId)
        {
            foreach (var team in _days.TeamsAbove(teamId))
                if (_managers.TryGetValue(team, out var manager) && manager != controllerId && _people.ContainsKey(manager)) return manager;
            return null;
        }

        public string? NameOf(int personId) => _people.GetValueOrDefault(personId);
    }
}
