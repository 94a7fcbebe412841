using System.Data.Common;
using System.Security.Claims;
using HexaLive.Domain;
using HexaLive.Domain.People;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Diagnostics;
using HexaLive.Infrastructure.Features.ApiKeys;
using HexaLive.Infrastructure.Features.Live;
using HexaLive.Infrastructure.Features.Shared;
using HexaLive.Infrastructure.Identity;
using HexaLive.Infrastructure.Live;
using HexaLive.Web.Features.ApiKeys;
using Microsoft.AspNetCore.SignalR;

namespace HexaLive.Web.Live;

/// <summary>
/// One client connection to the live hub. When the feed signals a change, the connection reads the new activity under the person's current
/// scope and sends it, as a live screen does. Each node serves its own connections.
/// </summary>
internal sealed class LiveConnection(
    ClaimsPrincipal principal,
    string id,
    Action close,
    IHubContext<LiveHub, ILiveClient> hub,
    ActivityFeed feed,
    LiveNotes notes,
    Viewers viewers,
    ApiKeyEditing keys,
    SessionValidator sessions,
    TimeProvider time,
    ILogger<LiveHub> log
) : IAsyncDisposable
{
    // The maximum range of ids per read. A client that returns after weeks is sent the missed activity in several small reads.
    private const long IdsPerRead = 10_000;
    private static readonly TimeSpan BatchDelay = TimeSpan.FromMilliseconds(20),
        ViewerCacheTime = TimeSpan.FromSeconds(20);

    private readonly int _personId = HexaClaims.GetPersonId(principal)!.Value;
    private readonly CancellationTokenSource _disconnected = new();
    private readonly SemaphoreSlim _watchLock = new(1, 1);
    private CancellationTokenSource _watchCancellation = new();
    private Task _sending = Task.CompletedTask;
    private Task _revalidating = Task.CompletedTask;
    private Viewer? _viewer;
    private long _viewerReadAt;

    /// <summary>
    /// Starts checking whether the session or key is still valid: periodically, and at once when activity concerns the person (a
    /// revoked key, for example).
    /// </summary>
    public void Start(CancellationToken aborted)
    {
        HexaMetrics.HubConnections.Add(1);
        aborted.Register(() => _disconnected.Cancel());
        _revalidating = Task.WhenAll(RevalidatePeriodicallyAsync(), RevalidateOnActivityAsync());
    }

    public async Task<long> WatchAsync(LiveWatch watch, long? since)
    {
        await _watchLock.WaitAsync(_disconnected.Token);
        try
        {
            await notes.EnsureVisibleAsync(await GetViewerAsync(_disconnected.Token), watch, _disconnected.Token);
            await _watchCancellation.CancelAsync();
            await _sending;
            _watchCancellation.Dispose();
            _watchCancellation = CancellationTokenSource.CreateLinkedTokenSource(_disconnected.Token);
            // Subscribe before reading, so that no change is lost in between.
            var subscription = feed.Subscribe(watch.GetTopics(_personId));
            var (newest, cursor) = await notes.StartAsync(since, _watchCancellation.Token);
            _sending = SendChangesAsync(watch, subscription, cursor, _watchCancellation.Token);
            return newest;
        }
        finally
        {
            _watchLock.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        HexaMetrics.HubConnections.Add(-1);
        await _disconnected.CancelAsync();
        await Task.WhenAll(_sending, _revalidating);
        _watchCancellation.Dispose();
        _disconnected.Dispose();
    }

    private async Task SendChangesAsync(
        LiveWatch watch,
        LiveSubscription subscription,
        ActivityCursor cursor,
        CancellationToken cancellationToken
    )
    {
        using (subscription)
        {
            try
            {
                await Task.Yield();
                await SendWithRetryAsync(watch, cursor, cancellationToken);
                await foreach (var _ in subscription.ChangesAsync(BatchDelay, cancellationToken))
                    await SendWithRetryAsync(watch, cursor, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                // The client has replaced its watch list, or has disconnected.
            }
            catch (Exception e)
            {
                // The client reconnects and continues from its last id.
                log.LogWarning(e, "Sending to a live hub client failed.");
                close();
            }
        }
    }

    // Retries until the database can be read. The cursor holds only what was sent, so nothing is lost or sent twice.
    private async Task SendWithRetryAsync(LiveWatch watch, ActivityCursor cursor, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await SendNewAsync(watch, cursor, cancellationToken);
                return;
            }
            catch (DbException e)
            {
                log.LogWarning(e, "The activity for a live hub client could not be read.");
                await Task.Delay(ActivityPoller.Interval, cancellationToken);
            }
        }
    }

    private async Task SendNewAsync(LiveWatch watch, ActivityCursor cursor, CancellationToken cancellationToken)
    {
        var newest = await notes.GetNewestIdAsync(cancellationToken);
        var after = cursor.After;
        while (after < newest)
        {
            var upTo = Math.Min(after + IdsPerRead, newest);
            var rows = await notes.ReadAsync(await GetViewerAsync(cancellationToken), watch, after, upTo, cancellationToken);
            foreach (var note in cursor.FilterUnseen(rows, n => n.Id))
            {
                await hub.Clients.Client(id).Changed(note);
                HexaMetrics.HubMessages.Add(1);
            }
            after = rows.Count == ActivityCursor.PageSize ? rows[^1].Id : upTo;
        }
        // Move the cursor past the last activity read, even if the client watches none of it.
        cursor.FilterUnseen([newest], n => n);
    }

    private async Task RevalidatePeriodicallyAsync()
    {
        try
        {
            using var timer = new PeriodicTimer(EndedSessions.MaxAge, time);
            var checkedAt = time.GetTimestamp();
            while (await timer.WaitForNextTickAsync(_disconnected.Token))
            {
                if (
                    time.GetElapsedTime(checkedAt) < SessionValidator.Interval
                    && !await sessions.IsSignedOutAsync(principal, _disconnected.Token)
                )
                    continue;
                checkedAt = time.GetTimestamp();
                await RevalidateAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The client has disconnected.
        }
    }

    private async Task RevalidateOnActivityAsync()
    {
        try
        {
            using var subscription = feed.Subscribe(LiveTopic.Responsible(_personId));
            await foreach (var _ in subscription.ChangesAsync(TimeSpan.FromSeconds(1), _disconnected.Token))
                await RevalidateAsync();
        }
        catch (OperationCanceledException)
        {
            // The client has disconnected.
        }
    }

    private async Task RevalidateAsync()
    {
        try
        {
            if (await IsValidAsync())
                return;
            await hub.Clients.Client(id).Ended();
        }
        catch (DbException e)
        {
            // Nothing is sent while the database is down, so keep the connection and check again at the next interval.
            log.LogWarning(e, "The session of a live hub client could not be checked.");
            return;
        }
        close();
    }

    private Task<bool> IsValidAsync() =>
        ApiKeySignIn.GetKeyId(principal) is { } key
            ? keys.IsStillValidAsync(key, Enum.Parse<PersonRole>(principal.FindFirstValue(ClaimTypes.Role)!), _disconnected.Token)
            : sessions.IsValidAsync(principal, _disconnected.Token);

    private async Task<Viewer> GetViewerAsync(CancellationToken cancellationToken)
    {
        if (_viewer is { } known && time.GetElapsedTime(_viewerReadAt) < ViewerCacheTime)
            return known;
        _viewerReadAt = time.GetTimestamp();
        return _viewer = await viewers.FindAsync(_personId, cancellationToken) ?? throw new RuleException(RuleError.NotFound);
    }
}
