using HexaLive.Infrastructure.Features.Control;

namespace HexaLive.Web.Features.Control;

/// <summary>
/// What the rooms of one person with one filter show is read once for all of them. Time is cut into spans that are the same for every screen: whoever was rung waits for the next one to begin, and what was
/// read in it holds for everybody in it; so nothing that rang before is missing.
/// </summary>
public sealed class RoomShare
{
    // A company has fewer managers and filters at once; what is over is of no use.
    private const int Most = 1000;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Part, int Viewer, RoomFilter Filter, TimeSpan Span), (long Tick, Task Read)> _reads = [];

    /// <summary>How long it is until the next span begins.</summary>
    public static TimeSpan UntilNext(TimeSpan span) => TimeSpan.FromMilliseconds(span.TotalMilliseconds - Environment.TickCount64 % span.TotalMilliseconds);

    /// <summary>What was read in the present span, or <paramref name="read"/>, which nobody who leaves cancels.</summary>
    public Task<T> ReadAsync<T>(string part, int viewerId, RoomFilter filter, TimeSpan span, Func<Task<T>> read)
    {
        var (key, tick) = ((part, viewerId, filter, span), Environment.TickCount64 / (long)span.TotalMilliseconds);
        lock (_lock)
        {
            if (_reads.TryGetValue(key, out var known) && known.Tick == tick) return (Task<T>)known.Read;
            if (_reads.Count >= Most) _reads.Clear();
            // Begun elsewhere: nobody waits for the lock while the database answers.
            var fresh = Task.Run(read);
            _reads[key] = (tick, fresh);
            return fresh;
        }
    }
}
