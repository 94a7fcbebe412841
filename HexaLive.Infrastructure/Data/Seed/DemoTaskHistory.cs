using HexaLive.Domain.Activity;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;

namespace HexaLive.Infrastructure.Data.Seed;

/// <summary>The current state of a demo task.</summary>
internal enum DemoTaskState
{
    Finished,
    Overdue,
    DueToday,
    Coming,
    Undated,
    Pending,
}

/// <summary>The decisions about a demo task from which its history is made: its people, its project and its final state.</summary>
internal sealed record DemoTaskPlan(
    DemoTeam Team,
    Person Person,
    DemoClient Client,
    Project Project,
    DemoTaskState State,
    bool HasEntryToday,
    bool IsProjectClosing
);

/// <summary>
/// Adds the history of one demo task to the timeline. The days of the entries are chosen backwards, starting from the current state of the
/// task.
/// </summary>
internal sealed class DemoTaskHistory
{
    /// <summary>A promised day and time. A promise that is postponed is first made for <see cref="MovedFrom"/>.</summary>
    private readonly record struct PlannedPromise(DateOnly? Day, TimeOnly? Time, DateOnly? MovedFrom = null);

    private readonly HexaDbContext _db;
    private readonly DemoMasterData _data;
    private readonly DemoTimeline _timeline;
    private readonly DemoTextGenerator _texts;
    private readonly Random _random;
    private readonly DemoTaskPlan _plan;
    private readonly TaskTextFacts _facts;
    private readonly Contact _contact;
    private readonly Person _controller;
    private readonly Person _originator;
    private readonly DateOnly? _target;
    private readonly List<DateOnly> _days = [];
    private readonly List<DateTime> _entryTimes = [];
    private WorkTask? _task;

    public DemoTaskHistory(
        HexaDbContext db,
        DemoMasterData data,
        DemoTimeline timeline,
        DemoTextGenerator texts,
        Random random,
        DemoTaskPlan plan
    )
    {
        (_db, _data, _timeline, _texts, _random, _plan) = (db, data, timeline, texts, random, plan);
        var template = texts.PickAny(DemoTaskTemplates.All.Where(t => t.Kind == plan.Project.Kind).ToArray());
        _contact = texts.PickAny(plan.Client.Client.Contacts.ToArray());
        _facts = texts.ChooseFacts(
            template,
            plan.Client.Trade,
            _contact.Name,
            _contact.Position!,
            plan.Team.Manager.Name,
            timeline.Today.Year
        );
        _controller = plan.Person == plan.Team.Manager ? data.Admin : plan.Team.Manager;
        _originator = random.Next(10) switch
        {
            < 4 => _controller,
            < 8 => plan.Person,
            < 9 => data.Admin,
            _ => texts.PickAny(plan.Team.Reps),
        };
        _target = ChooseTarget();
    }

    /// <summary>Adds all events of the task and returns the day of its last entry, if it has any.</summary>
    public DateOnly? AddEvents()
    {
        var created = ChooseDays();
        // Some tasks are reassigned soon after they are created.
        var firstResponsible =
            _random.Next(25) == 0 && _days.Count > 1 && _plan.Person != _plan.Team.Manager ? _texts.PickAny(_plan.Team.Reps) : _plan.Person;
        var promise = _days.Count > 0 ? ChoosePromise(0, created) : new PlannedPromise(_target, null);
        var first = promise;
        _timeline.Add(created, () => Create(created, firstResponsible, first));
        if (firstResponsible != _plan.Person)
            AddChange(created.AddMinutes(25), at => _task!.Assign(_plan.Person, _controller, new Actor(_controller.Id, at)));
        for (var i = 0; i < _days.Count; i++)
            promise = AddEntryAndNextPromise(i, promise.Day);
        AddDueFlag(promise.Time);
        return _days.Count > 0 ? _days[^1] : null;
    }

