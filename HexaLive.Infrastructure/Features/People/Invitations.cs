using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Infrastructure.Features.Settings;
using HexaLive.Infrastructure.Identity;
using HexaLive.Infrastructure.Persistence;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HexaLive.Infrastructure.Features.People;

/// <summary>What the mail of an invitation needs. The token is for this mail only: it is not kept.</summary>
public sealed record Invitation(int UserId, string Token, string Name, string Email, string? Language);

/// <summary>Gives people a sign-in, whose password they choose themselves by a link: administrators invite.</summary>
public sealed class Invitations(IDbContextFactory<HexaDbContext> databases, TimeProvider time, IServiceScopeFactory scopes)
{
    /// <summary>Makes the sign-in, or a new link for one without a password; earlier links are worth nothing from then on.</summary>
    /// <exception cref="RuleException">
    /// Not an administrator, <see cref="RuleError.PersonInactive"/>, <see cref="RuleError.NoEmail"/>, <see cref="RuleError.AlreadySignsIn"/>, or the address is
    /// somebody else's.
    /// </exception>
    public async Task<Invitation> InviteAsync(Viewer viewer, int personId, CancellationToken cancellationToken = default)
    {
        viewer.MustBeAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        var person = await db.People.FirstOrDefaultAsync(p => p.Id == personId, cancellationToken) ?? throw new RuleException(RuleError.NotFound);
        if (!person.Active) throw new RuleException(RuleError.PersonInactive);
        if (person.Email is null) throw new RuleException(RuleError.NoEmail);
        var user = await db.Users.FirstOrDefaultAsync(u => u.PersonId == personId, cancellationToken);
        if (user?.PasswordHash is not null) throw new RuleException(RuleError.AlreadySignsIn);
        if (user is null) db.Users.Add(user = new HexaUser { PersonId = personId, LockoutEnabled = true });
        user.Take(person.Email);
        (user.SecurityStamp, user.InvitedAt) = (Guid.NewGuid().ToString(), now);
        db.Activity.Add(new ActivityEntry(ActivityKind.PersonChanged, viewer.PersonId, now, person.Name, person.Name, "invited"));
        await db.SaveSettingAsync(person.Email, cancellationToken);

        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<HexaUser>>();
        return new Invitation(user.Id, await InvitationTokens.MakeAsync(users, user), person.Name, person.Email, person.Language);
    }
}
