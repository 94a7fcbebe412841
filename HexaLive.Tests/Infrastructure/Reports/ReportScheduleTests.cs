using HexaLive.Domain;
using HexaLive.Domain.People;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Reports;

/// <summary>Who may have which report sent to whom.</summary>
public sealed class ReportScheduleTests : IAsyncLifetime
{
    private static readonly ScheduleFields Monday = new(ScheduleFrequency.Weekly, DayOfWeek.Monday, 1, new TimeOnly(8, 0), "Europe/Madrid", ReportFormat.Pdf, false);
    private static readonly Dictionary<string, string> None = [];
    private static readonly ReportDefinition Tasks = new() { Source = ReportSource.Tasks, Columns = [new("task.title")] };

    private TestDatabase _database = null!;
    private Company _company = null!;
    private Viewer _admin = null!, _manager = null!, _rep = null!, _stranger = null!;
    private int _report;

    private ReportSchedules Schedules => _database.Get<ReportSchedules>();

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await Company.CreateAsync(_database);
        (_admin, _manager, _rep, _stranger) = (await _database.ViewerAsync(_company.Admin), await _database.ViewerAsync(_company.Manager), await _database.ViewerAsync(_company.Rep), await _database.ViewerAsync(_company.Stranger));
        _report = await _database.Get<ReportLibrary>().AddAsync(_rep, "Mis tareas", null, Tasks);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Its_owner_and_administrators_see_and_change_a_schedule_and_for_others_it_does_not_exist()
    {
        await _database.Get<ReportLibrary>().ShareAsync(_rep, _report, ReportSharing.Everybody, [], []);
        var id = await Schedules.AddAsync(_rep, _report, Monday, None, [_rep.PersonId, _manager.PersonId]);

        var row = Assert.Single((await Schedules.ListAsync(_rep, _report)).Rows);
        Assert.Equal(("Mis tareas", "Raúl Comercial", true, true, 2), (row.Report, row.Owner, row.Mine, row.Opens, row.Recipients));
        Assert.Equal(["Raúl Comercial", "Marta Jefa"], row.To);
        Assert.Equal(new DateTime(2026, 3, 9, 7, 0, 0, DateTimeKind.Utc), row.NextAt);
        Assert.False(Assert.Single((await Schedules.ListAsync(_admin, null)).Rows).Mine);
        Assert.Single((await Schedules.ListAsync(_rep, null)).Rows);

        // Whoever may open the report, and even gets it, does not see who else does.
        Assert.Empty((await Schedules.ListAsync(_manager, _report)).Rows);
        Assert.Empty((await Schedules.ListAsync(_manager, null)).Rows);
        foreach (var act in new Func<Viewer, Task>[]
        {
            v => Schedules.GetAsync(v, id), v => Schedules.ChangeAsync(v, id, 0, Monday, None, [v.PersonId]), v => Schedules.StopAsync(v, id), v => Schedules.StartAsync(v, id),
            v => Schedules.DeleteAsync(v, id), v => Schedules.SendNowAsync(v, id), v => Schedules.HistoryAsync(v, id),
        })
            Assert.Equal(RuleError.NotFound, (await Assert.ThrowsAsync<RuleException>(() => act(_manager))).Error);
        Assert.Equal(2, (await Schedules.GetAsync(_rep, id)).Recipients.Count);

        var detail = await Schedules.GetAsync(_admin, id);
        await Schedules.ChangeAsync(_admin, id, detail.Version, Monday with { Frequency = ScheduleFrequency.Daily, Format = ReportFormat.Excel }, None, [_rep.PersonId, _admin.PersonId]);
        detail = await Schedules.GetAsync(_rep, id);
        Assert.Equal((ScheduleFrequency.Daily, ReportFormat.Excel), (detail.Fields.Frequency, detail.Fields.Format));
        Assert.Equal(["Ana Admin", "Raúl Comercial"], detail.Recipients.Select(r => r.Name));
        await Schedules.DeleteAsync(_admin, id);
        Assert.Empty((await Schedules.ListAsync(_rep, _report)).Rows);
    }

