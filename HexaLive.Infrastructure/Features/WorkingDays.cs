using HexaLive.Domain;
using HexaLive.Domain.Calendar;
using HexaLive.Domain.People;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features;

/// <summary>
/// The days that people work: their own week or the company's, less the holidays of the company, of their team and of all teams above it. Read once, it serves everybody; those
/// who work alike share a calendar.
/// </summary>
internal sealed class WorkingDays
{
    private readonly Dictionary<(int? TeamId, WeekDays Week), WorkingCalendar> _calendars = [];
    private readonly WeekDays _company;
    private readonly IReadOnlyDictionary<int, int?> _parents;
    private readonly ILookup<int?, DateOnly> _holidays;

    private WorkingDays(WeekDays? company, IReadOnlyDictionary<int, int?> parents, ILookup<int?, DateOnly> holidays) =>
        (_company, _parents, _holidays) = (company ?? new CompanyWeek().Days, parents, holidays);

    /// <summary>Those of everybody, with the holidays from a day on.</summary>
    public static async Task<WorkingDays> ReadAsync(HexaDbContext db, DateOnly from, CancellationToken cancellationToken)
    {
        var company = await db.CompanyWeek.AsNoTracking().Select(w => (WeekDays?)w.Days).FirstOrDefaultAsync(cancellationToken);
        var parents = await ParentsAsync(db, cancellationToken);
        var holidays = await db.Holidays.AsNoTracking().Where(h => h.Day >= from).Select(h => new { h.TeamId, h.Day }).ToListAsync(cancellationToken);
        return new WorkingDays(company, parents, holidays.ToLookup(h => h.TeamId, h => h.Day));
    }

    /// <summary>Those of one person, with the holidays from a day on: pages ask this, in one question where the tree of teams is flat.</summary>
    public static async Task<WorkingCalendar> OfPersonAsync(HexaDbContext db, int personId, DateOnly from, CancellationToken cancellationToken)
    {
        var people = db.People.AsNoTracking().Where(p => p.Id == personId)
            .Select(p => new { p.TeamId, Parent = p.Team!.ParentId, Grandparent = p.Team.Parent!.ParentId, p.WorkingWeek, Company = db.CompanyWeek.Select(w => (WeekDays?)w.Days).FirstOrDefault() });
        // The person with each holiday; where there is none, alone.
        var rows = await people.LeftJoin(db.Holidays.AsNoTracking().Where(h => h.Day >= from), _ => 1, _ => 1, (p, h) => new { Person = p, h!.TeamId, Day = (DateOnly?)h.Day }).ToListAsync(cancellationToken);
        if (rows is not [{ Person: var person }, ..]) throw new RuleException(RuleError.NotFound);
        // Most trees are no deeper than this: no need to read them.
        var parents = person.Grandparent is null ? new Dictionary<int, int?> { [person.TeamId ?? 0] = person.Parent } : await ParentsAsync(db, cancellationToken);
        return new WorkingDays(person.Company, parents, rows.Where(r => r.Day is not null).ToLookup(r => r.TeamId, r => r.Day!.Value)).Of(person.TeamId, person.WorkingWeek);
    }

    /// <summary>Those of whoever is in this team (null: in none) and works this week (null: the company's).</summary>
    public WorkingCalendar Of(int? teamId, WeekDays? week)
    {
        var key = (teamId, week ?? _company);
        if (!_calendars.TryGetValue(key, out var calendar))
            _calendars[key] = calendar = new WorkingCalendar(key.Item2, _holidays[null].Concat(TeamsAbove(teamId).SelectMany(t => _holidays[t])));
        return calendar;
    }

    /// <summary>A team and all above it, the nearest first.</summary>
    public IReadOnlyList<int> TeamsAbove(int? teamId) => TeamTree.Above(teamId, _parents);

    private static Task<Dictionary<int, int?>> ParentsAsync(HexaDbContext db, CancellationToken cancellationToken) =>
        db.Teams.AsNoTracking().Select(t => new { t.Id, t.ParentId }).ToDictionaryAsync(t => t.Id, t => t.ParentId, cancellationToken);
}

/// <summary>The working days of one person.</summary>
internal static class PersonCalendars
{
    /// <summary>The working days of the viewer, with the holidays from a day on.</summary>
    public static Task<WorkingCalendar> CalendarOfAsync(this HexaDbContext db, Viewer viewer, DateOnly from, CancellationToken cancellationToken) => WorkingDays.OfPersonAsync(db, viewer.PersonId, from, cancellationToken);

    /// <summary>The working days of a person, with the holidays from a day on.</summary>
    public static Task<WorkingCalendar> CalendarOfAsync(this HexaDbContext db, int personId, DateOnly from, CancellationToken cancellationToken) => WorkingDays.OfPersonAsync(db, personId, from, cancellationToken);
}
