using System.Globalization;
using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Calendar;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Activity;
using HexaLive.Infrastructure.Features.Control;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Infrastructure.Features.Settings;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using HexaLive.Web.Features.Reports;
using Microsoft.EntityFrameworkCore;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HexaLive.Tests.Infrastructure;

/// <summary>The figures of the control room, on a small company. Monday 2 March 2026, 10:00 in Madrid.</summary>
public sealed class ControlRoomTests : IAsyncLifetime
{
    private static readonly DateOnly Today = new(2026, 3, 2);
    private static readonly RoomFilter Everything = new();

    private TestDatabase _database = null!;
    private Company _company = null!;
    private Viewer _rep = null!, _manager = null!, _admin = null!, _southManager = null!, _stranger = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ControlRoom Room => _database.Get<ControlRoom>();
    private RoomCharts Charts => _database.Get<RoomCharts>();
    private PromiseLedger Ledger => _database.Get<PromiseLedger>();
    private SilenceRadar Radar => _database.Get<SilenceRadar>();

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await Company.CreateAsync(_database);
        (_rep, _manager) = (await _database.ViewerAsync(_company.Rep), await _database.ViewerAsync(_company.Manager));
        (_admin, _stranger) = (await _database.ViewerAsync(_company.Admin), await _database.ViewerAsync(_company.Stranger));
        await using var db = _database.Open();
        var chief = new Person("Susana Sur", "susana@test.local", PersonRole.Manager);
        db.Add(chief);
        (await db.Teams.SingleAsync(t => t.Id == _company.South.Id, Cancel)).ManagedBy(chief);
        await db.SaveChangesAsync(Cancel);
        _southManager = await _database.ViewerAsync(chief);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task The_tiles_count_the_managers_people_today_and_the_same_weekday_before()
    {
        await LogAsync(_rep, 20);
        await LogAsync(_rep, 40, channel: DedicationChannel.Visit);
        await LogAsync(_rep, 30, Today.AddDays(-7));
        await LogAsync(_rep, 10, Today.AddDays(-14));
        await LogAsync(_rep, 10, Today.AddDays(-14));
        await LogAsync(_rep, 500, Today.AddDays(-6));
        await LogAsync(_stranger, 60, task: _company.SouthTask.Id);
        var figures = await Room.FiguresAsync(_manager, Everything, Cancel);
        Assert.Equal((1, 2, 60), (figures.Calls, figures.Entries, figures.Minutes));
        // Two Mondays with entries: 30 and 20 minutes, one call and two. The other six had none and do not count.
        Assert.Equal((2, 25), (figures.UsualCalls, figures.UsualMinutes));
        Assert.Equal(6, figures.Waiting);

        Assert.Equal((2, 60), await Room.FiguresAsync(_southManager, Everything, Cancel) switch { var f => (f.Calls + f.Entries, f.Minutes) });
        Assert.Equal(120, (await Room.FiguresAsync(_admin, Everything, Cancel)).Minutes);
        Assert.Equal(60, (await Room.FiguresAsync(_admin, new RoomFilter(TeamId: _company.North.Id), Cancel)).Minutes);
        Assert.Equal(0, (await Room.FiguresAsync(_manager, new RoomFilter(TeamId: _company.South.Id), Cancel)).Minutes);
        Assert.Equal(60, (await Room.FiguresAsync(_manager, new RoomFilter(ClientId: _company.Client.Id), Cancel)).Minutes);
        Assert.Equal(0, (await Room.FiguresAsync(_manager, new RoomFilter(ClientId: _company.SouthClient.Id), Cancel)).Minutes);
        Assert.Equal(0, (await Room.FiguresAsync(_manager, new RoomFilter(Kind: ProjectKind.Production), Cancel)).Minutes);

        // The list behind a tile says the same.
        var day = _database.Get<ReadyMadeReports>().Find("day")!.Definition;
        foreach (var filter in new[] { Everything, new RoomFilter(TeamId: _company.North.Id), new RoomFilter(ClientId: _company.Client.Id, Kind: ProjectKind.Commercial), new RoomFilter(Kind: ProjectKind.Production) })
        {
            foreach (var viewer in new[] { _manager, _admin, _southManager })
            {
                var (tile, runner) = (await Room.FiguresAsync(viewer, filter, Cancel), _database.Get<ReportRunner>());
                var all = await runner.FiguresAsync(viewer, day, ReportAddress.Ask(filter.DayAddress(viewer)), Cancel);
                Assert.Equal((tile.Entries, tile.Minutes), (all.Rows, Convert.ToInt32(all.Totals[1] ?? 0, CultureInfo.InvariantCulture)));
                Assert.Equal(tile.Calls, (await runner.FiguresAsync(viewer, day, ReportAddress.Ask(filter.DayAddress(viewer, DedicationChannel.Call)), Cancel)).Rows);
            }
        }
    }

