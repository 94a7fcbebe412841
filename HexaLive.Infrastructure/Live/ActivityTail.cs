using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HexaLive.Infrastructure.Live;

/// <summary>
/// Reads what other nodes wrote: looks at the end of the activity table each second, or at once when woken, and tells this process's screens. A screen
/// is thus told by the node that saved and, of everything else, by its own.
/// </summary>
public sealed class ActivityTail(IDbContextFactory<HexaDbContext> databases, ActivityFeed feed, TimeProvider time, ILogger<ActivityTail> log) : BackgroundService
{
    /// <summary>How often it looks when nobody wakes it.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    // Two wakings close together are one look; so short that nobody sees it.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Marks its query among those that people's screens ask.</summary>
    public const string Tag = "tail";

    private const int ReadAtOnce = 1000;

    private readonly SemaphoreSlim _bell = new(0);
    private readonly ActivityGaps _gaps = new();
    private long _newest;
    private long _readAt = time.GetTimestamp();

    /// <summary>How long ago it last read to the end.</summary>
    public TimeSpan Lag => time.GetElapsedTime(Interlocked.Read(ref _readAt));

    /// <summary>Looks now.</summary>
    public void Wake()
    {
        if (_bell.CurrentCount == 0) _bell.Release();
    }

    /// <summary>Begins at the present end, before anybody is let in: whoever opens a screen later is told of all that comes after what it has read.</summary>
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
        var away = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ReadAsync(stoppingToken);
                if (away) log.LogInformation("The activity table is read again.");
                away = false;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                // Said once, not each second. What is missed meanwhile is read afterwards.
                if (!away) log.LogWarning(e, "The activity table could not be read.");
                away = true;
            }
            try
            {
                await Task.Delay(Pause, stoppingToken);
                await _bell.WaitAsync(Every - Pause, stoppingToken);
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
            var missing = _gaps.Open(time.GetTimestamp(), time);
            var rows = db.Activity.AsNoTracking().Where(a => a.Id > newest);
            if (missing.Length > 0) rows = db.Activity.AsNoTracking().Where(a => a.Id > newest || missing.Contains(a.Id));
            var events = await rows.TagWith(Tag).OrderBy(a => a.Id).Take(ReadAtOnce).Select(LiveEvent.Read).ToListAsync(cancellationToken);
            foreach (var e in events)
            {
                _gaps.Seen(e.ActivityId, _newest, time.GetTimestamp());
                _newest = Math.Max(_newest, e.ActivityId);
            }
            feed.Hear(events);
            if (events.Count < ReadAtOnce) break;
        }
        Interlocked.Exchange(ref _readAt, time.GetTimestamp());
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        base.Dispose();
        _bell.Dispose();
    }
}

/// <summary>
/// Ids that were passed over: an id is given before its row is committed (on SQL Server), so that a lower one may come later. Each is looked for again for
/// two minutes, longer than any write takes; what is missing then was rolled back.
/// </summary>
internal sealed class ActivityGaps
{
    /// <summary>How long a missing id is looked for.</summary>
    public static readonly TimeSpan For = TimeSpan.FromMinutes(2);

    /// <summary>Most ids looked for; a server that restarts leaves out ten thousand at once, which nobody has.</summary>
    public const int Most = 2000;

    private readonly SortedDictionary<long, long> _missing = [];

    /// <summary>The ids still looked for.</summary>
    public long[] Open(long now, TimeProvider time)
    {
        if (_missing.Count == 0) return [];
        foreach (var (id, since) in _missing.ToList())
            if (time.GetElapsedTime(since, now) > For) _missing.Remove(id);
        return [.. _missing.Keys];
    }

    /// <summary>A row was read; <paramref name="newest"/> was the highest id before it.</summary>
    public void Seen(long id, long newest, long now)
    {
        if (!_missing.Remove(id) && newest > 0)
            for (var missing = Math.Max(newest + 1, id - Most); missing < id; missing++) _missing[missing] = now;
        while (_missing.Count > Most) _missing.Remove(_missing.Keys.First());
    }
}
