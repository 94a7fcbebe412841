using HexaLive.Domain.People;
using Microsoft.AspNetCore.Identity;

namespace HexaLive.Infrastructure.Identity;

/// <summary>The sign-in account of a person.</summary>
public sealed class HexaUser : IdentityUser<int>
{
    public int PersonId { get; set; }
    public Person Person { get; set; } = null!;

    /// <summary>When the last invitation was sent (UTC).</summary>
    public DateTime? InvitedAt { get; set; }

    /// <summary>Returns the normalised form of an e-mail address, which Identity uses for look-ups.</summary>
    public static string NormalizeEmail(string email) => email.Normalize().ToUpperInvariant();

    /// <summary>Changes the e-mail address, which is also the user name.</summary>
    public void ChangeEmail(string email) =>
        (UserName, Email, NormalizedUserName, NormalizedEmail) = (email, email, NormalizeEmail(email), NormalizeEmail(email));
}
