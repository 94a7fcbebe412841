using System.Security.Claims;
using HexaLive.Infrastructure.Persistence;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HexaLive.Infrastructure.Identity;

/// <summary>Names of the claims of a signed-in person.</summary>
public static class HexaClaims
{
    /// <summary>The person's id.</summary>
    public const string Person = "hexalive:person";

    /// <summary>The person's name.</summary>
    public const string Name = "name";

    /// <summary>The person that a principal stands for; null when nobody is signed in.</summary>
    public static int? PersonId(ClaimsPrincipal principal) => int.TryParse(principal.FindFirstValue(Person), out var id) ? id : null;
}

/// <summary>Puts person, name and role into the sign-in.</summary>
public sealed class HexaClaimsFactory(UserManager<HexaUser> users, IOptions<IdentityOptions> options, IDbContextFactory<HexaDbContext> databases)
    : UserClaimsPrincipalFactory<HexaUser>(users, options)
{
    /// <inheritdoc />
    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(HexaUser user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        await using var db = await databases.CreateDbContextAsync();
        var person = await db.People.AsNoTracking().SingleAsync(p => p.Id == user.PersonId);
        identity.AddClaim(new Claim(HexaClaims.Person, person.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        identity.AddClaim(new Claim(HexaClaims.Name, person.Name));
        identity.AddClaim(new Claim(identity.RoleClaimType, person.Role.ToString()));
        return identity;
    }
}

/// <summary>Only active people sign in.</summary>
public sealed class ActivePeopleOnly(IDbContextFactory<HexaDbContext> databases) : IUserConfirmation<HexaUser>
{
    /// <inheritdoc />
    public async Task<bool> IsConfirmedAsync(UserManager<HexaUser> manager, HexaUser user)
    {
        await using var db = await databases.CreateDbContextAsync();
        return await db.People.AnyAsync(p => p.Id == user.PersonId && p.Active);
    }
}

/// <summary>Decides whether a sign-in still stands: the person is active, has the same role, and nobody changed the password meanwhile.</summary>
public sealed class SessionGuard(IDbContextFactory<HexaDbContext> databases, IOptions<IdentityOptions> options)
{
    /// <summary>How often requests and open circuits are checked.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    /// <summary>Whether the principal's claims still agree with the database.</summary>
    public async Task<bool> StillValidAsync(ClaimsPrincipal principal, CancellationToken cancellationToken = default)
    {
        if (HexaClaims.PersonId(principal) is not { } personId) return false;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = await db.Users.AsNoTracking().Where(u => u.PersonId == personId && u.Person.Active)
            .Select(u => new { u.SecurityStamp, u.Person.Role }).FirstOrDefaultAsync(cancellationToken);
        return now is not null
            && principal.IsInRole(now.Role.ToString())
            && principal.FindFirstValue(options.Value.ClaimsIdentity.SecurityStampClaimType) == now.SecurityStamp;
    }
}
