using HexaLive.Domain.FollowUp;
using HexaLive.Domain.Holidays;
using HexaLive.Domain.Reminders;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Holidays;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.FollowUp;

/// <summary>
/// Checks each overdue promise once on each working day of the person who promised. That person (or the stand-in) is reminded again at the
/// interval that the person chose. After the numbers of working days in <see cref="FollowUpRules"/>, first the task's controller and then
/// the controller's manager are reminded too.
/// </summary>
public sealed class OverdueChasing(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>The maximum number of promises that one transaction processes.</summary>
    public const int BatchSize = 200;

    // The maximum number of calendar days over which the working days since the due date are counted.
    private const int MaxDays = 800;

    /// <summary>
    /// Processes every promise whose <see cref="Promise.ChaseAt"/> has come, and returns the number of reminders raised. Each sweep
    /// claims its rows first, so that two concurrent sweeps do not raise the same reminder.
    /// </summary>
    public async Task<int> ChaseAsync(CancellationToken cancellationToken = default)
    {
        var raised = 0;
        ChaseContext? around = null;
        while (true)
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            var now = time.GetUtcNow().UtcDateTime;
            var late = await db
                .Promises.AsNoTracking()
                .Where(p => p.Outcome == PromiseOutcome.Open && p.ChaseAt <= now)
                .WhereTaskOpen()
                .OrderBy(p => p.ChaseAt)
                .Take(BatchSize)
                .Select(p => new OverduePromise(
                    p.Id,
                    p.TaskId,
                    p.Date,
                    p.PersonId,
                    p.Person.TimeZone,
                    p.Person.TeamId,
                    p.Person.WorkingWeek,
                    p.Person.OverdueEvery,
                    p.Task.ControllerId,
                    p.Task.Controller.TeamId,
                    p.Task.ResponsibleId,
                    p.Task.ProjectId,
                    p.Task.ClientId
                ))
                .ToListAsync(cancellationToken);
            if (late.Count == 0)
                return raised;
            around ??= await ChaseContext.ReadAsync(db, now, cancellationToken);
            raised += await ChaseBatchAsync(db, late, around, now, cancellationToken);
            if (late.Count < BatchSize)
                return raised;
        }
    }

    private static async Task<int> ChaseBatchAsync(
        HexaDbContext db,
        List<OverduePromise> overdue,
        ChaseContext context,
        DateTime now,
        CancellationToken cancellationToken
    )
    {
        var ids = overdue.ConvertAll(l => l.Id);
        // Add a random number of ticks to ChaseAt. This number identifies the rows that this sweep has claimed, even if another sweep
        // claims rows at the same time.
        var mark = Random.Shared.Next(1, 9_999_999);
        return await db.WriteAsync(
            async () =>
            {
                var mine = new HashSet<int>();
                foreach (var turn in overdue.GroupBy(l => context.GetNextChaseTime(l, now)))
                {
                    var (these, next) = (turn.Select(l => l.Id).ToList(), turn.Key.AddTicks(mark));
                    await db
                        .Promises.Where(p => these.Contains(p.Id) && p.Outcome == PromiseOutcome.Open && p.ChaseAt <= now)
                        .ExecuteUpdateAsync(set => set.SetProperty(p => p.ChaseAt, next), cancellationToken);
                    mine.UnionWith(
                        await db
                            .Promises.Where(p => these.Contains(p.Id) && p.ChaseAt == next)
                            .Select(p => p.Id)
                            .ToListAsync(cancellationToken)
                    );
                }
                var known = (
                    await db.Reminders.Where(r => r.PromiseId != null && ids.Contains(r.PromiseId.Value)).ToListAsync(cancellationToken)
                ).ToLookup(r => r.PromiseId!.Value);
                var count = 0;
                foreach (var promise in overdue.Where(l => mine.Contains(l.Id)))
                    count += RaiseReminders(db, promise, [.. known[promise.Id]], context, now);
                await db.SaveChangesAsync(cancellationToken);
                return count;
            },
            cancellationToken
        );
    }

    private static int RaiseReminders(HexaDbContext db, OverduePromise promise, List<Reminder> existing, ChaseContext context, DateTime now)
    {
        var calendar = context.CalendarOf(promise);
        var today = LocalTime.Day(now, promise.TimeZone);
        var days = calendar.CountWorkingDays(promise.Date < today.AddDays(-MaxDays) ? today.AddDays(-MaxDays) : promise.Date, today);
        // Raise nothing if no working day has passed yet, or if today has become a day off since this check was scheduled.
        if (days == 0 || !calendar.IsWorkingDay(today))
            return 0;
        var actor = new Actor(null, now);
        var count = 0;
        var notified = context.FindStandIn(promise.PersonId, promise.ControllerId);
        var last = existing.Find(r => r.Kind == ReminderKind.Overdue && r.PersonId == notified);
        var isTurn =
            last is null || calendar.CountWorkingDays(LocalTime.Day(last.RaisedAt, promise.TimeZone), today) >= promise.ReminderInterval;
        // A snoozed reminder comes back when its snooze ends, not earlier.
        if (isTurn && !existing.Exists(r => r.PersonId == notified && r.SnoozedUntil > now))
        {
            if (last is null)
                db.Reminders.Add(last = new Reminder(notified, promise.TaskId, promise.Id, ReminderKind.Overdue, now));
            else
                last.RaiseAgain(now);
            // The overdue reminder replaces the due reminder, so that the bell shows one line for the promise.
            existing.Find(r => r.Kind == ReminderKind.Due && r.PersonId == notified)?.Dismiss(now);
            last.RecordOverdue(promise.TaskIds, null, days, actor);
            count++;
        }
        if (days >= context.Rules.EscalateAfter)
            count += Escalate(promise.ControllerId);
        if (
            days >= context.Rules.EscalateToManagerAfter
            && context.FindManager(promise.ControllerTeamId, promise.ControllerId) is { } manager
        )
            count += Escalate(manager);
        return count;

        int Escalate(int to)
        {
            if (to == promise.PersonId || existing.Exists(r => r.Kind == ReminderKind.Escalated && r.PersonId == to))
                return 0;
            var reminder = new Reminder(to, promise.TaskId, promise.Id, ReminderKind.Escalated, now);
            reminder.RecordOverdue(promise.TaskIds, context.NameOf(to), days, actor);
            db.Reminders.Add(reminder);
            return 1;
        }
    }

    private sealed record OverduePromise(
        int Id,
        int TaskId,
        DateOnly Date,
        int PersonId,
        string TimeZone,
        int? TeamId,
        WeekDays? WorkingWeek,
        int ReminderInterval,
        int ControllerId,
        int? ControllerTeamId,
        int ResponsibleId,
        int ProjectId,
        int ClientId
    )
    {
        public TaskIds TaskIds => new(TaskId, ProjectId, ClientId, ResponsibleId, ControllerId);
    }

    // The data that all promises of a sweep share: rules, working days, team managers and absences.
    private sealed class ChaseContext
    {
        private WorkingCalendars _days = null!;
        private Dictionary<int, int> _managers = null!;
        private Dictionary<int, string> _people = null!;
        private Dictionary<int, int?> _standIns = null!;

        public FollowUpRules Rules { get; private set; } = null!;

        public static async Task<ChaseContext> ReadAsync(HexaDbContext db, DateTime now, CancellationToken cancellationToken)
        {
            var from = DateOnly.FromDateTime(now).AddDays(-MaxDays - 1);
            var away = await db
                .Absences.AsNoTracking()
                .Where(a => a.StartsAt <= now && a.EndsAt > now)
                .Select(a => new
                {
                    a.PersonId,
                    a.StandInId,
                    Active = a.StandIn != null && a.StandIn.Active,
                })
                .ToListAsync(cancellationToken);
            var absent = away.Select(a => a.PersonId).ToHashSet();
            return new ChaseContext
            {
                Rules =
                    await db.FollowUpRules.AsNoTracking().FirstOrDefaultAsync(r => r.Id == FollowUpRules.SingletonId, cancellationToken)
                    ?? new FollowUpRules(),
                _days = await WorkingCalendars.ReadAsync(db, from, cancellationToken),
                _managers = await db
                    .Teams.AsNoTracking()
                    .Where(t => t.ManagerId != null)
                    .ToDictionaryAsync(t => t.Id, t => t.ManagerId!.Value, cancellationToken),
                _people = await db
                    .People.AsNoTracking()
                    .Where(p => p.Active)
                    .Select(p => new { p.Id, p.Name })
                    .ToDictionaryAsync(p => p.Id, p => p.Name, cancellationToken),
                _standIns = away.GroupBy(a => a.PersonId)
                    .ToDictionary(
                        g => g.Key,
                        g => g.Select(a => a.Active && !absent.Contains(a.StandInId!.Value) ? a.StandInId : null).FirstOrDefault()
                    ),
            };
        }

        /// <summary>Returns the working calendar of the person who promised.</summary>
        public WorkingCalendar CalendarOf(OverduePromise promise) => _days.CalendarOf(promise.TeamId, promise.WorkingWeek);

        /// <summary>Returns the start (UTC) of the next working day of the person who promised.</summary>
        public DateTime GetNextChaseTime(OverduePromise promise, DateTime now) =>
            LocalTime.ToUtc(CalendarOf(promise).AddWorkingDays(LocalTime.Day(now, promise.TimeZone).AddDays(1), 0), null, promise.TimeZone);

        public int FindStandIn(int personId, int controllerId) =>
            _standIns.TryGetValue(personId, out var standIn) ? standIn ?? controllerId : personId;

        /// <summary>
        /// Returns the manager of the controller's team, or of the nearest team above it that has an active manager other
        /// than the controller; null if there is none.
        /// </summary>
        public int? FindManager(int? teamId, int controllerId)
        {
            foreach (var team in _days.TeamsAbove(teamId))
                if (_managers.TryGetValue(team, out var manager) && manager != controllerId && _people.ContainsKey(manager))
                    return manager;
            return null;
        }

        public string? NameOf(int personId) => _people.GetValueOrDefault(personId);
    }
}
