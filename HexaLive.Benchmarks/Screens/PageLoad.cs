using System.Diagnostics;
using System.Text.Json;
using Microsoft.Playwright;

namespace HexaLive.Benchmarks.Screens;

/// <summary>
/// What a person saw while a page loaded, as <see cref="PageScript"/> reports it. Times are in milliseconds since the beginning of the
/// navigation. <see cref="Long"/> is the total time of tasks of more than 50 ms. <see cref="Inp"/> is the longest time from an interaction
/// to the next paint.
/// </summary>
internal sealed record Seen(double Lcp, double Cls, double Long, double Inp, double Quiet, double Content, int Letters, int Elements)
{
    private static readonly JsonSerializerOptions Names = new() { PropertyNameCaseInsensitive = true };

    public static async Task<Seen> OfAsync(IPage page) =>
        JsonSerializer.Deserialize<Seen>(await page.EvaluateAsync<string>("() => hexaSeen()"), Names)!;
}

/// <summary>A loaded page: what the person saw, the bytes in each direction, and the main-thread time in milliseconds.</summary>
internal sealed record PageLoad(Seen Seen, long BytesDown, long BytesUp, double MainThread)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(25);

    /// <summary>Goes to an address and waits until, for a second, the page does not change and no data is sent.</summary>
    public static async Task<PageLoad> MeasureAsync(IPage page, ICDPSession session, SlowNetwork network, string path)
    {
        var (down, up) = (network.BytesDown, network.BytesUp);
        await page.GotoAsync(path, new() { WaitUntil = WaitUntilState.Commit });
        await page.Locator("h1").First.WaitForAsync();
        await WaitUntilQuietAsync(page, network);
        var seen = await Seen.OfAsync(page);
        var metrics = (await session.SendAsync("Performance.getMetrics"))!.Value.GetProperty("metrics").EnumerateArray();
        var task = metrics.First(m => m.GetProperty("name").GetString() == "TaskDuration").GetProperty("value").GetDouble();
        return new PageLoad(seen, network.BytesDown - down, network.BytesUp - up, task * 1000);
    }

    public static async Task WaitUntilQuietAsync(IPage page, SlowNetwork network)
    {
        var began = Stopwatch.GetTimestamp();
        var (bytes, since) = (network.BytesDown, Stopwatch.GetTimestamp());
        while (Stopwatch.GetElapsedTime(began) < Longest)
        {
            if (network.BytesDown != bytes)
                (bytes, since) = (network.BytesDown, Stopwatch.GetTimestamp());
            if (Stopwatch.GetElapsedTime(since) > Quiet && (await Seen.OfAsync(page)).Quiet > Quiet.TotalMilliseconds)
                return;
            await Task.Delay(100);
        }
    }
}
