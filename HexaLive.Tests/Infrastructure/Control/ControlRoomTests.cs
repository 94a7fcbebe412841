using System.Globalization;
using HexaLive.Domain;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Control;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Features.Timers;
using HexaLive.Infrastructure.Reporting;
using HexaLive.Tests.Support;
using HexaLive.Web.Components;
using HexaLive.Web.Features.Reports;
using HexaLive.Web.Features.Tasks;
using Xunit;
using static HexaLive.Tests.Infrastructure.Control.ControlRoomFixture;
using static HexaLive.Tests.Support.Refusals;

namespace HexaLive.Tests.Infrastructure.Control;

/// <summary>The figures and lists of the control room, and the people who may see them.</summary>
public sealed class ControlRoomTests : IAsyncLifetime
{
    private ControlRoomFixture _fixture = null!;

    private TestDatabase Database => _fixture.Database;
    private TestCompany Company => _fixture.Company;

    public async ValueTask InitializeAsync() => _fixture = await ControlRoomFixture.CreateAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Tiles_show_the_work_of_the_team_today_and_the_average_for_that_weekday()
    {
        await LogOnThreeMondaysAsync();
        var figures = await _fixture.Room.GetFiguresAsync(_fixture.Manager, Everything, Cancellation);
        Assert.Equal((1, 2, 60), (figures.CallCount, figures.EntryCount, figures.Minutes));
        // The averages cover only the two Mondays with entries (30 and 20 minutes, one and two calls), not the six without entries.
        Assert.Equal((2, 25), (figures.AverageCalls, figures.AverageMinutes));
        Assert.Equal(6, figures.WaitingCount);
    }

    [Fact]
    public async Task Tiles_count_only_work_within_the_filter_and_the_viewers_scope()
    {
        await LogOnThreeMondaysAsync();
        var (north, south) = (new ControlRoomFilter(TeamId: Company.North.Id), new ControlRoomFilter(TeamId: Company.South.Id));
        var client = new ControlRoomFilter(ClientId: Company.Client.Id);
        var southClient = new ControlRoomFilter(ClientId: Company.SouthClient.Id);
        var production = new ControlRoomFilter(Kind: ProjectKind.Production);

        Assert.Equal(6, (await FiguresAsync(_fixture.Manager, north)).WaitingCount);
        Assert.Equal(0, (await FiguresAsync(_fixture.Manager, southClient)).WaitingCount);
        Assert.Equal(0, (await FiguresAsync(_fixture.Manager, production)).WaitingCount);

        var ofSouth = await FiguresAsync(_fixture.SouthManager, Everything);
        Assert.Equal((2, 60), (ofSouth.CallCount + ofSouth.EntryCount, ofSouth.Minutes));
        Assert.Equal(120, (await FiguresAsync(_fixture.Admin, Everything)).Minutes);
        Assert.Equal(60, (await FiguresAsync(_fixture.Admin, north)).Minutes);
        Assert.Equal(0, (await FiguresAsync(_fixture.Manager, south)).Minutes);
        Assert.Equal(60, (await FiguresAsync(_fixture.Manager, client)).Minutes);
        Assert.Equal(0, (await FiguresAsync(_fixture.Manager, southClient)).Minutes);
        Assert.Equal(0, (await FiguresAsync(_fixture.Manager, production)).Minutes);

        Task<ControlRoomFigures> FiguresAsync(Viewer viewer, ControlRoomFilter filter) =>
            _fixture.Room.GetFiguresAsync(viewer, filter, Cancellation);
    }

    [Fact]
    public async Task Report_opened_from_a_tile_shows_the_same_figures()
    {
        await LogOnThreeMondaysAsync();
        ControlRoomFilter[] filters =
        [
            Everything,
            new(TeamId: Company.North.Id),
            new(ClientId: Company.Client.Id, Kind: ProjectKind.Commercial),
            new(Kind: ProjectKind.Production),
        ];
        foreach (var filter in filters)
        {
            foreach (var viewer in new[] { _fixture.Manager, _fixture.Admin, _fixture.SouthManager })
                await AssertReportMatchesTileAsync(viewer, filter);
        }
    }

