using HexaLive.Domain.Dedications;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Live;
using HexaLive.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Live;

/// <summary>
/// Notifications between nodes through Redis. The clock of the receiving node is stopped, so the node reads only when it is notified.
/// </summary>
public sealed class RedisChangeNotifierTests : IAsyncLifetime
{
    private readonly ActivityFeed _there = new(TimeProvider.System);
    private TestDatabase _database = null!;
    private TestCompany _company = null!;
    private int _saved;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await TestCompany.CreateAsync(_database);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Change_reaches_another_node_without_polling_even_after_a_Redis_outage()
    {
        await using var redis = await RedisServer.StartAsync();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Redis:ConnectionString", redis.Connection)]).Build();
        using var poller = CreatePoller(_there);
        using var unused = CreatePoller(_database.Feed);
        using var receiver = new RedisChangeNotifier(_there, poller, configuration, NullLogger<RedisChangeNotifier>.Instance);
        using var sender = new RedisChangeNotifier(_database.Feed, unused, configuration, NullLogger<RedisChangeNotifier>.Instance);
        await poller.StartAsync(Cancellation);
        await receiver.StartAsync(Cancellation);
        await sender.StartAsync(Cancellation);
        using var subscription = _there.Subscribe(LiveTopic.Task(_company.Task.Id));

        await ExpectArrivalsAsync();
        await redis.KillAsync();
        await Eventually.BecomesTrueAsync(() => !sender.IsConnected && !receiver.IsConnected, "the nodes notice the outage");
        await redis.StartProcessAsync();
        await ExpectArrivalsAsync();

        await sender.StopAsync(Cancellation);
        await receiver.StopAsync(Cancellation);
        await poller.StopAsync(Cancellation);

        async Task ExpectArrivalsAsync()
        {
            await Eventually.BecomesTrueAsync(() => sender.IsConnected && receiver.IsConnected, "both nodes are connected to Redis");
            await Eventually.BecomesTrueAsync(
                async () => await redis.SubscriberCountAsync($"{RedisChangeNotifier.ReadChannelPrefix(configuration)}:saved") == 2,
                "both nodes are subscribed"
            );
            // Save several entries, because a node also reads once by itself after it has connected.
            for (var i = 0; i < 4; i++)
                await SaveAndWaitAsync(subscription);
        }
    }

    private ActivityPoller CreatePoller(ActivityFeed feed) =>
        new(_database.Factory, feed, new FakeTimeProvider(), NullLogger<ActivityPoller>.Instance);

    private async Task SaveAndWaitAsync(LiveSubscription subscription)
    {
        await _database
            .Get<DedicationLog>()
            .LogAsync(
                await _database.GetViewerAsync(_company.Rep),
                new LogRequest(
                    _company.Task.Id,
                    new DedicationFields(new DateOnly(2026, 3, 2), ++_saved, "Llamada"),
                    EntryFollowUp.Keep,
                    Guid.NewGuid()
                ),
                Cancellation
            );
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        await foreach (var _ in subscription.ChangesAsync(TimeSpan.Zero, deadline.Token))
            return;
        Assert.Fail("The subscription ended.");
    }
}
