using HexaLive.Domain.Activity;
using HexaLive.Domain.Calendar;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Reminders;
using HexaLive.Domain.Tasks;

namespace HexaLive.Infrastructure.Persistence.Seed;

/// <summary>
/// What the demo company did until now. Each task's days are planned backwards from how it stands today; then everything happens in the order
/// of time, so that the feed reads as it was lived.
/// </summary>
internal sealed class DemoHistory(HexaDbContext db, DemoDirectory directory, WorkingCalendar calendar, Random random, DateOnly first, DateTime now)
{
    private const int EventsPerSave = 2000;

    private enum End { Finished, Overdue, Today, Coming, Undated, Pending }

    private readonly DateOnly _today = LocalTime.Day(now, DemoDirectory.Zone);
    private readonly Storyteller _teller = new(random);
    private readonly List<(DateTime At, int Order, Action Happen)> _events = [];
    private readonly Dictionary<Project, DateOnly> _lastDay = [];
    private HashSet<Project> _closing = [];

    private readonly List<ActivityEntry> _written = [];
    private readonly List<Promise> _flagged = [];

    /// <summary>Lets everything happen, and saves it; the activity gets its ids in the order of time.</summary>
    public async Task LiveAsync(CancellationToken cancellationToken)
    {
        Plan();
        foreach (var batch in _events.OrderBy(e => e.At).ThenBy(e => e.Order).Chunk(EventsPerSave))
        {
            foreach (var (_, _, happen) in batch) happen();
            await db.SaveChangesAsync(cancellationToken);
            // A save writes rows that wait for another row's id after those that do not: what happened comes in a save of its own.
            db.Activity.AddRange(_written);
            _written.Clear();
            await db.SaveChangesAsync(cancellationToken);
        }
        db.Reminders.AddRange(_flagged.Select(p => new Reminder(p.PersonId, p.TaskId, p.Id, ReminderKind.Due, p.FlaggedAt!.Value)));
        await db.SaveChangesAsync(cancellationToken);
    }

    private void Plan()
    {
        // Production projects that came to their end: no open task may be in them.
        _closing = [.. directory.Clients.SelectMany(c => c.Projects.Skip(1)).Where((_, i) => i % 5 == 2)];
        foreach (var team in directory.Teams)
        {
            Plan(team, team.Manager, finished: 7, overdue: 1, today: 1, coming: 3, undated: 0, pending: 0, enteredToday: 1);
            foreach (var rep in team.Reps)
            {
                // The sign-in that the console names has a full day before it.
                if (rep.Email == "rep@demo.local") Plan(team, rep, finished: 32, overdue: 5, today: 6, coming: 15, undated: 1, pending: 3, enteredToday: 4);
                else Plan(team, rep, finished: 28 + random.Next(5), overdue: 2 + random.Next(4), today: 2 + random.Next(3), coming: 9 + random.Next(5), undated: 1, pending: 2, enteredToday: 1 + random.Next(2));
            }
        }
        foreach (var project in _closing) PlanClose(project);
    }

    private void Plan(DemoTeam team, Person person, int finished, int overdue, int today, int coming, int undated, int pending, int enteredToday)
    {
        for (var i = 0; i < finished; i++) Plan(team, person, End.Finished, false);
        for (var i = 0; i < overdue; i++) Plan(team, person, End.Overdue, false);
        for (var i = 0; i < today; i++) Plan(team, person, End.Today, false);
        for (var i = 0; i < coming; i++) Plan(team, person, End.Coming, i < enteredToday);
        for (var i = 0; i < undated; i++) Plan(team, person, End.Undated, false);
        for (var i = 0; i < pending; i++) Plan(team, person, End.Pending, false);
    }

