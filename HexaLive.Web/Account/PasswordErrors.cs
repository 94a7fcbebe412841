using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Localization;

namespace HexaLive.Web.Account;

/// <summary>Messages for rejected passwords.</summary>
public static class PasswordErrors
{
    /// <summary>Returns the message for a failed result: either the link is invalid or expired, or the password breaks the rules.</summary>
    public static string MessageFor(IdentityResult result, IStringLocalizer<LoginPage> texts) =>
        result.Errors.Any(e => e.Code == nameof(IdentityErrorDescriber.InvalidToken)) ? texts["Problem_Link"] : texts["Problem_Password"];
}
