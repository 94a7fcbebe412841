using HexaLive.Domain.People;
using Microsoft.AspNetCore.Identity;

namespace HexaLive.Infrastructure.Identity;

/// <summary>The sign-in of a person.</summary>
public sealed class HexaUser : IdentityUser<int>
{
    public int PersonId { get; set; }
    public Person Person { get; set; } = null!;
    /// <summary>UTC; when the last invitation was sent.</summary>
    public DateTime? InvitedAt { get; set; }

    /// <summary>The form in which Identity compares addresses.</summary>
    public static string KeyOf(string email) => email.Normalize().ToUpperInvariant();

    /// <summary>Signs in by this address from now on.</summary>
    public void Take(string email) => (UserName, Email, NormalizedUserName, NormalizedEmail) = (email, email, KeyOf(email), KeyOf(email));
}