    [Fact]
    public async Task Due_and_overdue_agree_with_the_list_of_tasks_behind_them()
    {
        await PlanAsync(_company.Task.Id, Today);
        var second = await TaskAsync("Otra", Today.AddDays(1));
        _database.Time.Advance(TimeSpan.FromDays(1));
        var figures = await Room.FiguresAsync(_manager, Everything, Cancel);
        Assert.Equal((1, 1), (figures.Due, figures.Overdue));
        Assert.Equal(("Raúl Comercial", 1, 1), Assert.Single(await Room.DueAsync(_manager, Everything, Cancel)) switch { var d => (d.Person, d.Due, d.Overdue) });
        foreach (var (due, expected) in new[] { ("today", second), ("overdue", _company.Task.Id) })
        {
            var address = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery($"{new RoomFilter(TeamId: _company.North.Id, ClientId: _company.Client.Id).TaskQuery(_manager)}&due={due}");
            var list = await _database.Get<TaskList>().PageAsync(_manager, TaskFilter.Parse(name => address.TryGetValue(name, out var value) ? value.ToString() : null), 0, Cancel);
            Assert.Equal(expected, Assert.Single(list.Rows).Id);
        }
        Assert.Empty(await Room.DueAsync(_southManager, Everything, Cancel));
    }

    [Fact]
    public async Task Who_is_at_work_is_told_by_the_last_entry_or_the_stopwatch()
    {
        await LogAsync(_rep, 20);
        _database.Time.Advance(TimeSpan.FromMinutes(5));
        await _database.Get<LogForm>().StartTimerAsync(await _database.ViewerAsync(_company.OtherRep), null, Cancel);
        await _database.Get<LogForm>().StartTimerAsync(_stranger, _company.SouthTask.Id, Cancel);
        var north = await Room.AtWorkAsync(_manager, Everything, Cancel);
        Assert.Equal(["Olga Otra", "Raúl Comercial"], north.Select(w => w.Person));
        Assert.Equal((_database.Now, 0), (north[0].TimerSince, north[0].Entries));
        Assert.Equal(("Construcciones Pérez", 20, 1), (north[1].Client, north[1].Minutes, north[1].Entries));
        Assert.Equal(("Sergio Sur", "Olivares del Sur"), Assert.Single(await Room.AtWorkAsync(_southManager, Everything, Cancel)) switch { var w => (w.Person, w.Client) });
        Assert.Equal("Raúl Comercial", Assert.Single(await Room.AtWorkAsync(_manager, new RoomFilter(ClientId: _company.Client.Id), Cancel)).Person);
        Assert.Equal("Raúl Comercial", Assert.Single(await Room.NewestAsync(_manager, Everything, 10, Cancel)).Person);
    }

