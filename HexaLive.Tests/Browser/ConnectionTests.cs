using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Live;
using HexaLive.Tests.Support;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace HexaLive.Tests.Browser;

/// <summary>
/// A screen that loses the connection shows a message and reconnects by itself. If the server still has the circuit, the screen
/// continues; otherwise it reloads.
/// </summary>
public sealed class ConnectionTests(BrowserSession browser) : IClassFixture<BrowserSession>
{
    private const string Banner = "#components-reconnect-modal";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Control_room_catches_up_without_a_reload_after_a_network_outage()
    {
        var (room, line) = await OpenRoomAsync(browser, "/control");
        await room.EvaluateAsync("() => window.sameScreen = true");

        await line.DisconnectAsync();
        await Assertions
            .Expect(room.Locator(Banner))
            .ToHaveTextAsync("Sin conexión. Reconectando… Lo que has escrito se conserva.", new() { UseInnerText = true });
        var attempts = 0;
        var failed = new TaskCompletionSource();
        room.RequestFailed += (_, request) =>
        {
            if (request.Url.Contains("/_blazor/negotiate", StringComparison.Ordinal) && ++attempts == 4)
                failed.TrySetResult();
        };
        // Cause more render batches than the server buffers for a disconnected client. The pauses keep the entries from sharing a batch.
        var expected = Enumerable.Range(1, 14).Select(i => $"Sin red, la {i:00}").ToList();
        foreach (var comment in expected)
        {
            await LogAsync(browser, comment);
            await Task.Delay(250, Cancellation);
        }
        await failed.Task.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
        Assert.Equal(0, await room.GetByText("Sin red, la").CountAsync());
        await line.ReconnectAsync();

        await Assertions.Expect(room.GetByText("Sin red, la 14", new() { Exact = true })).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Assertions.Expect(room.GetByText("Sin red, la")).ToHaveTextAsync(Enumerable.Reverse(expected));
        await Assertions.Expect(room.Locator(Banner)).ToBeHiddenAsync();
        Assert.True(await room.EvaluateAsync<bool>("() => window.sameScreen === true"));
        await LogAsync(browser, "Después de la avería");
        await Assertions.Expect(room.GetByText("Después de la avería", new() { Exact = true })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Control_room_keeps_its_address_and_the_draft_after_a_server_restart()
    {
        await LogAsync(browser, "Antes del reinicio");
        var (room, _) = await OpenRoomAsync(browser, "/control?waiting=1");
        await room.Locator(".feed[data-keys]").WaitForAsync();
        var entry = room.Locator("[data-entry]").Filter(new() { HasText = "Antes del reinicio" });
        await entry.FocusAsync();
        await room.Keyboard.PressAsync("q");
        await Assertions.Expect(entry.Locator("textarea")).ToBeFocusedAsync();
        await room.Keyboard.TypeAsync("¿Y qué dijeron del pre");
        await room.EvaluateAsync("() => window.sameScreen = true");

        await browser.RestartServerAsync();
        await LogAsync(browser, "Durante el reinicio");

        await room.WaitForFunctionAsync(
            "() => !window.sameScreen && document.documentElement.dataset.keys",
            null,
            new() { Timeout = 60_000 }
        );
        await Assertions.Expect(room.GetByText("Durante el reinicio", new() { Exact = true })).ToBeVisibleAsync();
        Assert.EndsWith("/control?waiting=1", room.Url, StringComparison.Ordinal);
        await Assertions.Expect(entry.Locator("textarea")).ToBeFocusedAsync();
        await Assertions.Expect(entry.Locator("textarea")).ToHaveValueAsync("¿Y qué dijeron del pre");
        await Assertions.Expect(room.Locator(Banner)).ToBeHiddenAsync();
        await room.Keyboard.PressAsync("End");
        await room.Keyboard.TypeAsync("cio?");
        await room.Keyboard.PressAsync("Control+Enter");
        await Assertions.Expect(entry.Locator(".thread")).ToContainTextAsync("¿Y qué dijeron del precio?");
    }

    [Fact]
    public async Task Field_without_a_draft_keeps_its_text_after_a_server_restart()
    {
        var page = await browser.SignInAsync("admin@demo.local", "/settings/company");
        await page.Locator("html[data-keys]").WaitForAsync();
        var field = page.Locator("main input[type=text], main input:not([type])").First;
        await field.FillAsync("Envases Cantábrico, S. A.");
        await page.EvaluateAsync("() => window.sameScreen = true");

        await browser.RestartServerAsync();

        await page.WaitForFunctionAsync(
            "() => !window.sameScreen && document.documentElement.dataset.keys",
            null,
            new() { Timeout = 60_000 }
        );
        await Assertions.Expect(field).ToHaveValueAsync("Envases Cantábrico, S. A.");
    }

    [Fact]
    public async Task Screen_recovers_by_itself_after_the_server_dropped_its_circuit()
    {
        // Keep disconnected circuits for one second instead of three minutes, so that the test is short.
        await using var session = new BrowserSession
        {
            Start = () =>
                new HexaApp(
                    Directory.CreateTempSubdirectory("hexalive-app-").FullName,
                    services => services.Configure<CircuitOptions>(o => o.DisconnectedCircuitRetentionPeriod = TimeSpan.FromSeconds(1))
                ),
        };
        var (room, line) = await OpenRoomAsync(session, "/control?waiting=1");
        await room.EvaluateAsync("() => window.sameScreen = true");
        var lid = await room.Context.NewCDPSessionAsync(room);
        await line.DisconnectAsync();
        await lid.SendAsync("Page.setWebLifecycleState", new() { ["state"] = "frozen" });
        var feed = session.App.Services.GetRequiredService<ActivityFeed>();
        await Eventually.BecomesTrueAsync(() => feed.SubscriptionCount == 0, "the server has dropped the screen");
        await LogAsync(session, "Mientras dormía");

        await lid.SendAsync("Page.setWebLifecycleState", new() { ["state"] = "active" });
        await line.ReconnectAsync();

        await room.WaitForFunctionAsync("() => !window.sameScreen", null, new() { Timeout = 60_000 });
        await Assertions.Expect(room.GetByText("Mientras dormía", new() { Exact = true })).ToBeVisibleAsync(new() { Timeout = 30_000 });
        Assert.EndsWith("/control?waiting=1", room.Url, StringComparison.Ordinal);
        await LogAsync(session, "Ya despierta");
        await Assertions.Expect(room.GetByText("Ya despierta", new() { Exact = true })).ToBeVisibleAsync();
        await Assertions.Expect(room.Locator(Banner)).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Reconnect_banner_fits_a_phone_and_does_not_cover_the_typed_text()
    {
        var page = await browser.SignInAsync("rep@demo.local", "/today", "en", width: 390);
        var line = await NetworkConnection.ControlAsync(page);
        await page.ReloadAsync();
        await page.Locator("html[data-keys]").WaitForAsync();
        await page.Keyboard.PressAsync("l");
        var comment = page.Locator("#quick-log-comment");
        await comment.WaitForAsync();
        await line.DisconnectAsync();
        await Assertions
            .Expect(page.Locator(Banner))
            .ToHaveTextAsync("Connection lost. Reconnecting… What you’ve typed is kept.", new() { UseInnerText = true });
        await comment.FillAsync("Typed without a server");
        var banner = (await page.Locator(Banner).BoundingBoxAsync())!;
        var field = (await comment.BoundingBoxAsync())!;
        Assert.True(banner.X >= 0 && banner.X + banner.Width <= 390, "The banner is wider than the phone.");
        Assert.True(banner.Y + banner.Height <= field.Y || banner.Y >= field.Y + field.Height, "The banner covers what is typed.");
        Assert.Equal(0, await page.Locator("#blazor-error-ui:visible").CountAsync());

        await line.ReconnectAsync();
        await Assertions.Expect(page.Locator(Banner)).ToBeHiddenAsync(new() { Timeout = 30_000 });
        await Assertions.Expect(comment).ToHaveValueAsync("Typed without a server");
    }

    private static async Task<(IPage Room, NetworkConnection NetworkConnection)> OpenRoomAsync(BrowserSession session, string path)
    {
        var room = await session.SignInAsync("manager@demo.local", "/control");
        var line = await NetworkConnection.ControlAsync(room);
        await room.GotoAsync(path);
        await room.Locator("html[data-keys]").WaitForAsync();
        await room.Locator("h1").WaitForAsync();
        return (room, line);
    }

    // Logs an entry of the representative on a task that the manager controls.
    private static async Task LogAsync(BrowserSession session, string comment)
    {
        var (rep, chief) = (await session.App.GetViewerAsync("rep@demo.local"), await session.App.GetViewerAsync("manager@demo.local"));
        await using var db = session.App.Open();
        var task = await db
            .Tasks.Where(t => t.ResponsibleId == rep.PersonId && t.ControllerId == chief.PersonId && t.Status != WorkTaskStatus.Finished)
            .OrderBy(t => t.Id)
            .Select(t => t.Id)
            .FirstAsync(Cancellation);
        await session.App.LogTodayAsync(rep, task, 10, comment);
    }

    /// <summary>
    /// The network connection of one page. Playwright's offline mode does not close open sockets on loopback, so this class also closes the
    /// WebSocket.
    /// </summary>
    private sealed class NetworkConnection
    {
        private readonly IPage _page;
        private IWebSocketRoute? _socket;

        private NetworkConnection(IPage page) => _page = page;

        /// <summary>Takes control of the page's connection. The control begins with the next navigation.</summary>
        public static async Task<NetworkConnection> ControlAsync(IPage page)
        {
            var line = new NetworkConnection(page);
            await page.RouteWebSocketAsync(
                "**/_blazor**",
                socket =>
                {
                    line._socket = socket;
                    socket.ConnectToServer();
                }
            );
            return line;
        }

        public async Task DisconnectAsync()
        {
            await _page.Context.SetOfflineAsync(true);
            await _socket!.CloseAsync();
        }

        public Task ReconnectAsync() => _page.Context.SetOfflineAsync(false);
    }
}
