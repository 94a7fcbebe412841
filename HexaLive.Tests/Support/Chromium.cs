using HexaLive.Tests.Support;
using Microsoft.Playwright;
using Xunit;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace HexaLive.Tests.Support;

/// <summary>One Chromium for all browser tests. It is launched at the first use and closed after the last test.</summary>
public sealed class Chromium : IAsyncDisposable
{
    // Prefer the headless shell. It has no browser window, so a new context costs a third of a new context in the full browser.
    private static readonly string? Executable = new[] { "/usr/bin/chromium-headless-shell", "/usr/bin/chromium" }.FirstOrDefault(
        File.Exists
    );

    private static readonly Lazy<Task<(IPlaywright Playwright, IBrowser Browser)>> Launched = new(LaunchAsync);

    /// <summary>Skips the test if there is no browser. If HEXALIVE_REQUIRE_BROWSER is 1, the test fails instead.</summary>
    public static void SkipIfMissing()
    {
        if (Executable is not null)
            return;
        Assert.False(Environment.GetEnvironmentVariable("HEXALIVE_REQUIRE_BROWSER") == "1", "Chromium is required here.");
        Assert.Skip("Chromium is not installed.");
    }

    /// <summary>Opens a separate browser context, which shares no cookies, storage or permissions with other contexts.</summary>
    public static async Task<IBrowserContext> NewContextAsync(BrowserNewContextOptions options)
    {
        SkipIfMissing();
        return await (await Launched.Value).Browser.NewContextAsync(options);
    }

    public async ValueTask DisposeAsync()
    {
        if (!Launched.IsValueCreated)
            return;
        var (playwright, browser) = await Launched.Value;
        await browser.DisposeAsync();
        playwright.Dispose();
    }

    private static async Task<(IPlaywright, IBrowser)> LaunchAsync()
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(
            new()
            {
                ExecutablePath = Executable,
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
        return (playwright, browser);
    }
}
