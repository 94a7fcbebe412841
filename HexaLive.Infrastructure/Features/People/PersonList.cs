using HexaLive.Domain;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Domain.Teams;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Absences;
using HexaLive.Infrastructure.Features.Shared;
using HexaLive.Infrastructure.Features.Tasks;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.People;

/// <summary>
/// A person in a list. The tasks, the minutes of the current week in the viewer's time zone, and the last entry cover only clients
/// that the viewer sees. <see cref="AwayUntil"/> is the last day of a current absence.
/// </summary>
public sealed record PersonRow(
    int Id,
    string Name,
    string? Team,
    int OpenTaskCount,
    int WeekMinutes,
    DateOnly? LastEntry,
    DateOnly? AwayUntil = null
);

/// <summary>The time and entries that a person logged on a local day.</summary>
public sealed record PersonDay(DateOnly Day, int Minutes, int EntryCount);

/// <summary>The time and entries that a person logged for one client.</summary>
public sealed record ClientMinutes(int ClientId, string Name, int Minutes, int EntryCount);

/// <summary>
/// Everything a person's card shows, within the viewer's scope: the days of <see cref="Year"/> with entries, the clients of that
/// year (most time first, at most twelve), open and overdue tasks. <see cref="Today"/> is the person's local day;
/// <see cref="FirstYear"/> is the year of the person's first entry.
/// </summary>
public sealed record PersonCardView(
    int Id,
    string Name,
    string? Email,
    string? Team,
    PersonRole Role,
    bool Active,
    DateOnly Today,
    int Year,
    int FirstYear,
    IReadOnlyList<PersonDay> Days,
    IReadOnlyList<ClientMinutes> Clients,
    int OpenTaskCount,
    int Overdue
)
{
    /// <summary>The person's current absence, or null.</summary>
    public CurrentAbsence? Away { get; init; }

    /// <summary>Whether the viewer may plan this person's absences.</summary>
    public bool CanPlanAbsences { get; init; }

    /// <summary>Returns the minutes logged between two days of the year, both included.</summary>
    public int MinutesBetween(DateOnly first, DateOnly last) => Days.Where(d => d.Day >= first && d.Day <= last).Sum(d => d.Minutes);
}

