using HexaLive.Infrastructure.Identity;
using HexaLive.Web.Components;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Identity;

namespace HexaLive.Web.Account;

/// <summary>The posted passkey form: the browser's credential as JSON, and the name of a new passkey.</summary>
public sealed class PasskeyInput
{
    public string? Credential { get; set; }
    public string? Name { get; set; }
}

/// <summary>Passkey registration and sign-in (WebAuthn).</summary>
public static class Passkeys
{
    /// <summary>The maximum number of passkeys per person.</summary>
    public const int MaxPerUser = 20;

    /// <summary>
    /// Maps the endpoints that return the WebAuthn options for creating and using a passkey. A protected cookie holds the challenge.
    /// </summary>
    public static void MapPasskeys(this WebApplication app)
    {
        app.MapPost(
            AppUrls.PasskeyCreation,
            async (HttpContext context, IAntiforgery antiforgery, SignInManager<HexaUser> signIn) =>
            {
                if (!await antiforgery.IsRequestValidAsync(context))
                    return Results.BadRequest();
                if (await signIn.UserManager.GetUserAsync(context.User) is not { } user)
                    return Results.Unauthorized();
                var name = user.UserName ?? "";
                var id = await signIn.UserManager.GetUserIdAsync(user);
                return Results.Content(
                    await signIn.MakePasskeyCreationOptionsAsync(
                        new PasskeyUserEntity
                        {
                            Id = id,
                            Name = name,
                            DisplayName = name,
                        }
                    ),
                    "application/json"
                );
            }
        );
        // The request names no user, so that the response does not reveal which accounts exist or have passkeys.
        app.MapPost(
                AppUrls.PasskeyRequest,
                async (HttpContext context, IAntiforgery antiforgery, SignInManager<HexaUser> signIn) =>
                    await antiforgery.IsRequestValidAsync(context)
                        ? Results.Content(await signIn.MakePasskeyRequestOptionsAsync(null), "application/json")
                        : Results.BadRequest()
            )
            .AllowAnonymous();
    }

    /// <summary>
    /// Signs in the owner of the credential; returns null if the credential is invalid, or the user is locked out or may not sign in.
    /// </summary>
    public static async Task<HexaUser?> SignInAsync(SignInManager<HexaUser> signIn, string? credential)
    {
        if (string.IsNullOrEmpty(credential))
            return null;
        var result = await AssertAsync(signIn, credential);
        if (
            result is not { Succeeded: true }
            || !await signIn.CanSignInAsync(result.User)
            || await signIn.UserManager.IsLockedOutAsync(result.User)
        )
            return null;
        // Stores the new signature counter, which helps to detect cloned passkeys.
        await signIn.UserManager.AddOrUpdatePasskeyAsync(result.User, result.Passkey);
        await signIn.SignInAsync(result.User, isPersistent: false);
        return result.User;
    }

    /// <summary>
    /// Adds a passkey to the user; returns false if the credential is invalid or the user already has <see cref="MaxPerUser"/>.
    /// </summary>
    public static async Task<bool> AddAsync(SignInManager<HexaUser> signIn, HexaUser user, PasskeyInput input, string name)
    {
        if (string.IsNullOrEmpty(input.Credential) || (await signIn.UserManager.GetPasskeysAsync(user)).Count >= MaxPerUser)
            return false;
        var result = await AttestAsync(signIn, input.Credential);
        if (result is not { Succeeded: true } || result.UserEntity.Id != await signIn.UserManager.GetUserIdAsync(user))
            return false;
        result.Passkey.Name =
            string.IsNullOrWhiteSpace(input.Name) ? name
            : input.Name.Trim() is { Length: > 60 } longer ? longer[..60]
            : input.Name.Trim();
        return (await signIn.UserManager.AddOrUpdatePasskeyAsync(user, result.Passkey)).Succeeded;
    }

    // Identity throws if the challenge cookie is missing, because the cookie has expired or the sign-in was not started on this site.
    private static async Task<PasskeyAssertionResult<HexaUser>?> AssertAsync(SignInManager<HexaUser> signIn, string credential)
    {
        try
        {
            return await signIn.PerformPasskeyAssertionAsync(credential);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static async Task<PasskeyAttestationResult?> AttestAsync(SignInManager<HexaUser> signIn, string credential)
    {
        try
        {
            return await signIn.PerformPasskeyAttestationAsync(credential);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
