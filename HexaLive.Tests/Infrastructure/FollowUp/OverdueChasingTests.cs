using HexaLive.Domain.Absences;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Holidays;
using HexaLive.Domain.People;
using HexaLive.Domain.Reminders;
using HexaLive.Domain.Tasks;
using HexaLive.Domain.Teams;
using HexaLive.Infrastructure.Features.FollowUp;
using HexaLive.Infrastructure.Features.Reminders;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HexaLive.Tests.Infrastructure.FollowUp;

/// <summary>
/// Overdue promises. The reminder is repeated on working days at the chosen interval. Later, the promise is escalated to the controller and
/// then to the controller's manager. The clock starts on Monday 2 March 2026, 10:00 in Madrid; the task is promised for Thursday 5.
/// </summary>
public sealed class OverdueChasingTests : IAsyncLifetime
{
    private static readonly DateOnly Thursday = new(2026, 3, 5);

    private TestDatabase _database = null!;
    private TestCompany _company = null!;
    private Person _director = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await TestCompany.CreateAsync(_database);
        await using (var db = _database.Open())
        {
            // A director manages the team above the team Norte.
            var (all, director) = (
                new Team("Todo", null, _database.System),
                new Person(new PersonFields("Dora Directora", "director@test.local", PersonRole.Manager), _database.System)
            );
            db.AddRange(all, director);
            await db.SaveChangesAsync();
            all.SetManager(director, _database.System);
            var north = await db.Teams.SingleAsync(t => t.Id == _company.North.Id);
            north.Edit(north.Name, all, new HashSet<int> { north.Id }, _database.System);
            await db.SaveChangesAsync();
            _director = director;
        }
        await _database
            .Get<TaskEditing>()
            .RescheduleAsync(await _database.GetViewerAsync(_company.Rep), _company.Task.Id, new NextAction(Thursday));
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Overdue_reminder_is_repeated_daily_and_escalated_after_3_and_5_days()
    {
        await RunJobsAtAsync("2026-03-05T08:00:00Z");
        Assert.Equal([(_company.Rep.Id, ReminderKind.Due)], await ReadActiveRemindersAsync());

        // On Friday, the promise is one working day late. The overdue reminder replaces the reminder of the due day.
        await RunJobsAtAsync("2026-03-06T08:00:00Z");
        Assert.Equal([(_company.Rep.Id, ReminderKind.Overdue)], await ReadActiveRemindersAsync());
        Assert.Equal(1, await RoundAsync(ReminderKind.Overdue));

        // On Saturday, no reminder is raised.
        await RunJobsAtAsync("2026-03-07T08:00:00Z");
        Assert.Equal(1, await RoundAsync(ReminderKind.Overdue));

        await RunJobsAtAsync("2026-03-09T08:00:00Z");
        await RunJobsAtAsync("2026-03-09T15:00:00Z");
        Assert.Equal(2, await RoundAsync(ReminderKind.Overdue));
        Assert.Single(await ReadActiveRemindersAsync());

        await RunJobsAtAsync("2026-03-10T08:00:00Z");
        Assert.Contains((_company.Manager.Id, ReminderKind.Escalated), await ReadActiveRemindersAsync());
        Assert.DoesNotContain(await ReadActiveRemindersAsync(), s => s.Person == _director.Id);

        await RunJobsAtAsync("2026-03-11T08:00:00Z");
        await RunJobsAtAsync("2026-03-12T08:00:00Z");
        Assert.Contains((_director.Id, ReminderKind.Escalated), await ReadActiveRemindersAsync());
        await RunJobsAtAsync("2026-03-13T08:00:00Z");
        Assert.Equal(1, await RoundAsync(ReminderKind.Escalated));
        await using var db = _database.Open();
        Assert.Equal(2, await db.Activity.CountAsync(a => a.Kind == ActivityKind.Escalated && a.TaskId == _company.Task.Id));
    }

