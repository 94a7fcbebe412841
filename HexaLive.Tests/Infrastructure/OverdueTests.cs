using HexaLive.Domain.Activity;
using HexaLive.Domain.Calendar;
using HexaLive.Domain.People;
using HexaLive.Domain.Reminders;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Reminders;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HexaLive.Tests.Infrastructure;

/// <summary>
/// What is not done on its day: told again on working days as often as chosen, then to the controller and to the controller's manager. The clock starts on Monday 2 March 2026, 10:00 in Madrid; the
/// task is promised for Thursday 5.
/// </summary>
public sealed class OverdueTests : IAsyncLifetime
{
    private static readonly DateOnly Thursday = new(2026, 3, 5);

    private TestDatabase _database = null!;
    private Company _company = null!;
    private Person _director = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await Company.CreateAsync(_database);
        await using (var db = _database.Open())
        {
            // Above the north stands a director.
            var (all, director) = (new Team("Todo"), new Person("Dora Directora", "director@test.local", PersonRole.Manager));
            db.AddRange(all, director);
            await db.SaveChangesAsync();
            all.ManagedBy(director);
            (await db.Teams.SingleAsync(t => t.Id == _company.North.Id)).MoveBelow(all, new HashSet<int> { _company.North.Id });
            await db.SaveChangesAsync();
            _director = director;
        }
        await _database.Get<TaskEditing>().RescheduleAsync(await _database.ViewerAsync(_company.Rep), _company.Task.Id, new NextAction(Thursday));
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task It_is_told_each_working_day_and_escalates_after_three_and_five()
    {
        await AtAsync("2026-03-05T08:00:00Z");
        Assert.Equal([(_company.Rep.Id, ReminderKind.Due)], await StandingAsync());

        // Friday: one working day late. What said that it was due says so no more.
        await AtAsync("2026-03-06T08:00:00Z");
        Assert.Equal([(_company.Rep.Id, ReminderKind.Overdue)], await StandingAsync());
        Assert.Equal(1, await RoundAsync(ReminderKind.Overdue));

        // Nobody is told on a Saturday.
        await AtAsync("2026-03-07T08:00:00Z");
        Assert.Equal(1, await RoundAsync(ReminderKind.Overdue));

        await AtAsync("2026-03-09T08:00:00Z");
        await AtAsync("2026-03-09T15:00:00Z");
        Assert.Equal(2, await RoundAsync(ReminderKind.Overdue));
        Assert.Single(await StandingAsync());

        await AtAsync("2026-03-10T08:00:00Z");
        Assert.Contains((_company.Manager.Id, ReminderKind.Escalated), await StandingAsync());
        Assert.DoesNotContain(await StandingAsync(), s => s.Person == _director.Id);

        await AtAsync("2026-03-11T08:00:00Z");
        await AtAsync("2026-03-12T08:00:00Z");
        Assert.Contains((_director.Id, ReminderKind.Escalated), await StandingAsync());
        await AtAsync("2026-03-13T08:00:00Z");
        Assert.Equal(1, await RoundAsync(ReminderKind.Escalated));
        await using var db = _database.Open();
        Assert.Equal(2, await db.Activity.CountAsync(a => a.Kind == ActivityKind.Escalated && a.TaskId == _company.Task.Id));
    }