    [Fact]
    public async Task Due_and_overdue_figures_match_the_task_lists()
    {
        await _fixture.RescheduleAsync(Company.Task.Id, Today);
        var second = await _fixture.CreateTaskAsync("Otra", Today.AddDays(1));
        Database.Time.Advance(TimeSpan.FromDays(1));
        var figures = await _fixture.Room.GetFiguresAsync(_fixture.Manager, Everything, Cancellation);
        Assert.Equal((1, 1), (figures.DueCount, figures.OverdueCount));
        Assert.Equal(
            ("Raúl Comercial", 1, 1),
            Assert.Single(await _fixture.People.ListDueAsync(_fixture.Manager, Everything, Cancellation)) switch
            {
                var d => (d.Person, d.DueCount, d.OverdueCount),
            }
        );
        foreach (var (due, expected) in new[] { (TaskDue.Today, second), (TaskDue.Overdue, Company.Task.Id) })
        {
            var filter = new ControlRoomFilter(TeamId: Company.North.Id, ClientId: Company.Client.Id).ToTaskFilter(_fixture.Manager);
            var address = AppUrls.TaskList(filter with { Due = due });
            var read = TaskAddress.ParseFilter(QueryText.ParseValues(address.Split('?')[1]));
            var list = await Database.Get<TaskList>().GetPageAsync(_fixture.Manager, read, 1, Cancellation);
            Assert.Equal(expected, Assert.Single(list.Items).Id);
        }
        Assert.Empty(await _fixture.People.ListDueAsync(_fixture.SouthManager, Everything, Cancellation));
    }

    [Fact]
    public async Task Active_today_list_shows_people_with_an_entry_today_or_a_running_timer()
    {
        await _fixture.LogAsync(_fixture.Rep, 20);
        Database.Time.Advance(TimeSpan.FromMinutes(5));
        await Database.Get<WorkTimers>().StartAsync(await Database.GetViewerAsync(Company.OtherRep), null, Cancellation);
        await Database.Get<WorkTimers>().StartAsync(_fixture.Stranger, Company.SouthTask.Id, Cancellation);
        var north = await _fixture.People.ListActiveTodayAsync(_fixture.Manager, Everything, Cancellation);
        Assert.Equal(["Olga Otra", "Raúl Comercial"], north.Select(w => w.Person));
        Assert.Equal((Database.Now, 0), (north[0].TimerSince, north[0].EntryCount));
        Assert.Equal(("Construcciones Pérez", 20, 1), (north[1].Client, north[1].Minutes, north[1].EntryCount));
        Assert.Equal(
            ("Sergio Sur", "Olivares del Sur"),
            Assert.Single(await _fixture.People.ListActiveTodayAsync(_fixture.SouthManager, Everything, Cancellation)) switch
            {
                var w => (w.Person, w.Client),
            }
        );
        Assert.Equal(
            "Raúl Comercial",
            Assert
                .Single(
                    await _fixture.People.ListActiveTodayAsync(
                        _fixture.Manager,
                        new ControlRoomFilter(ClientId: Company.Client.Id),
                        Cancellation
                    )
                )
                .Person
        );
        Assert.Equal(
            "Raúl Comercial",
            Assert.Single(await _fixture.Wall.ListNewestAsync(_fixture.Manager, Everything, 10, Cancellation)).Person
        );
    }

