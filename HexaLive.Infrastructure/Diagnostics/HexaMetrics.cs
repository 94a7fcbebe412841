using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace HexaLive.Infrastructure.Diagnostics;

/// <summary>The metrics and traces of this process. Recording has almost no cost while no exporter is configured.</summary>
public static class HexaMetrics
{
    /// <summary>The name of the meter and the activity source.</summary>
    public const string Name = "HexaLive";

    private static readonly Meter Meter = new(Name);
    private static readonly InstrumentAdvice<double> LatencyBuckets = new()
    {
        HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 60_000],
    };

    /// <summary>Traces of background work, such as recurring jobs.</summary>
    public static readonly ActivitySource Traces = new(Name);

    /// <summary>The open circuits, including recently disconnected circuits that may still reconnect.</summary>
    public static readonly UpDownCounter<long> Circuits = Meter.CreateUpDownCounter<long>(
        "hexalive.circuits",
        "{circuit}",
        "Circuits open"
    );

    /// <summary>The client programs connected to the live hub.</summary>
    public static readonly UpDownCounter<long> HubConnections = Meter.CreateUpDownCounter<long>(
        "hexalive.hub.connections",
        "{connection}",
        "Programs connected to the live hub"
    );

    /// <summary>The open subscriptions to the live feed.</summary>
    public static readonly UpDownCounter<long> Subscriptions = Meter.CreateUpDownCounter<long>(
        "hexalive.live.subscriptions",
        "{subscription}",
        "Live subscriptions open"
    );

    /// <summary>
    /// The events published to this process's screens. Tag <c>from</c>: <c>here</c> (saved by this process) or <c>tail</c> (saved
    /// by another node).
    /// </summary>
    public static readonly Counter<long> LiveEvents = Meter.CreateCounter<long>(
        "hexalive.live.events",
        "{event}",
        "Events told to this process's screens"
    );

    /// <summary>The messages sent to client programs by the live hub.</summary>
    public static readonly Counter<long> HubMessages = Meter.CreateCounter<long>(
        "hexalive.hub.messages",
        "{message}",
        "Messages sent by the live hub"
    );

    /// <summary>
    /// The time from an activity's timestamp to its publication in this process. The tag <c>from</c> has the same values as in
    /// <see cref="LiveEvents"/>. The time includes the clock skew between nodes.
    /// </summary>
    public static readonly Histogram<double> SaveToPublish = Meter.CreateHistogram(
        "hexalive.live.save_to_publish",
        "ms",
        "From save to being told in this process",
        advice: LatencyBuckets
    );

    /// <summary>
    /// The time from publication to the screen's next render, including the pause that combines several changes into one render.
    /// </summary>
    public static readonly Histogram<double> PublishToRender = Meter.CreateHistogram(
        "hexalive.live.publish_to_render",
        "ms",
        "From being told to the screen's next picture",
        advice: LatencyBuckets
    );

    /// <summary>The duration of a job run; tag <c>job</c>.</summary>
    public static readonly Histogram<double> JobDuration = Meter.CreateHistogram(
        "hexalive.jobs.duration",
        "ms",
        "How long a run of a job took",
        advice: LatencyBuckets
    );

    /// <summary>The e-mails handed to the mail server or written to the mail folder.</summary>
    public static readonly Counter<long> MailsSent = Meter.CreateCounter<long>("hexalive.mails.sent", "{mail}", "Mails sent");

    /// <summary>The failed attempts to send an e-mail; tag <c>final</c>: whether it was the last attempt.</summary>
    public static readonly Counter<long> MailsFailed = Meter.CreateCounter<long>(
        "hexalive.mails.failed",
        "{mail}",
        "Attempts at a mail that failed"
    );

    /// <summary>Starts measuring and tracing a job run, which ends when the result is disposed.</summary>
    public static IDisposable MeasureJob(string name) => new JobMeasurement(name);

    private sealed class JobMeasurement(string name) : IDisposable
    {
        private readonly long _started = Stopwatch.GetTimestamp();
        private readonly Activity? _activity = Traces.StartActivity(name);

        public void Dispose()
        {
            _activity?.Dispose();
            JobDuration.Record(Stopwatch.GetElapsedTime(_started).TotalMilliseconds, new KeyValuePair<string, object?>("job", name));
        }
    }
}
