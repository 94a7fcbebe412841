using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Setup;
using HexaLive.Infrastructure.Identity;
using HexaLive.Web.Components;
using HexaLive.Web.Features.ApiKeys;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.StaticAssets;

namespace HexaLive.Web.Account;

/// <summary>
/// Sets up sign-in: ASP.NET Core Identity on the application's database, one cookie, and a sign-in required by default.
/// </summary>
public static class AccountSetup
{
    // How far the clock of another node may be ahead. A cookie issued later than that would escape the session checks, so the cookie is
    // rejected.
    private static readonly TimeSpan MaxClockSkew = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Registers Identity, its cookie, data-protection keys in the database, and a fallback policy that requires a sign-in everywhere.
    /// </summary>
    public static IServiceCollection AddHexaAccounts(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("HexaLive").PersistHexaKeys();
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies();
        services
            .AddIdentityCore<HexaUser>(ConfigureIdentity)
            .AddHexaStores()
            .AddSignInManager()
            .AddDefaultTokenProviders()
            .AddTokenProvider<InvitationTokens>(InvitationTokens.Provider)
            .AddClaimsPrincipalFactory<HexaClaimsFactory>();
        services.Configure<IdentityPasskeyOptions>(options =>
        {
            // A passkey replaces the password and the second factor. It needs no user name, and the person unlocks it by face, fingerprint
            // or PIN.
            options.ResidentKeyRequirement = "required";
            options.UserVerificationRequirement = "required";
        });
        services.AddScoped<IUserConfirmation<HexaUser>, ActivePersonConfirmation>();
        services.ConfigureApplicationCookie(options =>
        {
            options.LoginPath = AppUrls.Login;
            options.LogoutPath = AppUrls.Logout;
            options.AccessDeniedPath = AppUrls.NotFound;
            options.ReturnUrlParameter = "returnUrl";
            options.Cookie.Name = "hexalive";
            options.Events.OnValidatePrincipal = ValidateAsync;
        });
        services.AddSingleton<EndedSessions>().AddSingleton<SessionValidator>();
        services.AddScoped<AccountCulture>();
        services.AddScoped<AuthenticationStateProvider, LiveAuthenticationState>();
        ApiKeySignIn.AddTo(services);
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        return services;
    }

    /// <summary>
    /// Maps the account endpoints (language switch, session renewal, passkeys), and redirects pages to /setup while no account exists.
    /// </summary>
    public static void UseHexaAccounts(this WebApplication app)
    {
        app.Use(
            async (context, next) =>
            {
                var setup = context.RequestServices.GetRequiredService<InitialSetup>();
                var isSetup = context.Request.Path.StartsWithSegments(AppUrls.Setup);
                var isPage =
                    context.GetEndpoint()?.Metadata.GetMetadata<Microsoft.AspNetCore.Components.Endpoints.ComponentTypeMetadata>()
                    is not null;
                if (context.Request.Path == AppUrls.Error)
                    await next(context);
                else if (isSetup && !await setup.IsNeededAsync())
                    context.Response.StatusCode = StatusCodes.Status404NotFound;
                else if (isPage && !isSetup && await setup.IsNeededAsync())
                    context.Response.Redirect(AppUrls.Setup);
                else
                    await next(context);
            }
        );
        app.MapGet(
                AppUrls.LanguageRoute,
                (string language, string? back, HttpContext context) =>
                {
                    if (Domain.People.Person.Languages.Contains(language))
                        AccountCulture.SetCookie(context.Response, language);
                    return Results.LocalRedirect(LocalUrl.ValidOrHome(back));
                }
            )
            .AllowAnonymous();
        // The wall screen requests this regularly. The empty response renews the session cookie like any other request.
        app.MapGet(AppUrls.SessionCheck, () => Results.NoContent());
        app.MapPasskeys();
    }

    private static void ConfigureIdentity(IdentityOptions options)
    {
        // Require length rather than character classes (NIST SP 800-63B, 5.1.1.2).
        options.Password = new PasswordOptions
        {
            RequiredLength = 10,
            RequiredUniqueChars = 5,
            RequireDigit = false,
            RequireLowercase = false,
            RequireNonAlphanumeric = false,
            RequireUppercase = false,
        };
        options.User.RequireUniqueEmail = true;
        options.SignIn.RequireConfirmedAccount = true;
        options.Lockout.MaxFailedAccessAttempts = 5;
        options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(10);
    }

    // Queries the database at most once per session every 30 seconds.
    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        // A page loads many static files at once. They are public, so the session need not be checked.
        if (context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is not null)
            return;
        // The error page must work without the database.
        if (context.HttpContext.Request.Path == AppUrls.Error)
        {
            context.RejectPrincipal();
            return;
        }
        var services = context.HttpContext.RequestServices;
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var sessions = services.GetRequiredService<SessionValidator>();
        if (context.Principal is { } principal && context.Properties.IssuedUtc is { } issued && issued <= now + MaxClockSkew)
        {
            var isRecent = issued <= now && now - issued < SessionValidator.Interval;
            if (isRecent && !await sessions.IsSignedOutAsync(principal, context.HttpContext.RequestAborted))
            {
                sessions.CacheAnswer(principal, issued);
                return;
            }
            if (!isRecent && await sessions.IsValidAsync(principal, context.HttpContext.RequestAborted))
            {
                context.ShouldRenew = true;
                return;
            }
        }
        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
    }
}