    private DateOnly? ChooseTarget() =>
        _plan.State switch
        {
            DemoTaskState.Overdue => _timeline.WorkingDayBefore(_timeline.Today, 1 + _random.Next(7)),
            DemoTaskState.DueToday => _timeline.Today,
            DemoTaskState.Coming or DemoTaskState.Pending => _timeline.Calendar.AddWorkingDays(
                _timeline.Today,
                1 + (int)(22 * Math.Pow(_random.NextDouble(), 1.6))
            ),
            _ => null,
        };

    // Chooses the days of the entries backwards from the last entry, and returns when the task is created.
    private DateTime ChooseDays()
    {
        var today = _timeline.Today;
        var count = _plan.State == DemoTaskState.Pending ? 0 : 3 + _random.Next(9);
        var day = _plan.State switch
        {
            DemoTaskState.Finished when _plan.IsProjectClosing => _timeline.WorkingDayBefore(today, 20 + _random.Next(80)),
            DemoTaskState.Finished => _timeline.WorkingDayBefore(today, 1 + (int)(170 * Math.Pow(_random.NextDouble(), 1.3))),
            DemoTaskState.Overdue => _timeline.WorkingDayBefore(_target!.Value, 1 + _random.Next(6)),
            _ when _plan.HasEntryToday => today,
            _ => _timeline.WorkingDayBefore(today, 1 + _random.Next(8)),
        };
        for (var i = 0; i < count && day >= _timeline.FirstDay; i++)
        {
            _days.Insert(0, day);
            day = _timeline.WorkingDayBefore(day, 1 + (int)(9 * Math.Pow(_random.NextDouble(), 1.5)));
        }
        if (day < _timeline.FirstDay)
            day = _days.Count > 0 ? _days[0] : _timeline.FirstDay;
        var created = DemoTimeline.Utc(day, new TimeOnly(8, _random.Next(30)));
        _entryTimes.AddRange(_days.Select(_timeline.RandomInstant));
        return created;
    }

    // Chooses the promise that the entry with this index settles. The promised day is the day of the entry (the promise is kept) or
    // an earlier day (broken). Alternatively, the promise is first made for the working day before the entry and then moved to the day of
    // the entry.
    private PlannedPromise ChoosePromise(int index, DateTime setAt)
    {
        var calendar = _timeline.Calendar;
        var set = LocalTime.Day(setAt, DemoMasterData.Zone);
        var kept = _days[index];
        var hour =
            _random.Next(4) == 0 ? TimeOnly.FromDateTime(LocalTime.FromUtc(_entryTimes[index], DemoMasterData.Zone)) : (TimeOnly?)null;
        var time = hour is { } h ? new TimeOnly(h.Hour, h.Minute / 30 * 30) : (TimeOnly?)null;
        var gap = kept.DayNumber - set.DayNumber;
        return _random.Next(8) switch
        {
            0 when gap > 2 => new(calendar.AddWorkingDays(set, 1) < kept ? calendar.AddWorkingDays(set, 1) : kept, null),
            1 when gap > 4 && index > 0 && _timeline.WorkingDayBefore(kept, 1) > calendar.AddWorkingDays(set, 1) => new(
                kept,
                time,
                _timeline.WorkingDayBefore(kept, 1)
            ),
            _ => new(kept, time),
        };
    }

    private TimeOnly? ChooseTime() => _random.Next(3) == 0 ? new TimeOnly(9 + _random.Next(9), _random.Next(2) * 30) : null;

    private void Create(DateTime at, Person responsible, PlannedPromise promise)
    {
        var template = _facts.Template;
        var next = promise.Day is { } d ? new NextAction(d, promise.Time, _texts.ComposeNote(_facts)) : null;
        var fields = new TaskFields(
            _texts.ComposeTitle(_facts),
            _texts.ComposeDescription(_facts),
            _data.Types[template.Type].Id,
            template.Origin is { } o ? _data.Origins[o].Id : null,
            _contact.Id,
            (TaskPriority)Math.Clamp(template.Priority + _texts.PickAny([-1, 0, 0, 0, 0, 0, 1]), 0, 3),
            template.Estimate
        );
        _task = new WorkTask(_plan.Project, fields, responsible, _controller, _originator, next, new Actor(_originator.Id, at));
        _timeline.DetachActivity(_task);
        _db.Tasks.Add(_task);
    }