    [Fact]
    public async Task Hours_are_by_person_and_day_and_the_day_is_a_line_of_entries()
    {
        await LogAsync(_rep, 30);
        await LogAsync(_rep, 60, Today.AddDays(-3));
        await LogAsync(await _database.ViewerAsync(_company.OtherRep), 45, task: await TaskAsync("De Olga", null, _company.OtherRep.Id));
        await LogAsync(_stranger, 10, task: _company.SouthTask.Id);
        var hours = await Charts.HoursAsync(_manager, new RoomFilter(Period: RoomPeriod.Week), 0, Cancel);
        Assert.Equal((Today.AddDays(-6), Today, 2, 135), (hours.First, hours.Last, hours.People, hours.Minutes));
        Assert.Equal([("Raúl Comercial", 90), ("Olga Otra", 45)], hours.Rows.Select(r => (r.Person, r.Minutes)));
        Assert.Equal([0, 0, 0, 60, 0, 0, 30], hours.Rows[0].Days);
        Assert.Equal((0, 0), await Charts.HoursAsync(_manager, new RoomFilter(TeamId: _company.South.Id), 0, Cancel) switch { var h => (h.People, h.Rows.Count) });

        var day = await Charts.DayAsync(_manager, Everything, null, Cancel);
        var lane = day.Lanes.Single(l => l.PersonId == _company.Rep.Id);
        // 10:00 in Madrid, less half an hour.
        Assert.Equal((9 * 60 + 30, 30, "Construcciones Pérez"), Assert.Single(lane.Blocks) switch { var b => (b.Start, b.Minutes, b.Client) });
        // Of an entry that was written down today for another day, nobody knows the hour.
        var friday = Assert.Single((await Charts.DayAsync(_manager, Everything, Today.AddDays(-3), Cancel)).Lanes);
        Assert.Equal((60, 0, 1), (friday.Minutes, friday.Blocks.Count, friday.Elsewhere));
    }

    [Fact]
    public async Task Tasks_come_and_go_by_day_and_what_was_open_is_reckoned_back()
    {
        // The company's own was made today.
        _database.Time.Advance(TimeSpan.FromDays(1));
        var finished = await TaskAsync("Corta", null);
        await TaskAsync("Larga", null);
        _database.Time.Advance(TimeSpan.FromHours(14));
        await _database.Get<TaskEditing>().FinishAsync(_manager, finished, "Hecho", Cancel);
        await LogAsync(_rep, 5, Today.AddDays(2));
        var flow = await Charts.FlowAsync(_manager, new RoomFilter(Period: RoomPeriod.Week), Cancel);
        // 23:00 UTC on the 3rd is the 4th in Madrid.
        Assert.Equal([(0, 0, 0), (1, 0, 1), (2, 0, 3), (0, 1, 2)], flow.Days.TakeLast(4).Select(d => (d.Created, d.Finished, d.Open)));
        Assert.Equal((1, 1, 1), (flow.Pending, flow.InProgress, flow.Finished));
        Assert.Equal(1, (await Charts.FlowAsync(_southManager, Everything, Cancel)).Pending);
    }

