using HexaLive.Infrastructure.Access;
using Microsoft.AspNetCore.Localization;

namespace HexaLive.Web.Account;

/// <summary>Stores the language of a person's profile in the cookie that request localization reads.</summary>
public sealed class AccountCulture(Viewers viewers, IHttpContextAccessor http)
{
    /// <summary>Sets the cookie from the profile, or removes it if the profile leaves the language to the browser.</summary>
    public async Task SetFromPersonAsync(int personId)
    {
        var language = (await viewers.FindAsync(personId))?.Language;
        SetCookie(http.HttpContext!.Response, language);
    }

    /// <summary>Sets the cookie, or removes it if <paramref name="language"/> is null.</summary>
    public static void SetCookie(HttpResponse response, string? language)
    {
        if (language is null)
            response.Cookies.Delete(CookieRequestCultureProvider.DefaultCookieName);
        else
            response.Cookies.Append(
                CookieRequestCultureProvider.DefaultCookieName,
                CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(language)),
                new CookieOptions
                {
                    MaxAge = TimeSpan.FromDays(365),
                    SameSite = SameSiteMode.Lax,
                    IsEssential = true,
                }
            );
    }
}
