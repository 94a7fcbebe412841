using HexaLive.Domain;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Shared;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Week;

/// <summary>
/// An entry in a cell of the sheet. <see cref="CorrectionError"/> is the reason why the viewer may not correct the entry; null if the
/// viewer may correct it.
/// </summary>
public sealed record WeekEntry(
    int Id,
    int Version,
    DateOnly Date,
    int Minutes,
    DedicationChannel Channel,
    string Comment,
    int? ContactId,
    RuleError? CorrectionError
);

/// <summary>A task with its entries of the week. <see cref="CanLog"/> is true if the viewer can add entries.</summary>
public sealed record WeekRow(int TaskId, string Title, string Client, string Project, bool CanLog, IReadOnlyList<WeekEntry> Entries);

/// <summary>
/// The weekly sheet of a person: tasks by days, from <see cref="Monday"/> on. <see cref="Today"/> is the person's local day.
/// <see cref="SelectablePeople"/> contains the people whose weeks the viewer may see; it is empty if the viewer may see only their own
/// week. <see cref="IsTruncated"/> indicates whether there are more entries than shown.
/// </summary>
public sealed record WeekView(
    int PersonId,
    string Person,
    DateOnly Monday,
    DateOnly Today,
    bool IsOwn,
    IReadOnlyList<WeekRow> Rows,
    IReadOnlyList<Choice> SelectablePeople,
    bool IsTruncated
)
{
    public IEnumerable<DateOnly> Days => Enumerable.Range(0, 7).Select(Monday.AddDays);

    /// <summary>Returns the minutes of one day; null means the whole week.</summary>
    public int SumMinutes(DateOnly? day = null) =>
        Rows.SelectMany(r => r.Entries).Where(e => day is null || e.Date == day).Sum(e => e.Minutes);
}