    private void Plan(DemoTeam team, Person person, End end, bool enteredToday)
    {
        var (client, project) = PickProject(team, person, end);
        var story = _teller.Pick(DemoStories.All.Where(s => s.Kind == project.Kind).ToArray());
        var contact = _teller.Pick(client.Client.Contacts.ToArray());
        var facts = _teller.Begin(story, client.Trade, contact.Name, contact.Position!, team.Manager.Name, _today.Year);
        var controller = person == team.Manager ? directory.Admin : team.Manager;
        var originator = random.Next(10) switch { < 4 => controller, < 8 => person, < 9 => directory.Admin, _ => _teller.Pick(team.Reps) };

        // Backwards from the end: the day of each entry, then the day that the task was made.
        var target = Target(end);
        var count = end == End.Pending ? 0 : 3 + random.Next(9);
        var days = new List<DateOnly>();
        var day = end switch
        {
            End.Finished when _closing.Contains(project) => Back(_today, 20 + random.Next(80)),
            End.Finished => Back(_today, 1 + (int)(170 * Math.Pow(random.NextDouble(), 1.3))),
            End.Overdue => Back(target!.Value, 1 + random.Next(6)),
            _ when enteredToday => _today,
            _ => Back(_today, 1 + random.Next(8)),
        };
        for (var i = 0; i < count && day >= first; i++)
        {
            days.Insert(0, day);
            day = Back(day, 1 + (int)(9 * Math.Pow(random.NextDouble(), 1.5)));
        }
        if (day < first) day = days.Count > 0 ? days[0] : first;
        var created = Utc(day, new TimeOnly(8, random.Next(30)));
        var entries = days.ConvertAll(At);

        WorkTask? task = null;
        // Some are handed over soon after they were made.
        var handedFrom = random.Next(25) == 0 && days.Count > 1 && person != team.Manager ? _teller.Pick(team.Reps) : person;
        (DateOnly? Day, TimeOnly? Time, DateOnly? MoveFrom) asked = entries.Count > 0 ? Promise(0, created) : (target, null, null);
        var promised = asked;
        Happens(created, () =>
        {
            var next = asked.Day is { } d ? new NextAction(d, asked.Time, _teller.Note(facts)) : null;
            task = new WorkTask(
                project,
                new TaskFields(
                    _teller.Title(facts), _teller.Description(facts), directory.Types[story.Type].Id, story.Origin is { } o ? directory.Origins[o].Id : null, contact.Id,
                    (TaskPriority)Math.Clamp(story.Priority + _teller.Pick([-1, 0, 0, 0, 0, 0, 1]), 0, 3), story.Estimate),
                handedFrom, controller, originator, next, originator.Id, created);
            Hold(task.Activity, 0, e => e.Task = task);
            db.Tasks.Add(task);
        });
        if (handedFrom != person) Changes(created.AddMinutes(25), at => task!.Assign(person, controller, controller.Id, at));

        for (var i = 0; i < entries.Count; i++)
        {
            var (index, at, agreed) = (i, entries[i], promised.Day);
            var last = i == entries.Count - 1;
            // Now and then somebody else of the team takes the call.
            var who = !last && random.Next(20) == 0 ? team.Manager : person;
            promised = last ? (target, target is null ? null : PromiseTime(), null) : Promise(i + 1, at);
            var (next, moved) = ((promised.Day, promised.Time), promised.MoveFrom);
            Dedication? dedication = null;
            Changes(at, _ =>
            {
                var told = _teller.Tell(facts, index == 0 ? 0 : (index + 1.0) / entries.Count, days[index], agreed, next.Day, next.Time);
                var then = last && end == End.Finished ? new AfterLog(Finish: true, Outcome: _teller.Outcome(facts))
                    : next.Day is { } d ? new AfterLog(new NextAction(moved ?? d, next.Time, _teller.Note(facts)))
                    : new AfterLog(Clear: true);
                dedication = task!.Log(new DedicationFields(days[index], _teller.Minutes(told.Channel), told.Comment, told.Channel, contact.Id), who, then, who.Id, at, NewKey());
                db.Dedications.Add(dedication);
                // What is older than two days was answered, of the rest a part.
                if (at < now.AddDays(-2) || random.Next(3) == 0) dedication.Review?.Approve(controller.Id, at);
            });
            if (random.Next(150) == 0 && at.AddMinutes(9) < now)
            {
                Changes(at.AddMinutes(9), when =>
                {
                    var minutes = dedication!.Minutes;
                    var fields = new DedicationFields(dedication.Date, minutes + 5, $"{dedication.Comment} (Corrijo los minutos.)", dedication.Channel, dedication.ContactId);
                    dedication.Correct(fields, who.Id, false, who.Today(when), when);
                    task!.DedicationCorrected(dedication, who.Id, when, minutes);
                });
            }
            // A date is put off the day before it comes.
            if (moved is { } from && next.Day is { } to)
            {
                Changes(
                    Utc(Back(from, 1), new TimeOnly(17, random.Next(60))),
                    when => task!.Reschedule(new NextAction(to, next.Time, task.NextActionNote), person.Id, when));
            }
        }
        // What fell due and still stands was flagged when it did.
        if (target is { } fell && LocalTime.ToUtc(fell, promised.Time, DemoDirectory.Zone) is var due && due <= now)
        {
            Changes(due, at =>
            {
                if (task!.Promises.FirstOrDefault(p => p.Outcome == PromiseOutcome.Open && p.DueAt == at) is not { } promise) return;
                promise.Flag(at);
                task.Record(ActivityKind.FlaggedDue, null, at, to: WorkTask.Describe(task.NextAction), note: task.NextActionNote);
                _flagged.Add(promise);
            });
        }
        if (entries.Count > 0) _lastDay[project] = _lastDay.TryGetValue(project, out var known) && known > days[^1] ? known : days[^1];

        // What is promised for the entry of this index: its own day, a day too early (broken), or one that is moved later.
        (DateOnly? Day, TimeOnly? Time, DateOnly? MoveFrom) Promise(int index, DateTime setAt)
        {
            var set = LocalTime.Day(setAt, DemoDirectory.Zone);
            var kept = days[index];
            var hour = random.Next(4) == 0 ? TimeOnly.FromDateTime(LocalTime.At(entries[index], DemoDirectory.Zone)) : (TimeOnly?)null;
            var time = hour is { } h ? new TimeOnly(h.Hour, h.Minute / 30 * 30) : (TimeOnly?)null;
            var gap = kept.DayNumber - set.DayNumber;
            return random.Next(8) switch
            {
                0 when gap > 2 => (calendar.Add(set, 1) < kept ? calendar.Add(set, 1) : kept, null, null),
                1 when gap > 4 && index > 0 && Back(kept, 1) > calendar.Add(set, 1) => (kept, time, Back(kept, 1)),
                _ => (kept, time, null),
            };
        }

        void Changes(DateTime at, Action<DateTime> change) => Happens(at, () =>
        {
            var known = task!.Activity.Count;
            change(at);
            Hold(task.Activity, known, e => e.Task = task);
        });

        TimeOnly? PromiseTime() => random.Next(3) == 0 ? new TimeOnly(9 + random.Next(9), random.Next(2) * 30) : null;
    }