    [Fact]
    public async Task Of_a_deleted_one_its_owner_and_administrators_read_the_history_and_nothing_else_can_be_done()
    {
        await _database.Get<ReportLibrary>().ShareAsync(_rep, _report, ReportSharing.Everybody, [], []);
        var id = await Schedules.AddAsync(_manager, _report, Monday, None, [_manager.PersonId, _rep.PersonId]);
        await Schedules.SendNowAsync(_manager, id);
        await Schedules.DeleteAsync(_manager, id);
        foreach (var viewer in new[] { _manager, _admin })
        {
            Assert.Empty((await Schedules.ListAsync(viewer, null)).Rows);
            var row = Assert.Single((await Schedules.ListAsync(viewer, _report, deleted: true)).Rows);
            Assert.Equal((id, _database.Now, null), (row.Id, row.DeletedAt!.Value, row.NextAt));
            Assert.Equal("Marta Jefa", Assert.Single((await Schedules.HistoryAsync(viewer, id)).Rows).Person);
            foreach (var act in new Func<Viewer, Task>[]
            {
                v => Schedules.GetAsync(v, id), v => Schedules.ChangeAsync(v, id, 0, Monday, None, [v.PersonId]), v => Schedules.StopAsync(v, id), v => Schedules.StartAsync(v, id),
                v => Schedules.DeleteAsync(v, id), v => Schedules.SendNowAsync(v, id),
            })
                Assert.Equal(RuleError.NotFound, (await Assert.ThrowsAsync<RuleException>(() => act(viewer))).Error);
        }
        // Whoever wrote the report, and even got it, reads nothing of whom else another sent it to.
        Assert.Empty((await Schedules.ListAsync(_rep, _report, deleted: true)).Rows);
        Assert.Equal(RuleError.NotFound, (await Assert.ThrowsAsync<RuleException>(() => Schedules.HistoryAsync(_rep, id))).Error);
        Assert.Equal(RuleError.NotFound, (await Assert.ThrowsAsync<RuleException>(() => Schedules.HistoryAsync(_stranger, id))).Error);
    }

    [Fact]
    public async Task Its_owner_agrees_to_what_they_looked_at_and_nobody_in_their_place()
    {
        var library = _database.Get<ReportLibrary>();
        await library.ShareAsync(_rep, _report, ReportSharing.Everybody, [], []);
        var looked = (await library.GetAsync(_manager, $"{_report}")).DefinitionVersion;
        await RedefineAsync(Tasks with { Columns = [new("task.title"), new("client.name")] });
        Assert.Equal(RuleError.ReportChanged, (await Assert.ThrowsAsync<RuleException>(() => Schedules.AddAsync(_manager, _report, Monday, None, [_manager.PersonId], looked))).Error);
        var id = await Schedules.AddAsync(_manager, _report, Monday, None, [_manager.PersonId], looked + 1);

        await RedefineAsync(Tasks);
        var detail = await Schedules.GetAsync(_admin, id);
        Assert.Equal((looked + 2, false), (detail.DefinitionVersion, detail.Agreed));
        // An administrator takes a reader off, and it stays stopped.
        await Schedules.ChangeAsync(_admin, id, detail.Version, Monday, None, [_manager.PersonId, _rep.PersonId], detail.DefinitionVersion);
        var row = Assert.Single((await Schedules.ListAsync(_manager, null)).Rows);
        Assert.Equal((ScheduleStop.ReportChanged, null), (row.Stopped!.Value, row.NextAt));
        Assert.Equal(RuleError.ReportChanged, (await Assert.ThrowsAsync<RuleException>(() => Schedules.StartAsync(_admin, id))).Error);
        Assert.Equal(RuleError.ReportChanged, (await Assert.ThrowsAsync<RuleException>(() => Schedules.StartAsync(_manager, id, looked + 1))).Error);
        detail = await Schedules.GetAsync(_manager, id);
        Assert.Equal(RuleError.ReportChanged, (await Assert.ThrowsAsync<RuleException>(() => Schedules.ChangeAsync(_manager, id, detail.Version, Monday, None, [_manager.PersonId], looked + 1))).Error);
        await Schedules.ChangeAsync(_manager, id, detail.Version, Monday, None, [_manager.PersonId], detail.DefinitionVersion);
        Assert.True((await Schedules.GetAsync(_manager, id)).Agreed);
        Assert.NotNull(Assert.Single((await Schedules.ListAsync(_manager, null)).Rows).NextAt);

        async Task RedefineAsync(ReportDefinition definition) => await library.SaveAsync(_rep, _report, (await library.GetAsync(_rep, $"{_report}")).Version, "Mis tareas", null, definition);
    }

