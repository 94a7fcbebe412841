using HexaLive.Domain.Dedications;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Control;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Live;
using HexaLive.Tests.Support;
using HexaLive.Web.Components;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Live;

public sealed class LiveTests : IAsyncLifetime
{
    private const int Writers = 20;
    private const int Entries = 1000;

    private TestDatabase _database = null!;
    private TestCompany _company = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await TestCompany.CreateAsync(_database);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task All_1000_entries_of_20_concurrent_writers_arrive_once_and_in_order()
    {
        var manager = await _database.GetViewerAsync(_company.Manager);
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var quick = ReadAsync(manager, TimeSpan.Zero, reconnects: false, deadline.Token);
        var slow = ReadAsync(manager, TimeSpan.FromSeconds(1), reconnects: false, deadline.Token);
        var reconnecting = ReadAsync(manager, TimeSpan.FromMilliseconds(20), reconnects: true, deadline.Token);

        var rep = await _database.GetViewerAsync(_company.Rep);
        var log = _database.Get<DedicationLog>();
        await Task.WhenAll(
            Enumerable
                .Range(0, Writers)
                .Select(writer =>
                    Task.Run(
                        async () =>
                        {
                            for (var i = 0; i < Entries / Writers; i++)
                                await log.LogAsync(
                                    rep,
                                    new LogRequest(
                                        _company.Task.Id,
                                        new DedicationFields(new DateOnly(2026, 3, 2), 5, $"{writer}-{i}"),
                                        EntryFollowUp.Keep,
                                        Guid.NewGuid()
                                    ),
                                    deadline.Token
                                );
                        },
                        deadline.Token
                    )
                )
        );

        foreach (var ids in await Task.WhenAll(quick, slow, reconnecting))
        {
            Assert.Equal(Entries, ids.Count);
            Assert.Equal(ids.Order(), ids);
            Assert.Equal(Entries, ids.Distinct().Count());
        }
        Assert.Equal(0, _database.Feed.SubscriptionCount);
        Assert.Equal(0, _database.Feed.TopicCount);
    }

    [Fact]
    public async Task Controller_receives_no_entries_on_tasks_of_other_controllers()
    {
        var stranger = await _database.GetViewerAsync(_company.Stranger);
        var rep = await _database.GetViewerAsync(_company.Rep);
        using var subscription = _database.Feed.Subscribe(LiveTopic.Controller(stranger.PersonId));

        await _database
            .Get<DedicationLog>()
            .LogAsync(
                rep,
                new LogRequest(_company.Task.Id, new DedicationFields(new DateOnly(2026, 3, 2), 5, "x"), EntryFollowUp.Keep, Guid.NewGuid())
            );

        Assert.Empty(await _database.Get<ControlFeed>().GetPageAsync(stranger, new ControlRoomFilter(), null));
        subscription.Dispose();
        await foreach (var _ in subscription.ChangesAsync(TimeSpan.Zero))
            Assert.Fail("Notified of somebody else's task.");
    }

    private async Task<List<long>> ReadAsync(Viewer viewer, TimeSpan pace, bool reconnects, CancellationToken cancellationToken)
    {
        var feed = _database.Get<ControlFeed>();
        var seen = new List<long>();
        var cursor = new ActivityCursor([], 0);
        while (seen.Count < Entries)
        {
            // Subscribe before reading, so that no change in between is missed.
            using var subscription = _database.Feed.Subscribe(LiveTopic.Controller(viewer.PersonId));
            await ReadNewAsync();
            // If the last entry has already been read, no further change comes, so do not wait for one.
            if (seen.Count >= Entries)
                break;
            await foreach (var _ in subscription.ChangesAsync(pace, cancellationToken))
            {
                await ReadNewAsync();
                if (seen.Count >= Entries || (reconnects && seen.Count % 7 == 0))
                    break;
            }
        }
        return seen;

        async Task ReadNewAsync() =>
            seen.AddRange((await feed.GetNewSinceAsync(viewer, new ControlRoomFilter(), cursor, cancellationToken)).Select(l => l.Id));
    }
}