    private DateOnly? Target(End end) => end switch
    {
        End.Overdue => Back(_today, 1 + random.Next(7)),
        End.Today => _today,
        End.Coming or End.Pending => calendar.Add(_today, 1 + (int)(22 * Math.Pow(random.NextDouble(), 1.6))),
        _ => null,
    };

    private (DemoClient, Project) PickProject(DemoTeam team, Person person, End end)
    {
        while (true)
        {
            var client = _teller.Pick(directory.Clients.Where(c => c.Team == team && (c.Owner == person || random.Next(5) == 0 || person == team.Manager)).ToArray());
            var project = _teller.Pick(client.Projects);
            if (end == End.Finished || !_closing.Contains(project)) return (client, project);
        }
    }

    private void PlanClose(Project project)
    {
        if (!_lastDay.TryGetValue(project, out var last)) return;
        var at = Utc(calendar.Add(last, 3), new TimeOnly(13, 15));
        Happens(at, () =>
        {
            var known = project.Activity.Count;
            project.Close(0, project.ManagerId!.Value, at);
            Hold(project.Activity, known, e => e.Project = project);
        });
    }

    // Takes what was just written out of the entity's own list, where a save would find it too early.
    private void Hold(IReadOnlyCollection<ActivityEntry> activity, int known, Action<ActivityEntry> belong)
    {
        var list = (List<ActivityEntry>)activity;
        foreach (var entry in list.Skip(known))
        {
            belong(entry);
            _written.Add(entry);
        }
        list.RemoveRange(known, list.Count - known);
    }

    private void Happens(DateTime at, Action happen) => _events.Add((at, _events.Count, happen));

    // An instant of that day's working hours; of today, one that has passed.
    private DateTime At(DateOnly day)
    {
        if (day < _today) return Utc(day, new TimeOnly(9 + random.Next(9), random.Next(60), random.Next(60)));
        var midnight = Utc(day, TimeOnly.MinValue);
        var start = now - midnight > TimeSpan.FromHours(10) ? Utc(day, new TimeOnly(8, 30)) : midnight;
        return start.AddSeconds((int)((now - start).TotalSeconds * (0.1 + 0.88 * random.NextDouble())));
    }

    private static DateTime Utc(DateOnly day, TimeOnly at) => LocalTime.ToUtc(day, at, DemoDirectory.Zone);

    // The working day that many working days before.
    private DateOnly Back(DateOnly day, int workingDays)
    {
        for (var left = workingDays; left > 0; left--)
        {
            do day = day.AddDays(-1); while (!calendar.IsWorkingDay(day));
        }
        return day;
    }

    private Guid NewKey()
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