    [Fact]
    public async Task A_holiday_of_the_team_counts_no_day_and_an_unread_reminder_stands_for_ever()
    {
        await _database.AddAsync(new Holiday(new DateOnly(2026, 3, 6), "Fiesta local", _company.North.Id));
        await AtAsync("2026-03-05T08:00:00Z");
        await AtAsync("2026-03-06T08:00:00Z");
        Assert.Equal([(_company.Rep.Id, ReminderKind.Due)], await StandingAsync());
        await AtAsync("2026-03-09T08:00:00Z");
        Assert.Equal([(_company.Rep.Id, ReminderKind.Overdue)], await StandingAsync());

        _database.Time.SetUtcNow(DateTimeOffset.Parse("2029-03-05T08:00:00Z", System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(1, (await _database.Get<ReminderList>().GetAsync(await _database.ViewerAsync(_company.Rep))).Count);
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(3, 2)]
    [InlineData(7, 1)]
    public async Task It_is_told_again_as_often_as_the_person_chose(int every, int times)
    {
        await using (var db = _database.Open())
        {
            (await db.People.SingleAsync(p => p.Id == _company.Rep.Id)).SetReminding(8, every);
            await db.SaveChangesAsync();
        }
        foreach (var day in new[] { 5, 6, 9, 10, 11 }) await AtAsync($"2026-03-{day:00}T08:00:00Z");
        Assert.Equal(times, await RoundAsync(ReminderKind.Overdue));
    }

    [Fact]
    public async Task What_is_finished_moved_or_put_off_meanwhile_is_not_told()
    {
        var rep = await _database.ViewerAsync(_company.Rep);
        await AtAsync("2026-03-05T08:00:00Z");
        await _database.Get<ReminderList>().SnoozeTaskAsync(rep, _company.Task.Id, new DateTime(2026, 3, 9, 15, 0, 0, DateTimeKind.Utc));
        await AtAsync("2026-03-06T08:00:00Z");
        await AtAsync("2026-03-09T08:00:00Z");
        Assert.Equal(0, await RoundAsync(ReminderKind.Overdue));
        Assert.Equal(0, (await _database.Get<ReminderList>().GetAsync(rep)).Count);
        await AtAsync("2026-03-09T15:00:00Z");
        Assert.Equal(1, await _database.Get<ReminderTelling>().WakeAsync());
        Assert.Equal(0, await _database.Get<ReminderTelling>().WakeAsync());
        Assert.Equal(2, await RoundAsync(ReminderKind.Due));

        await _database.Get<TaskEditing>().FinishAsync(rep, _company.Task.Id, "Vendido");
        await AtAsync("2026-03-10T08:00:00Z");
        await AtAsync("2026-03-20T08:00:00Z");
        Assert.Equal(0, await RoundAsync(ReminderKind.Overdue));
        Assert.Empty(await StandingAsync());
    }

    [Fact]
    public async Task Several_sweeps_at_once_tell_it_once()
    {
        await AtAsync("2026-03-05T08:00:00Z");
        _database.Time.SetUtcNow(DateTimeOffset.Parse("2026-03-12T08:00:00Z", System.Globalization.CultureInfo.InvariantCulture));
        var raised = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => _database.Get<OverdueChasing>().ChaseAsync())));

