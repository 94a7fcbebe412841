using HexaLive.Infrastructure.Data.Seed;
using Microsoft.Playwright;

namespace HexaLive.Benchmarks.Screens;

/// <summary>Headless Chromium, which opens pages as a given device does over a given connection.</summary>
internal sealed class Chrome : IAsyncDisposable
{
    private static readonly string? Executable = new[] { "/usr/bin/chromium-headless-shell", "/usr/bin/chromium" }.FirstOrDefault(
        File.Exists
    );

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly Dictionary<string, IReadOnlyList<System.Net.Cookie>> _signIns = [];

    private Chrome(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    public static async Task<Chrome> LaunchAsync()
    {
        var playwright = await Playwright.CreateAsync();
        try
        {
            string[] arguments =
            [
                "--no-sandbox",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ];
            return new(playwright, await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Executable, Args = arguments }));
        }
        catch
        {
            playwright.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Opens a browser context with an empty cache, signed in as the person with this e-mail address; without an address, nobody is signed
    /// in.
    /// </summary>
    public async Task<IBrowserContext> OpenContextAsync(
        Device device,
        Uri server,
        SlowNetwork network,
        string? email,
        CancellationToken cancellationToken
    )
    {
        var context = await _browser.NewContextAsync(device.Context(network.Address));
        await context.AddInitScriptAsync(PageScript.Text);
        if (email is null)
            return context;
        if (!_signIns.TryGetValue(email, out var cookies))
        {
            using var person = await SignedInUser.SignInAsync(server, email, DemoCompany.Password, cancellationToken);
            _signIns[email] = cookies = [.. person.Cookies.GetAllCookies().Cast<System.Net.Cookie>()];
        }
        await context.AddCookiesAsync(
            cookies.Select(c => new Microsoft.Playwright.Cookie
            {
                Name = c.Name,
                Value = c.Value,
                Domain = network.Address.Host,
                Path = c.Path,
                HttpOnly = c.HttpOnly,
            })
        );
        return context;
    }

    /// <summary>Opens a page with the processor slowed down to the device's speed.</summary>
    public static async Task<(IPage Page, ICDPSession Session)> OpenPageAsync(IBrowserContext context, Device device)
    {
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(30_000);
        var session = await context.NewCDPSessionAsync(page);
        await session.SendAsync("Performance.enable");
        if (device.SlowDown > 1)
            await session.SendAsync("Emulation.setCPUThrottlingRate", new() { ["rate"] = device.SlowDown });
        return (page, session);
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