    [Fact]
    public async Task The_ledger_tells_kept_moved_broken_and_withdrawn_with_the_promises_behind()
    {
        var (kept, broken, withdrawn) = (await TaskAsync("Cumplida", Today), await TaskAsync("Rota", Today), await TaskAsync("Retirada", Today.AddDays(20)));
        await PlanAsync(_company.Task.Id, Today.AddDays(3));
        for (var day = 4; day <= 6; day++) await PlanAsync(_company.Task.Id, Today.AddDays(day));
        await LogAsync(_rep, 10, task: kept);
        await _database.Get<TaskEditing>().FinishAsync(_rep, withdrawn, "Ya no hace falta", Cancel);
        _database.Time.Advance(TimeSpan.FromDays(2));
        await LogAsync(_rep, 10, Today.AddDays(2), broken);
        await PlanAsync(_company.SouthTask.Id, Today.AddDays(3), _stranger);
        await PlanAsync(_company.SouthTask.Id, Today.AddDays(4), _stranger);

        var month = new LedgerFilter(Everything);
        var view = await Ledger.GetAsync(_manager, month, false, 0, Cancel);
        var row = Assert.Single(view.Rows);
        Assert.Equal(("Raúl Comercial", new LedgerFigures(1, 3, 1, 1, 3)), (row.Name, row.Figures));
        Assert.Equal((view.All, 20), (row.Figures, row.Figures.KeptPercent));
        Assert.Equal("Construcciones Pérez", Assert.Single((await Ledger.GetAsync(_manager, month, true, 0, Cancel)).Rows).Name);
        var moved = await Ledger.PromisesAsync(_manager, month with { PersonId = _company.Rep.Id }, PromiseOutcome.Moved, 0, Cancel);
        Assert.Equal([(Today.AddDays(6), 3), (Today.AddDays(5), 2), (Today.AddDays(4), 1)], moved.Rows.Select(p => (p.MovedTo!.Value, p.Moves)));
        Assert.Equal("Raúl Comercial", moved.Person);
        Assert.Equal((1, 5), await Room.FiguresAsync(_manager, Everything, Cancel) switch { var f => (f.Kept, f.Settled) });
        Assert.Equal(0, (await Ledger.GetAsync(_manager, new LedgerFilter(Everything, LedgerPeriod.LastMonth), false, 0, Cancel)).Total);
        Assert.Equal(1, (await Ledger.GetAsync(_southManager, month, false, 0, Cancel)).All.Moved);
        Assert.Equal(2, (await Ledger.GetAsync(_admin, month, false, 0, Cancel)).Total);

        // One's own line, and that of a person whom one sees, as far as one sees their tasks.
        Assert.Equal(row.Figures, await Ledger.OfPersonAsync(_rep, _company.Rep.Id, LedgerPeriod.Month, Cancel));
        Assert.Equal(0, (await Ledger.OfPersonAsync(_stranger, _company.Stranger.Id, LedgerPeriod.LastMonth, Cancel)).Settled);
        Assert.Equal(new LedgerFigures(0, 0, 0, 0, 0), await Ledger.OfPersonAsync(_stranger, _company.Rep.Id, LedgerPeriod.Month, Cancel));
    }

    [Fact]
    public async Task A_promise_whose_day_went_by_without_a_word_is_broken_that_day_until_somebody_ends_it()
    {
        var kept = await TaskAsync("Cumplida", Today);
        await LogAsync(_rep, 10, task: kept);
        await PlanAsync(_company.Task.Id, Today.AddDays(1));
        var month = new LedgerFilter(Everything);
        // Until the end of its day it may be kept.
        _database.Time.Advance(TimeSpan.FromHours(24 + 13));
        Assert.Equal(new LedgerFigures(1, 0, 0, 0, 0), (await Ledger.GetAsync(_manager, month, false, 0, Cancel)).All);
        _database.Time.Advance(TimeSpan.FromHours(2));
        var view = await Ledger.GetAsync(_manager, month, false, 0, Cancel);
        Assert.Equal((new LedgerFigures(1, 0, 1, 0, 0), 50), (view.All, view.All.KeptPercent));
        Assert.Equal(view.All, Assert.Single(view.Rows).Figures);
        Assert.Equal(view.All, await Ledger.OfPersonAsync(_rep, _company.Rep.Id, LedgerPeriod.Month, Cancel));
        Assert.Equal((1, 2), await Room.FiguresAsync(_manager, Everything, Cancel) switch { var f => (f.Kept, f.Settled) });
        var row = Assert.Single((await Ledger.PromisesAsync(_manager, month, PromiseOutcome.Broken, 0, Cancel)).Rows);
        Assert.Equal((_company.Task.Id, PromiseOutcome.Broken, new DateTime(2026, 3, 3, 23, 0, 0)), (row.TaskId, row.Outcome, row.EndedAt));
        Assert.DoesNotContain((await Ledger.PromisesAsync(_manager, month, PromiseOutcome.Kept, 0, Cancel)).Rows, p => p.TaskId == _company.Task.Id);
        Assert.Equal(0, (await Ledger.GetAsync(_southManager, month, false, 0, Cancel)).Total);

        // The next month is another story, and who logs then ends it there.
        _database.Time.SetUtcNow(new DateTimeOffset(2026, 4, 2, 9, 0, 0, TimeSpan.Zero));
        Assert.Equal(0, (await Ledger.GetAsync(_manager, month, false, 0, Cancel)).Total);
        Assert.Equal(1, (await Ledger.GetAsync(_manager, month with { Period = LedgerPeriod.LastMonth }, false, 0, Cancel)).All.Broken);
    }

