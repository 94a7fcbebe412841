using System.Threading.Channels;
using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HexaLive.Infrastructure.Live;

/// <summary>
/// Notifies the screens of this process about activity that other nodes have saved. Reads the end of the activity table every
/// second, and immediately after <see cref="Wake"/> is called. Activity that this process saves does not need the poller, because
/// it is published directly after the commit.
/// </summary>
public sealed class ActivityPoller(
    IDbContextFactory<HexaDbContext> databases,
    ActivityFeed feed,
    TimeProvider time,
    ILogger<ActivityPoller> log
) : BackgroundService
{
    /// <summary>The polling interval if <see cref="Wake"/> is not called.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // The pause that combines several wake-ups in quick succession into one read. Users do not notice such a short pause.
    private static readonly TimeSpan Debounce = TimeSpan.FromMilliseconds(10);

    /// <summary>The tag of the polling query, which distinguishes this query from the queries of screens.</summary>
    public const string Tag = "tail";

    private const int BatchSize = 1000;

    private readonly Channel<byte> _wakeUp = Channel.CreateBounded<byte>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true }
    );
    private readonly ActivityGaps _gaps = new();
    private long _newest;
    private long _readAt = time.GetTimestamp();

    /// <summary>The time since the last complete read.</summary>
    public TimeSpan Lag => time.GetElapsedTime(Interlocked.Read(ref _readAt));

    /// <summary>Makes the poller read immediately.</summary>
    public void Wake() => _wakeUp.Writer.TryWrite(0);

    /// <summary>
    /// Starts at the current end of the table, before the first request is served. A screen that opens later is therefore notified of every
    /// change after the data that it has read.
    /// </summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
            _newest = await db.Activity.MaxAsync(a => (long?)a.Id, cancellationToken) ?? 0;
        Interlocked.Exchange(ref _readAt, time.GetTimestamp());
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failing = false;
        using var timer = time.CreateTimer(_ => Wake(), null, Interval, Interval);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ReadAsync(stoppingToken);
                if (failing)
                    log.LogInformation("The activity table is read again.");
                failing = false;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                // Log only the first of several consecutive failures. The next successful read includes the rows that were saved in the
                // meantime.
                if (!failing)
                    log.LogWarning(e, "The activity table could not be read.");
                failing = true;
            }
            try
            {
                await Task.Delay(Debounce, stoppingToken);
                await _wakeUp.Reader.ReadAsync(stoppingToken);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        while (true)
        {
            var newest = _newest;
            var missing = _gaps.GetMissing(time.GetTimestamp(), time);
            var rows = db.Activity.AsNoTracking().Where(a => a.Id > newest);
            if (missing.Length > 0)
                rows = db.Activity.AsNoTracking().Where(a => a.Id > newest || missing.Contains(a.Id));
            var events = await rows.TagWith(Tag)
                .OrderBy(a => a.Id)
                .Take(BatchSize)
                .Select(LiveEvent.Projection)
                .ToListAsync(cancellationToken);
            foreach (var e in events)
            {
                _gaps.Record(e.ActivityId, _newest, time.GetTimestamp());
                _newest = Math.Max(_newest, e.ActivityId);
            }
            feed.Receive(events);
            if (events.Count < BatchSize)
                break;
        }
        Interlocked.Exchange(ref _readAt, time.GetTimestamp());
    }
}
