using HexaLive.Domain;
using HexaLive.Domain.FollowUp;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Shared;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.FollowUp;

/// <summary>
/// The delays, in working days, before an overdue task is escalated and a client counts as inactive. <see cref="Version"/> is -1
/// while the defaults apply.
/// </summary>
public sealed record FollowUpView(int EscalateAfter, int EscalateToManagerAfter, int SilentAfter, int Version);

/// <summary>Reads and edits the delays of escalation and inactivity. For administrators.</summary>
public sealed class FollowUpEditing(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>Returns the current delays.</summary>
    /// <exception cref="RuleException">The viewer is not an administrator (<see cref="RuleError.NotAllowed"/>).</exception>
    public async Task<FollowUpView> GetAsync(Viewer viewer, CancellationToken cancellationToken = default)
    {
        viewer.EnsureAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.FollowUpRules.AsNoTracking().SingleOrDefaultAsync(cancellationToken) is { } rules
            ? CreateView(rules, rules.Version)
            : CreateView(new FollowUpRules(), -1);
    }

    /// <summary>
    /// Changes the delays that were read at <paramref name="version"/>. Each is 1 to 250 working days; the controller's manager
    /// cannot be notified before the controller.
    /// </summary>
    /// <exception cref="RuleException">
    /// Not an administrator, <see cref="RuleError.InvalidValue"/>, or <see cref="RuleError.Conflict"/> if somebody else changed the
    /// delays in the meantime.
    /// </exception>
    public async Task ChangeAsync(
        Viewer viewer,
        int version,
        int escalateAfter,
        int escalateToManagerAfter,
        int silentAfter,
        CancellationToken cancellationToken = default
    )
    {
        viewer.EnsureAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rules = await db.FollowUpRules.SingleOrDefaultAsync(cancellationToken);
        if (rules is null)
            db.FollowUpRules.Add(rules = new FollowUpRules(escalateAfter, escalateToManagerAfter, silentAfter, viewer.CreateActor(time)));
        else
        {
            await db.EnsureVersionAsync(version, rules.Version, rules.Describe(), cancellationToken);
            rules.Change(escalateAfter, escalateToManagerAfter, silentAfter, viewer.CreateActor(time));
        }
        try
        {
            await db.SaveSettingAsync(rules.Describe(), cancellationToken);
        }
        catch (RuleException e) when (e.Error == RuleError.Duplicate)
        {
            // Somebody else saved the first settings at the same time, so report a conflict.
            await using var again = await databases.CreateDbContextAsync(cancellationToken);
            await again.EnsureVersionAsync(
                -1,
                0,
                (await again.FollowUpRules.AsNoTracking().SingleAsync(cancellationToken)).Describe(),
                cancellationToken
            );
        }
    }

    private static FollowUpView CreateView(FollowUpRules rules, int version) =>
        new(rules.EscalateAfter, rules.EscalateToManagerAfter, rules.SilentAfter, version);
}
