using Microsoft.Playwright;

namespace HexaLive.Benchmarks.Screens;

/// <summary>
/// A device, with its width and height in CSS pixels. <paramref name="SlowDown"/> is the factor by which DevTools slows down the processor.
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
/// A network connection: round trip in milliseconds, and rates in megabits per second; 0 is unlimited. With
/// <paramref name="DelaysConnecting"/>, opening a connection takes one more round trip.
/// </summary>
internal sealed record Line(string Name, double RoundTrip, double Down, double Up, bool DelaysConnecting = true)
{
    public static readonly Line Slow = new("1.6 Mbit/s, 150 ms", 150, 1.6, 0.75);

    /// <summary>
    /// The "Fast 4G" profile of Chrome DevTools, whose latency applies to each request and includes opening the connection. A proxy
    /// simulates the profile, because DevTools does not slow down WebSockets.
    /// </summary>
    public static readonly Line Fast4G = new("Fast 4G", 165, 9 * 0.9, 1.5 * 0.9, DelaysConnecting: false);

    public static readonly Line Distant = new("150 ms", 150, 0, 0);
    public static readonly Line Near = new("local", 0, 0, 0);

    /// <summary>Opens the simulated connection to a server.</summary>
    public SlowNetwork OpenTo(Uri server) => new(server, this);
}
