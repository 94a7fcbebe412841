using HexaLive.Domain;
using HexaLive.Domain.Calendar;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Reminders;
using HexaLive.Domain.Reports;
using HexaLive.Domain.Tasks;
using HexaLive.Domain.TaskTypes;
using HexaLive.Infrastructure.Features;
using HexaLive.Infrastructure.Features.Control;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Reminders;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Infrastructure.Features.Settings;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Persistence.Sqlite;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HexaLive.Tests.Infrastructure;

/// <summary>
/// Whose day it is: of the company's week or the person's own, less the holidays of their team and of those above it. The clock starts on Monday 2 March 2026, 10:00 in Madrid; the rep
/// is of Norte/Bilbao and has promised the task for Thursday 5.
/// </summary>
public sealed class WorkingDaysTests : IAsyncLifetime
{
    private const WeekDays NoFridays = WeekDays.MondayToFriday & ~WeekDays.Friday;

    private static readonly DateOnly Thursday = new(2026, 3, 5), Friday = new(2026, 3, 6);

    private readonly QueryWatch _watch = new();
    private TestDatabase _database = null!;
    private Company _company = null!;
    private Viewer _admin = null!, _rep = null!;
    private int _bilbao;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(services => services.ConfigureDbContext<SqliteHexaDbContext>(o => o.AddInterceptors(_watch)));
        _company = await Company.CreateAsync(_database);
        (_admin, _rep) = (await _database.ViewerAsync(_company.Admin), await _database.ViewerAsync(_company.Rep));
        _bilbao = await _database.Get<TeamEditing>().SaveAsync(_admin, null, 0, new TeamFields("Norte/Bilbao", _company.North.Id));
        await EditAsync(_company.Rep, f => f with { TeamId = _bilbao });
        await _database.Get<TaskEditing>().RescheduleAsync(_rep, _company.Task.Id, new NextAction(Thursday));
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task On_a_holiday_of_a_team_above_nothing_is_told_no_day_is_counted_and_no_daily_mail_comes()
    {
        await _database.AddAsync(new Holiday(Friday, "Fiesta del norte", _company.North.Id));
        await AtAsync("2026-03-04T09:00:00Z");
        await AtAsync("2026-03-05T09:00:00Z");
        Assert.Equal(5, (await DigestsAsync(Thursday)).Count);
        Assert.Equal([(_company.Rep.Id, ReminderKind.Due)], await ToldAsync());

        await AtAsync("2026-03-06T09:00:00Z");
        // Who is in no team, and in another one, works.
        Assert.Equal(new[] { _company.Admin.Id, _company.Stranger.Id }.Order(), await DigestsAsync(Friday));
        Assert.Equal([(_company.Rep.Id, ReminderKind.Due)], await ToldAsync());

        // One day late on Monday, three on Wednesday.
        await AtAsync("2026-03-09T09:00:00Z");
        Assert.Contains((_company.Rep.Id, ReminderKind.Overdue), await ToldAsync());
        await AtAsync("2026-03-10T09:00:00Z");
        Assert.DoesNotContain(await ToldAsync(), t => t.Kind == ReminderKind.Escalated);
        await AtAsync("2026-03-11T09:00:00Z");
        Assert.Contains((_company.Manager.Id, ReminderKind.Escalated), await ToldAsync());
    }

    [Fact]
    public async Task A_holiday_of_a_team_below_is_none_of_those_above_it()
    {
        await _database.AddAsync(new Holiday(Friday, "Fiesta de Bilbao", _bilbao));
        await AtAsync("2026-03-04T09:00:00Z");
        await AtAsync("2026-03-05T09:00:00Z");
        await AtAsync("2026-03-06T09:00:00Z");
        Assert.Equal(new[] { _company.Admin.Id, _company.Manager.Id, _company.OtherRep.Id, _company.Stranger.Id }.Order(), await DigestsAsync(Friday));
        Assert.DoesNotContain(await ToldAsync(), t => t.Kind == ReminderKind.Overdue);
    }

