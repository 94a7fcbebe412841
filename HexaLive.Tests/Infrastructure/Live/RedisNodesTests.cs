using System.Globalization;
using HexaLive.Infrastructure.Features.ApiKeys;
using HexaLive.Infrastructure.Features.Control;
using HexaLive.Infrastructure.Features.Live;
using HexaLive.Tests.Support;
using HexaLive.Web.Live;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static HexaLive.Tests.Infrastructure.Live.NodesFixture;
using Stopwatch = System.Diagnostics.Stopwatch;

namespace HexaLive.Tests.Infrastructure.Live;

/// <summary>
/// Several processes share a database, with and without Redis. The other processes publish the changes that this process saves.
/// </summary>
[Collection(nameof(NonParallel))]
public sealed class RedisNodesTests(ITestOutputHelper output) : IAsyncLifetime
{
    private NodesFixture _fixture = null!;

    public async ValueTask InitializeAsync() => _fixture = await NodesFixture.CreateAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Theory]
    [InlineData(true, 100)]
    [InlineData(false, 1500)]
    public async Task Change_on_one_node_reaches_hub_clients_of_another_node(bool withRedis, int mostMilliseconds)
    {
        await using var redis = withRedis ? await RedisServer.StartAsync() : null;
        var settings = SettingsOf(redis);
        var key = await _fixture.StartHereAsync(settings);
        await using var there = await HexaProcess.StartAsync(_fixture.Folder, "Production", settings);
        await using var hubClient = await HubClient.ConnectAsync(there.Address, key);
        await hubClient.WatchAsync(new LiveWatch(ControlRoom: true));
        if (withRedis)
            await WaitForRedisAsync(there, "Healthy");
        // Do not measure the first call, which is always slow.
        await hubClient.WaitForNoteAsync(IsEntry(await _fixture.SaveAsync()));

        var lags = new List<double>();
        for (var i = 0; i < 30; i++)
        {
            // Vary the moment of saving between two polls.
            await Task.Delay(40 + 337 * i % (withRedis ? 200 : 1000), Cancel);
            var started = Stopwatch.GetTimestamp();
            var (_, at) = await hubClient.WaitForNoteAsync(IsEntry(await _fixture.SaveAsync()));
            lags.Add(Stopwatch.GetElapsedTime(started, at).TotalMilliseconds);
        }

        lags.Sort();
        var kind = withRedis ? "with" : "without";
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"from saving to the other node's hub client, {kind} Redis: median {lags[15]:N0} ms, least {lags[0]:N0}, most {lags[^1]:N0}"
            )
        );
        Assert.True(lags[15] < mostMilliseconds, $"median {lags[15]:N0} ms");
        _fixture.AssertAllOnce(hubClient.Notes.Select(n => n.Note));
    }

    [Fact]
    public async Task No_change_is_lost_or_duplicated_in_a_Redis_outage()
    {
        await using var redis = await RedisServer.StartAsync();
        var settings = SettingsOf(redis);
        var key = await _fixture.StartHereAsync(settings);
        await using var there = await HexaProcess.StartAsync(_fixture.Folder, "Production", settings);
        await WaitForRedisAsync(there, "Healthy");
        await using var hubClient = await HubClient.ConnectAsync(there.Address, key);
        await hubClient.WatchAsync(new LiveWatch(ControlRoom: true));
        var writer = Task.Run(
            async () =>
            {
                for (var i = 0; i < 60; i++)
                {
                    await _fixture.SaveAsync();
                    await Task.Delay(50, Cancel);
                }
            },
            Cancel
        );

        await hubClient.WaitForNoteAsync(IsEntry(10));
        await redis.KillAsync();
        await WaitForRedisAsync(there, "Degraded");
        await hubClient.WaitForNoteAsync(IsEntry(30));
        // A client that connects during the outage also receives every change.
        await using var late = await HubClient.ConnectAsync(there.Address, key);
        await late.WatchAsync(new LiveWatch(ControlRoom: true), since: 0);
        await writer;
        await redis.BeginAsync();
        await WaitForRedisAsync(there, "Healthy");
        await _fixture.WaitForRedisHereAsync();
        var lags = new List<double>();
        for (var i = 0; i < 11; i++)
        {
            var started = Stopwatch.GetTimestamp();
            var (_, at) = await hubClient.WaitForNoteAsync(IsEntry(await _fixture.SaveAsync()));
            lags.Add(Stopwatch.GetElapsedTime(started, at).TotalMilliseconds);
        }

        lags.Sort();
        output.WriteLine($"after it came back: median {lags[5]:N0} ms");
        Assert.True(lags[5] < 500, "Messages through Redis did not resume.");
        await late.WaitForNoteAsync(IsEntry(_fixture.Saved));
        _fixture.AssertAllOnce(hubClient.Notes.Select(n => n.Note));
        _fixture.AssertAllOnce(late.Notes.Select(n => n.Note));
    }

    [Fact]
    public async Task Node_starts_without_Redis_and_connects_to_it_later()
    {
        await using var redis = await RedisServer.StartAsync();
        var settings = SettingsOf(redis);
        await redis.KillAsync();
        var key = await _fixture.StartHereAsync(settings);
        await using var there = await HexaProcess.StartAsync(_fixture.Folder, "Production", settings);
        await using var hubClient = await HubClient.ConnectAsync(there.Address, key);
        await hubClient.WatchAsync(new LiveWatch(ControlRoom: true));
        await hubClient.WaitForNoteAsync(IsEntry(await _fixture.SaveAsync()));

        await redis.BeginAsync();
        await WaitForRedisAsync(there, "Healthy");
        await _fixture.WaitForRedisHereAsync();
        await hubClient.WaitForNoteAsync(IsEntry(await _fixture.SaveAsync()));
        _fixture.AssertAllOnce(hubClient.Notes.Select(n => n.Note));
    }

    [Fact]
    public async Task Api_key_revoked_on_one_node_closes_its_connections_on_another()
    {
        await using var redis = await RedisServer.StartAsync();
        var settings = SettingsOf(redis);
        var key = await _fixture.StartHereAsync(settings);
        await using var there = await HexaProcess.StartAsync(_fixture.Folder, "Production", settings);
        await WaitForRedisAsync(there, "Healthy");
        await _fixture.WaitForRedisHereAsync();
        await using var hubClient = await HubClient.ConnectAsync(there.Address, key);
        await hubClient.WatchAsync(new LiveWatch(ControlRoom: true));
        var manager = await _fixture.Here.ViewerAsync("manager@test.local");
        var id = Assert.Single(await _fixture.Here.Services.GetRequiredService<ApiKeyEditing>().ListAsync(manager, Cancel)).Id;

        // A message to the group of the key reaches the client on the other node at once, before that node checks the key.
        await _fixture.Here.Services.GetRequiredService<IHubContext<LiveHub, ILiveClient>>().Clients.Group(LiveHub.KeyGroup(id)).Ended();
        await hubClient.EndedTask.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
        Assert.False(hubClient.Closed.Task.IsCompleted);

        await _fixture.Here.Services.GetRequiredService<ApiKeyEditing>().RevokeAsync(manager, id, Cancel);
        await hubClient.Closed.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
    }
}