/// <summary>Reads the list of people and a person's card.</summary>
public sealed class PersonList(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>The number of rows per page.</summary>
    public const int PageSize = 50;

    /// <summary>
    /// Returns a page (counted from 1) of active people by name. <paramref name="text"/> contains words to find in the name or
    /// e-mail address.
    /// </summary>
    public async Task<Paged<PersonRow>> GetPageAsync(Viewer viewer, string? text, int page, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var people = db.People.AsNoTracking().VisibleTo(db, viewer).Where(p => p.Active);
        foreach (var word in SearchText.SplitWords(text))
            people = people.Where(p => p.SearchKey.Contains(word));
        var total = await people.CountAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        var monday = LocalTime.MondayOf(LocalTime.Day(now, viewer.TimeZone));
        var (tasks, entries) = (db.Tasks.VisibleTo(db, viewer).WhereOpen(), db.Dedications.VisibleTo(db, viewer));
        var rows = await people
            .OrderBy(p => p.Name)
            .ThenBy(p => p.Id)
            .TakePage(page, PageSize)
            .Select(p => new PersonRow(
                p.Id,
                p.Name,
                p.Team!.Name,
                tasks.Count(t => t.ResponsibleId == p.Id),
                entries.Where(d => d.PersonId == p.Id && d.Date >= monday).Sum(d => d.Minutes),
                entries.Where(d => d.PersonId == p.Id).OrderByDescending(d => d.Date).Select(d => (DateOnly?)d.Date).FirstOrDefault(),
                db.Absences.Where(a => a.PersonId == p.Id && a.StartsAt <= now && a.EndsAt > now)
                    .Select(a => (DateOnly?)a.To)
                    .FirstOrDefault()
            ))
            .ToListAsync(cancellationToken);
        return new Paged<PersonRow>(rows, total);
    }

    /// <summary>Returns one person with the entries of a year; null means the current year.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> outside the viewer's scope.</exception>
    public async Task<PersonCardView> GetAsync(Viewer viewer, int id, int? year, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        var entries = db.Dedications.AsNoTracking().VisibleTo(db, viewer).Where(d => d.PersonId == id);
        var person =
            await SelectDetails(db, viewer, id, entries, now).FirstOrDefaultAsync(cancellationToken)
            ?? throw new RuleException(RuleError.NotFound);
        var today = LocalTime.Day(now, person.TimeZone);
        var shown = year is { } y && y >= Check.FirstDay.Year && y <= today.Year ? y : today.Year;
        var (first, last) = (new DateOnly(shown, 1, 1), new DateOnly(shown, 12, 31));
        var ofYear = entries.Where(d => d.Date >= first && d.Date <= last);
        return new PersonCardView(
            person.Id,
            person.Name,
            person.Email,
            person.Team,
            person.Role,
            person.Active,
            today,
            shown,
            person.FirstEntry?.Year ?? today.Year,
            await SumByDayAsync(ofYear, cancellationToken),
            await SumByClientAsync(ofYear, cancellationToken),
            person.OpenTaskCount,
            person.Overdue
        )
        {
            Away = person.Away,
            CanPlanAbsences = AbsenceEditing.CanPlan(viewer, person.Id, person.TeamId),
        };
    }

    private static async Task<IReadOnlyList<PersonDay>> SumByDayAsync(IQueryable<Dedication> entries, CancellationToken cancellationToken)
    {
        var days = await entries
            .GroupBy(d => d.Date)
            .Select(g => new
            {
                Day = g.Key,
                Minutes = g.Sum(d => d.Minutes),
                Entries = g.Count(),
            })
            .OrderBy(g => g.Day)
            .ToListAsync(cancellationToken);
        return days.ConvertAll(d => new PersonDay(d.Day, d.Minutes, d.Entries));
    }

    // Returns the clients with the most minutes.
    private static async Task<IReadOnlyList<ClientMinutes>> SumByClientAsync(
        IQueryable<Dedication> entries,
        CancellationToken cancellationToken
    )
    {
        var clients = await entries
            .GroupBy(d => new { d.ClientId, d.Client.Name })
            .Select(g => new
            {
                g.Key.ClientId,
                g.Key.Name,
                Minutes = g.Sum(d => d.Minutes),
                Entries = g.Count(),
            })
            .OrderByDescending(g => g.Minutes)
            .ThenBy(g => g.ClientId)
            .Take(12)
            .ToListAsync(cancellationToken);
        return clients.ConvertAll(c => new ClientMinutes(c.ClientId, c.Name, c.Minutes, c.Entries));
    }

    private static IQueryable<PersonDetail> SelectDetails(
        HexaDbContext db,
        Viewer viewer,
        int id,
        IQueryable<Dedication> entries,
        DateTime now
    )
    {
        // Use the viewer's day, because the task list that this figure links to uses the viewer's day too.
        var here = LocalTime.Day(now, viewer.TimeZone);
        var open = db.Tasks.AsNoTracking().VisibleTo(db, viewer).Where(t => t.ResponsibleId == id).WhereOpen();
        return db
            .People.AsNoTracking()
            .VisibleTo(db, viewer)
            .Where(p => p.Id == id)
            .Select(p => new PersonDetail(
                p.Id,
                p.Name,
                p.Email,
                p.Team!.Name,
                p.Role,
                p.Active,
                p.TimeZone,
                p.TeamId,
                db.Absences.Where(a => a.PersonId == p.Id && a.StartsAt <= now && a.EndsAt > now)
                    .Select(a => new CurrentAbsence(a.To, a.StandInId, a.StandIn!.Name))
                    .FirstOrDefault(),
                entries.OrderBy(d => d.Date).Select(d => (DateOnly?)d.Date).FirstOrDefault(),
                open.Count(),
                open.Count(t => t.NextActionDate < here)
            ));
    }

    private sealed record PersonDetail(
        int Id,
        string Name,
        string? Email,
        string? Team,
        PersonRole Role,
        bool Active,
        string TimeZone,
        int? TeamId,
        CurrentAbsence? Away,
        DateOnly? FirstEntry,
        int OpenTaskCount,
        int Overdue
    );
}