    [Fact]
    public async Task Representatives_have_no_access_to_the_control_room()
    {
        Func<Task>[] all =
        [
            () => _fixture.Room.GetFiguresAsync(_fixture.Rep, Everything, Cancellation),
            () => _fixture.People.ListDueAsync(_fixture.Rep, Everything, Cancellation),
            () => _fixture.People.ListActiveTodayAsync(_fixture.Rep, Everything, Cancellation),
            () => _fixture.Wall.ListNewestAsync(_fixture.Rep, Everything, 5, Cancellation),
            () => _fixture.Choices.GetOptionsAsync(_fixture.Rep, Everything, Cancellation),
            () => _fixture.Choices.FindClientsAsync(_fixture.Rep, "perez", Cancellation),
            () => _fixture.Charts.GetHoursAsync(_fixture.Rep, Everything, 1, Cancellation),
            () => _fixture.Charts.GetFlowAsync(_fixture.Rep, Everything, Cancellation),
            () => _fixture.Charts.GetDayAsync(_fixture.Rep, Everything, null, Cancellation),
            () => _fixture.Statistics.GetAsync(_fixture.Rep, new PromiseFilter(Everything), false, 1, Cancellation),
            () => _fixture.Statistics.ListPromisesAsync(_fixture.Rep, new PromiseFilter(Everything), null, 1, Cancellation),
            () => _fixture.Inactive.GetAsync(_fixture.Rep, Everything, false, null, 1, Cancellation),
        ];
        foreach (var act in all)
            await AssertRefusedAsync(RuleError.NotAllowed, act);
        Assert.Empty(await _fixture.Choices.FindClientsAsync(_fixture.SouthManager, "perez", Cancellation));
        Assert.Equal(
            "Construcciones Pérez",
            Assert.Single(await _fixture.Choices.FindClientsAsync(_fixture.Manager, "perez", Cancellation)).Name
        );
        Assert.Equal(
            (0, null),
            await _fixture.Choices.GetOptionsAsync(
                _fixture.Manager,
                new ControlRoomFilter(ClientId: Company.SouthClient.Id),
                Cancellation
            ) switch
            {
                var o => (o.Teams.Count, o.Client),
            }
        );
        Assert.Equal(
            ["Norte", "Sur"],
            (await _fixture.Choices.GetOptionsAsync(_fixture.Admin, Everything, Cancellation)).Teams.Select(t => t.Name)
        );
    }

    // Logs entries of the northern team today, on the previous two Mondays and on a Tuesday, and one entry of the southern team.
    private async Task LogOnThreeMondaysAsync()
    {
        await _fixture.LogAsync(_fixture.Rep, 20);
        await _fixture.LogAsync(_fixture.Rep, 40, channel: DedicationChannel.Visit);
        await _fixture.LogAsync(_fixture.Rep, 30, Today.AddDays(-7));
        await _fixture.LogAsync(_fixture.Rep, 10, Today.AddDays(-14));
        await _fixture.LogAsync(_fixture.Rep, 10, Today.AddDays(-14));
        await _fixture.LogAsync(_fixture.Rep, 500, Today.AddDays(-6));
        await _fixture.LogAsync(_fixture.Stranger, 60, task: Company.SouthTask.Id);
    }

    private async Task AssertReportMatchesTileAsync(Viewer viewer, ControlRoomFilter filter)
    {
        var tile = await _fixture.Room.GetFiguresAsync(viewer, filter, Cancellation);
        var all = await ReportAsync(AppUrls.DayReport(filter, viewer));
        Assert.Equal((tile.EntryCount, tile.Minutes), (all.RowCount, Convert.ToInt32(all.Totals[1] ?? 0, CultureInfo.InvariantCulture)));
        var calls = await ReportAsync(AppUrls.DayReport(filter, viewer, DedicationChannel.Call));
        Assert.Equal(tile.CallCount, calls.RowCount);

        Task<ReportFigures> ReportAsync(string address)
        {
            var day = Database.Get<BuiltInReports>().Find("day")!.Definition;
            return Database.Get<ReportRunner>().ReadFiguresAsync(viewer, day, ReportAddress.Parse(address), Cancellation);
        }
    }
}