    [Fact]
    public async Task The_third_move_shows_in_the_controllers_feed_by_itself()
    {
        await PlanAsync(_company.Task.Id, Today.AddDays(3));
        var feed = _database.Get<ControlFeed>();
        for (var day = 4; day <= 5; day++) await PlanAsync(_company.Task.Id, Today.AddDays(day));
        var before = await feed.PageAsync(_manager, Everything, null, Cancel);
        Assert.Empty(before);
        var cursor = new HexaLive.Infrastructure.Live.ActivityCursor([], 0);
        await PlanAsync(_company.Task.Id, Today.AddDays(6));
        var line = Assert.Single(await feed.NewSinceAsync(_manager, Everything, cursor, Cancel), l => l.Kind == ActivityKind.PromiseMovedOften);
        Assert.Equal(("3", "Raúl Comercial"), (line.Note, line.Person));
        Assert.Single(await feed.PageAsync(_manager, new RoomFilter(TeamId: _company.North.Id, ClientId: _company.Client.Id, Kind: ProjectKind.Commercial), null, Cancel));
        Assert.Empty(await feed.PageAsync(_manager, new RoomFilter(TeamId: _company.South.Id), null, Cancel));
        Assert.Empty(await feed.PageAsync(_southManager, Everything, null, Cancel));
    }

    [Fact]
    public async Task Silence_is_open_tasks_without_entry_or_promise_for_so_many_working_days()
    {
        await LogAsync(_rep, 10);
        int projects;
        await using (var db = _database.Open())
        {
            var client = await db.Clients.SingleAsync(c => c.Id == _company.Client.Id, Cancel);
            var project = new Project(client, new ProjectFields("Nave nueva", ProjectKind.Production, _company.Manager.Id), _company.Manager.Id, _database.Now);
            db.Add(project);
            await db.SaveChangesAsync(Cancel);
            projects = project.Id;
            await TaskAsync("Planos", null, project: project);
        }
        // Fifteen working days later: Monday 23 March; a holiday makes it one more.
        _database.Time.Advance(TimeSpan.FromDays(21));
        await using (var db = _database.Open())
        {
            db.Add(new Holiday(new DateOnly(2026, 3, 19), "San José", null));
            db.Add(new Holiday(new DateOnly(2026, 3, 20), "Solo en el sur", _company.South.Id));
            await db.SaveChangesAsync(Cancel);
        }
        Assert.Equal(0, (await Radar.GetAsync(_manager, Everything, false, null, 0, Cancel)).Total);
        _database.Time.Advance(TimeSpan.FromDays(1));
        var view = await Radar.GetAsync(_manager, Everything, false, null, 0, Cancel);
        var row = Assert.Single(view.Rows);
        Assert.Equal((15, 15, "Construcciones Pérez", 15, Today, "Raúl Comercial", "Marta Jefa", 2), (view.Days, view.UsualDays, row.Name, row.WorkingDays, row.LastEntry, row.LastPerson, row.Manager, row.OpenTasks));
        // A project without any entry is silent since its task was made; it is the more silent of two.
        var both = (await Radar.GetAsync(_manager, Everything, true, 5, 0, Cancel)).Rows;
        Assert.Equal([(projects, (DateOnly?)null), (_company.Project.Id, Today)], both.Select(r => (r.Id, r.LastEntry)));
        // Of one that never had an entry the silence began when its oldest task was made: worst first is by that, not by having none.
        await using (var db = _database.Open()) await db.Tasks.Where(t => t.ProjectId == projects).ExecuteUpdateAsync(set => set.SetProperty(t => t.CreatedAt, _database.Now.AddDays(-12)), Cancel);
        Assert.Equal([_company.Project.Id, projects], (await Radar.GetAsync(_manager, Everything, true, 5, 0, Cancel)).Rows.Select(r => r.Id));
        Assert.Equal("Olivares del Sur", Assert.Single((await Radar.GetAsync(_southManager, Everything, false, 5, 0, Cancel)).Rows).Name);
        Assert.Equal(2, (await Radar.GetAsync(_admin, Everything, false, 5, 0, Cancel)).Total);
        Assert.Equal(1, (await Radar.GetAsync(_admin, new RoomFilter(TeamId: _company.South.Id), false, 5, 0, Cancel)).Total);

        // A promise ahead breaks the silence, and so does an entry.
        await PlanAsync(_company.Task.Id, new DateOnly(2026, 3, 30));
        Assert.Equal(0, (await Radar.GetAsync(_manager, Everything, false, 5, 0, Cancel)).Total);
        Assert.Equal(projects, Assert.Single((await Radar.GetAsync(_manager, Everything, true, 5, 0, Cancel)).Rows).Id);
        await LogAsync(_stranger, 10, new DateOnly(2026, 3, 24), _company.SouthTask.Id);
        Assert.Equal(0, (await Radar.GetAsync(_southManager, Everything, false, 5, 0, Cancel)).Total);
    }

