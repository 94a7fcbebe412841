using System.Security.Claims;
using HexaLive.Infrastructure.Features.People;
using Microsoft.AspNetCore.Components.Authorization;

namespace HexaLive.Web.Components;

/// <summary>Who uses this circuit, as the database has it now (at most 20 seconds old).</summary>
public sealed class CurrentViewer(AuthenticationStateProvider authentication, Viewers viewers, TimeProvider time)
{
    /// <summary>The claim that carries the person's id.</summary>
    public const string PersonClaim = "hexalive:person";

    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(20);
    private Viewer? _viewer;
    private DateTimeOffset _readAt;

    /// <summary>The viewer.</summary>
    /// <exception cref="SignedOutException">Nobody is signed in, or the person was deactivated.</exception>
    public async Task<Viewer> GetAsync(CancellationToken cancellationToken = default)
    {
        if (_viewer is not null && time.GetUtcNow() - _readAt < Fresh) return _viewer;
        var state = await authentication.GetAuthenticationStateAsync();
        _viewer = PersonId(state.User) is { } id ? await viewers.FindAsync(id, cancellationToken) : null;
        _readAt = time.GetUtcNow();
        return _viewer ?? throw new SignedOutException();
    }

    /// <summary>The person that a principal stands for; null when nobody is signed in.</summary>
    public static int? PersonId(ClaimsPrincipal principal) =>
        int.TryParse(principal.FindFirstValue(PersonClaim), out var id) ? id : null;
}

/// <summary>Nobody is signed in any more: the screen goes to the sign-in page.</summary>
public sealed class SignedOutException() : Exception("Signed out.");
