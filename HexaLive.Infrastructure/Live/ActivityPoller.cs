using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HexaLive.Infrastructure.Live;

/// <summary>
/// Publishes the activity that other nodes have saved to the screens of this process. Reads the end of the activity table every
/// second, or at once when woken. Activity saved by this process is published directly after the commit.
/// </summary>
public sealed class ActivityPoller(
    IDbContextFactory<HexaDbContext> databases,
    ActivityFeed feed,
    TimeProvider time,
    ILogger<ActivityPoller> log
) : BackgroundService
{
    /// <summary>The polling interval when nothing wakes the reader.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // The pause that combines wake-ups in quick succession into one read. It is too short for anyone to notice.
    private static readonly TimeSpan Debounce = TimeSpan.FromMilliseconds(10);

    /// <summary>The query tag that distinguishes this query from those of the screens.</summary>
    public const string Tag = "tail";

    private const int BatchSize = 1000;

    private readonly SemaphoreSlim _wakeUp = new(0);
    private readonly ActivityGaps _gaps = new();
    private long _newest;
    private long _readAt = time.GetTimestamp();

    /// <summary>The time since the last complete read.</summary>
    public TimeSpan Lag => time.GetElapsedTime(Interlocked.Read(ref _readAt));

    /// <summary>Wakes the reader so that it reads now.</summary>
    public void Wake()
    {
        if (_wakeUp.CurrentCount == 0)
            _wakeUp.Release();
    }

    /// <summary>
    /// Starts at the current end of the table, before the first request is served: a screen opened later is notified of
    /// everything that comes after the data it has read.
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
                // Log only the first failure in a row. Rows missed meanwhile are read afterwards.
                if (!failing)
                    log.LogWarning(e, "The activity table could not be read.");
                failing = true;
            }
            try
            {
                await Task.Delay(Debounce, stoppingToken);
                await _wakeUp.WaitAsync(Interval - Debounce, stoppingToken);
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

    /// <inheritdoc />
    public override void Dispose()
    {
        base.Dispose();
        _wakeUp.Dispose();
    }
}
