using System.Runtime.CompilerServices;
using System.Threading.Channels;
using HexaLive.Infrastructure.Diagnostics;
using Stopwatch = System.Diagnostics.Stopwatch;

namespace HexaLive.Infrastructure.Live;

/// <summary>A screen's subscription to the live feed.</summary>
public sealed class LiveSubscription : IDisposable
{
    private readonly ActivityFeed _feed;
    private readonly Channel<byte> _signal = Channel.CreateBounded<byte>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true }
    );

    private long _signalledAt;
    private bool _disposed;

    internal LiveSubscription(ActivityFeed feed, IReadOnlyList<LiveTopic> topics) => (_feed, Topics) = (feed, topics);

    public IReadOnlyList<LiveTopic> Topics { get; }

    /// <summary>
    /// Yields after each change: immediately after the first change, then at most once in each <paramref name="minInterval"/>. Ends
    /// when the subscription is disposed, and throws when it is cancelled.
    /// </summary>
    public async IAsyncEnumerable<bool> ChangesAsync(
        TimeSpan minInterval,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        while (await _signal.Reader.WaitToReadAsync(cancellationToken))
        {
            // Reset the signal before the timestamp, so that a change that arrives in between sets the signal again and causes another
            // iteration.
            _signal.Reader.TryRead(out _);
            var signalledAt = Interlocked.Exchange(ref _signalledAt, 0);
            yield return true;
            // The iterator continues here when the consumer has rendered the change and requests the next change.
            if (signalledAt != 0 && HexaMetrics.PublishToRender.Enabled)
                HexaMetrics.PublishToRender.Record(Stopwatch.GetElapsedTime(signalledAt).TotalMilliseconds);
            await Task.Delay(minInterval, cancellationToken);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _feed.Remove(this);
        _signal.Writer.TryComplete();
        HexaMetrics.Subscriptions.Add(-1);
    }

    internal void Signal()
    {
        if (HexaMetrics.PublishToRender.Enabled)
            Interlocked.CompareExchange(ref _signalledAt, Stopwatch.GetTimestamp(), 0);
        _signal.Writer.TryWrite(0);
    }
}