        Assert.Equal(3, raised.Sum());
        await using var db = _database.Open();
        Assert.Equal(4, await db.Reminders.CountAsync());
        Assert.Equal(3, await db.Activity.CountAsync(a => a.Kind == ActivityKind.Escalated || a.Kind == ActivityKind.FlaggedOverdue));
        Assert.All(await db.Reminders.ToListAsync(), r => Assert.Equal(1, r.Round));
    }

    [Fact]
    public async Task Of_somebody_away_whoever_stands_in_is_told_else_the_controller()
    {
        await using (var db = _database.Open())
        {
            var (rep, other) = (await db.People.SingleAsync(p => p.Id == _company.Rep.Id), await db.People.SingleAsync(p => p.Id == _company.OtherRep.Id));
            db.Absences.Add(new Absence(rep, new DateOnly(2026, 3, 4), new DateOnly(2026, 3, 6), other, null));
            await db.SaveChangesAsync();
        }
        await AtAsync("2026-03-05T08:00:00Z");
        await AtAsync("2026-03-06T08:00:00Z");
        Assert.Equal([(_company.OtherRep.Id, ReminderKind.Overdue)], await StandingAsync());
        await using (var db = _database.Open())
        {
            // Their bell rings: the line says whom it was told to.
            Assert.Equal([_company.OtherRep.Id], await db.Activity.Where(a => a.Kind == ActivityKind.FlaggedDue).Select(a => a.PersonId!.Value).ToListAsync());
            var other = await db.People.SingleAsync(p => p.Id == _company.OtherRep.Id);
            db.Absences.Add(new Absence(other, new DateOnly(2026, 3, 9), new DateOnly(2026, 3, 9), null, null));
            var rep = await db.People.SingleAsync(p => p.Id == _company.Rep.Id);
            db.Absences.Add(new Absence(rep, new DateOnly(2026, 3, 9), new DateOnly(2026, 3, 9), other, null));
            await db.SaveChangesAsync();
        }
        // Both are away.
        await AtAsync("2026-03-09T08:00:00Z");
        Assert.Contains((_company.Manager.Id, ReminderKind.Overdue), await StandingAsync());
        // Back again: the person's own.
        await AtAsync("2026-03-10T08:00:00Z");
        Assert.Contains((_company.Rep.Id, ReminderKind.Overdue), await StandingAsync());
    }

    [Fact]
    public async Task A_task_handed_over_is_told_to_whom_it_goes_until_it_goes_on_or_is_finished()
    {
        var (manager, reminders) = (await _database.ViewerAsync(_company.Manager), _database.Get<ReminderList>());
        await _database.Get<TaskEditing>().AssignAsync(manager, _company.Task.Id, null, _company.OtherRep.Id, _company.Manager.Id);
        var other = await _database.ViewerAsync(_company.OtherRep);
        Assert.Equal(ReminderKind.HandedOver, Assert.Single((await reminders.GetAsync(other)).Rows).Kind);

        // Back to the first, by who has it: its new responsible is told, the former no more.
        await _database.Get<TaskEditing>().AssignAsync(other, _company.Task.Id, null, _company.Rep.Id, _company.Manager.Id);
        Assert.Empty((await reminders.GetAsync(other)).Rows);
        Assert.Equal(ReminderKind.HandedOver, Assert.Single((await reminders.GetAsync(await _database.ViewerAsync(_company.Rep))).Rows).Kind);
        await _database.Get<TaskEditing>().FinishAsync(manager, _company.Task.Id, "Hecho");
        Assert.Empty((await reminders.GetAsync(await _database.ViewerAsync(_company.Rep))).Rows);

        // Who takes a task for themselves knows it.
        var own = await _database.Get<TaskEditing>().CreateAsync(manager, new NewTask(_company.Project.Id, "Para mí", null, null, null, null, null, null, null, null, null));
        Assert.Empty((await reminders.GetAsync(manager)).Rows);
        Assert.True(own > 0);
    }

    [Fact]
    public async Task The_third_move_of_a_promise_is_told_to_its_controller_by_itself()
    {
        var rep = await _database.ViewerAsync(_company.Rep);
        for (var day = 6; day <= 9; day++)
        {
            await using var db = _database.Open();
            Assert.Equal(day > 8 ? 1 : 0, await db.Activity.CountAsync(a => a.Kind == ActivityKind.PromiseMovedOften && a.ControllerId == _company.Manager.Id));
            await _database.Get<TaskEditing>().RescheduleAsync(rep, _company.Task.Id, new NextAction(new DateOnly(2026, 3, day)));
        }
    }

    private async Task AtAsync(string instant)
    {
        _database.Time.SetUtcNow(DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture));
        await _database.Get<DueFlagging>().FlagDueAsync();
        await _database.Get<OverdueChasing>().ChaseAsync();
    }

    private async Task<List<(int Person, ReminderKind Kind)>> StandingAsync()
    {
        await using var db = _database.Open();
        return [.. (await db.Reminders.Where(r => r.DoneAt == null && r.Promise!.Outcome == PromiseOutcome.Open).OrderBy(r => r.Id).Select(r => new { r.PersonId, r.Kind }).ToListAsync()).Select(r => (r.PersonId, r.Kind))];
    }

    private async Task<int> RoundAsync(ReminderKind kind)
    {
        await using var db = _database.Open();
        return await db.Reminders.Where(r => r.Kind == kind).MaxAsync(r => (int?)r.Round) ?? 0;
    }
}
