using HexaLive.Domain;
using HexaLive.Domain.Calendar;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Week;

/// <summary>An entry in a cell. <see cref="Why"/> the viewer may not correct it; null where they may.</summary>
public sealed record WeekEntry(int Id, int Version, DateOnly Date, int Minutes, DedicationChannel Channel, string Comment, int? ContactId, RuleError? Why);

/// <summary>A task of the week with what was logged on it. <see cref="CanLog"/>: whether something can be added.</summary>
public sealed record WeekRow(int TaskId, string Title, string Client, string Project, bool CanLog, IReadOnlyList<WeekEntry> Entries);

/// <summary>
/// A week of a person: tasks by days, from <see cref="Monday"/> on. <see cref="Today"/> is the person's own day; <see cref="Whose"/> are those whose weeks the viewer may look at, where
/// there is anybody beside themselves. <see cref="Cut"/>: there is more than the sheet shows.
/// </summary>
public sealed record WeekView(int PersonId, string Person, DateOnly Monday, DateOnly Today, bool IsOwn, IReadOnlyList<WeekRow> Rows, IReadOnlyList<Choice> Whose, bool Cut)
{
    /// <summary>The days of the week.</summary>
    public IEnumerable<DateOnly> Days => Enumerable.Range(0, 7).Select(Monday.AddDays);

    /// <summary>Minutes of one day, or (null) of the week.</summary>
    public int Minutes(DateOnly? day = null) => Rows.SelectMany(r => r.Entries).Where(e => day is null || e.Date == day).Sum(e => e.Minutes);
}

/// <summary>The week of a person as a sheet of tasks by days. What is typed in it is logged and corrected by <see cref="Dedications.DedicationLog"/>.</summary>
public sealed class WeekSheet(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>Entries that a sheet shows.</summary>
    public const int MostEntries = 300;

    // Rows without an entry yet: as many as one may go on with.
    private const int Proposed = 12;

    /// <summary>
    /// The week of <paramref name="day"/> (null: the present one): tasks with entries, the viewer's open tasks of the week before, and those <paramref name="added"/>. Oneself sees one's own week;
    /// another's, who manages that person's team, controls a task of theirs or is an administrator; of another's week what is in clients that the viewer sees.
    /// </summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> for whoever may not look at it.</exception>
    public async Task<WeekView> GetAsync(Viewer viewer, int? personId, DateOnly? day, IReadOnlyCollection<int>? added = null, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var whose = Whose(db, viewer);
        var id = personId ?? viewer.PersonId;
        var person = await whose.Where(p => p.Id == id).Select(p => new { p.Name, p.TimeZone }).FirstOrDefaultAsync(cancellationToken) ?? throw new RuleException(RuleError.NotFound);
        var now = time.GetUtcNow().UtcDateTime;
        var today = LocalTime.Day(now, person.TimeZone);
        var monday = LocalTime.Monday(day ?? today);
        var (sunday, before, own) = (monday.AddDays(6), monday.AddDays(-7), id == viewer.PersonId);

        var entries = await db.Dedications.AsNoTracking().VisibleTo(db, viewer).Where(d => d.PersonId == id && d.Date >= monday && d.Date <= sunday)
            .OrderBy(d => d.Date).ThenBy(d => d.Id).Take(MostEntries + 1)
            .Select(d => new
            {
                Entry = new WeekEntry(d.Id, d.Version, d.Date, d.Minutes, d.Channel, d.Comment.Substring(0, 300), d.ContactId, null),
                d.TaskId,
                d.CreatedById,
                d.CreatedAt,
                d.Task.ResponsibleId,
                ResponsibleTeam = d.Task.Responsible.TeamId,
                d.Task.ControllerId,
                d.Task.OriginatorId,
                d.Task.Project.ManagerId,
            })
            .ToListAsync(cancellationToken);
        var tasks = entries.Take(MostEntries).Select(e => e.TaskId).Distinct().ToList();
        if (own)
        {
            // What one worked on last week is what one goes on with.
            var last = db.Dedications.Where(d => d.PersonId == id && d.Date >= before && d.Date < monday).Select(d => d.TaskId);
            var proposed = await db.Tasks.AsNoTracking().VisibleTo(db, viewer).Where(t => t.Status < WorkTaskStatus.Finished && last.Contains(t.Id))
                .OrderByDescending(t => t.Id).Take(Proposed).Select(t => t.Id).ToListAsync(cancellationToken);
            tasks = [.. tasks.Union(proposed).Union((added ?? []).Take(50))];
        }
        var rows = await db.Tasks.AsNoTracking().VisibleTo(db, viewer).Where(t => tasks.Contains(t.Id)).OrderBy(t => t.Client.Name).ThenBy(t => t.Title).ThenBy(t => t.Id)
            .Select(t => new { t.Id, t.Title, Client = t.Client.Name, Project = t.Project.Name, Open = t.Status < WorkTaskStatus.Finished }).ToListAsync(cancellationToken);
        var byTask = entries.Take(MostEntries).ToLookup(e => e.TaskId, e => e.Entry with
        {
            Why = Dedication.MayCorrect(viewer.PersonId, TaskRights.CanControl(viewer.Standing(e.ResponsibleId, e.ResponsibleTeam, e.ControllerId, e.OriginatorId, e.ManagerId)), id, e.CreatedById, e.CreatedAt, now),
        });
        var others = viewer.IsAdministrator || viewer.TeamIds.Count > 0 || await whose.AnyAsync(p => p.Id != viewer.PersonId, cancellationToken);
        return new WeekView(id, person.Name, monday, today, own,
            [.. rows.Select(t => new WeekRow(t.Id, t.Title, t.Client, t.Project, own && t.Open, [.. byTask[t.Id]])).OrderBy(r => r.Entries.Count == 0)],
            others ? await whose.OrderBy(p => p.Name).ThenBy(p => p.Id).Take(200).Select(p => new Choice(p.Id, p.Name)).ToListAsync(cancellationToken) : [], entries.Count > MostEntries);
    }

    private static IQueryable<Person> Whose(HexaDbContext db, Viewer viewer)
    {
        var people = db.People.AsNoTracking().Where(p => p.Active);
        if (viewer.IsAdministrator) return people;
        var (me, teams) = (viewer.PersonId, viewer.TeamIds.ToArray());
        return people.Where(p => p.Id == me || (p.TeamId != null && teams.Contains(p.TeamId.Value))
            || db.Tasks.Any(t => t.ControllerId == me && t.ResponsibleId == p.Id && t.Status < WorkTaskStatus.Finished));
    }
}
