using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Control;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using Xunit;
using static HexaLive.Tests.Infrastructure.Control.ControlRoomFixture;

namespace HexaLive.Tests.Infrastructure.Control;

/// <summary>The outcomes of promises: statistics, the lists of the counted promises, and the tile of the control room.</summary>
public sealed class PromiseStatisticsTests : IAsyncLifetime
{
    private static readonly PromiseFilter Month = new(Everything);

    private ControlRoomFixture _fixture = null!;

    private TestDatabase Database => _fixture.Database;
    private TestCompany Company => _fixture.Company;

    public async ValueTask InitializeAsync() => _fixture = await ControlRoomFixture.CreateAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Promise_statistics_count_the_promises_of_each_outcome()
    {
        await EndPromisesInEveryWayAsync();
        var view = await GetStatisticsAsync(_fixture.Manager, Month);
        var row = Assert.Single(view.Rows);
        Assert.Equal(("Raúl Comercial", new PromiseFigures(1, 3, 1, 1, 3)), (row.Name, row.Figures));
        Assert.Equal((view.All, 20), (row.Figures, row.Figures.KeptPercent));
        var byClient = await _fixture.Statistics.GetAsync(_fixture.Manager, Month, true, 1, Cancellation);
        Assert.Equal("Construcciones Pérez", Assert.Single(byClient.Rows).Name);
        var tile = await _fixture.Room.GetFiguresAsync(_fixture.Manager, Everything, Cancellation);
        Assert.Equal((1, 5, 20), (tile.KeptPromiseCount, tile.EndedPromiseCount, tile.KeptPercent));
    }

    [Fact]
    public async Task Moved_promises_are_listed_with_their_new_dates_and_numbers_of_moves()
    {
        await EndPromisesInEveryWayAsync();
        var ofRep = Month with { PersonId = Company.Rep.Id };
        var moved = await _fixture.Statistics.ListPromisesAsync(_fixture.Manager, ofRep, PromiseOutcome.Moved, 1, Cancellation);
        Assert.Equal(
            [(Today.AddDays(6), 3), (Today.AddDays(5), 2), (Today.AddDays(4), 1)],
            moved.Rows.Select(p => (p.MovedTo!.Value, p.Moves))
        );
        Assert.Equal("Raúl Comercial", moved.Person);
    }

    [Fact]
    public async Task Promise_statistics_include_only_the_period_and_the_viewers_scope()
    {
        await EndPromisesInEveryWayAsync();
        var lastMonth = new PromiseFilter(Everything, PromisePeriod.LastMonth);
        Assert.Equal(0, (await GetStatisticsAsync(_fixture.Manager, lastMonth)).Total);
        Assert.Equal(1, (await GetStatisticsAsync(_fixture.SouthManager, Month)).All.Moved);
        Assert.Equal(2, (await GetStatisticsAsync(_fixture.Admin, Month)).Total);

        // People see their own figures. For other people, they see only the figures of tasks within their scope.
        var ofRep = Assert.Single((await GetStatisticsAsync(_fixture.Manager, Month)).Rows).Figures;
        Assert.Equal(ofRep, await GetForPersonAsync(_fixture.Rep, Company.Rep, PromisePeriod.Month));
        Assert.Equal(0, (await GetForPersonAsync(_fixture.Stranger, Company.Stranger, PromisePeriod.LastMonth)).Ended);
        Assert.Equal(new PromiseFigures(0, 0, 0, 0, 0), await GetForPersonAsync(_fixture.Stranger, Company.Rep, PromisePeriod.Month));
    }

    [Fact]
    public async Task Overdue_open_promise_counts_as_broken_after_its_due_day()
    {
        var kept = await _fixture.CreateTaskAsync("Cumplida", Today);
        await _fixture.LogAsync(_fixture.Rep, 10, task: kept);
        await _fixture.RescheduleAsync(Company.Task.Id, Today.AddDays(1));
        // A promise can be kept until the end of its due day.
        Database.Time.Advance(TimeSpan.FromHours(24 + 13));
        Assert.Equal(new PromiseFigures(1, 0, 0, 0, 0), (await GetStatisticsAsync(_fixture.Manager, Month)).All);
        Database.Time.Advance(TimeSpan.FromHours(2));
        var view = await GetStatisticsAsync(_fixture.Manager, Month);
        Assert.Equal((new PromiseFigures(1, 0, 1, 0, 0), 50), (view.All, view.All.KeptPercent));
        Assert.Equal(view.All, Assert.Single(view.Rows).Figures);
        Assert.Equal(view.All, await GetForPersonAsync(_fixture.Rep, Company.Rep, PromisePeriod.Month));
        var tile = await _fixture.Room.GetFiguresAsync(_fixture.Manager, Everything, Cancellation);
        Assert.Equal((1, 2), (tile.KeptPromiseCount, tile.EndedPromiseCount));
        var row = Assert.Single((await ListAsync(PromiseOutcome.Broken)).Rows);
        Assert.Equal((Company.Task.Id, PromiseOutcome.Broken, new DateTime(2026, 3, 3, 23, 0, 0)), (row.TaskId, row.Outcome, row.EndedAt));
        Assert.DoesNotContain((await ListAsync(PromiseOutcome.Kept)).Rows, p => p.TaskId == Company.Task.Id);
        Assert.Equal(0, (await GetStatisticsAsync(_fixture.SouthManager, Month)).Total);

        // In April, the promise that was broken in March counts only in March.
        Database.Time.SetUtcNow(new DateTimeOffset(2026, 4, 2, 9, 0, 0, TimeSpan.Zero));
        Assert.Equal(0, (await GetStatisticsAsync(_fixture.Manager, Month)).Total);
        Assert.Equal(1, (await GetStatisticsAsync(_fixture.Manager, Month with { Period = PromisePeriod.LastMonth })).All.Broken);

        Task<PromiseList> ListAsync(PromiseOutcome outcome) =>
            _fixture.Statistics.ListPromisesAsync(_fixture.Manager, Month, outcome, 1, Cancellation);
    }

