using HexaLive.Domain;
using HexaLive.Domain.Holidays;
using HexaLive.Domain.Teams;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Shared;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Holidays;

/// <summary>A holiday of the whole company or of one team.</summary>
public sealed record HolidayRow(int Id, DateOnly Day, string Name, int? TeamId, string? Team);

/// <summary>
/// The holidays of a year, and the teams that can have holidays of their own. <see cref="LastYearCount"/> is the number of holidays in the
/// year before.
/// </summary>
public sealed record HolidayYear(int Year, IReadOnlyList<HolidayRow> Days, IReadOnlyList<Choice> Teams, int LastYearCount);

/// <summary>Reads and edits the holidays, which working-day calculations exclude. For administrators.</summary>
public sealed class HolidayEditing(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>Returns the holidays of a year, and the number of holidays in the year before.</summary>
    /// <exception cref="RuleException">The viewer is not an administrator (<see cref="RuleError.NotAllowed"/>).</exception>
    public async Task<HolidayYear> GetYearAsync(Viewer viewer, int year, CancellationToken cancellationToken = default)
    {
        viewer.EnsureAdministrator();
        year = ValidateYear(year);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (from, to) = (new DateOnly(year, 1, 1), new DateOnly(year, 12, 31));
        var days = await db
            .Holidays.AsNoTracking()
            .Where(h => h.Day >= from && h.Day <= to)
            .OrderBy(h => h.Day)
            .ThenBy(h => h.Id)
            .Take(400)
            .Select(h => new HolidayRow(
                h.Id,
                h.Day,
                h.Name,
                h.TeamId,
                db.Teams.Where(t => t.Id == h.TeamId).Select(t => t.Name).FirstOrDefault()
            ))
            .ToListAsync(cancellationToken);
        var teams = await db
            .Teams.AsNoTracking()
            .OrderBy(t => t.Name)
            .Take(100)
            .Select(t => new Choice(t.Id, t.Name))
            .ToListAsync(cancellationToken);
        var (lastFrom, lastTo) = (from.AddYears(-1), to.AddYears(-1));
        return new HolidayYear(
            year,
            days,
            teams,
            await db.Holidays.CountAsync(h => h.Day >= lastFrom && h.Day <= lastTo, cancellationToken)
        );
    }

    /// <summary>Adds a holiday and returns its id.</summary>
    /// <exception cref="RuleException">
    /// Not an administrator, the team does not exist, a field is invalid, or <see cref="RuleError.Duplicate"/> if the day is a
    /// holiday already.
    /// </exception>
    public async Task<int> AddAsync(Viewer viewer, DateOnly day, string name, int? teamId, CancellationToken cancellationToken = default)
    {
        viewer.EnsureAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (teamId is { } team && !await db.Teams.AnyAsync(t => t.Id == team, cancellationToken))
            throw new RuleException(RuleError.NotFound);
        var holiday = new Holiday(day, name, teamId, viewer.CreateActor(time));
        return await db.WriteAsync(
            async () =>
            {
                if (await db.Holidays.AnyAsync(h => h.Day == day && h.TeamId == teamId, cancellationToken))
                    throw new RuleException(RuleError.Duplicate, day);
                db.Holidays.Add(holiday);
                await db.SaveChangesAsync(cancellationToken);
                return holiday.Id;
            },
            cancellationToken
        );
    }

    /// <summary>Removes a holiday; does nothing if it no longer exists.</summary>
    /// <exception cref="RuleException">The viewer is not an administrator (<see cref="RuleError.NotAllowed"/>).</exception>
    public async Task RemoveAsync(Viewer viewer, int id, CancellationToken cancellationToken = default)
    {
        viewer.EnsureAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.WriteAsync(
            async () =>
            {
                if (await db.Holidays.FirstOrDefaultAsync(h => h.Id == id, cancellationToken) is not { } holiday)
                    return 0;
                db.Holidays.Remove(holiday);
                holiday.RecordDeleted(viewer.CreateActor(time));
                return await db.SaveChangesAsync(cancellationToken);
            },
            cancellationToken
        );
    }

    /// <summary>
    /// Copies the previous year's holidays to the same dates of <paramref name="year"/>, skipping 29 February and holidays that
    /// already exist. Returns the number of copies. Holidays whose date changes every year must be corrected by hand.
    /// </summary>
    /// <exception cref="RuleException">The viewer is not an administrator (<see cref="RuleError.NotAllowed"/>).</exception>
    public async Task<int> CopyLastYearAsync(Viewer viewer, int year, CancellationToken cancellationToken = default)
    {
        viewer.EnsureAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.WriteAsync(
            async () =>
            {
                year = ValidateYear(year);
                var (from, to) = (new DateOnly(year - 1, 1, 1), new DateOnly(year, 12, 31));
                var both = await db.Holidays.AsNoTracking().Where(h => h.Day >= from && h.Day <= to).ToListAsync(cancellationToken);
                var copies = Holiday.CopyToYear(year, both, viewer.CreateActor(time));
                db.Holidays.AddRange(copies);
                await db.SaveChangesAsync(cancellationToken);
                return copies.Count;
            },
            cancellationToken
        );
    }

    private static int ValidateYear(int year) => Math.Clamp(year, Domain.Shared.Check.FirstDay.Year + 1, Domain.Shared.Check.LastDay.Year);
}
