using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Settings;

/// <summary>What every change of settings has in common: the row that tells it, and who loses a race is told whose change won.</summary>
internal static class SettingsTrail
{
    /// <summary>Writes that a setting was made (no <paramref name="from"/>), changed or taken away (no <paramref name="to"/>); <paramref name="thing"/> says which kind.</summary>
    public static void Tell(this HexaDbContext db, Viewer viewer, DateTime now, string thing, string? from, string? to) =>
        db.Activity.Add(new ActivityEntry(ActivityKind.SettingsChanged, viewer.PersonId, now, from, to, thing));

    /// <summary>Saves; a name that is taken and a version that is past become refusals.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.Duplicate"/> with <paramref name="name"/>, or <see cref="RuleError.Conflict"/>.</exception>
    public static async Task SaveSettingAsync(this HexaDbContext db, object name, CancellationToken cancellationToken)
    {
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            throw await db.SettingConflictAsync(name, cancellationToken);
        }
        catch (DbUpdateException e) when (StorageTrouble.IsDuplicate(e))
        {
            throw new RuleException(RuleError.Duplicate, name);
        }
    }

    /// <summary>Refuses what was read at another version than is stored.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.Conflict"/>: who, and what it is called now.</exception>
    public static async Task MustBeVersionAsync(this HexaDbContext db, int read, int stored, object name, CancellationToken cancellationToken)
    {
        if (read != stored) throw await db.SettingConflictAsync(name, cancellationToken);
    }

    // The change that won is among the newest: the search goes backwards and ends soon.
    private static async Task<RuleException> SettingConflictAsync(this HexaDbContext db, object name, CancellationToken cancellationToken)
    {
        var said = name.ToString();
        var last = await db.Activity.AsNoTracking().Where(a => (a.Kind == ActivityKind.SettingsChanged || a.Kind == ActivityKind.PersonChanged) && a.To == said).OrderByDescending(a => a.Id)
            .Select(a => a.Actor!.Name).FirstOrDefaultAsync(cancellationToken);
        return new RuleException(RuleError.Conflict, last ?? "", name);
    }
}
