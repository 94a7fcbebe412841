using HexaLive.Domain;
using HexaLive.Domain.Calendar;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Settings;

/// <summary>A holiday of the whole company, or of one team.</summary>
public sealed record HolidayRow(int Id, DateOnly Day, string Name, int? TeamId, string? Team);

/// <summary>The holidays of a year, and the teams that can have their own.</summary>
public sealed record HolidayYear(int Year, IReadOnlyList<HolidayRow> Days, IReadOnlyList<Choice> Teams, int LastYears);

/// <summary>The days on which nobody works, which working days are counted by: administrators.</summary>
public sealed class HolidayEditing(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>The holidays of a year, and how many the year before has.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> to anybody but administrators.</exception>
    public async Task<HolidayYear> YearAsync(Viewer viewer, int year, CancellationToken cancellationToken = default)
    {
        viewer.MustBeAdministrator();
        year = Usable(year);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (from, to) = (new DateOnly(year, 1, 1), new DateOnly(year, 12, 31));
        var days = await db.Holidays.AsNoTracking().Where(h => h.Day >= from && h.Day <= to).OrderBy(h => h.Day).ThenBy(h => h.Id).Take(400)
            .Select(h => new HolidayRow(h.Id, h.Day, h.Name, h.TeamId, db.Teams.Where(t => t.Id == h.TeamId).Select(t => t.Name).FirstOrDefault())).ToListAsync(cancellationToken);
        var teams = await db.Teams.AsNoTracking().OrderBy(t => t.Name).Take(100).Select(t => new Choice(t.Id, t.Name)).ToListAsync(cancellationToken);
        var (lastFrom, lastTo) = (from.AddYears(-1), to.AddYears(-1));
        return new HolidayYear(year, days, teams, await db.Holidays.CountAsync(h => h.Day >= lastFrom && h.Day <= lastTo, cancellationToken));
    }

    /// <summary>Adds a holiday and returns its id.</summary>
    /// <exception cref="RuleException">Not an administrator, a field is refused, or <see cref="RuleError.Duplicate"/> where that day is one already.</exception>
    public async Task<int> AddAsync(Viewer viewer, DateOnly day, string name, int? teamId, CancellationToken cancellationToken = default)
    {
        viewer.MustBeAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (teamId is { } team && !await db.Teams.AnyAsync(t => t.Id == team, cancellationToken)) throw new RuleException(RuleError.NotFound);
        var holiday = new Holiday(day, name, teamId);
        return await db.WriteAsync(async () =>
        {
            if (await db.Holidays.AnyAsync(h => h.Day == day && h.TeamId == teamId, cancellationToken)) throw new RuleException(RuleError.Duplicate, day);
            db.Holidays.Add(holiday);
            db.Tell(viewer, time.GetUtcNow().UtcDateTime, nameof(Holiday), null, $"{day:yyyy-MM-dd} {holiday.Name}");
            await db.SaveChangesAsync(cancellationToken);
            return holiday.Id;
        }, cancellationToken);
    }

    /// <summary>Takes a holiday away; nothing where it is gone already.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> to anybody but administrators.</exception>
    public async Task RemoveAsync(Viewer viewer, int id, CancellationToken cancellationToken = default)
    {
        viewer.MustBeAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.WriteAsync(async () =>
        {
            if (await db.Holidays.FirstOrDefaultAsync(h => h.Id == id, cancellationToken) is not { } holiday) return 0;
            db.Holidays.Remove(holiday);
            db.Tell(viewer, time.GetUtcNow().UtcDateTime, nameof(Holiday), $"{holiday.Day:yyyy-MM-dd} {holiday.Name}", null);
            return await db.SaveChangesAsync(cancellationToken);
        }, cancellationToken);
    }

    /// <summary>Takes over those of the year before that are not there yet, on the same dates; returns how many. Movable feasts are to be corrected by hand.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> to anybody but administrators.</exception>
    public async Task<int> CopyLastYearAsync(Viewer viewer, int year, CancellationToken cancellationToken = default)
    {
        viewer.MustBeAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.WriteAsync(async () =>
        {
            year = Usable(year);
            var (from, to) = (new DateOnly(year - 1, 1, 1), new DateOnly(year, 12, 31));
            var both = await db.Holidays.AsNoTracking().Where(h => h.Day >= from && h.Day <= to).ToListAsync(cancellationToken);
            var known = both.Where(h => h.Day.Year == year).Select(h => (h.Day, h.TeamId)).ToHashSet();
            var copies = both.Where(h => h.Day.Year == year - 1 && !(h.Day is { Month: 2, Day: 29 })).Select(h => new Holiday(h.Day.AddYears(1), h.Name, h.TeamId))
                .Where(h => !known.Contains((h.Day, h.TeamId))).ToList();
            db.Holidays.AddRange(copies);
            if (copies.Count > 0) db.Tell(viewer, time.GetUtcNow().UtcDateTime, nameof(Holiday), null, year.ToString(System.Globalization.CultureInfo.InvariantCulture));
            await db.SaveChangesAsync(cancellationToken);
            return copies.Count;
        }, cancellationToken);
    }

    private static int Usable(int year) => Math.Clamp(year, Domain.Text.Check.FirstDay.Year + 1, Domain.Text.Check.LastDay.Year);
}
