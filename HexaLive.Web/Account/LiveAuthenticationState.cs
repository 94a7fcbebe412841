using HexaLive.Infrastructure.Identity;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace HexaLive.Web.Account;

/// <summary>
/// Signs open circuits out: within seconds of a sign-out in another tab, and within half a minute after the person is deactivated or
/// the role or password changes.
/// </summary>
public sealed class LiveAuthenticationState(ILoggerFactory loggers, SessionValidator sessions, TimeProvider time)
    : RevalidatingServerAuthenticationStateProvider(loggers)
{
    private long _checkedAt = time.GetTimestamp();

    /// <inheritdoc />
    protected override TimeSpan RevalidationInterval => EndedSessions.MaxAge;

    /// <inheritdoc />
    protected override async Task<bool> ValidateAuthenticationStateAsync(
        AuthenticationState authenticationState,
        CancellationToken cancellationToken
    )
    {
        if (await sessions.IsSignedOutAsync(authenticationState.User, cancellationToken))
            return false;
        if (time.GetElapsedTime(_checkedAt) < SessionValidator.Interval)
            return true;
        _checkedAt = time.GetTimestamp();
        return await sessions.IsValidAsync(authenticationState.User, cancellationToken);
    }
}
