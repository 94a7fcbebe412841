using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Shared;
using HexaLive.Infrastructure.Identity;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HexaLive.Infrastructure.Features.People;

/// <summary>The data of an invitation e-mail. The token is not stored.</summary>
public sealed record Invitation(int UserId, string Token, string Name, string Email, string? Language);

/// <summary>Creates accounts without a password. The invited person chooses the password through a link. For administrators.</summary>
public sealed class Invitations(IDbContextFactory<HexaDbContext> databases, TimeProvider time, IServiceScopeFactory scopes)
{
    /// <summary>
    /// Creates an account and a link to choose its password. If an account without a password exists, creates only a new link;
    /// earlier links become invalid.
    /// </summary>
    /// <exception cref="RuleException">
    /// Not an administrator, <see cref="RuleError.PersonInactive"/>, <see cref="RuleError.NoEmail"/>,
    /// <see cref="RuleError.AlreadySignsIn"/>, or the address belongs to somebody else.
    /// </exception>
    public async Task<Invitation> InviteAsync(Viewer viewer, int personId, CancellationToken cancellationToken = default)
    {
        viewer.EnsureAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var person =
            await db.People.FirstOrDefaultAsync(p => p.Id == personId, cancellationToken) ?? throw new RuleException(RuleError.NotFound);
        var actor = viewer.CreateActor(time);
        person.Invite(actor);
        var email = person.Email!;
        var user = await db.Users.FirstOrDefaultAsync(u => u.PersonId == personId, cancellationToken);
        if (user?.PasswordHash is not null)
            throw new RuleException(RuleError.AlreadySignsIn);
        if (user is null)
            db.Users.Add(user = new HexaUser { PersonId = personId, LockoutEnabled = true });
        user.ChangeEmail(email);
        (user.SecurityStamp, user.InvitedAt) = (Guid.NewGuid().ToString(), actor.Now);
        await db.SaveSettingAsync(email, cancellationToken);

        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<HexaUser>>();
        return new Invitation(user.Id, await InvitationTokens.GenerateAsync(users, user), person.Name, email, person.Language);
    }
}
