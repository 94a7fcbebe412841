using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Control;

namespace HexaLive.Web.Features.Control;

/// <summary>
/// Shares reads between all control room screens of one person with the same filter. Time is
/// divided into intervals that are the same for every screen. A screen that is notified of a change
/// waits for the next interval to begin, so the read shared in that interval includes the change.
/// </summary>
public sealed class ControlRoomCache
{
    // A company needs fewer reads at a time. At the limit, the cache is emptied; the next refresh of each screen reads again.
    private const int MaxReads = 1000;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Part, int Viewer, ControlRoomFilter Filter, TimeSpan Span), (long Tick, Task Read)> _reads = [];

    /// <summary>Returns the time until the next interval begins.</summary>
    public static TimeSpan UntilNext(TimeSpan span) =>
        TimeSpan.FromMilliseconds(span.TotalMilliseconds - Environment.TickCount64 % span.TotalMilliseconds);

    /// <summary>
    /// Returns the read of the current interval, or starts <paramref name="read"/>. The read is not cancelled when a screen is left.
    /// </summary>
    public Task<T> ReadAsync<T>(string part, int viewerId, ControlRoomFilter filter, TimeSpan span, Func<Task<T>> read)
    {
        var (key, tick) = ((part, viewerId, filter, span), Environment.TickCount64 / (long)span.TotalMilliseconds);
        lock (_lock)
        {
            if (_reads.TryGetValue(key, out var known) && known.Tick == tick)
                return (Task<T>)known.Read;
            if (_reads.Count >= MaxReads)
                _reads.Clear();
            // Read on another thread, so that nobody waits for the lock while the database answers.
            var fresh = Task.Run(read);
            _reads[key] = (tick, fresh);
            return fresh;
        }
    }
}
