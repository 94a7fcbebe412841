using System.Globalization;
using System.Security.Claims;
using HexaLive.Domain.People;
using HexaLive.Infrastructure.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HexaLive.Infrastructure.Identity;

/// <summary>Names of the claims of a signed-in person.</summary>
public static class HexaClaims
{
    public const string Person = "hexalive:person";

    /// <summary>The id of the session. Each sign-in creates a new id.</summary>
    public const string Session = "hexalive:session";

    public const string Name = "name";

    /// <summary>Returns the id of the signed-in person, or null when nobody is signed in.</summary>
    public static int? GetPersonId(ClaimsPrincipal principal) =>
        int.TryParse(principal.FindFirstValue(Person), CultureInfo.InvariantCulture, out var id) ? id : null;

    /// <summary>Returns the session id of a principal, or null when nobody is signed in or an API key is used.</summary>
    public static Guid? GetSessionId(ClaimsPrincipal principal) => Guid.TryParse(principal.FindFirstValue(Session), out var id) ? id : null;
}

/// <summary>Adds the session, person, name and role claims at sign-in.</summary>
public sealed class HexaClaimsFactory(
    UserManager<HexaUser> users,
    IOptions<IdentityOptions> options,
    IDbContextFactory<HexaDbContext> databases
) : UserClaimsPrincipalFactory<HexaUser>(users, options)
{
    /// <inheritdoc />
    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(HexaUser user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        await using var db = await databases.CreateDbContextAsync();
        var person = await db.People.AsNoTracking().SingleAsync(p => p.Id == user.PersonId);
        identity.AddClaim(new Claim(HexaClaims.Session, Guid.NewGuid().ToString()));
        identity.AddClaim(new Claim(HexaClaims.Person, person.Id.ToString(CultureInfo.InvariantCulture)));
        identity.AddClaim(new Claim(HexaClaims.Name, person.Name));
        identity.AddClaim(new Claim(identity.RoleClaimType, person.Role.ToString()));
        return identity;
    }
}

/// <summary>Allows only active people to sign in.</summary>
public sealed class ActivePersonConfirmation(IDbContextFactory<HexaDbContext> databases) : IUserConfirmation<HexaUser>
{
    /// <inheritdoc />
    public async Task<bool> IsConfirmedAsync(UserManager<HexaUser> manager, HexaUser user)
    {
        await using var db = await databases.CreateDbContextAsync();
        return await db.People.AnyAsync(p => p.Id == user.PersonId && p.Active);
    }
}
