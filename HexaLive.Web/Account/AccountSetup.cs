using HexaLive.Infrastructure.Features.Setup;
using HexaLive.Infrastructure.Identity;
using HexaLive.Infrastructure.Persistence;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;

namespace HexaLive.Web.Account;

/// <summary>Signing in: Identity on the product's own database, one cookie, everything else behind it.</summary>
public static class AccountSetup
{
    /// <summary>Registers Identity, its cookie, keys in the database, and the policy that everything needs a sign-in.</summary>
    public static IServiceCollection AddHexaAccounts(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("HexaLive").PersistKeysToDbContext<HexaDbContext>();
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies();
        services.AddIdentityCore<HexaUser>(options =>
            {
                // Length beats composition (NIST SP 800-63B, 5.1.1.2).
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
            })
            .AddEntityFrameworkStores<HexaDbContext>()
            .AddSignInManager()
            .AddDefaultTokenProviders()
            .AddTokenProvider<InvitationTokens>(InvitationTokens.Provider)
            .AddClaimsPrincipalFactory<HexaClaimsFactory>();
        services.Configure<IdentityPasskeyOptions>(options =>
        {
            // Found by the browser without a name typed, and opened by face, finger or PIN: it stands for password and second factor.
            options.ResidentKeyRequirement = "required";
            options.UserVerificationRequirement = "required";
        });
        services.AddScoped<IUserConfirmation<HexaUser>, ActivePeopleOnly>();
        services.ConfigureApplicationCookie(options =>
        {
            options.LoginPath = "/account/login";
            options.LogoutPath = "/account/logout";
            options.AccessDeniedPath = "/not-found";
            options.ReturnUrlParameter = "returnUrl";
            options.Cookie.Name = "hexalive";
            options.Events.OnValidatePrincipal = ValidateAsync;
        });
        services.AddSingleton<SessionGuard>();
        services.AddScoped<AccountCulture>();
        services.AddScoped<AuthenticationStateProvider, LiveAuthenticationState>();
        ApiKeySignIn.AddTo(services);
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        return services;
    }

    /// <summary>The switch of language on sign-in pages, and the way to the set-up page while there is no sign-in at all.</summary>
    public static void UseHexaAccounts(this WebApplication app)
    {
        app.Use(async (context, next) =>
        {
            var first = context.RequestServices.GetRequiredService<FirstStart>();
            var isSetup = context.Request.Path.StartsWithSegments("/setup");
            var isPage = context.GetEndpoint()?.Metadata.GetMetadata<Microsoft.AspNetCore.Components.Endpoints.ComponentTypeMetadata>() is not null;
            if (isSetup && !await first.IsNeededAsync()) context.Response.StatusCode = StatusCodes.Status404NotFound;
            else if (isPage && !isSetup && await first.IsNeededAsync()) context.Response.Redirect("/setup");
            else await next(context);
        });
        app.MapGet("/account/language/{language}", (string language, string? back, HttpContext context) =>
        {
            if (Domain.People.Person.Languages.Contains(language)) AccountCulture.Set(context.Response, language);
            return Results.LocalRedirect(LocalUrl.Of(back));
        }).AllowAnonymous();
        // A screen that nobody touches asks for this now and then: the answer says nothing, but renews the sign-in like any other.
        app.MapGet("/account/still", () => Results.NoContent());
        app.MapPasskeys();
    }

    // At most one look at the database in half a minute and session.
    private static async Task ValidateAsync(Microsoft.AspNetCore.Authentication.Cookies.CookieValidatePrincipalContext context)
    {
        // A page asks for many files at once: they are everybody's, and look at nobody's session.
        if (context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<Microsoft.AspNetCore.StaticAssets.StaticAssetDescriptor>() is not null) return;
        var time = context.HttpContext.RequestServices.GetRequiredService<TimeProvider>();
        if (context.Properties.IssuedUtc is { } issued && time.GetUtcNow() - issued < SessionGuard.Interval) return;
        var guard = context.HttpContext.RequestServices.GetRequiredService<SessionGuard>();
        if (context.Principal is not null && await guard.StillValidAsync(context.Principal, context.HttpContext.RequestAborted))
        {
            context.ShouldRenew = true;
            return;
        }
        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
    }
}
