using System.Diagnostics;
using Xunit;

namespace HexaLive.Tests.Support;

/// <summary>
/// Polls for a condition that raises no event, such as a row that another process writes. If there is an event, await the event instead.
/// </summary>
public static class Eventually
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    /// <summary>Waits until a condition is true. The test fails if this takes longer than the given time.</summary>
    public static async Task BecomesTrueAsync(Func<Task<bool>> condition, string description, int seconds = 60)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started).TotalSeconds < seconds, $"Not within {seconds} seconds: {description}");
            await Task.Delay(Interval, TestContext.Current.CancellationToken);
        }
    }

    /// <inheritdoc cref="BecomesTrueAsync(Func{Task{bool}}, string, int)" />
    public static Task BecomesTrueAsync(Func<bool> condition, string description, int seconds = 60) =>
        BecomesTrueAsync(() => Task.FromResult(condition()), description, seconds);
}