    [Fact]
    public async Task What_waits_ages_in_the_viewers_working_days()
    {
        _database.Time.Advance(TimeSpan.FromDays(4));
        await LogAsync(_rep, 10, new DateOnly(2026, 3, 6));
        await using (var db = _database.Open())
        {
            db.Add(new Holiday(new DateOnly(2026, 3, 9), "Fiesta del norte", _company.North.Id));
            db.Add(new Holiday(new DateOnly(2026, 3, 10), "Fiesta del sur", _company.South.Id));
            await db.SaveChangesAsync(Cancel);
        }
        // From Friday to Wednesday: Tuesday and Wednesday, since Monday is a holiday of the manager's own team.
        _database.Time.Advance(TimeSpan.FromDays(5));
        Assert.Equal(2, Assert.Single(await _database.Get<Reviews>().WaitingAsync(_manager, Everything, Cancel)).WorkingDays);
        var feed = _database.Get<ControlFeed>();
        // What is counted is what the filter lets through.
        Assert.Empty(await _database.Get<Reviews>().WaitingAsync(_manager, new RoomFilter(Kind: ProjectKind.Production), Cancel));
        Assert.Empty(await _database.Get<Reviews>().WaitingAsync(_manager, new RoomFilter(ClientId: _company.SouthClient.Id), Cancel));
        Assert.Empty(await _database.Get<Reviews>().WaitingAsync(_manager, new RoomFilter(TeamId: _company.South.Id), Cancel));
        Assert.Single(await _database.Get<Reviews>().WaitingAsync(_manager, new RoomFilter(_company.North.Id, _company.Client.Id, ProjectKind.Commercial), Cancel));
        Assert.Single(await feed.WaitingAsync(_manager, Everything, null, 1, null, Cancel));
        Assert.Empty(await feed.WaitingAsync(_manager, Everything, null, 2, null, Cancel));
        Assert.Empty(await feed.WaitingAsync(_southManager, Everything, null, null, null, Cancel));
    }

    [Fact]
    public async Task Representatives_are_refused()
    {
        Func<Task>[] all =
        [
            () => Room.FiguresAsync(_rep, Everything, Cancel), () => Room.DueAsync(_rep, Everything, Cancel), () => Room.AtWorkAsync(_rep, Everything, Cancel), () => Room.NewestAsync(_rep, Everything, 5, Cancel),
            () => Room.OptionsAsync(_rep, Everything, Cancel), () => Room.ClientsAsync(_rep, "perez", Cancel), () => Charts.HoursAsync(_rep, Everything, 0, Cancel), () => Charts.FlowAsync(_rep, Everything, Cancel),
            () => Charts.DayAsync(_rep, Everything, null, Cancel), () => Ledger.GetAsync(_rep, new LedgerFilter(Everything), false, 0, Cancel), () => Ledger.PromisesAsync(_rep, new LedgerFilter(Everything), null, 0, Cancel),
            () => Radar.GetAsync(_rep, Everything, false, null, 0, Cancel),
        ];
        foreach (var act in all) await RefusedAsync(RuleError.NotAllowed, act);
        Assert.Empty(await Room.ClientsAsync(_southManager, "perez", Cancel));
        Assert.Equal("Construcciones Pérez", Assert.Single(await Room.ClientsAsync(_manager, "perez", Cancel)).Name);
        Assert.Equal((0, null), await Room.OptionsAsync(_manager, new RoomFilter(ClientId: _company.SouthClient.Id), Cancel) switch { var o => (o.Teams.Count, o.Client) });
        Assert.Equal(["Norte", "Sur"], (await Room.OptionsAsync(_admin, Everything, Cancel)).Teams.Select(t => t.Name));
    }

