using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace HexaLive.Infrastructure.Diagnostics;

/// <summary>What this process measures of itself. Nobody listens unless an exporter is configured, and then counting costs next to nothing.</summary>
public static class HexaMetrics
{
    /// <summary>Name of the meter and of the source of traces.</summary>
    public const string Name = "HexaLive";

    private static readonly Meter Meter = new(Name);
    private static readonly InstrumentAdvice<double> Lags = new() { HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 60_000] };

    /// <summary>Work that no request starts: sweeps and mails.</summary>
    public static readonly ActivitySource Traces = new(Name);

    /// <summary>Circuits that are open: screens, those of a connection that broke off a moment ago among them.</summary>
    public static readonly UpDownCounter<long> Circuits = Meter.CreateUpDownCounter<long>("hexalive.circuits", "{circuit}", "Circuits open");

    /// <summary>Programs connected to the live hub.</summary>
    public static readonly UpDownCounter<long> HubConnections = Meter.CreateUpDownCounter<long>("hexalive.hub.connections", "{connection}", "Programs connected to the live hub");

    /// <summary>Bells of the live feed that are listened to.</summary>
    public static readonly UpDownCounter<long> Subscriptions = Meter.CreateUpDownCounter<long>("hexalive.live.subscriptions", "{subscription}", "Live subscriptions open");

    /// <summary>Events told to this process's screens; tag <c>from</c>: here (saved by this process) or tail (by another).</summary>
    public static readonly Counter<long> LiveEvents = Meter.CreateCounter<long>("hexalive.live.events", "{event}", "Events told to this process's screens");

    /// <summary>Messages sent to programs by the live hub.</summary>
    public static readonly Counter<long> HubMessages = Meter.CreateCounter<long>("hexalive.hub.messages", "{message}", "Messages sent by the live hub");

    /// <summary>From the instant that an activity says to its being told in this process; by tag <c>from</c> as above. Clocks of several nodes differ by what they differ.</summary>
    public static readonly Histogram<double> SaveToPublish = Meter.CreateHistogram("hexalive.live.save_to_publish", "ms", "From save to being told in this process", advice: Lags);

    /// <summary>From being told to the screen's next picture, the pause that bundles bursts included.</summary>
    public static readonly Histogram<double> PublishToRender = Meter.CreateHistogram("hexalive.live.publish_to_render", "ms", "From being told to the screen's next picture", advice: Lags);

    /// <summary>How long a run of a job took; tag <c>job</c>.</summary>
    public static readonly Histogram<double> JobDuration = Meter.CreateHistogram("hexalive.jobs.duration", "ms", "How long a run of a job took", advice: Lags);

    /// <summary>Mails handed to the mail server or folder.</summary>
    public static readonly Counter<long> MailsSent = Meter.CreateCounter<long>("hexalive.mails.sent", "{mail}", "Mails sent");

    /// <summary>Attempts at a mail that failed; tag <c>final</c> says whether it was the last.</summary>
    public static readonly Counter<long> MailsFailed = Meter.CreateCounter<long>("hexalive.mails.failed", "{mail}", "Attempts at a mail that failed");

    /// <summary>Measures a run of a job, and traces it; dispose what it returns at the end.</summary>
    public static IDisposable Job(string name) => new Run(name);

    private sealed class Run(string name) : IDisposable
    {
        private readonly long _started = Stopwatch.GetTimestamp();
        private readonly Activity? _trace = Traces.StartActivity(name);

        public void Dispose()
        {
            _trace?.Dispose();
            JobDuration.Record(Stopwatch.GetElapsedTime(_started).TotalMilliseconds, new KeyValuePair<string, object?>("job", name));
        }
    }
}
