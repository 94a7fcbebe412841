using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Identity;
using HexaLive.Web.Resources;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Localization;
using Microsoft.Extensions.Localization;

namespace HexaLive.Web.Account;

/// <summary>A new password as typed, twice.</summary>
public sealed class NewPasswordInput
{
    public string? Current { get; set; }
    public string? Password { get; set; }
    public string? Repeat { get; set; }
}

/// <summary>Why a password was refused, in words.</summary>
public static class PasswordProblem
{
    /// <summary>The first reason that there is a sentence for.</summary>
    public static string Of(IdentityResult result, IStringLocalizer<AccountText> texts) =>
        result.Errors.Any(e => e.Code == nameof(IdentityErrorDescriber.InvalidToken)) ? texts["Problem_Link"] : texts["Problem_Password"];
}

/// <summary>Where to go after signing in: only within this site.</summary>
public static class LocalUrl
{
    /// <summary>The address when it is local, else the start.</summary>
    public static string Of(string? url) =>
        url is ['/', ..] && !url.StartsWith("//", StringComparison.Ordinal) && !url.StartsWith("/\\", StringComparison.Ordinal) && !url.Contains('\\') ? url : "/";
}

/// <summary>Keeps the language of a person's profile in the cookie that requests are localised by.</summary>
public sealed class AccountCulture(Viewers viewers, IHttpContextAccessor http)
{
    /// <summary>Sets the cookie from the profile, or removes it where the profile leaves it to the browser.</summary>
    public async Task RememberAsync(int personId)
    {
        var language = (await viewers.FindAsync(personId))?.Language;
        Set(http.HttpContext!.Response, language);
    }

    /// <summary>Sets or removes the cookie.</summary>
    public static void Set(HttpResponse response, string? language)
    {
        if (language is null) response.Cookies.Delete(CookieRequestCultureProvider.DefaultCookieName);
        else
            response.Cookies.Append(
                CookieRequestCultureProvider.DefaultCookieName, CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(language)),
                new CookieOptions { MaxAge = TimeSpan.FromDays(365), SameSite = SameSiteMode.Lax, IsEssential = true });
    }
}

/// <summary>Ends the sign-in of an open circuit when the person is deactivated, changes role or password.</summary>
public sealed class LiveAuthenticationState(ILoggerFactory loggers, SessionGuard guard) : RevalidatingServerAuthenticationStateProvider(loggers)
{
    /// <inheritdoc />
    protected override TimeSpan RevalidationInterval => SessionGuard.Interval;

    /// <inheritdoc />
    protected override Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken) =>
        guard.StillValidAsync(authenticationState.User, cancellationToken);
}
