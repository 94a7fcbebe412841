using HexaLive.Domain.People;
using Microsoft.AspNetCore.Identity;

namespace HexaLive.Infrastructure.Identity;

/// <summary>The sign-in of a person.</summary>
public sealed class HexaUser : IdentityUser<int>
{
    public int PersonId { get; set; }
    public Person Person { get; set; } = null!;
    /// <summary>UTC; when the last invitation was sent, while there is no password.</summary>
    public DateTime? InvitedAt { get; set; }
}
