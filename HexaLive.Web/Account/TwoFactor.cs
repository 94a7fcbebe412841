using HexaLive.Infrastructure.Identity;
using Microsoft.AspNetCore.Identity;
using QRCoder;

namespace HexaLive.Web.Account;

/// <summary>The second factor: codes of an authenticator app, and recovery codes for when it is lost.</summary>
public static class TwoFactor
{
    /// <summary>Recovery codes at a time.</summary>
    public const int RecoveryCodes = 10;

    /// <summary>What an authenticator app reads from a picture (Google's key URI).</summary>
    public static string Uri(string issuer, string account, string key) =>
        $"otpauth://totp/{System.Uri.EscapeDataString($"{issuer}:{account}")}?secret={key}&issuer={System.Uri.EscapeDataString(issuer)}&digits=6";

    /// <summary>The picture, dark on light with its quiet zone whatever the theme, as an image address.</summary>
    public static string Picture(string uri)
    {
        using var data = QRCodeGenerator.GenerateQrCode(uri, QRCodeGenerator.ECCLevel.M);
        using var code = new SvgQRCode(data);
        var svg = code.GetGraphic(4);
        return "data:image/svg+xml;base64," + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(svg));
    }

    /// <summary>The key in groups of four, for typing.</summary>
    public static string Grouped(string key) => string.Join(' ', key.ToLowerInvariant().Chunk(4).Select(c => new string(c)));

    /// <summary>Whether the app's code is right now.</summary>
    public static Task<bool> IsCodeAsync(UserManager<HexaUser> users, HexaUser user, string? code) =>
        users.VerifyTwoFactorTokenAsync(user, users.Options.Tokens.AuthenticatorTokenProvider, new string((code ?? "").Where(char.IsAsciiDigit).ToArray()));

    /// <summary>Whether the password is right. Wrong ones count towards the lock, as at the sign-in.</summary>
    public static async Task<bool> IsPasswordAsync(SignInManager<HexaUser> signIn, HexaUser user, string? password) =>
        (await signIn.CheckPasswordSignInAsync(user, password ?? "", lockoutOnFailure: true)).Succeeded;

    /// <summary>Signs in by a recovery code, which is used up. Wrong ones count towards the lock: Identity counts only those of the app.</summary>
    public static async Task<SignInResult> RecoverAsync(SignInManager<HexaUser> signIn, HexaUser user, string? code)
    {
        if (await signIn.UserManager.IsLockedOutAsync(user)) return SignInResult.LockedOut;
        var result = await signIn.TwoFactorRecoveryCodeSignInAsync((code ?? "").Trim().ToUpperInvariant());
        if (!result.Succeeded) await signIn.UserManager.AccessFailedAsync(user);
        return result;
    }
}
