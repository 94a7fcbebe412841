using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Identity;
using Microsoft.AspNetCore.Components.Authorization;

namespace HexaLive.Web.Components;

/// <summary>Who uses this circuit, as the database has it now (at most 20 seconds old).</summary>
public sealed class CurrentViewer(AuthenticationStateProvider authentication, Viewers viewers, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(20);
    private Viewer? _viewer;
    private DateTimeOffset _readAt;

    /// <summary>The viewer.</summary>
    /// <exception cref="SignedOutException">Nobody is signed in, or the person was deactivated.</exception>
    public async Task<Viewer> GetAsync(CancellationToken cancellationToken = default)
    {
        if (_viewer is not null && time.GetUtcNow() - _readAt < Fresh) return _viewer;
        var state = await authentication.GetAuthenticationStateAsync();
        _viewer = HexaClaims.PersonId(state.User) is { } id ? await viewers.FindAsync(id, cancellationToken) : null;
        _readAt = time.GetUtcNow();
        return _viewer ?? throw new SignedOutException();
    }
}

/// <summary>Nobody is signed in any more: the screen goes to the sign-in page.</summary>
public sealed class SignedOutException() : Exception("Signed out.");
