using HexaLive.Web.Account;
using HexaLive.Web.Components;
using Microsoft.Playwright;
using Xunit;

namespace HexaLive.Tests.Support;

/// <summary>The product and a Chromium for the tests of one class, started at the first sign-in.</summary>
public sealed class BrowserSession : IAsyncDisposable
{
    private const string Chromium = "/usr/bin/chromium";

    private HexaApp? _app;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Creates the product; by default with the demo company.</summary>
    public Func<HexaApp> Start { get; init; } = () => new HexaApp();

    public HexaApp App => _app ??= Start();

    /// <summary>
    /// Opens a new browser context, signs in and goes to a page. Without a browser the test is skipped; in CI it fails. Passkeys
    /// need a <paramref name="host"/> name instead of an IP address. <paramref name="node"/> is another node to sign in at.
    /// </summary>
    public async Task<IPage> SignInAsync(
        string email,
        string path,
        string language = "es",
        int width = 1280,
        string? host = null,
        Uri? node = null
    )
    {
        await StartAsync();
        var context = await _browser!.NewContextAsync(
            new()
            {
                Locale = language,
                BaseURL = (node ?? (host is null ? App.Address : new UriBuilder(App.Address) { Host = host }.Uri)).ToString(),
                ViewportSize = new() { Width = width, Height = 850 },
            }
        );
        var page = await context.NewPageAsync();
        await page.GotoAsync("/account/login?returnUrl=" + Uri.EscapeDataString(path));
        await page.FillAsync("[name='Form.Email']", email);
        await page.FillAsync("[name='Form.Password']", "HexaLive-demo-1");
        await page.ClickAsync("button[type=submit]");
        await page.WaitForURLAsync("**" + path);
        await page.Locator("h1").First.WaitForAsync();
        return page;
    }

    /// <summary>Restarts the server on the same data and port.</summary>
    public async Task RestartServerAsync() => _app = await App.RestartAsync();

    /// <summary>Waits until no animation runs: dialogs grow and buttons fade in before they have their size and colour.</summary>
    public static Task SettleAsync(IPage page) =>
        page.WaitForFunctionAsync(
            "() => document.getAnimations().every(a => a.playState !== 'running' || a.effect?.getComputedTiming().iterations === Infinity)"
        );

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (_app is not null)
            await _app.DisposeAsync();
    }

    /// <summary>Skips the test if there is no browser; where HEXALIVE_REQUIRE_BROWSER is 1, the test fails instead.</summary>
    public static void MustHaveBrowser()
    {
        if (File.Exists(Chromium))
            return;
        Assert.False(Environment.GetEnvironmentVariable("HEXALIVE_REQUIRE_BROWSER") == "1", $"{Chromium} is required here.");
        Assert.Skip($"No browser: {Chromium} is not there.");
    }

    private async Task StartAsync()
    {
        if (_browser is not null)
            return;
        MustHaveBrowser();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(
            new()
            {
                ExecutablePath = Chromium,
                Args =
                [
                    "--no-sandbox",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                ],
            }
        );
    }
}
