using Microsoft.Playwright;
using Xunit;

namespace HexaLive.Tests.Support;

/// <summary>The product and a Chromium to use it with, for the tests of one class; started when the first of them signs in.</summary>
public sealed class BrowserSession : IAsyncDisposable
{
    private const string Path = "/usr/bin/chromium";

    private HexaApp? _app;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Starts the product; on the demo company where nothing else is said.</summary>
    public Func<HexaApp> Start { get; init; } = () => new HexaApp();

    public HexaApp App => _app ??= Start();

    /// <summary>Opens a window of its own, signs in and goes to a page. Skips the test, with the reason, where there is no browser; in CI that is a failure. Passkeys know hosts by name only, not by number; another <paramref name="node"/> than the product's own can be asked.</summary>
    public async Task<IPage> SignInAsync(string email, string path, string language = "es", int width = 1280, string? host = null, Uri? node = null)
    {
        await StartAsync();
        var context = await _browser!.NewContextAsync(new() { Locale = language, BaseURL = (node ?? (host is null ? App.Address : new UriBuilder(App.Address) { Host = host }.Uri)).ToString(), ViewportSize = new() { Width = width, Height = 850 } });
        var page = await context.NewPageAsync();
        await page.GotoAsync("/account/login?returnUrl=" + Uri.EscapeDataString(path));
        await page.FillAsync("[name='Form.Email']", email);
        await page.FillAsync("[name='Form.Password']", "HexaLive-demo-1");
        await page.ClickAsync("button[type=submit]");
        await page.WaitForURLAsync("**" + path);
        await page.Locator("h1").First.WaitForAsync();
        return page;
    }

    /// <summary>Stops the server and starts it again on the same data and port.</summary>
    public async Task RestartServerAsync() => _app = await App.RestartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (_app is not null) await _app.DisposeAsync();
    }

    /// <summary>Skips the test, with the reason, where there is no browser; in CI that is a failure.</summary>
    public static void MustHaveBrowser()
    {
        if (File.Exists(Path)) return;
        Assert.False(Environment.GetEnvironmentVariable("HEXALIVE_REQUIRE_BROWSER") == "1", $"{Path} is required here.");
        Assert.Skip($"No browser: {Path} is not there.");
    }

    private async Task StartAsync()
    {
        if (_browser is not null) return;
        MustHaveBrowser();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Path,
            Args = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }
}