    [Fact]
    public async Task A_report_that_one_does_not_find_cannot_be_sent_nor_its_schedules_seen()
    {
        Assert.Equal(RuleError.NotFound, (await Assert.ThrowsAsync<RuleException>(() => Schedules.AddAsync(_manager, _report, Monday, None, [_manager.PersonId]))).Error);
        Assert.Equal(RuleError.NotFound, (await Assert.ThrowsAsync<RuleException>(() => Schedules.ListAsync(_manager, _report))).Error);
        Assert.Equal(RuleError.NotFound, (await Assert.ThrowsAsync<RuleException>(() => Schedules.AddAsync(_rep, 999, Monday, None, [_rep.PersonId]))).Error);
    }

    [Fact]
    public async Task Only_active_people_with_an_address_whom_one_knows_get_it()
    {
        // The rep takes part in nothing of the south.
        Assert.Equal(RuleError.NotFound, await AddedToAsync(_rep.PersonId, _stranger.PersonId));
        Assert.Equal(RuleError.NotFound, await AddedToAsync(999));
        Assert.Equal(RuleError.Required, await AddedToAsync());
        await using (var db = _database.Open())
        {
            await db.People.Where(p => p.Id == _company.Manager.Id).ExecuteUpdateAsync(set => set.SetProperty(p => p.Email, (string?)null));
            await db.People.Where(p => p.Id == _company.Admin.Id).ExecuteUpdateAsync(set => set.SetProperty(p => p.Active, false));
        }
        Assert.Equal(RuleError.NoEmail, await AddedToAsync(_manager.PersonId));
        Assert.Equal(RuleError.PersonInactive, await AddedToAsync(_admin.PersonId));
        await using (var db = _database.Open()) Assert.Empty(await db.ReportSchedules.ToListAsync());
        Assert.Equal(["Raúl Comercial"], (await Schedules.ReadersAsync(_rep, null)).Where(r => r.Id != _company.OtherRep.Id).Select(r => r.Name));
        Assert.Empty(await Schedules.ReadersAsync(_rep, "sergio"));

        async Task<RuleError> AddedToAsync(params int[] people) => (await Assert.ThrowsAsync<RuleException>(() => Schedules.AddAsync(_rep, _report, Monday, None, people))).Error;
    }

    [Fact]
    public async Task Two_who_change_it_at_once_hear_of_each_other_also_where_only_the_readers_changed()
    {
        var id = await Schedules.AddAsync(_rep, _report, Monday, None, [_rep.PersonId]);
        var version = (await Schedules.GetAsync(_rep, id)).Version;
        await Schedules.ChangeAsync(_rep, id, version, Monday, None, [_rep.PersonId, _manager.PersonId]);
        var refusal = await Assert.ThrowsAsync<RuleException>(() => Schedules.ChangeAsync(_rep, id, version, Monday with { DayOfWeek = DayOfWeek.Friday }, None, [_rep.PersonId]));
        Assert.Equal((RuleError.Conflict, "Mis tareas"), (refusal.Error, refusal.Args[1]));
        var detail = await Schedules.GetAsync(_rep, id);
        Assert.Equal((2, DayOfWeek.Monday), (detail.Recipients.Count, detail.Fields.DayOfWeek));
    }

