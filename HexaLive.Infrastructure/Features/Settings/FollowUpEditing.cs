using HexaLive.Domain;
using HexaLive.Domain.Reminders;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Settings;

/// <summary>From when on others are told, in working days; version -1 where nobody changed anything yet.</summary>
public sealed record FollowUpView(int EscalateAfter, int EscalateToManagerAfter, int SilentAfter, int Version);

/// <summary>From when on what is overdue, and who is silent, is told to others: administrators.</summary>
public sealed class FollowUpEditing(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>What holds now.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> to anybody but administrators.</exception>
    public async Task<FollowUpView> GetAsync(Viewer viewer, CancellationToken cancellationToken = default)
    {
        viewer.MustBeAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.FollowUpRules.AsNoTracking().FirstOrDefaultAsync(cancellationToken) is { } rules ? View(rules, rules.Version) : View(new FollowUpRules(), -1);
    }

    /// <summary>Changes them (1 to 250 working days each; the controller's manager not before the controller). <paramref name="version"/> is the one that was read.</summary>
    /// <exception cref="RuleException">Not an administrator, <see cref="RuleError.InvalidValue"/>, or <see cref="RuleError.Conflict"/> where somebody changed it first.</exception>
    public async Task ChangeAsync(Viewer viewer, int version, int escalateAfter, int escalateToManagerAfter, int silentAfter, CancellationToken cancellationToken = default)
    {
        viewer.MustBeAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rules = await db.FollowUpRules.FirstOrDefaultAsync(cancellationToken);
        var before = rules is null ? null : Said(rules);
        if (rules is null) db.FollowUpRules.Add(rules = new FollowUpRules());
        else await db.MustBeVersionAsync(version, rules.Version, Said(rules), cancellationToken);
        rules.Change(escalateAfter, escalateToManagerAfter, silentAfter);
        db.Tell(viewer, time.GetUtcNow().UtcDateTime, nameof(FollowUpRules), before, Said(rules));
        try
        {
            await db.SaveSettingAsync(Said(rules), cancellationToken);
        }
        catch (RuleException e) when (e.Error == RuleError.Duplicate)
        {
            // Two first changes at once: the other one was first.
            await using var again = await databases.CreateDbContextAsync(cancellationToken);
            await again.MustBeVersionAsync(-1, 0, Said(await again.FollowUpRules.AsNoTracking().FirstAsync(cancellationToken)), cancellationToken);
        }
    }

    private static FollowUpView View(FollowUpRules rules, int version) => new(rules.EscalateAfter, rules.EscalateToManagerAfter, rules.SilentAfter, version);

    private static string Said(FollowUpRules rules) => $"{rules.EscalateAfter} / {rules.EscalateToManagerAfter} / {rules.SilentAfter}";
}
