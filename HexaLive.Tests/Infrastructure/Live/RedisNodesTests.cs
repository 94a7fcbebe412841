using HexaLive.Infrastructure.Features.ApiKeys;
using HexaLive.Infrastructure.Features.Control;
using HexaLive.Infrastructure.Features.Live;
using HexaLive.Tests.Support;
using HexaLive.Web.Live;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static HexaLive.Tests.Infrastructure.Live.NodesFixture;

namespace HexaLive.Tests.Infrastructure.Live;

/// <summary>
/// Several processes share a database, with and without Redis. The other processes publish the changes that this process saves.
/// </summary>
public sealed class RedisNodesTests : IAsyncLifetime
{
    private NodesFixture _fixture = null!;
    private RedisServer? _redis;

    public async ValueTask InitializeAsync() => _fixture = await NodesFixture.CreateAsync();

    // Stop Redis last, because disposing SignalR's connection fails while Redis is shutting down.
    public async ValueTask DisposeAsync()
    {
        await _fixture.DisposeAsync();
        if (_redis is not null)
            await _redis.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Change_on_one_node_reaches_hub_clients_of_another_node(bool withRedis)
    {
        _redis = withRedis ? await RedisServer.StartAsync() : null;
        var settings = SettingsOf(_redis);
        var key = await _fixture.StartHereAsync(settings);
        await using var there = await HexaProcess.StartAsync(_fixture.Folder, "Production", settings);
        await using var hubClient = await HubClient.ConnectAsync(there.Address, key);
        await hubClient.WatchAsync(new LiveWatch(ControlRoom: true));
        if (withRedis)
            await WaitForRedisAsync(there, "Healthy");

        // Save one entry alone, then three at once, and then one more.
        await hubClient.WaitForNoteAsync(IsEntry(await _fixture.SaveAsync()));
        await Task.WhenAll(_fixture.SaveAsync(), _fixture.SaveAsync(), _fixture.SaveAsync());
        await hubClient.WaitForNoteAsync(IsEntry(2));
        await hubClient.WaitForNoteAsync(IsEntry(await _fixture.SaveAsync()));

        _fixture.AssertAllOnce(hubClient.Notes);
    }

    [Fact]
    public async Task No_change_is_lost_or_duplicated_during_a_Redis_outage()
    {
        _redis = await RedisServer.StartAsync();
        var settings = SettingsOf(_redis);
        var key = await _fixture.StartHereAsync(settings);
        await using var there = await HexaProcess.StartAsync(_fixture.Folder, "Production", settings);
        await WaitForRedisAsync(there, "Healthy");
        await using var hubClient = await HubClient.ConnectAsync(there.Address, key);
        await hubClient.WatchAsync(new LiveWatch(ControlRoom: true));
        // Save entries without a pause. Each entry is saved as soon as the previous one has arrived.
        using var enough = new CancellationTokenSource();
        var writer = Task.Run(
            async () =>
            {
                while (!enough.IsCancellationRequested)
                    await hubClient.WaitForNoteAsync(IsEntry(await _fixture.SaveAsync()));
            },
            Cancellation
        );

        await hubClient.WaitForNoteAsync(IsEntry(5));
        await _redis.KillAsync();
        await WaitForRedisAsync(there, "Degraded");
        await hubClient.WaitForNoteAsync(IsEntry(_fixture.Saved + 1));
        // A client that connects during the outage also receives every change.
        await using var late = await HubClient.ConnectAsync(there.Address, key);
        await late.WatchAsync(new LiveWatch(ControlRoom: true), since: 0);
        await _redis.StartProcessAsync();
        await WaitForRedisAsync(there, "Healthy");
        await _fixture.WaitForRedisHereAsync();
        await hubClient.WaitForNoteAsync(IsEntry(_fixture.Saved + 2));
        await enough.CancelAsync();
        await writer;

        await late.WaitForNoteAsync(IsEntry(_fixture.Saved));
        _fixture.AssertAllOnce(hubClient.Notes);
        _fixture.AssertAllOnce(late.Notes);
    }

    [Fact]
    public async Task Node_starts_without_Redis_and_connects_to_it_later()
    {
        _redis = await RedisServer.StartAsync();
        var settings = SettingsOf(_redis);
        await _redis.KillAsync();
        var key = await _fixture.StartHereAsync(settings);
        await using var there = await HexaProcess.StartAsync(_fixture.Folder, "Production", settings);
        await using var hubClient = await HubClient.ConnectAsync(there.Address, key);
        await hubClient.WatchAsync(new LiveWatch(ControlRoom: true));
        await hubClient.WaitForNoteAsync(IsEntry(await _fixture.SaveAsync()));

        await _redis.StartProcessAsync();
        await WaitForRedisAsync(there, "Healthy");
        await _fixture.WaitForRedisHereAsync();
        await hubClient.WaitForNoteAsync(IsEntry(await _fixture.SaveAsync()));
        _fixture.AssertAllOnce(hubClient.Notes);
    }

    [Fact]
    public async Task Revoking_an_API_key_on_one_node_closes_its_connections_on_another_node()
    {
        _redis = await RedisServer.StartAsync();
        var settings = SettingsOf(_redis);
        var key = await _fixture.StartHereAsync(settings);
        await using var there = await HexaProcess.StartAsync(_fixture.Folder, "Production", settings);
        await WaitForRedisAsync(there, "Healthy");
        await _fixture.WaitForRedisHereAsync();
        await using var hubClient = await HubClient.ConnectAsync(there.Address, key);
        await hubClient.WatchAsync(new LiveWatch(ControlRoom: true));
        var manager = await _fixture.Here.GetViewerAsync("manager@test.local");
        var id = Assert.Single(await _fixture.Here.Services.GetRequiredService<ApiKeyEditing>().ListAsync(manager, Cancellation)).Id;

        // A message to the group of the key reaches the client on the other node at once, before that node checks the key.
        await _fixture.Here.Services.GetRequiredService<IHubContext<LiveHub, ILiveClient>>().Clients.Group(LiveHub.KeyGroup(id)).Ended();
        await hubClient.WhenEnded.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
        Assert.False(hubClient.Closed.Task.IsCompleted);

        await _fixture.Here.Services.GetRequiredService<ApiKeyEditing>().RevokeAsync(manager, id, Cancellation);
        await hubClient.Closed.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
    }
}
