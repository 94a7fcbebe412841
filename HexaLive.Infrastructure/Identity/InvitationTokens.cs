using HexaLive.Infrastructure.Features.People;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HexaLive.Infrastructure.Identity;

/// <summary>The options of invitation tokens: their name and lifetime.</summary>
public sealed class InvitationTokenOptions : DataProtectionTokenProviderOptions
{
    /// <summary>Sets a lifetime of seven days, so that people who are away for a few days can still use the invitation.</summary>
    public InvitationTokenOptions() => (Name, TokenLifespan) = (InvitationTokens.Provider, TimeSpan.FromDays(7));
}

/// <summary>
/// Creates and checks the tokens in invitation links, which invited people use to choose their first password. A token becomes invalid once
/// a password is set or a newer invitation is sent.
/// </summary>
public sealed class InvitationTokens(
    IDataProtectionProvider protection,
    IOptions<InvitationTokenOptions> options,
    ILogger<DataProtectorTokenProvider<HexaUser>> log
) : DataProtectorTokenProvider<HexaUser>(protection, options, log)
{
    /// <summary>The name of the token provider.</summary>
    public const string Provider = "Invitation";

    private const string Purpose = "invite";

    /// <summary>Generates the token of an invitation link for an account.</summary>
    public static Task<string> GenerateAsync(UserManager<HexaUser> users, HexaUser user) =>
        users.GenerateUserTokenAsync(user, Provider, Purpose);

    /// <summary>
    /// Sets the first password if the token is valid. A failed result contains the errors of the token or the password.
    /// </summary>
    public static async Task<IdentityResult> AcceptAsync(UserManager<HexaUser> users, string? userId, string? token, string password)
    {
        var user = await users.FindByIdAsync(userId ?? "");
        if (user is not { PasswordHash: null } || !await users.VerifyUserTokenAsync(user, Provider, Purpose, token ?? ""))
            return IdentityResult.Failed(users.ErrorDescriber.InvalidToken());
        // The link was sent to the e-mail address of the account, so opening the link confirms that address.
        user.EmailConfirmed = true;
        return await users.AddPasswordAsync(user, password);
    }
}
