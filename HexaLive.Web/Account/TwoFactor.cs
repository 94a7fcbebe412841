using HexaLive.Infrastructure.Identity;
using HexaLive.Infrastructure.Reporting;
using Microsoft.AspNetCore.Identity;
using QRCoder;

namespace HexaLive.Web.Account;

/// <summary>Two-factor sign-in: codes from an authenticator app, and recovery codes in case the app is lost.</summary>
public static class TwoFactor
{
    /// <summary>The number of recovery codes generated at a time.</summary>
    public const int RecoveryCodeCount = 10;

    /// <summary>Returns the otpauth URI that authenticator apps read from the QR code (Google's key URI format).</summary>
    public static string BuildUri(string issuer, string account, string key) =>
        $"otpauth://totp/{System.Uri.EscapeDataString($"{issuer}:{account}")}?secret={key}"
        + $"&issuer={System.Uri.EscapeDataString(issuer)}&digits=6";

    /// <summary>Returns the QR code as a data URI. The code is dark on light, with a margin, in the light and the dark theme.</summary>
    public static string RenderQrCode(string uri)
    {
        using var data = QRCodeGenerator.GenerateQrCode(uri, QRCodeGenerator.ECCLevel.M);
        using var code = new SvgQRCode(data);
        var svg = code.GetGraphic(4);
        return "data:image/svg+xml;base64," + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(svg));
    }

    /// <summary>Formats the key in groups of four for typing.</summary>
    public static string FormatKey(string key) => string.Join(' ', key.ToLowerInvariant().Chunk(4).Select(c => new string(c)));

    /// <summary>Returns whether the authenticator code is currently valid.</summary>
    public static Task<bool> IsValidCodeAsync(UserManager<HexaUser> users, HexaUser user, string? code) =>
        users.VerifyTwoFactorTokenAsync(
            user,
            users.Options.Tokens.AuthenticatorTokenProvider,
            new string((code ?? "").Where(char.IsAsciiDigit).ToArray())
        );

    /// <summary>Returns whether the password is correct. Wrong attempts count towards the lockout, as at sign-in.</summary>
    public static async Task<bool> IsCorrectPasswordAsync(SignInManager<HexaUser> signIn, HexaUser user, string? password) =>
        (await signIn.CheckPasswordSignInAsync(user, password ?? "", lockoutOnFailure: true)).Succeeded;

    /// <summary>
    /// Signs in with a recovery code and invalidates the code. Identity counts only wrong authenticator codes towards the lockout, so this
    /// method counts wrong recovery codes.
    /// </summary>
    public static async Task<SignInResult> SignInWithRecoveryCodeAsync(SignInManager<HexaUser> signIn, HexaUser user, string? code)
    {
        if (await signIn.UserManager.IsLockedOutAsync(user))
            return SignInResult.LockedOut;
        var result = await signIn.TwoFactorRecoveryCodeSignInAsync((code ?? "").Trim().ToUpperInvariant());
        if (!result.Succeeded)
            await signIn.UserManager.AccessFailedAsync(user);
        return result;
    }
}
