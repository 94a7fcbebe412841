using System.Data.Common;
using System.Security.Claims;
using HexaLive.Domain;
using HexaLive.Domain.People;
using HexaLive.Infrastructure.Diagnostics;
using HexaLive.Infrastructure.Features.Activity;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Identity;
using HexaLive.Infrastructure.Live;
using HexaLive.Web.Account;
using Microsoft.AspNetCore.SignalR;

namespace HexaLive.Web.Live;

/// <summary>
/// One program at the live hub. It is told as screens are: the feed rings, and what is new is read under the scope of the person as it is now. Each node tells its own connections.
/// </summary>
internal sealed class LiveConnection(
    ClaimsPrincipal principal, string id, Action abort, IHubContext<LiveHub, ILiveClient> hub, ActivityFeed feed, LiveNotes notes, Viewers viewers, ApiKeys keys, SessionGuard guard, TimeProvider time,
    ILogger<LiveHub> log) : IAsyncDisposable
{
    // So many ids a read, whoever comes back after weeks.
    private const long Window = 10_000;
    private static readonly TimeSpan Bundle = TimeSpan.FromMilliseconds(20), ViewerFresh = TimeSpan.FromSeconds(20);

    private readonly int _me = HexaClaims.PersonId(principal)!.Value;
    private readonly CancellationTokenSource _gone = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private CancellationTokenSource _watching = new();
    private Task _pump = Task.CompletedTask;
    private Task _looking = Task.CompletedTask;
    private Viewer? _viewer;
    private long _viewerReadAt;

    /// <summary>Looks from time to time whether whoever it is may still be here; at once when something of theirs changes, as a key does.</summary>
    public void Start(CancellationToken aborted)
    {
        HexaMetrics.HubConnections.Add(1);
        aborted.Register(() => _gone.Cancel());
        _looking = Task.WhenAll(LookEachAsync(), LookWhenRungAsync());
    }

    public async Task<long> WatchAsync(LiveWatch what, long? since)
    {
        await _turn.WaitAsync(_gone.Token);
        try
        {
            await notes.MustSeeAsync(await ViewerAsync(_gone.Token), what, _gone.Token);
            await _watching.CancelAsync();
            await _pump;
            _watching.Dispose();
            _watching = CancellationTokenSource.CreateLinkedTokenSource(_gone.Token);
            // Subscribed, then read: nothing falls between the two.
            var subscription = feed.Subscribe(what.Topics(_me));
            var (newest, cursor) = await notes.StartAsync(since, _watching.Token);
            _pump = PumpAsync(what, subscription, cursor, _watching.Token);
            return newest;
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        HexaMetrics.HubConnections.Add(-1);
        await _gone.CancelAsync();
        await Task.WhenAll(_pump, _looking);
        _watching.Dispose();
        _gone.Dispose();
    }

    private async Task PumpAsync(LiveWatch what, LiveSubscription subscription, ActivityCursor cursor, CancellationToken cancellationToken)
    {
        using (subscription)
        {
            try
            {
                await Task.Yield();
                await TellAllAsync(what, cursor, cancellationToken);
                await foreach (var _ in subscription.ChangesAsync(Bundle, cancellationToken)) await TellAllAsync(what, cursor, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                // It watches something else, or is gone.
            }
            catch (Exception e)
            {
                // It comes back and goes on from the last id it has.
                log.LogWarning(e, "A program at the live hub could not be told.");
                abort();
            }
        }
    }

    // Where the database could not be read, nothing was taken as told: it is asked again.
    private async Task TellAllAsync(LiveWatch what, ActivityCursor cursor, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await TellAsync(what, cursor, cancellationToken);
                return;
            }
            catch (DbException e)
            {
                log.LogWarning(e, "What a program at the live hub is to be told could not be read.");
                await Task.Delay(ActivityTail.Every, cancellationToken);
            }
        }
    }

    private async Task TellAsync(LiveWatch what, ActivityCursor cursor, CancellationToken cancellationToken)
    {
        var newest = await notes.NewestAsync(cancellationToken);
        var after = cursor.After;
        while (after < newest)
        {
            var upTo = Math.Min(after + Window, newest);
            var rows = await notes.ReadAsync(await ViewerAsync(cancellationToken), what, after, upTo, cancellationToken);
            foreach (var note in cursor.Take(rows, n => n.Id))
            {
                await hub.Clients.Client(id).Changed(note);
                HexaMetrics.HubMessages.Add(1);
            }
            after = rows.Count == ActivityCursor.ReadAtOnce ? rows[^1].Id : upTo;
        }
        // All up to here was looked at, also where nothing of it is watched.
        cursor.Take([newest], n => n);
    }

    private async Task LookEachAsync()
    {
        try
        {
            using var timer = new PeriodicTimer(SessionGuard.Interval, time);
            while (await timer.WaitForNextTickAsync(_gone.Token)) await LookAsync();
        }
        catch (OperationCanceledException)
        {
            // It is gone.
        }
    }

    private async Task LookWhenRungAsync()
    {
        try
        {
            using var mine = feed.Subscribe(LiveTopic.Responsible(_me));
            await foreach (var _ in mine.ChangesAsync(TimeSpan.FromSeconds(1), _gone.Token)) await LookAsync();
        }
        catch (OperationCanceledException)
        {
            // It is gone.
        }
    }

    private async Task LookAsync()
    {
        try
        {
            if (await StillValidAsync()) return;
            await hub.Clients.Client(id).Ended();
        }
        catch (DbException e)
        {
            // Without the database nothing is told either; it is asked again in half a minute.
            log.LogWarning(e, "Whether a program may stay at the live hub could not be found out.");
            return;
        }
        abort();
    }

    private Task<bool> StillValidAsync() =>
        ApiKeySignIn.KeyId(principal) is { } key
            ? keys.StillOpensAsync(key, Enum.Parse<PersonRole>(principal.FindFirstValue(ClaimTypes.Role)!), _gone.Token)
            : guard.StillValidAsync(principal, _gone.Token);

    private async Task<Viewer> ViewerAsync(CancellationToken cancellationToken)
    {
        if (_viewer is { } known && time.GetElapsedTime(_viewerReadAt) < ViewerFresh) return known;
        _viewerReadAt = time.GetTimestamp();
        return _viewer = await viewers.FindAsync(_me, cancellationToken) ?? throw new RuleException(RuleError.NotFound);
    }
}