/// <summary>
/// Reads a person's week as a sheet of tasks by days. Entries are logged and corrected through
/// <see cref="Dedications.DedicationLog"/>.
/// </summary>
public sealed class WeekSheet(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>The maximum number of entries on a sheet.</summary>
    public const int MaxEntries = 300;

    // The maximum number of rows without entries that a sheet proposes.
    private const int MaxProposed = 12;

    /// <summary>
    /// Returns the week that contains <paramref name="day"/>; null means the current week. There is one row for each task with
    /// entries. The viewer's own sheet also contains the open tasks of the week before and the tasks in <paramref name="addedTaskIds"/>.
    /// The week of another person is visible to the managers of that person's team, to the controllers of that person's open tasks,
    /// and to administrators. The week of another person contains only entries within the viewer's scope.
    /// </summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> if the viewer may not see this person's week.</exception>
    public async Task<WeekView> GetAsync(
        Viewer viewer,
        int? personId,
        DateOnly? day,
        IReadOnlyCollection<int>? addedTaskIds = null,
        CancellationToken cancellationToken = default
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var whose = WhereSelectable(db, viewer);
        var id = personId ?? viewer.PersonId;
        var person =
            await whose.Where(p => p.Id == id).Select(p => new { p.Name, p.TimeZone }).FirstOrDefaultAsync(cancellationToken)
            ?? throw new RuleException(RuleError.NotFound);
        var now = time.GetUtcNow().UtcDateTime;
        var today = LocalTime.Day(now, person.TimeZone);
        var monday = LocalTime.MondayOf(day ?? today);
        var (sunday, own) = (monday.AddDays(6), id == viewer.PersonId);
        var week = db.Dedications.AsNoTracking().VisibleTo(db, viewer).Where(d => d.PersonId == id && d.Date >= monday && d.Date <= sunday);
        var entries = await SelectLoggedEntries(week).ToListAsync(cancellationToken);
        var tasks = entries.Take(MaxEntries).Select(e => e.TaskId).Distinct().ToList();
        if (own)
            tasks =
            [
                .. tasks.Union(await ListProposedTasksAsync(db, viewer, monday, cancellationToken)).Union((addedTaskIds ?? []).Take(50)),
            ];
        var rows = await ReadTasksAsync(db, viewer, tasks, cancellationToken);
        var byTask = entries
            .Take(MaxEntries)
            .ToLookup(e => e.TaskId, e => e.Entry with { CorrectionError = e.GetCorrectionError(viewer, id, now) });
        var others =
            viewer.IsAdministrator || viewer.TeamIds.Count > 0 || await whose.AnyAsync(p => p.Id != viewer.PersonId, cancellationToken);
        return new WeekView(
            id,
            person.Name,
            monday,
            today,
            own,
            [
                .. rows.Select(t => new WeekRow(t.Id, t.Title, t.Client, t.Project, own && t.Status.IsOpen(), [.. byTask[t.Id]]))
                    .OrderBy(r => r.Entries.Count == 0),
            ],
            others
                ? await whose
                    .OrderBy(p => p.Name)
                    .ThenBy(p => p.Id)
                    .Take(200)
                    .Select(p => new Choice(p.Id, p.Name))
                    .ToListAsync(cancellationToken)
                : [],
            entries.Count > MaxEntries
        );
    }

    // Reads one entry more than a sheet shows, to find out whether there are more entries.
    private static IQueryable<LoggedEntry> SelectLoggedEntries(IQueryable<Dedication> entries) =>
        entries
            .OrderBy(d => d.Date)
            .ThenBy(d => d.Id)
            .Take(MaxEntries + 1)
            .Select(d => new LoggedEntry(
                new WeekEntry(d.Id, d.Version, d.Date, d.Minutes, d.Channel, d.Comment.Substring(0, 300), d.ContactId, null),
                d.TaskId,
                d.CreatedById,
                d.CreatedAt,
                new TaskPeople(
                    d.Task.ResponsibleId,
                    d.Task.Responsible.TeamId,
                    d.Task.ControllerId,
                    d.Task.OriginatorId,
                    d.Task.Project.ManagerId
                )
            ));

    // Returns the open tasks that the viewer logged on in the week before.
    private static Task<List<int>> ListProposedTasksAsync(
        HexaDbContext db,
        Viewer viewer,
        DateOnly monday,
        CancellationToken cancellationToken
    )
    {
        var (me, before) = (viewer.PersonId, monday.AddDays(-7));
        var last = db.Dedications.Where(d => d.PersonId == me && d.Date >= before && d.Date < monday).Select(d => d.TaskId);
        return db
            .Tasks.AsNoTracking()
            .VisibleTo(db, viewer)
            .WhereOpen()
            .Where(t => last.Contains(t.Id))
            .OrderByDescending(t => t.Id)
            .Take(MaxProposed)
            .Select(t => t.Id)
            .ToListAsync(cancellationToken);
    }

    private static Task<List<SheetTask>> ReadTasksAsync(
        HexaDbContext db,
        Viewer viewer,
        List<int> ids,
        CancellationToken cancellationToken
    ) =>
        db
            .Tasks.AsNoTracking()
            .VisibleTo(db, viewer)
            .Where(t => ids.Contains(t.Id))
            .OrderBy(t => t.Client.Name)
            .ThenBy(t => t.Title)
            .ThenBy(t => t.Id)
            .Select(t => new SheetTask(t.Id, t.Title, t.Client.Name, t.Project.Name, t.Status))
            .ToListAsync(cancellationToken);

    private static IQueryable<Person> WhereSelectable(HexaDbContext db, Viewer viewer)
    {
        var people = db.People.AsNoTracking().Where(p => p.Active);
        if (viewer.IsAdministrator)
            return people;
        var (me, teams) = (viewer.PersonId, viewer.TeamIds.ToArray());
        return people.Where(p =>
            p.Id == me
            || (p.TeamId != null && teams.Contains(p.TeamId.Value))
            || db.Tasks.WhereOpen().Any(t => t.ControllerId == me && t.ResponsibleId == p.Id)
        );
    }

    private sealed record SheetTask(int Id, string Title, string Client, string Project, WorkTaskStatus Status);

    private sealed record LoggedEntry(WeekEntry Entry, int TaskId, int CreatedById, DateTime CreatedAt, TaskPeople People)
    {
        // Returns the reason why the viewer may not correct the entry of a person; null if the viewer may correct it. The instant
        // is UTC.
        public RuleError? GetCorrectionError(Viewer viewer, int personId, DateTime now) =>
            Dedication.GetCorrectionError(
                viewer.PersonId,
                TaskRights.CanControl(viewer.RelationTo(People)),
                personId,
                CreatedById,
                CreatedAt,
                now
            );
    }
}
