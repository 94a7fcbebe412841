using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HexaLive.Infrastructure.Identity;

/// <summary>How long an invitation stands.</summary>
public sealed class InvitationTokenOptions : DataProtectionTokenProviderOptions
{
    /// <summary>Seven days: it may arrive before a holiday.</summary>
    public InvitationTokenOptions() => (Name, TokenLifespan) = (InvitationTokens.Provider, TimeSpan.FromDays(7));
}

/// <summary>The links by which invited people choose their first password. A password once chosen, and a later invitation, end them.</summary>
public sealed class InvitationTokens(IDataProtectionProvider protection, IOptions<InvitationTokenOptions> options, ILogger<DataProtectorTokenProvider<HexaUser>> log)
    : DataProtectorTokenProvider<HexaUser>(protection, options, log)
{
    /// <summary>The name under which Identity knows it.</summary>
    public const string Provider = "Invitation";

    private const string Purpose = "invite";

    /// <summary>A new token.</summary>
    public static Task<string> MakeAsync(UserManager<HexaUser> users, HexaUser user) => users.GenerateUserTokenAsync(user, Provider, Purpose);

    /// <summary>Chooses the first password; says what was wrong with link or password, if anything.</summary>
    public static async Task<IdentityResult> AcceptAsync(UserManager<HexaUser> users, string? userId, string? token, string password)
    {
        var user = await users.FindByIdAsync(userId ?? "");
        if (user is not { PasswordHash: null } || !await users.VerifyUserTokenAsync(user, Provider, Purpose, token ?? ""))
            return IdentityResult.Failed(users.ErrorDescriber.InvalidToken());
        // Whoever has the link has the mailbox.
        user.EmailConfirmed = true;
        return await users.AddPasswordAsync(user, password);
    }
}