    [Fact]
    public async Task Who_does_not_work_on_fridays_has_no_daily_mail_and_nothing_overdue_on_them()
    {
        await EditAsync(_company.Rep, f => f with { WorkingWeek = NoFridays });
        await AtAsync("2026-03-04T09:00:00Z");
        await AtAsync("2026-03-05T09:00:00Z");
        await AtAsync("2026-03-06T09:00:00Z");
        Assert.Equal(new[] { _company.Admin.Id, _company.Manager.Id, _company.OtherRep.Id, _company.Stranger.Id }.Order(), await DigestsAsync(Friday));
        Assert.DoesNotContain(await ToldAsync(), t => t.Kind == ReminderKind.Overdue);
        await AtAsync("2026-03-09T09:00:00Z");
        Assert.Contains(_company.Rep.Id, await DigestsAsync(new DateOnly(2026, 3, 9)));
        Assert.Contains((_company.Rep.Id, ReminderKind.Overdue), await ToldAsync());
        // Monday and Tuesday are two days, whatever the others work; the controller hears on the third.
        await AtAsync("2026-03-10T09:00:00Z");
        Assert.DoesNotContain(await ToldAsync(), t => t.Kind == ReminderKind.Escalated);
        await AtAsync("2026-03-11T09:00:00Z");
        Assert.Contains((_company.Manager.Id, ReminderKind.Escalated), await ToldAsync());
    }

    [Fact]
    public async Task A_turn_that_was_set_before_the_day_became_one_off_passes_without_a_word()
    {
        await _database.Get<TaskEditing>().RescheduleAsync(_rep, _company.Task.Id, new NextAction(new DateOnly(2026, 3, 3)));
        await AtAsync("2026-03-03T09:00:00Z");
        await AtAsync("2026-03-04T09:00:00Z");
        await AtAsync("2026-03-05T09:00:00Z");
        Assert.Equal(2, await RoundAsync());
        // Friday's turn stands already.
        await EditAsync(_company.Rep, f => f with { WorkingWeek = NoFridays });
        await AtAsync("2026-03-06T09:00:00Z");
        Assert.Equal(2, await RoundAsync());
        Assert.DoesNotContain(await ToldAsync(), t => t.Kind == ReminderKind.Escalated);
        await AtAsync("2026-03-09T09:00:00Z");
        Assert.Equal(3, await RoundAsync());
        Assert.Contains((_company.Manager.Id, ReminderKind.Escalated), await ToldAsync());
    }

    [Fact]
    public async Task The_companys_week_holds_for_whoever_has_none_of_their_own_from_the_next_day_on()
    {
        await EditAsync(_company.OtherRep, f => f with { WorkingWeek = WeekDays.MondayToFriday });
        await AtAsync("2026-03-04T09:00:00Z");
        await AtAsync("2026-03-05T09:00:00Z");
        await _database.Get<WorkingWeekEditing>().ChangeAsync(_admin, -1, WeekDays.Sunday | NoFridays);
        await AtAsync("2026-03-05T09:01:00Z");
        await AtAsync("2026-03-06T09:00:00Z");
        Assert.Equal([_company.OtherRep.Id], await DigestsAsync(Friday));
        Assert.DoesNotContain(await ToldAsync(), t => t.Kind == ReminderKind.Overdue);
        await AtAsync("2026-03-08T09:00:00Z");
        Assert.Equal(new[] { _company.Admin.Id, _company.Manager.Id, _company.Rep.Id, _company.Stranger.Id }.Order(), await DigestsAsync(new DateOnly(2026, 3, 8)));
        Assert.Contains((_company.Rep.Id, ReminderKind.Overdue), await ToldAsync());
    }

