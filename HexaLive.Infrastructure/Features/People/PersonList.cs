using HexaLive.Domain;
using HexaLive.Domain.Calendar;
using HexaLive.Domain.People;
using HexaLive.Domain.Tasks;
using HexaLive.Domain.Text;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.People;

/// <summary>A person in a list. Minutes are of the week of the viewer's day, in clients that the viewer sees; so are tasks and the last entry's day. <see cref="AwayUntil"/> is the last day of an absence that runs.</summary>
public sealed record PersonRow(int Id, string Name, string? Team, int OpenTasks, int WeekMinutes, DateOnly? LastEntry, DateOnly? AwayUntil = null);

/// <summary>A page of people, and how many there are in all.</summary>
public sealed record PersonRows(IReadOnlyList<PersonRow> Rows, int Total);

/// <summary>What one person logged on one of their days.</summary>
public sealed record PersonDay(DateOnly Day, int Minutes, int Entries);

/// <summary>What one person logged with one client.</summary>
public sealed record ClientMinutes(int ClientId, string Name, int Minutes, int Entries);

/// <summary>
/// Everything that a person's card shows of what the viewer sees: the days of <see cref="Year"/> with entries and the clients of it (most time first, at most twelve),
/// open and overdue tasks. <see cref="Today"/> is the person's own day; <see cref="FirstYear"/> the year of their first entry.
/// </summary>
public sealed record PersonCardView(
    int Id, string Name, string? Email, string? Team, PersonRole Role, bool Active, DateOnly Today, int Year, int FirstYear,
    IReadOnlyList<PersonDay> Days, IReadOnlyList<ClientMinutes> Clients, int OpenTasks, int Overdue)
{
    /// <summary>That the person is away now.</summary>
    public AwayNow? Away { get; init; }

    /// <summary>Whether the viewer plans this person's absences.</summary>
    public bool PlansAbsences { get; init; }

    /// <summary>What was logged between two days of the year, both included.</summary>
    public int MinutesBetween(DateOnly first, DateOnly last) => Days.Where(d => d.Day >= first && d.Day <= last).Sum(d => d.Minutes);
}

/// <summary>Reads people and what they did.</summary>
public sealed class PersonList(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>Rows a page.</summary>
    public const int PageSize = 50;

    /// <summary>One page of active people, counted from 0, by name; text is words of name or e-mail.</summary>
    public async Task<PersonRows> PageAsync(Viewer viewer, string? text, int page, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var people = db.People.AsNoTracking().VisibleTo(db, viewer).Where(p => p.Active);
        foreach (var word in SearchText.Words(text)) people = people.Where(p => p.Search.Contains(word));
        var total = await people.CountAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        var monday = LocalTime.Monday(LocalTime.Day(now, viewer.TimeZone));
        var (tasks, entries) = (db.Tasks.VisibleTo(db, viewer), db.Dedications.VisibleTo(db, viewer));
        var rows = await people.OrderBy(p => p.Name).ThenBy(p => p.Id).Skip(Math.Max(0, page) * PageSize).Take(PageSize)
            .Select(p => new PersonRow(p.Id, p.Name, p.Team!.Name,
                tasks.Count(t => t.ResponsibleId == p.Id && t.Status < WorkTaskStatus.Finished),
                entries.Where(d => d.PersonId == p.Id && d.Date >= monday).Sum(d => d.Minutes),
                entries.Where(d => d.PersonId == p.Id).OrderByDescending(d => d.Date).Select(d => (DateOnly?)d.Date).FirstOrDefault(),
                db.Absences.Where(a => a.PersonId == p.Id && a.StartsAt <= now && a.EndsAt > now).Select(a => (DateOnly?)a.To).FirstOrDefault()))
            .ToListAsync(cancellationToken);
        return new PersonRows(rows, total);
    }

    /// <summary>One person, and what they did in a year (null: the present one).</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> outside the scope.</exception>
    public async Task<PersonCardView> GetAsync(Viewer viewer, int id, int? year, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        // The viewer's day, as in the list of tasks that the figure leads to.
        var here = LocalTime.Day(now, viewer.TimeZone);
        var entries = db.Dedications.AsNoTracking().VisibleTo(db, viewer).Where(d => d.PersonId == id);
        var open = db.Tasks.AsNoTracking().VisibleTo(db, viewer).Where(t => t.ResponsibleId == id).Open();
        var person = await db.People.AsNoTracking().VisibleTo(db, viewer).Where(p => p.Id == id)
            .Select(p => new
            {
                p.Id,
                p.Name,
                p.Email,
                Team = p.Team!.Name,
                p.Role,
                p.Active,
                p.TimeZone,
                p.TeamId,
                Away = db.Absences.Where(a => a.PersonId == p.Id && a.StartsAt <= now && a.EndsAt > now).Select(a => new AwayNow(a.To, a.StandInId, a.StandIn!.Name)).FirstOrDefault(),
                Oldest = entries.OrderBy(d => d.Date).Select(d => (DateOnly?)d.Date).FirstOrDefault(),
                Open = open.Count(),
                Overdue = open.Count(t => t.NextActionDate < here),
            }).FirstOrDefaultAsync(cancellationToken) ?? throw new RuleException(RuleError.NotFound);
        var today = LocalTime.Day(now, person.TimeZone);
        var shown = year is { } y && y >= Check.FirstDay.Year && y <= today.Year ? y : today.Year;
        var (first, last) = (new DateOnly(shown, 1, 1), new DateOnly(shown, 12, 31));
        var ofYear = entries.Where(d => d.Date >= first && d.Date <= last);
        var days = await ofYear.GroupBy(d => d.Date).Select(g => new { Day = g.Key, Minutes = g.Sum(d => d.Minutes), Entries = g.Count() }).OrderBy(g => g.Day).ToListAsync(cancellationToken);
        var clients = await ofYear.GroupBy(d => new { d.ClientId, d.Client.Name }).Select(g => new { g.Key.ClientId, g.Key.Name, Minutes = g.Sum(d => d.Minutes), Entries = g.Count() })
            .OrderByDescending(g => g.Minutes).ThenBy(g => g.ClientId).Take(12).ToListAsync(cancellationToken);
        return new PersonCardView(
            person.Id, person.Name, person.Email, person.Team, person.Role, person.Active, today, shown, person.Oldest?.Year ?? today.Year,
            days.ConvertAll(d => new PersonDay(d.Day, d.Minutes, d.Entries)), clients.ConvertAll(c => new ClientMinutes(c.ClientId, c.Name, c.Minutes, c.Entries)),
            person.Open, person.Overdue)
        { Away = person.Away, PlansAbsences = Absences.MayPlan(viewer, person.Id, person.TeamId) };
    }
}
