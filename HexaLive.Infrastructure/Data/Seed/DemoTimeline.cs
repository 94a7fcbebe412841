using HexaLive.Domain.Activity;
using HexaLive.Domain.Holidays;
using HexaLive.Domain.Reminders;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;

namespace HexaLive.Infrastructure.Data.Seed;

/// <summary>
/// The events of the demo company's history. They are added in any order and run in chronological order, so that promises and
/// activity are as consistent as in real use.
/// </summary>
internal sealed class DemoTimeline(WorkingCalendar calendar, Random random, DateOnly firstDay, DateTime now)
{
    private const int EventsPerSave = 2000;

    private readonly List<(DateTime At, int Order, Action Apply)> _events = [];
    private readonly List<ActivityEntry> _activity = [];
    private readonly List<Promise> _flagged = [];

    public WorkingCalendar Calendar => calendar;
    public DateOnly FirstDay => firstDay;
    public DateTime Now => now;
    public DateOnly Today { get; } = LocalTime.Day(now, DemoMasterData.Zone);

    /// <summary>Adds an event at a UTC instant.</summary>
    public void Add(DateTime at, Action apply) => _events.Add((at, _events.Count, apply));

    /// <summary>Registers a promise that an event flagged as due. The person who promised gets a reminder.</summary>
    public void AddFlagged(Promise promise) => _flagged.Add(promise);

    /// <summary>Runs all events and saves them. The ids of the activity rows are in chronological order.</summary>
    public async Task RunAsync(HexaDbContext db, CancellationToken cancellationToken)
    {
        foreach (var batch in _events.OrderBy(e => e.At).ThenBy(e => e.Order).Chunk(EventsPerSave))
        {
            foreach (var (_, _, apply) in batch)
                apply();
            await db.SaveChangesAsync(cancellationToken);
            // Within one save, EF Core inserts a row that depends on the id of another new row after the other rows. Save the activity
            // separately, so that its ids stay in chronological order.
            db.Activity.AddRange(_activity);
            _activity.Clear();
            await db.SaveChangesAsync(cancellationToken);
        }
        db.Reminders.AddRange(_flagged.Select(p => new Reminder(p.PersonId, p.TaskId, p.Id, ReminderKind.Due, p.FlaggedAt!.Value)));
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Moves the new activity rows out of an entity, so that they are not saved together with it.</summary>
    public void DetachActivity(RecordedEntity entity) => _activity.AddRange(entity.DrainActivity());

    /// <summary>Returns a random instant in the working hours of a day. For today, the instant is in the past.</summary>
    public DateTime RandomInstant(DateOnly day)
    {
        if (day < Today)
            return Utc(day, new TimeOnly(9 + random.Next(9), random.Next(60), random.Next(60)));
        var midnight = Utc(day, TimeOnly.MinValue);
        var start = now - midnight > TimeSpan.FromHours(10) ? Utc(day, new TimeOnly(8, 30)) : midnight;
        return start.AddSeconds((int)((now - start).TotalSeconds * (0.1 + 0.88 * random.NextDouble())));
    }

    /// <summary>Returns the working day that is a number of working days earlier.</summary>
    public DateOnly WorkingDayBefore(DateOnly day, int workingDays)
    {
        for (var left = workingDays; left > 0; left--)
        {
            do day = day.AddDays(-1);
            while (!calendar.IsWorkingDay(day));
        }
        return day;
    }

    /// <summary>Converts a local time of the demo company to UTC.</summary>
    public static DateTime Utc(DateOnly day, TimeOnly time) => LocalTime.ToUtc(day, time, DemoMasterData.Zone);
}