    [Fact]
    public async Task Follow_up_is_set_by_administrators_and_who_loses_a_race_is_told()
    {
        var editing = _database.Get<FollowUpEditing>();
        Assert.Equal(new FollowUpView(3, 5, 15, -1), await editing.GetAsync(_admin, Cancel));
        await editing.ChangeAsync(_admin, -1, 2, 4, 1, Cancel);
        var conflict = await Assert.ThrowsAsync<RuleException>(() => editing.ChangeAsync(_admin, -1, 9, 9, 9, Cancel));
        Assert.Equal((RuleError.Conflict, "Ana Admin", "2 / 4 / 1"), (conflict.Error, conflict.Args[0], conflict.Args[1]));
        Assert.Equal(1, (await Radar.GetAsync(_manager, Everything, false, null, 0, Cancel)).Days);
        await editing.ChangeAsync(_admin, (await editing.GetAsync(_admin, Cancel)).Version, 3, 3, 20, Cancel);
        Assert.Equal((3, 3, 20), await editing.GetAsync(_admin, Cancel) switch { var v => (v.EscalateAfter, v.EscalateToManagerAfter, v.SilentAfter) });
        await RefusedAsync(RuleError.InvalidValue, async () => await editing.ChangeAsync(_admin, (await editing.GetAsync(_admin, Cancel)).Version, 5, 4, 15, Cancel));
        await RefusedAsync(RuleError.NotAllowed, () => editing.GetAsync(_manager, Cancel));
        await RefusedAsync(RuleError.NotAllowed, () => editing.ChangeAsync(_manager, 1, 1, 1, 1, Cancel));
        await using var db = _database.Open();
        Assert.Equal(2, await db.Activity.CountAsync(a => a.Kind == ActivityKind.SettingsChanged, Cancel));
    }

    private Task<int> LogAsync(Viewer viewer, int minutes, DateOnly? day = null, int? task = null, DedicationChannel channel = DedicationChannel.Call) =>
        _database.Get<DedicationLog>().LogAsync(viewer, new LogRequest(task ?? _company.Task.Id, new DedicationFields(day ?? Today, minutes, "Hablado", channel), AfterLog.Keep, Guid.NewGuid()), Cancel);

    private Task PlanAsync(int task, DateOnly day, Viewer? viewer = null) => _database.Get<TaskEditing>().RescheduleAsync(viewer ?? _rep, task, new NextAction(day), Cancel);

    private async Task<int> TaskAsync(string title, DateOnly? next, int? responsible = null, Project? project = null)
    {
        await using var db = _database.Open();
        var place = await db.Projects.Include(p => p.Client).SingleAsync(p => p.Id == (project ?? _company.Project).Id, Cancel);
        var people = await db.People.ToDictionaryAsync(p => p.Id, Cancel);
        var task = new WorkTask(place, new TaskFields(title), people[responsible ?? _company.Rep.Id], people[_company.Manager.Id], people[_company.Manager.Id], next is { } day ? new NextAction(day) : null, _company.Manager.Id, _database.Now);
        db.Add(task);
        await db.SaveChangesAsync(Cancel);
        return task.Id;
    }

    private static async Task RefusedAsync(RuleError error, Func<Task> act) => Assert.Equal(error, (await Assert.ThrowsAsync<RuleException>(act)).Error);
}