    [Fact]
    public void Percentage_of_kept_promises_is_rounded_alike_in_the_tile_and_the_statistics()
    {
        var tile = new ControlRoomFigures(Today, 0, 0, 0, null, null, 0, 0, 0, KeptPromiseCount: 2, EndedPromiseCount: 3);
        Assert.Equal((67, 67), (tile.KeptPercent, new PromiseFigures(2, 1, 0, 0, 0).KeptPercent));
        Assert.Null((tile with { KeptPromiseCount = 0, EndedPromiseCount = 0 }).KeptPercent);
    }

    [Fact]
    public async Task Promises_that_ended_before_the_period_are_not_read()
    {
        Database.SkipUnlessSqlite();
        _fixture.Queries.Drain();
        foreach (var viewer in new[] { _fixture.Manager, _fixture.Admin })
        {
            await _fixture.Room.GetFiguresAsync(viewer, Everything, Cancellation);
            foreach (var outcome in new[] { PromiseOutcome.Kept, PromiseOutcome.Moved, PromiseOutcome.Broken, PromiseOutcome.Withdrawn })
                await _fixture.Statistics.ListPromisesAsync(viewer, new PromiseFilter(Everything), outcome, 1, Cancellation);
        }
        using var plans = new QueryPlans(Path.Combine(Database.Folder, "hexalive.db"));
        var steps = _fixture
            .Queries.Drain()
            .SelectMany(plans.ReadPlan)
            .Where(s => s.Contains("IX_Promises_", StringComparison.Ordinal))
            .ToList();
        Assert.NotEmpty(steps);
        // Every index search is limited by EndedAt or KeepBy. A search by outcome alone would read all promises of all years.
        Assert.All(steps, step => Assert.Matches(@"\((EndedAt>\? AND EndedAt<\?|Outcome=\? AND KeepBy>\? AND KeepBy<\?)\)", step));
    }

    // Ends promises of the representative with each outcome: kept, moved (three times), broken and withdrawn. Moves one southern promise.
    private async Task EndPromisesInEveryWayAsync()
    {
        var kept = await _fixture.CreateTaskAsync("Cumplida", Today);
        var broken = await _fixture.CreateTaskAsync("Rota", Today);
        var withdrawn = await _fixture.CreateTaskAsync("Retirada", Today.AddDays(20));
        await _fixture.RescheduleAsync(Company.Task.Id, Today.AddDays(3));
        for (var day = 4; day <= 6; day++)
            await _fixture.RescheduleAsync(Company.Task.Id, Today.AddDays(day));
        await _fixture.LogAsync(_fixture.Rep, 10, task: kept);
        await Database.Get<TaskEditing>().FinishAsync(_fixture.Rep, withdrawn, "Ya no hace falta", Cancellation);
        Database.Time.Advance(TimeSpan.FromDays(2));
        await _fixture.LogAsync(_fixture.Rep, 10, Today.AddDays(2), broken);
        await _fixture.RescheduleAsync(Company.SouthTask.Id, Today.AddDays(3), _fixture.Stranger);
        await _fixture.RescheduleAsync(Company.SouthTask.Id, Today.AddDays(4), _fixture.Stranger);
    }

    private Task<PromiseStatisticsView> GetStatisticsAsync(Viewer viewer, PromiseFilter filter) =>
        _fixture.Statistics.GetAsync(viewer, filter, false, 1, Cancellation);

    private Task<PromiseFigures> GetForPersonAsync(Viewer viewer, Person person, PromisePeriod period) =>
        _fixture.Statistics.GetForPersonAsync(viewer, person.Id, period, Cancellation);
}
