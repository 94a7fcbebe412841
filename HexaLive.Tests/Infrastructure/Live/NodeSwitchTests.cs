using System.Net;
using HexaLive.Infrastructure.Features.Live;
using HexaLive.Tests.Support;
using Xunit;
using static HexaLive.Tests.Infrastructure.Live.NodesFixture;

namespace HexaLive.Tests.Infrastructure.Live;

/// <summary>Hub clients and browsers that switch from one node to another.</summary>
public sealed class NodeSwitchTests : IAsyncLifetime
{
    private NodesFixture _fixture = null!;

    public async ValueTask InitializeAsync() => _fixture = await NodesFixture.CreateAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Hub_client_of_a_killed_node_resumes_on_another_node_without_loss()
    {
        var key = await _fixture.StartHereAsync([]);
        var starting = HexaProcess.StartAsync(_fixture.Folder, "Production", SettingsOf(null));
        await using var other = await HexaProcess.StartAsync(_fixture.Folder, "Production", SettingsOf(null));
        var killed = await starting;
        await using var own = await HubClient.ConnectAsync(_fixture.Here.Address, key);
        await own.WatchAsync(new LiveWatch(ControlRoom: true));
        await using var stays = await HubClient.ConnectAsync(other.Address, key);
        await stays.WatchAsync(new LiveWatch(ControlRoom: true));
        await using var hubClient = await HubClient.ConnectAsync(killed.Address, key);
        await hubClient.WatchAsync(new LiveWatch(ControlRoom: true));
        var resumed = new TaskCompletionSource();
        var writer = Task.Run(
            async () =>
            {
                // Save entries before, during and after the switch. Each entry is saved once this node has published the previous one.
                for (var after = 0; after < 20; after += resumed.Task.IsCompleted ? 1 : 0)
                    await own.WaitForNoteAsync(IsEntry(await _fixture.SaveAsync()));
            },
            Cancellation
        );

        await hubClient.WaitForNoteAsync(IsEntry(20));
        await killed.DisposeAsync();
        await hubClient.Closed.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        await using var again = await HubClient.ConnectAsync(other.Address, key);
        await again.WatchAsync(new LiveWatch(ControlRoom: true), since: hubClient.LastId);
        resumed.SetResult();
        await writer;
        await again.WaitForNoteAsync(IsEntry(_fixture.Saved));
        await stays.WaitForNoteAsync(IsEntry(_fixture.Saved));

        _fixture.AssertAllOnce(hubClient.Notes.Concat(again.Notes));
        _fixture.AssertAllOnce(stays.Notes);
    }

    [Fact]
    public async Task Sign_in_on_one_node_stays_valid_on_another_node_even_after_a_restart()
    {
        await using var demo = new HexaApp();
        using var browser = demo.CreateBrowser();
        await HexaApp.SignInAsync(browser, "rep@demo.local");
        var there = await HexaProcess.StartAsync(demo.Folder, "Development", SettingsOf(null));
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(new Uri(there.Address, "/today"), Cancellation)).StatusCode);

        await there.DisposeAsync();
        await using var again = await HexaProcess.StartAsync(demo.Folder, "Development", SettingsOf(null));
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(new Uri(again.Address, "/today"), Cancellation)).StatusCode);
        using var stranger = demo.CreateBrowser();
        Assert.Equal(HttpStatusCode.Redirect, (await stranger.GetAsync(new Uri(again.Address, "/today"), Cancellation)).StatusCode);
    }
}