    // Adds the entry with this index and returns the promise that it sets.
    private PlannedPromise AddEntryAndNextPromise(int index, DateOnly? promised)
    {
        var at = _entryTimes[index];
        var isLast = index == _days.Count - 1;
        // Occasionally the team manager takes the call.
        var author = !isLast && _random.Next(20) == 0 ? _plan.Team.Manager : _plan.Person;
        var next = isLast ? new PlannedPromise(_target, _target is null ? null : ChooseTime()) : ChoosePromise(index + 1, at);
        Dedication? dedication = null;
        AddChange(at, _ => dedication = LogEntry(index, author, promised, next));
        if (_random.Next(150) == 0 && at.AddMinutes(9) < _timeline.Now)
            AddChange(at.AddMinutes(9), when => Correct(dedication!, author, when));
        // If the promise is to be postponed, postpone it on the last working day before its original date.
        if (next is { MovedFrom: { } from, Day: { } to })
            AddChange(
                DemoTimeline.Utc(_timeline.WorkingDayBefore(from, 1), new TimeOnly(17, _random.Next(60))),
                when => _task!.Reschedule(new NextAction(to, next.Time, _task.NextActionNote), new Actor(_plan.Person.Id, when))
            );
        return next;
    }

    private Dedication LogEntry(int index, Person author, DateOnly? promised, PlannedPromise next)
    {
        var (day, at) = (_days[index], _entryTimes[index]);
        var progress = index == 0 ? 0 : (index + 1.0) / _days.Count;
        var text = _texts.ComposeEntry(_facts, progress, day, promised, next.Day, next.Time);
        var followUp =
            index == _days.Count - 1 && _plan.State == DemoTaskState.Finished
                ? new EntryFollowUp(FinishesTask: true, Outcome: _texts.ComposeOutcome(_facts))
            : next.Day is { } d ? new EntryFollowUp(new NextAction(next.MovedFrom ?? d, next.Time, _texts.ComposeNote(_facts)))
            : new EntryFollowUp(ClearsNextAction: true);
        var fields = new DedicationFields(day, _texts.ChooseMinutes(text.Channel), text.Comment, text.Channel, _contact.Id);
        var dedication = _task!.Log(fields, author, followUp, new Actor(author.Id, at), NewGuid());
        _db.Dedications.Add(dedication);
        // Approve all entries that are older than two days, and a third of the newer entries.
        if (at < _timeline.Now.AddDays(-2) || _random.Next(3) == 0)
            dedication.Review?.Approve(new Actor(_controller.Id, at));
        return dedication;
    }

    private static void Correct(Dedication dedication, Person author, DateTime at)
    {
        var fields = new DedicationFields(
            dedication.Date,
            dedication.Minutes + 5,
            $"{dedication.Comment} (Corrijo los minutos.)",
            dedication.Channel,
            dedication.ContactId
        );
        dedication.Correct(fields, canControl: false, new Actor(author.Id, at));
    }

    // If the last promise is already due, flags the promise as of the time at which it became due.
    private void AddDueFlag(TimeOnly? time)
    {
        if (_target is not { } day)
            return;
        var due = LocalTime.ToUtc(day, time, DemoMasterData.Zone);
        if (due > _timeline.Now)
            return;
        AddChange(
            due,
            at =>
            {
                if (_task!.Promises.FirstOrDefault(p => p.Outcome == PromiseOutcome.Open && p.DueAt == at) is not { } promise)
                    return;
                promise.FlagAsDue(new Actor(null, at));
                _timeline.AddFlagged(promise);
            }
        );
    }

    private void AddChange(DateTime at, Action<DateTime> change) =>
        _timeline.Add(
            at,
            () =>
            {
                change(at);
                _timeline.DetachActivity(_task!);
            }
        );

    private Guid NewGuid()
    {
        var bytes = new byte[16];
        _random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
