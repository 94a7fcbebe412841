using Microsoft.Playwright;

namespace HexaLive.Benchmarks.Screens;

/// <summary>
/// A device: width and height in CSS pixels. <paramref name="SlowDown"/> divides the speed of the processor, as DevTools throttles it.
/// </summary>
internal sealed record Device(string Name, int Width, int Height, bool IsPhone, double SlowDown)
{
    public static readonly Device Desktop = new("desktop", 1440, 900, false, 1);
    public static readonly Device Phone = new("phone", 390, 844, true, 4);

    public BrowserNewContextOptions Context(Uri address) =>
        new()
        {
            Locale = "es",
            BaseURL = address.ToString(),
            ViewportSize = new() { Width = Width, Height = Height },
            IsMobile = IsPhone,
            HasTouch = IsPhone,
            DeviceScaleFactor = IsPhone ? 2 : 1,
        };
}

/// <summary>
/// How a page reaches a device: round trip in milliseconds, and rates in megabits per second; 0 is unlimited. With
/// <paramref name="InBrowser"/>, Chromium delays each request by the round trip, as DevTools does; otherwise a proxy delays each packet.
/// </summary>
internal sealed record Line(string Name, double RoundTrip, double Down, double Up, bool InBrowser)
{
    public static readonly Line Slow = new("1.6 Mbit/s, 150 ms", 150, 1.6, 0.75, false);

    /// <summary>Fast 4G of Chrome's DevTools.</summary>
    public static readonly Line Fast4G = new("Fast 4G", 165, 9 * 0.9, 1.5 * 0.9, true);

    public static readonly Line Distant = new("150 ms", 150, 0, 0, false);
    public static readonly Line Near = new("local", 0, 0, 0, false);

    /// <summary>Opens the line to a server. The proxy counts the bytes even if it does not slow them.</summary>
    public SlowNetwork OpenTo(Uri server) => InBrowser ? new(server) : new(server, RoundTrip, Down, Up);
}
