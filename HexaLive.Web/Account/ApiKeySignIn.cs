using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Identity;
using HexaLive.Web.Live;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace HexaLive.Web.Account;

/// <summary>
/// Another program comes with a key: <c>Authorization: Bearer hexa_…</c>, or <c>access_token</c> in the address where a browser's WebSocket knows no header. Asked by endpoints for programs
/// alone (<see cref="Policy"/>); pages know no keys.
/// </summary>
public sealed class ApiKeySignIn(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, ApiKeys keys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    /// <summary>Name of the scheme.</summary>
    public const string Name = "ApiKey";

    /// <summary>A key or a person's sign-in.</summary>
    public const string Policy = "Programs";

    private const string KeyClaim = "hexalive:key";

    /// <summary>The key that a principal came with; null for a person's own sign-in.</summary>
    public static int? KeyId(ClaimsPrincipal principal) => int.TryParse(principal.FindFirstValue(KeyClaim), out var id) ? id : null;

    /// <summary>Registers scheme and policy.</summary>
    public static void AddTo(IServiceCollection services)
    {
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, ApiKeySignIn>(Name, null);
        services.AddAuthorizationBuilder().AddPolicy(Policy, new AuthorizationPolicyBuilder(IdentityConstants.ApplicationScheme, Name).RequireAuthenticatedUser().Build());
    }

    /// <inheritdoc />
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Secret() is not { } secret) return AuthenticateResult.NoResult();
        if (await keys.OpenAsync(secret, Context.RequestAborted) is not { } holder) return AuthenticateResult.Fail("The key opens nothing.");
        var identity = new ClaimsIdentity(
            [
                new(KeyClaim, holder.KeyId.ToString(CultureInfo.InvariantCulture)),
                new(HexaClaims.Person, holder.PersonId.ToString(CultureInfo.InvariantCulture)),
                new(HexaClaims.Name, holder.Name),
                new(ClaimTypes.Role, holder.Role.ToString()),
            ], Name, HexaClaims.Name, ClaimTypes.Role);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Name));
    }

    private string? Secret()
    {
        var header = Request.Headers.Authorization.ToString();
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return header["Bearer ".Length..].Trim();
        return Request.Path.StartsWithSegments(LiveHub.Path, StringComparison.OrdinalIgnoreCase) && Request.Query["access_token"] is [{ Length: > 0 } token] ? token : null;
    }
}
