using HexaLive.Infrastructure.Identity;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Identity;

namespace HexaLive.Web.Account;

/// <summary>What a form of passkeys posts: the browser's credential (JSON), and a name for a new one.</summary>
public sealed class PasskeyInput
{
    public string? Credential { get; set; }
    public string? Name { get; set; }
}

/// <summary>Signing in with what a device keeps instead of a password.</summary>
public static class Passkeys
{
    /// <summary>Most passkeys of one person.</summary>
    public const int Most = 20;

    /// <summary>What the browser asks before it makes or uses a passkey. The challenge of each travels in a cookie that only the server reads.</summary>
    public static void MapPasskeys(this WebApplication app)
    {
        app.MapPost("/account/passkeys/create", async (HttpContext context, IAntiforgery antiforgery, SignInManager<HexaUser> signIn) =>
        {
            if (!await antiforgery.IsRequestValidAsync(context)) return Results.BadRequest();
            if (await signIn.UserManager.GetUserAsync(context.User) is not { } user) return Results.Unauthorized();
            var name = user.UserName ?? "";
            var id = await signIn.UserManager.GetUserIdAsync(user);
            return Results.Content(await signIn.MakePasskeyCreationOptionsAsync(new PasskeyUserEntity { Id = id, Name = name, DisplayName = name }), "application/json");
        });
        // Nobody is named: which passkeys an address has is nobody's business.
        app.MapPost("/account/passkeys/get", async (HttpContext context, IAntiforgery antiforgery, SignInManager<HexaUser> signIn) =>
            await antiforgery.IsRequestValidAsync(context) ? Results.Content(await signIn.MakePasskeyRequestOptionsAsync(null), "application/json") : Results.BadRequest())
            .AllowAnonymous();
    }

    /// <summary>Signs in whom the credential proves; null where it proves nobody, or somebody who may not.</summary>
    public static async Task<HexaUser?> SignInAsync(SignInManager<HexaUser> signIn, string? credential)
    {
        if (string.IsNullOrEmpty(credential)) return null;
        var result = await AssertAsync(signIn, credential);
        if (result is not { Succeeded: true } || !await signIn.CanSignInAsync(result.User) || await signIn.UserManager.IsLockedOutAsync(result.User)) return null;
        // Its counter tells copies apart.
        await signIn.UserManager.AddOrUpdatePasskeyAsync(result.User, result.Passkey);
        await signIn.SignInAsync(result.User, isPersistent: false);
        return result.User;
    }

    /// <summary>Keeps a new passkey of the user; false where the browser's answer proves nothing.</summary>
    public static async Task<bool> AddAsync(SignInManager<HexaUser> signIn, HexaUser user, PasskeyInput input, string name)
    {
        if (string.IsNullOrEmpty(input.Credential) || (await signIn.UserManager.GetPasskeysAsync(user)).Count >= Most) return false;
        var result = await AttestAsync(signIn, input.Credential);
        if (result is not { Succeeded: true } || result.UserEntity.Id != await signIn.UserManager.GetUserIdAsync(user)) return false;
        result.Passkey.Name = string.IsNullOrWhiteSpace(input.Name) ? name : input.Name.Trim() is { Length: > 60 } longer ? longer[..60] : input.Name.Trim();
        return (await signIn.UserManager.AddOrUpdatePasskeyAsync(user, result.Passkey)).Succeeded;
    }

    // Without the cookie of its challenge (too late, or sent from elsewhere) Identity throws.
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
