using HexaLive.Domain.Activity;
using HexaLive.Domain.Holidays;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Infrastructure.Features.Control;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using Xunit;
using static HexaLive.Tests.Infrastructure.Control.ControlRoomFixture;

namespace HexaLive.Tests.Infrastructure.Control;

/// <summary>The feed of the control room, and the list of entries that wait for a review.</summary>
public sealed class ControlFeedTests : IAsyncLifetime
{
    private ControlRoomFixture _fixture = null!;

    private TestDatabase Database => _fixture.Database;
    private TestCompany Company => _fixture.Company;

    public async ValueTask InitializeAsync() => _fixture = await ControlRoomFixture.CreateAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Third_move_of_a_promise_appears_in_the_controllers_feed()
    {
        await _fixture.RescheduleAsync(Company.Task.Id, Today.AddDays(3));
        var feed = Database.Get<ControlFeed>();
        for (var day = 4; day <= 5; day++)
            await _fixture.RescheduleAsync(Company.Task.Id, Today.AddDays(day));
        var before = await feed.GetPageAsync(_fixture.Manager, Everything, null, Cancellation);
        Assert.Empty(before);
        var cursor = new HexaLive.Infrastructure.Live.ActivityCursor([], 0);
        await _fixture.RescheduleAsync(Company.Task.Id, Today.AddDays(6));
        var line = Assert.Single(
            await feed.GetNewSinceAsync(_fixture.Manager, Everything, cursor, Cancellation),
            l => l.Kind == ActivityKind.PromiseMovedOften
        );
        Assert.Equal((3, "Raúl Comercial"), (line.Moves, line.Person));
        Assert.Single(
            await feed.GetPageAsync(
                _fixture.Manager,
                new ControlRoomFilter(TeamId: Company.North.Id, ClientId: Company.Client.Id, Kind: ProjectKind.Commercial),
                null,
                Cancellation
            )
        );
        Assert.Empty(await feed.GetPageAsync(_fixture.Manager, new ControlRoomFilter(TeamId: Company.South.Id), null, Cancellation));
        Assert.Empty(await feed.GetPageAsync(_fixture.SouthManager, Everything, null, Cancellation));
    }

    [Fact]
    public async Task Age_of_waiting_reviews_is_counted_in_the_viewers_working_days()
    {
        await LogOnFridayAndWaitUntilWednesdayAsync();
        Assert.Equal(2, Assert.Single(await GetWaitingByPersonAsync(Everything)).WorkingDays);
        var feed = Database.Get<ControlFeed>();
        Assert.Single(await feed.ListWaitingAsync(_fixture.Manager, Everything, null, 1, null, Cancellation));
        Assert.Empty(await feed.ListWaitingAsync(_fixture.Manager, Everything, null, 2, null, Cancellation));
        Assert.Empty(await feed.ListWaitingAsync(_fixture.SouthManager, Everything, null, null, null, Cancellation));
    }

    [Fact]
    public async Task Waiting_reviews_are_counted_within_the_filter()
    {
        await LogOnFridayAndWaitUntilWednesdayAsync();
        var company = Company;
        Assert.Empty(await GetWaitingByPersonAsync(new ControlRoomFilter(Kind: ProjectKind.Production)));
        Assert.Empty(await GetWaitingByPersonAsync(new ControlRoomFilter(ClientId: company.SouthClient.Id)));
        Assert.Empty(await GetWaitingByPersonAsync(new ControlRoomFilter(TeamId: company.South.Id)));
        Assert.Single(await GetWaitingByPersonAsync(new ControlRoomFilter(company.North.Id, company.Client.Id, ProjectKind.Commercial)));
    }

    // Two working days pass from Friday to Wednesday: Tuesday and Wednesday. Monday is a holiday of the manager's own team.
    private async Task LogOnFridayAndWaitUntilWednesdayAsync()
    {
        Database.Time.Advance(TimeSpan.FromDays(4));
        await _fixture.LogAsync(_fixture.Rep, 10, new DateOnly(2026, 3, 6));
        await using var db = Database.Open();
        db.Add(new Holiday(new DateOnly(2026, 3, 9), "Fiesta del norte", Company.North.Id, Database.System));
        db.Add(new Holiday(new DateOnly(2026, 3, 10), "Fiesta del sur", Company.South.Id, Database.System));
        await db.SaveChangesAsync(Cancellation);
        Database.Time.Advance(TimeSpan.FromDays(5));
    }

    private Task<IReadOnlyList<WaitingEntries>> GetWaitingByPersonAsync(ControlRoomFilter filter) =>
        Database.Get<ReviewQueue>().CountByPersonAsync(_fixture.Manager, filter, Cancellation);
}
