using HexaLive.Domain;
using HexaLive.Domain.Calendar;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Settings;

/// <summary>The days of the week that the company works; version -1 where nobody changed them yet.</summary>
public sealed record CompanyWeekView(WeekDays Days, int Version);

/// <summary>The days of the week that the company works, for whoever has none of their own: administrators.</summary>
public sealed class WorkingWeekEditing(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>What holds now.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> to anybody but administrators.</exception>
    public async Task<CompanyWeekView> GetAsync(Viewer viewer, CancellationToken cancellationToken = default)
    {
        viewer.MustBeAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.CompanyWeek.AsNoTracking().Select(w => new CompanyWeekView(w.Days, w.Version)).FirstOrDefaultAsync(cancellationToken) ?? new CompanyWeekView(new CompanyWeek().Days, -1);
    }

    /// <summary>Changes them (at least one). <paramref name="version"/> is the one that was read.</summary>
    /// <exception cref="RuleException">Not an administrator, <see cref="RuleError.Required"/>, <see cref="RuleError.InvalidValue"/>, or <see cref="RuleError.Conflict"/> where somebody changed them first.</exception>
    public async Task ChangeAsync(Viewer viewer, int version, WeekDays days, CancellationToken cancellationToken = default)
    {
        viewer.MustBeAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        try
        {
            await db.WriteAsync(async () =>
            {
                var now = time.GetUtcNow().UtcDateTime;
                var week = await db.CompanyWeek.FirstOrDefaultAsync(cancellationToken);
                var before = week?.Days;
                if (week is null) db.CompanyWeek.Add(week = new CompanyWeek());
                else await db.MustBeVersionAsync(version, week.Version, week.Days, cancellationToken);
                week.Change(days);
                db.Tell(viewer, now, nameof(CompanyWeek), before?.ToString(), week.Days.ToString());
                await db.SaveSettingAsync(week.Days, cancellationToken);
                // The next sweep decides anew on which day each one's next daily mail comes; one that is due already comes still.
                return await db.People.Where(p => p.WorkingWeek == null && p.NextDigestAt > now).ExecuteUpdateAsync(set => set.SetProperty(p => p.NextDigestAt, (DateTime?)null), cancellationToken);
            }, cancellationToken);
        }
        catch (RuleException e) when (e.Error == RuleError.Duplicate)
        {
            // Two first changes at once: the other one was first.
            await using var again = await databases.CreateDbContextAsync(cancellationToken);
            await again.MustBeVersionAsync(-1, 0, (await again.CompanyWeek.AsNoTracking().FirstAsync(cancellationToken)).Days, cancellationToken);
        }
    }
}
