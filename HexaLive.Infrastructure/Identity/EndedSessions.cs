using System.Collections.Concurrent;
using System.Data.Common;
using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Identity;

/// <summary>
/// The sessions that were signed out, cached in memory. When a session is checked and the cache is older than two seconds, the
/// cache is refreshed from the database, so that sign-outs on other nodes take effect.
/// </summary>
public sealed class EndedSessions(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>
    /// The tag of the query that refreshes the cache. Tests that count the queries of screens skip queries with this tag.
    /// </summary>
    public const string Tag = "ended sessions";

    /// <summary>How long ended sessions are kept: longer than the lifetime of a cookie that is not renewed (14 days).</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromDays(15);

    /// <summary>The maximum age of the cache.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(2);

    // Each refresh reads rows from the last minutes again, because the clocks of nodes differ and a row becomes visible only after
    // its transaction commits.
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<Guid, DateTime> _ended = new();
    private readonly SemaphoreSlim _refreshLock = new(1, 1);
    private DateTime? _refreshStartedAt;
    private DateTime? _refreshedAt;

    /// <summary>Returns whether the session was signed out. If the database cannot be read, uses the old cache.</summary>
    public async Task<bool> ContainsAsync(Guid session, CancellationToken cancellationToken = default)
    {
        if (_ended.ContainsKey(session))
            return true;
        if (IsFresh())
            return false;
        // Until the first refresh has finished, callers wait. Later, callers use the old cache while another caller refreshes it.
        if (!await _refreshLock.WaitAsync(_refreshedAt is null ? Timeout.Infinite : 0, cancellationToken))
            return false;
        try
        {
            if (!IsFresh())
                await RefreshAsync(cancellationToken);
        }
        catch (DbException) when (_refreshedAt is not null)
        {
            // The database cannot be read, so use the old cache.
        }
        finally
        {
            _refreshLock.Release();
        }
        return _ended.ContainsKey(session);
    }

    /// <summary>Records that a session was signed out, and deletes records older than <see cref="Retention"/>.</summary>
    public async Task AddAsync(Guid session)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var db = await databases.CreateDbContextAsync();
        await db.WriteAsync(async () =>
        {
            await db.EndedSessions.Where(s => s.EndedAt < now - Retention).ExecuteDeleteAsync();
            if (!await db.EndedSessions.AnyAsync(s => s.Id == session))
                db.EndedSessions.Add(new EndedSession(session, now));
            return await db.SaveChangesAsync();
        });
        _ended[session] = now;
    }

    private bool IsFresh() => _refreshedAt is not null && _refreshStartedAt is { } at && time.GetUtcNow().UtcDateTime - at < MaxAge;

    private async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        _refreshStartedAt = now;
        var since = _refreshedAt is { } at ? at - Overlap : now - Retention;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await db.EndedSessions.AsNoTracking().TagWith(Tag).Where(s => s.EndedAt >= since).ToListAsync(cancellationToken);
        foreach (var row in rows)
            _ended[row.Id] = row.EndedAt;
        foreach (var (id, endedAt) in _ended)
            if (endedAt < now - Retention)
                _ended.TryRemove(id, out _);
        _refreshedAt = now;
    }
}