    [Fact]
    public async Task A_sweep_reads_holidays_and_weeks_once_however_many_people_there_are()
    {
        await EditAsync(_company.OtherRep, f => f with { WorkingWeek = NoFridays });
        for (var i = 0; i < 205; i++) await _database.AddAsync(new Person($"Persona {i}", $"p{i}@test.local", PersonRole.Representative));
        var admin = await _database.ViewerAsync(_company.Admin);
        await _database.Get<TaskEditing>().CreateAsync(admin, new NewTask(_company.Project.Id, "Otra", null, null, null, null, _company.OtherRep.Id, null, null, null, new NextAction(Thursday)));
        _watch.Take();
        await _database.Get<Digests>().QueueAsync();
        Once();
        _database.Time.SetUtcNow(DateTimeOffset.Parse("2026-03-09T09:00:00Z", System.Globalization.CultureInfo.InvariantCulture));
        await _database.Get<DueFlagging>().FlagDueAsync();
        _watch.Take();
        Assert.True(await _database.Get<OverdueChasing>().ChaseAsync() > 1);
        Once();

        void Once()
        {
            var queries = _watch.Take();
            foreach (var table in new[] { "Holidays", "CompanyWeek" }) Assert.Single(queries, q => q.Sql.Contains($"FROM \"{table}\"", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task The_days_of_one_person_are_one_question_where_the_tree_of_teams_is_flat(int holidays)
    {
        for (var i = 0; i < holidays; i++) await _database.AddAsync(new Holiday(Friday.AddDays(-i), "Fiesta", i == 0 ? _company.North.Id : i == 1 ? _company.South.Id : null));
        await using var db = _database.Open();
        _watch.Take();
        var calendar = await db.CalendarOfAsync(_rep, new DateOnly(2026, 1, 1), default);
        Assert.Single(_watch.Take());
        Assert.Equal(holidays == 0 ? 5 : 3, calendar.Between(new DateOnly(2026, 3, 1), new DateOnly(2026, 3, 8)));
    }

    [Fact]
    public async Task The_next_action_that_a_type_sets_is_a_day_of_whoever_gets_the_task()
    {
        await _database.AddAsync(new Holiday(new DateOnly(2026, 3, 3), "Fiesta del norte", _company.North.Id));
        await _database.AddAsync(new Holiday(new DateOnly(2026, 3, 4), "Fiesta del sur", _company.South.Id));
        await EditAsync(_company.OtherRep, f => f with { WorkingWeek = WeekDays.MondayToFriday & ~WeekDays.Wednesday });
        var type = await _database.AddAsync(new TaskType("Llamada", new TaskPreset { NextActionWorkingDays = 1 }));
        var editing = _database.Get<TaskEditing>();
        Assert.Equal(4, await DayAsync(_company.Rep.Id));
        // However far above it stands.
        var harbour = await _database.Get<TeamEditing>().SaveAsync(_admin, null, 0, new TeamFields("Norte/Bilbao/Puerto", _bilbao));
        await EditAsync(_company.Rep, f => f with { TeamId = harbour });
        Assert.Equal(4, await DayAsync(_company.Rep.Id));
        Assert.Equal(5, await DayAsync(_company.OtherRep.Id));
        Assert.Equal(3, await DayAsync(_company.Stranger.Id));
        // Of nobody chosen, whoever makes it.
        Assert.Equal(3, await DayAsync(null));
        // Who types a day, types it; and one who is nobody is not found.
        Assert.Equal(6, (await editing.PresetAsync(_admin, _company.Project.Id, type.Id, null, new TypedValues(_company.OtherRep.Id, NextAction: Friday))).NextAction.Value!.Value.Day);
        Assert.Equal(RuleError.NotFound, (await Assert.ThrowsAsync<RuleException>(() => DayAsync(9999))).Error);

        async Task<int> DayAsync(int? responsible) => (await editing.PresetAsync(_admin, _company.Project.Id, type.Id, null, new TypedValues(responsible))).NextAction.Value!.Value.Day;
    }

    [Fact]
    public async Task Reports_silence_and_what_waits_go_by_the_days_of_whose_they_are()
    {
        // A manager below the north, who does not work on Tuesdays.
        await EditAsync(_company.Manager, f => f with { TeamId = _bilbao, WorkingWeek = WeekDays.MondayToFriday & ~WeekDays.Tuesday });
        await _database.AddAsync(new Holiday(Friday, "Fiesta del norte", _company.North.Id));
        await _database.AddAsync(new Holiday(new DateOnly(2026, 3, 30), "Fiesta del norte", _company.North.Id));
        var manager = await _database.ViewerAsync(_company.Manager);
        var report = await _database.Get<ReportLibrary>().AddAsync(manager, "Tareas", null, new ReportDefinition { Source = ReportSource.Tasks, Columns = [new("task.title")] });
        var schedules = _database.Get<ReportSchedules>();
        var schedule = await schedules.AddAsync(manager, report, new ScheduleFields(ScheduleFrequency.LastWorkingDay, DayOfWeek.Monday, 1, new TimeOnly(8, 0), "Europe/Madrid", ReportFormat.Pdf, false), new Dictionary<string, string>(), [manager.PersonId]);
        // 31 March is a Tuesday, the 30th a holiday; in April the 30th, a Thursday.
        Assert.Equal(new DateTime(2026, 3, 27, 7, 0, 0, DateTimeKind.Utc), await NextAsync());

        await _database.Get<DedicationLog>().LogAsync(_rep, new LogRequest(_company.Task.Id, new DedicationFields(new DateOnly(2026, 3, 2), 10, "Hecho"), AfterLog.Keep, Guid.NewGuid()));
        _database.Time.SetUtcNow(new DateTimeOffset(2026, 3, 9, 9, 0, 0, TimeSpan.Zero));
        // Wednesday, Thursday and Monday.
        Assert.Equal(3, Assert.Single(await _database.Get<Reviews>().WaitingAsync(manager, new RoomFilter())).WorkingDays);
        Assert.Equal(3, (await _database.Get<SilenceRadar>().GetAsync(manager, new RoomFilter(), false, 3, 0)).Rows.Single().WorkingDays);
        Assert.Empty((await _database.Get<SilenceRadar>().GetAsync(manager, new RoomFilter(), false, 4, 0)).Rows);

        _database.Time.SetUtcNow(new DateTimeOffset(2026, 3, 27, 9, 0, 0, TimeSpan.Zero));
        Assert.Equal(1, await _database.Get<ReportSending>().QueueAsync());
        Assert.Equal(new DateTime(2026, 4, 30, 6, 0, 0, DateTimeKind.Utc), await NextAsync());

        async Task<DateTime?> NextAsync()
        {
            await using var db = _database.Open();
            return await db.ReportSchedules.Where(s => s.Id == schedule).Select(s => s.NextAt).SingleAsync();
        }
    }

    private async Task EditAsync(Person person, Func<PersonFields, PersonFields> change)
    {
        var card = await _database.Get<PeopleAdmin>().GetAsync(_admin, person.Id);
        await _database.Get<PeopleAdmin>().EditAsync(_admin, person.Id, card.Version, change(card.Fields));
    }

    // The first sweep decides when each one's daily mail comes, the next one of that hour queues it.
    private async Task AtAsync(string instant)
    {
        _database.Time.SetUtcNow(DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture));
        await _database.Get<DueFlagging>().FlagDueAsync();
        await _database.Get<OverdueChasing>().ChaseAsync();
        await _database.Get<Digests>().QueueAsync();
    }

    private async Task<List<int>> DigestsAsync(DateOnly day)
    {
        await using var db = _database.Open();
        return await db.Mails.Where(m => m.Day == day).Select(m => m.PersonId).Order().ToListAsync();
    }

    private async Task<List<(int Person, ReminderKind Kind)>> ToldAsync()
    {
        await using var db = _database.Open();
        return [.. (await db.Reminders.Where(r => r.DoneAt == null && r.Promise!.Outcome == PromiseOutcome.Open).OrderBy(r => r.Id).Select(r => new { r.PersonId, r.Kind }).ToListAsync()).Select(r => (r.PersonId, r.Kind))];
    }

    private async Task<int> RoundAsync()
    {
        await using var db = _database.Open();
        return await db.Reminders.Where(r => r.Kind == ReminderKind.Overdue && r.Promise!.Outcome == PromiseOutcome.Open).MaxAsync(r => (int?)r.Round) ?? 0;
    }
}
