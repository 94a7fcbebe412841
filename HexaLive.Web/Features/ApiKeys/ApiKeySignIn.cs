using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using HexaLive.Domain.ApiKeys;
using HexaLive.Infrastructure.Features.ApiKeys;
using HexaLive.Infrastructure.Identity;
using HexaLive.Web.Components;
using HexaLive.Web.Live;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace HexaLive.Web.Features.ApiKeys;

/// <summary>
/// Authenticates other programs by API key: <c>Authorization: Bearer hexa_…</c>, or the query parameter <c>access_token</c> at the
/// live hub, because browsers cannot set headers on a WebSocket. Only endpoints with <see cref="Policy"/> accept keys; pages do not.
/// </summary>
public sealed class ApiKeySignIn(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    ApiKeyEditing keys
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    /// <summary>The name of the authentication scheme.</summary>
    public const string Name = "ApiKey";

    /// <summary>The authorization policy that accepts an API key or a person's sign-in.</summary>
    public const string Policy = "Programs";

    private const string KeyClaim = "hexalive:key";

    /// <summary>Returns the id of the API key a principal used; null if the person signed in.</summary>
    public static int? GetKeyId(ClaimsPrincipal principal) =>
        int.TryParse(principal.FindFirstValue(KeyClaim), CultureInfo.InvariantCulture, out var id) ? id : null;

    /// <summary>Registers the scheme and the policy.</summary>
    public static void AddTo(IServiceCollection services)
    {
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, ApiKeySignIn>(Name, null);
        services
            .AddAuthorizationBuilder()
            .AddPolicy(
                Policy,
                new AuthorizationPolicyBuilder(IdentityConstants.ApplicationScheme, Name).RequireAuthenticatedUser().Build()
            );
    }

    /// <inheritdoc />
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (ReadSecret() is not { } secret)
            return AuthenticateResult.NoResult();
        if (await keys.AuthenticateAsync(secret, Context.RequestAborted) is not { } holder)
            return AuthenticateResult.Fail("The key opens nothing.");
        var identity = new ClaimsIdentity(
            [
                new(KeyClaim, holder.KeyId.ToString(CultureInfo.InvariantCulture)),
                new(HexaClaims.Person, holder.PersonId.ToString(CultureInfo.InvariantCulture)),
                new(HexaClaims.Name, holder.Name),
                new(ClaimTypes.Role, holder.Role.ToString()),
            ],
            Name,
            HexaClaims.Name,
            ClaimTypes.Role
        );
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Name));
    }

    private string? ReadSecret()
    {
        var header = Request.Headers.Authorization.ToString();
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            return header["Bearer ".Length..].Trim();
        return
            Request.Path.StartsWithSegments(AppUrls.LiveHub, StringComparison.OrdinalIgnoreCase)
            && Request.Query["access_token"] is [{ Length: > 0 } token]
            ? token
            : null;
    }
}
