using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Control;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using Xunit;
using static HexaLive.Tests.Infrastructure.Control.ControlRoomFixture;

namespace HexaLive.Tests.Infrastructure.Control;

/// <summary>The charts of the control room: hours by person, the day as a timeline, and the flow of tasks.</summary>
public sealed class ControlRoomChartTests : IAsyncLifetime
{
    private ControlRoomFixture _fixture = null!;

    private TestDatabase Database => _fixture.Database;
    private TestCompany Company => _fixture.Company;

    public async ValueTask InitializeAsync() => _fixture = await ControlRoomFixture.CreateAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Hours_are_summed_by_person_and_day_and_shown_on_a_day_timeline()
    {
        await _fixture.LogAsync(_fixture.Rep, 30);
        await _fixture.LogAsync(_fixture.Rep, 60, Today.AddDays(-3));
        await _fixture.LogAsync(
            await Database.GetViewerAsync(Company.OtherRep),
            45,
            task: await _fixture.CreateTaskAsync("De Olga", null, Company.OtherRep.Id)
        );
        await _fixture.LogAsync(_fixture.Stranger, 10, task: Company.SouthTask.Id);
        var hours = await _fixture.Charts.GetHoursAsync(
            _fixture.Manager,
            new ControlRoomFilter(Period: ControlRoomPeriod.Week),
            1,
            Cancellation
        );
        Assert.Equal((Today.AddDays(-6), Today, 2, 135), (hours.First, hours.Last, hours.PersonCount, hours.Minutes));
        Assert.Equal([("Raúl Comercial", 90), ("Olga Otra", 45)], hours.Rows.Select(r => (r.Person, r.Minutes)));
        Assert.Equal([0, 0, 0, 60, 0, 0, 30], hours.Rows[0].Days);
        Assert.Equal(
            (0, 0),
            await _fixture.Charts.GetHoursAsync(_fixture.Manager, new ControlRoomFilter(TeamId: Company.South.Id), 1, Cancellation) switch
            {
                var h => (h.PersonCount, h.Rows.Count),
            }
        );

        var day = await _fixture.Charts.GetDayAsync(_fixture.Manager, Everything, null, Cancellation);
        var lane = day.Timelines.Single(l => l.PersonId == Company.Rep.Id);
        // The work of an entry ends when the entry is logged. This entry was logged at 10:00 in Madrid, so its 30 minutes start at 09:30.
        Assert.Equal(
            (9 * 60 + 30, 30, "Construcciones Pérez"),
            Assert.Single(lane.Blocks) switch
            {
                var b => (b.Start, b.Minutes, b.Client),
            }
        );
        // An entry that was logged today for another day has no known time of day, so it has no block on that day.
        var friday = Assert.Single(
            (await _fixture.Charts.GetDayAsync(_fixture.Manager, Everything, Today.AddDays(-3), Cancellation)).Timelines
        );
        Assert.Equal((60, 0, 1), (friday.Minutes, friday.Blocks.Count, friday.MinutesLoggedOtherDays));
    }

    [Fact]
    public async Task Task_flow_counts_created_finished_and_open_tasks_by_day()
    {
        // The test company was created today with one task. The other tasks follow tomorrow.
        Database.Time.Advance(TimeSpan.FromDays(1));
        var finished = await _fixture.CreateTaskAsync("Corta", null);
        await _fixture.CreateTaskAsync("Larga", null);
        Database.Time.Advance(TimeSpan.FromHours(14));
        await Database.Get<TaskEditing>().FinishAsync(_fixture.Manager, finished, "Hecho", Cancellation);
        await _fixture.LogAsync(_fixture.Rep, 5, Today.AddDays(2));
        var flow = await _fixture.Charts.GetFlowAsync(
            _fixture.Manager,
            new ControlRoomFilter(Period: ControlRoomPeriod.Week),
            Cancellation
        );
        // The task was finished on the 3rd at 23:00 UTC, which is the 4th in Madrid.
        Assert.Equal(
            [(0, 0, 0), (1, 0, 1), (2, 0, 3), (0, 1, 2)],
            flow.Days.TakeLast(4).Select(d => (d.CreatedCount, d.FinishedCount, d.OpenCount))
        );
        Assert.Equal((1, 1, 1), (flow.PendingCount, flow.InProgressCount, flow.FinishedCount));
        Assert.Equal(1, (await _fixture.Charts.GetFlowAsync(_fixture.SouthManager, Everything, Cancellation)).PendingCount);
    }
}