    [Fact]
    public async Task Values_of_what_the_report_asks_must_fit_and_are_kept()
    {
        var asking = await _database.Get<ReportLibrary>().AddAsync(_rep, "Pregunta", null, Tasks with
        {
            Where = ReportCriterion.AllOf(ReportCriterion.Of("task.created", TestOperator.During, "?when")),
            Parameters = [new("when", "Cuándo", "last-month")],
        });
        var refusal = await Assert.ThrowsAsync<RuleException>(() => Schedules.AddAsync(_rep, asking, Monday, new Dictionary<string, string> { ["when"] = "nunca" }, [_rep.PersonId]));
        Assert.Equal((RuleError.InvalidValue, "Cuándo"), (refusal.Error, refusal.Args[0]));
        var id = await Schedules.AddAsync(_rep, asking, Monday, new Dictionary<string, string> { ["when"] = "last-7-days", ["other"] = "x" }, [_rep.PersonId]);
        Assert.Equal(new Dictionary<string, string> { ["when"] = "last-7-days" }, (await Schedules.GetAsync(_rep, id)).Parameters);
    }

    [Fact]
    public async Task A_stopped_one_is_started_again_unless_its_report_is_gone()
    {
        var id = await Schedules.AddAsync(_rep, _report, Monday, None, [_rep.PersonId]);
        await Schedules.StopAsync(_rep, id);
        var row = Assert.Single((await Schedules.ListAsync(_rep, _report)).Rows);
        Assert.Equal((ScheduleStop.ByHand, null), (row.Stopped!.Value, row.NextAt));
        await Schedules.StartAsync(_rep, id);
        Assert.NotNull(Assert.Single((await Schedules.ListAsync(_rep, _report)).Rows).NextAt);

        await Schedules.StopAsync(_rep, id);
        await _database.Get<ReportLibrary>().DeleteAsync(_rep, _report);
        Assert.Equal(RuleError.NotFound, (await Assert.ThrowsAsync<RuleException>(() => Schedules.StartAsync(_rep, id))).Error);
        // It is still found among all, where it can be deleted.
        Assert.False(Assert.Single((await Schedules.ListAsync(_rep, null)).Rows).Opens);
    }

    [Fact]
    public async Task A_link_takes_its_reader_off_the_list_and_stops_what_nobody_gets()
    {
        var links = _database.Get<ReportLinks>();
        var id = await Schedules.AddAsync(_rep, _report, Monday, None, [_rep.PersonId, _manager.PersonId]);
        var signed = links.Sign(new ReportOptOut(id, _manager.PersonId));
        Assert.Null(links.Read(signed[..^4] + "AAAA"));
        Assert.Null(links.Read(null));
        var link = links.Read(signed)!;
        Assert.Equal(new SentReport("Mis tareas", "Raúl Comercial"), await links.FindAsync(link));
        await links.LeaveAsync(link);
        Assert.Null(await links.FindAsync(link));
        await links.LeaveAsync(link);
        Assert.Equal(["Raúl Comercial"], (await Schedules.GetAsync(_rep, id)).Recipients.Select(r => r.Name));
        await links.LeaveAsync(new ReportOptOut(id, _rep.PersonId));
        Assert.Equal(ScheduleStop.ByHand, Assert.Single((await Schedules.ListAsync(_rep, _report)).Rows).Stopped);
        Assert.Equal(RuleError.Required, (await Assert.ThrowsAsync<RuleException>(() => Schedules.StartAsync(_rep, id))).Error);
    }
}
