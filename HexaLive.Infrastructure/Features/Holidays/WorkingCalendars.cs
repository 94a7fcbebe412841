using HexaLive.Domain;
using HexaLive.Domain.Holidays;
using HexaLive.Domain.People;
using HexaLive.Domain.Teams;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Holidays;

/// <summary>
/// The working days of each person: the person's own working week or the company's, minus the holidays of the company, of the
/// person's team and of all its parent teams. The data of all people is loaded at once; people with the same team and week share a
/// calendar.
/// </summary>
internal sealed class WorkingCalendars
{
    private readonly Dictionary<(int? TeamId, WeekDays Week), WorkingCalendar> _calendars = [];
    private readonly WeekDays _companyWeek;
    private readonly IReadOnlyDictionary<int, int?> _parents;
    private readonly ILookup<int?, DateOnly> _holidays;

    private WorkingCalendars(WeekDays? companyWeek, IReadOnlyDictionary<int, int?> parents, ILookup<int?, DateOnly> holidays) =>
        (_companyWeek, _parents, _holidays) = (companyWeek ?? new CompanyWeek().Days, parents, holidays);

    /// <summary>Loads the working days of all people, with the holidays on or after <paramref name="from"/>.</summary>
    public static async Task<WorkingCalendars> ReadAsync(HexaDbContext db, DateOnly from, CancellationToken cancellationToken)
    {
        var company = await db.CompanyWeek.AsNoTracking().Select(w => (WeekDays?)w.Days).SingleOrDefaultAsync(cancellationToken);
        var parents = await ReadParentsAsync(db, cancellationToken);
        var holidays = await db
            .Holidays.AsNoTracking()
            .Where(h => h.Day >= from)
            .Select(h => new { h.TeamId, h.Day })
            .ToListAsync(cancellationToken);
        return new WorkingCalendars(company, parents, holidays.ToLookup(h => h.TeamId, h => h.Day));
    }

    /// <summary>
    /// Returns the calendar of one person, with the holidays on or after <paramref name="from"/>. Needs a single query unless the
    /// team has a parent team that itself has a parent team.
    /// </summary>
    public static async Task<WorkingCalendar> ReadForPersonAsync(
        HexaDbContext db,
        int personId,
        DateOnly from,
        CancellationToken cancellationToken
    )
    {
        var people = db
            .People.AsNoTracking()
            .Where(p => p.Id == personId)
            .Select(p => new
            {
                p.TeamId,
                Parent = p.Team!.ParentId,
                Grandparent = p.Team.Parent!.ParentId,
                p.WorkingWeek,
                Company = db.CompanyWeek.Max(w => (WeekDays?)w.Days),
            });
        // The query returns one row per holiday, and each row contains the person. If there are no holidays, the query returns a single row
        // whose holiday columns are null.
        var rows = await people
            .LeftJoin(
                db.Holidays.AsNoTracking().Where(h => h.Day >= from),
                _ => 1,
                _ => 1,
                (p, h) =>
                    new
                    {
                        Person = p,
                        h!.TeamId,
                        Day = (DateOnly?)h.Day,
                    }
            )
            .ToListAsync(cancellationToken);
        if (rows is not [{ Person: var person }, ..])
            throw new RuleException(RuleError.NotFound);
        // If there is no grandparent team, the parent read above is the top of the tree, so the other teams are not needed.
        var parents = person.Grandparent is null
            ? new Dictionary<int, int?> { [person.TeamId ?? 0] = person.Parent }
            : await ReadParentsAsync(db, cancellationToken);
        return new WorkingCalendars(
            person.Company,
            parents,
            rows.Where(r => r.Day is not null).ToLookup(r => r.TeamId, r => r.Day!.Value)
        ).CalendarOf(person.TeamId, person.WorkingWeek);
    }

    /// <summary>
    /// Returns the calendar for a team and a working week. A null team means no team; a null week means the company's working week.
    /// </summary>
    public WorkingCalendar CalendarOf(int? teamId, WeekDays? week)
    {
        var key = (teamId, week ?? _companyWeek);
        if (!_calendars.TryGetValue(key, out var calendar))
            _calendars[key] = calendar = new WorkingCalendar(
                key.Item2,
                _holidays[null].Concat(TeamsAbove(teamId).SelectMany(t => _holidays[t]))
            );
        return calendar;
    }

    /// <summary>Returns the team and all its parent teams, nearest first.</summary>
    public IReadOnlyList<int> TeamsAbove(int? teamId) => TeamTree.GetAncestors(teamId, _parents);

    private static Task<Dictionary<int, int?>> ReadParentsAsync(HexaDbContext db, CancellationToken cancellationToken) =>
        db.Teams.AsNoTracking().Select(t => new { t.Id, t.ParentId }).ToDictionaryAsync(t => t.Id, t => t.ParentId, cancellationToken);
}

/// <summary>Extension methods that read the working days of a single person.</summary>
internal static class PersonCalendars
{
    /// <summary>Returns the viewer's working calendar, with the holidays on or after <paramref name="from"/>.</summary>
    public static Task<WorkingCalendar> ReadCalendarAsync(
        this HexaDbContext db,
        Viewer viewer,
        DateOnly from,
        CancellationToken cancellationToken
    ) => WorkingCalendars.ReadForPersonAsync(db, viewer.PersonId, from, cancellationToken);

    /// <summary>Returns a person's working calendar, with the holidays on or after <paramref name="from"/>.</summary>
    public static Task<WorkingCalendar> ReadCalendarAsync(
        this HexaDbContext db,
        int personId,
        DateOnly from,
        CancellationToken cancellationToken
    ) => WorkingCalendars.ReadForPersonAsync(db, personId, from, cancellationToken);
}
