using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Identity;
using Microsoft.AspNetCore.Components.Authorization;

namespace HexaLive.Web.Components;

/// <summary>The person using this circuit, as stored in the database; cached for up to 20 seconds.</summary>
public sealed class CurrentViewer : IDisposable
{
    private static readonly TimeSpan CacheTime = TimeSpan.FromSeconds(20);

    private readonly AuthenticationStateProvider _authentication;
    private readonly Viewers _viewers;
    private readonly TimeProvider _time;
    private Viewer? _viewer;
    private DateTimeOffset _readAt;

    public CurrentViewer(AuthenticationStateProvider authentication, Viewers viewers, TimeProvider time)
    {
        (_authentication, _viewers, _time) = (authentication, viewers, time);
        _authentication.AuthenticationStateChanged += ClearCache;
    }

    /// <summary>Returns the signed-in person, from the cache if possible.</summary>
    /// <exception cref="SignedOutException">Nobody is signed in, or the person was deactivated.</exception>
    public async Task<Viewer> GetAsync(CancellationToken cancellationToken = default)
    {
        if (_viewer is not null && _time.GetUtcNow() - _readAt < CacheTime)
            return _viewer;
        var state = await _authentication.GetAuthenticationStateAsync();
        _viewer = HexaClaims.GetPersonId(state.User) is { } id ? await _viewers.FindAsync(id, cancellationToken) : null;
        _readAt = _time.GetUtcNow();
        return _viewer ?? throw new SignedOutException();
    }

    /// <inheritdoc />
    public void Dispose() => _authentication.AuthenticationStateChanged -= ClearCache;

    // After a sign-out in another tab, the next action must not use the cached viewer.
    private void ClearCache(Task<AuthenticationState> state) => _viewer = null;
}

/// <summary>Thrown when nobody is signed in any more; the screen then redirects to the sign-in page.</summary>
public sealed class SignedOutException() : Exception("Signed out.");
