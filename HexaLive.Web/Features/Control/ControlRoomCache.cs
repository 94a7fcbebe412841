using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Control;

namespace HexaLive.Web.Features.Control;

/// <summary>
/// Shares reads between the control room screens that one person has open with the same filter. Time is divided into intervals that are
/// the same for every screen. After a change, a screen waits until the next interval begins, so the read that is shared in that interval
/// includes the change.
/// </summary>
public sealed class ControlRoomCache
{
    // The maximum number of cached reads, which is more than any company needs at a time. At the limit, the cache is emptied, and each
    // screen reads again at its next refresh.
    private const int MaxReads = 1000;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Part, int Viewer, ControlRoomFilter Filter, TimeSpan Span), (long Tick, Task Read)> _reads = [];

    /// <summary>Returns the time until the next interval begins.</summary>
    public static TimeSpan TimeUntilNext(TimeSpan span) =>
        TimeSpan.FromMilliseconds(span.TotalMilliseconds - Environment.TickCount64 % span.TotalMilliseconds);

    /// <summary>
    /// Returns the read of the current interval, or starts <paramref name="read"/>. The read continues when the person leaves the screen.
    /// </summary>
    public Task<T> ReadAsync<T>(string section, int viewerId, ControlRoomFilter filter, TimeSpan span, Func<Task<T>> read)
    {
        var (key, tick) = ((section, viewerId, filter, span), Environment.TickCount64 / (long)span.TotalMilliseconds);
        lock (_lock)
        {
            if (_reads.TryGetValue(key, out var known) && known.Tick == tick)
                return (Task<T>)known.Read;
            if (_reads.Count >= MaxReads)
                _reads.Clear();
            // Start the read on another thread, so that no screen waits for the lock while the database answers.
            var fresh = Task.Run(read);
            _reads[key] = (tick, fresh);
            return fresh;
        }
    }
}
