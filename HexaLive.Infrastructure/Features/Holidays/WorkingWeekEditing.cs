using HexaLive.Domain;
using HexaLive.Domain.Holidays;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Shared;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Holidays;

/// <summary>The company's working days. <see cref="Version"/> is -1 while the default applies.</summary>
public sealed record CompanyWeekView(WeekDays Days, int Version);

/// <summary>
/// Reads and edits the company's working week, which applies to everybody who has no working week of their own. For administrators.
/// </summary>
public sealed class WorkingWeekEditing(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>Returns the current working week.</summary>
    /// <exception cref="RuleException">The viewer is not an administrator (<see cref="RuleError.NotAllowed"/>).</exception>
    public async Task<CompanyWeekView> GetAsync(Viewer viewer, CancellationToken cancellationToken = default)
    {
        viewer.EnsureAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db
                .CompanyWeek.AsNoTracking()
                .Select(w => new CompanyWeekView(w.Days, w.Version))
                .SingleOrDefaultAsync(cancellationToken)
            ?? new CompanyWeekView(new CompanyWeek().Days, -1);
    }

    /// <summary>
    /// Changes the working week that was read at <paramref name="version"/>. The new working week must have at least one day.
    /// </summary>
    /// <exception cref="RuleException">
    /// Not an administrator, <see cref="RuleError.Required"/>, <see cref="RuleError.InvalidValue"/>, or
    /// <see cref="RuleError.Conflict"/> if somebody else changed the working week in the meantime.
    /// </exception>
    public async Task ChangeAsync(Viewer viewer, int version, WeekDays days, CancellationToken cancellationToken = default)
    {
        viewer.EnsureAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        try
        {
            await db.WriteAsync(
                async () =>
                {
                    var actor = viewer.CreateActor(time);
                    var week = await db.CompanyWeek.SingleOrDefaultAsync(cancellationToken);
                    if (week is null)
                        db.CompanyWeek.Add(week = new CompanyWeek(days, actor));
                    else
                    {
                        await db.EnsureVersionAsync(version, week.Version, week.Days, cancellationToken);
                        week.Change(days, actor);
                    }
                    await db.SaveSettingAsync(week.Days, cancellationToken);
                    // Let the next run of the digest job reschedule the daily e-mails, except e-mails that are already due.
                    return await db
                        .People.Where(p => p.WorkingWeek == null && p.NextDigestAt > actor.Now)
                        .ExecuteUpdateAsync(set => set.SetProperty(p => p.NextDigestAt, (DateTime?)null), cancellationToken);
                },
                cancellationToken
            );
        }
        catch (RuleException e) when (e.Error == RuleError.Duplicate)
        {
            // Somebody else saved the first working week at the same time, so report a conflict.
            await using var again = await databases.CreateDbContextAsync(cancellationToken);
            await again.EnsureVersionAsync(
                -1,
                0,
                (await again.CompanyWeek.AsNoTracking().SingleAsync(cancellationToken)).Days,
                cancellationToken
            );
        }
    }
}