    [Fact]
    public async Task Overdue_days_exclude_holidays_of_the_team_and_old_reminders_stay_listed()
    {
        await _database.AddAsync(new Holiday(new DateOnly(2026, 3, 6), "Fiesta local", _company.North.Id, _database.System));
        await RunJobsAtAsync("2026-03-05T08:00:00Z");
        await RunJobsAtAsync("2026-03-06T08:00:00Z");
        Assert.Equal([(_company.Rep.Id, ReminderKind.Due)], await ReadActiveRemindersAsync());
        await RunJobsAtAsync("2026-03-09T08:00:00Z");
        Assert.Equal([(_company.Rep.Id, ReminderKind.Overdue)], await ReadActiveRemindersAsync());

        _database.Time.SetUtcNow(DateTimeOffset.Parse("2029-03-05T08:00:00Z", System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(1, (await _database.Get<ReminderList>().GetAsync(await _database.GetViewerAsync(_company.Rep))).Count);
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(3, 2)]
    [InlineData(7, 1)]
    public async Task Overdue_reminder_is_repeated_at_the_interval_chosen_by_the_person(int every, int times)
    {
        await using (var db = _database.Open())
        {
            (await db.People.SingleAsync(p => p.Id == _company.Rep.Id)).SetReminderSettings(8, every, _database.System);
            await db.SaveChangesAsync();
        }
        foreach (var day in new[] { 5, 6, 9, 10, 11 })
            await RunJobsAtAsync($"2026-03-{day:00}T08:00:00Z");
        Assert.Equal(times, await RoundAsync(ReminderKind.Overdue));
    }

    [Fact]
    public async Task Snoozed_or_finished_tasks_raise_no_overdue_reminder()
    {
        var rep = await _database.GetViewerAsync(_company.Rep);
        await RunJobsAtAsync("2026-03-05T08:00:00Z");
        await _database.Get<ReminderList>().SnoozeTaskAsync(rep, _company.Task.Id, new DateTime(2026, 3, 9, 15, 0, 0, DateTimeKind.Utc));
        await RunJobsAtAsync("2026-03-06T08:00:00Z");
        await RunJobsAtAsync("2026-03-09T08:00:00Z");
        Assert.Equal(0, await RoundAsync(ReminderKind.Overdue));
        Assert.Equal(0, (await _database.Get<ReminderList>().GetAsync(rep)).Count);
        await RunJobsAtAsync("2026-03-09T15:00:00Z");
        Assert.Equal(1, await _database.Get<ReminderMailQueueing>().EndSnoozesAsync());
        Assert.Equal(0, await _database.Get<ReminderMailQueueing>().EndSnoozesAsync());
        Assert.Equal(2, await RoundAsync(ReminderKind.Due));

        await _database.Get<TaskEditing>().FinishAsync(rep, _company.Task.Id, "Vendido");
        await RunJobsAtAsync("2026-03-10T08:00:00Z");
        await RunJobsAtAsync("2026-03-20T08:00:00Z");
        Assert.Equal(0, await RoundAsync(ReminderKind.Overdue));
        Assert.Empty(await ReadActiveRemindersAsync());
    }

    [Fact]
    public async Task Concurrent_sweeps_raise_each_overdue_reminder_once()
    {
        await RunJobsAtAsync("2026-03-05T08:00:00Z");
        _database.Time.SetUtcNow(DateTimeOffset.Parse("2026-03-12T08:00:00Z", System.Globalization.CultureInfo.InvariantCulture));
        var raised = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => _database.Get<OverdueChasing>().ChaseAsync())));

        Assert.Equal(3, raised.Sum());
        await using var db = _database.Open();
        Assert.Equal(4, await db.Reminders.CountAsync());
        Assert.Equal(3, await db.Activity.CountAsync(a => a.Kind == ActivityKind.Escalated || a.Kind == ActivityKind.FlaggedOverdue));
        Assert.All(await db.Reminders.ToListAsync(), r => Assert.Equal(1, r.Round));
    }

    [Fact]
    public async Task Reminders_of_an_absent_person_go_to_the_stand_in_or_the_controller()
    {
        await using (var db = _database.Open())
        {
            var (rep, other) = (
                await db.People.SingleAsync(p => p.Id == _company.Rep.Id),
                await db.People.SingleAsync(p => p.Id == _company.OtherRep.Id)
            );
            db.Absences.Add(new Absence(rep, new DateOnly(2026, 3, 4), new DateOnly(2026, 3, 6), other, null, _database.System));
            await db.SaveChangesAsync();
        }
        await RunJobsAtAsync("2026-03-05T08:00:00Z");
        await RunJobsAtAsync("2026-03-06T08:00:00Z");
        Assert.Equal([(_company.OtherRep.Id, ReminderKind.Overdue)], await ReadActiveRemindersAsync());
        await using (var db = _database.Open())
        {
            // The activity row names the stand-in as the person who was notified.
            Assert.Equal(
                [_company.OtherRep.Id],
                await db.Activity.Where(a => a.Kind == ActivityKind.FlaggedDue).Select(a => a.PersonId!.Value).ToListAsync()
            );
            var other = await db.People.SingleAsync(p => p.Id == _company.OtherRep.Id);
            db.Absences.Add(new Absence(other, new DateOnly(2026, 3, 9), new DateOnly(2026, 3, 9), null, null, _database.System));
            var rep = await db.People.SingleAsync(p => p.Id == _company.Rep.Id);
            db.Absences.Add(new Absence(rep, new DateOnly(2026, 3, 9), new DateOnly(2026, 3, 9), other, null, _database.System));
            await db.SaveChangesAsync();
        }
        // The person responsible and the stand-in are both away, so the reminder goes to the controller.
        await RunJobsAtAsync("2026-03-09T08:00:00Z");
        Assert.Contains((_company.Manager.Id, ReminderKind.Overdue), await ReadActiveRemindersAsync());
        // The person responsible is back and gets the reminder again.
        await RunJobsAtAsync("2026-03-10T08:00:00Z");
        Assert.Contains((_company.Rep.Id, ReminderKind.Overdue), await ReadActiveRemindersAsync());
    }

    [Fact]
    public async Task Assignee_is_reminded_of_a_new_task_until_it_is_reassigned_or_finished()
    {
        var (manager, reminders) = (await _database.GetViewerAsync(_company.Manager), _database.Get<ReminderList>());
        await _database.Get<TaskEditing>().AssignAsync(manager, _company.Task.Id, null, _company.OtherRep.Id, _company.Manager.Id);
        var other = await _database.GetViewerAsync(_company.OtherRep);
        Assert.Equal(ReminderKind.TaskAssigned, Assert.Single((await reminders.GetAsync(other)).Rows).Kind);

        // The new person responsible reassigns the task to the previous one, and the reminder follows.
        await _database.Get<TaskEditing>().AssignAsync(other, _company.Task.Id, null, _company.Rep.Id, _company.Manager.Id);
        Assert.Empty((await reminders.GetAsync(other)).Rows);
        Assert.Equal(
            ReminderKind.TaskAssigned,
            Assert.Single((await reminders.GetAsync(await _database.GetViewerAsync(_company.Rep))).Rows).Kind
        );
        await _database.Get<TaskEditing>().FinishAsync(manager, _company.Task.Id, "Hecho");
        Assert.Empty((await reminders.GetAsync(await _database.GetViewerAsync(_company.Rep))).Rows);

        // A person who creates a task for themselves gets no reminder.
        var own = await _database
            .Get<TaskCreation>()
            .CreateAsync(manager, new NewTask(_company.Project.Id, "Para mí", null, null, null, null, null, null, null, null, null));
        Assert.Empty((await reminders.GetAsync(manager)).Rows);
        Assert.True(own > 0);
    }

    [Fact]
    public async Task Third_move_of_a_promise_is_reported_to_the_controller()
    {
        var rep = await _database.GetViewerAsync(_company.Rep);
        for (var day = 6; day <= 9; day++)
        {
            await using var db = _database.Open();
            Assert.Equal(
                day > 8 ? 1 : 0,
                await db.Activity.CountAsync(a => a.Kind == ActivityKind.PromiseMovedOften && a.ControllerId == _company.Manager.Id)
            );
            await _database.Get<TaskEditing>().RescheduleAsync(rep, _company.Task.Id, new NextAction(new DateOnly(2026, 3, day)));
        }
    }

    private async Task RunJobsAtAsync(string instant)
    {
        _database.Time.SetUtcNow(DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture));
        await _database.Get<DueFlagging>().FlagDueAsync();
        await _database.Get<OverdueChasing>().ChaseAsync();
    }

    private async Task<List<(int Person, ReminderKind Kind)>> ReadActiveRemindersAsync()
    {
        await using var db = _database.Open();
        return
        [
            .. (
                await db
                    .Reminders.Where(r => r.DoneAt == null && r.Promise!.Outcome == PromiseOutcome.Open)
                    .OrderBy(r => r.Id)
                    .Select(r => new { r.PersonId, r.Kind })
                    .ToListAsync()
            ).Select(r => (r.PersonId, r.Kind)),
        ];
    }

    private async Task<int> RoundAsync(ReminderKind kind)
    {
        await using var db = _database.Open();
        return await db.Reminders.Where(r => r.Kind == kind).MaxAsync(r => (int?)r.Round) ?? 0;
    }
}
