using System.Linq.Expressions;
using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Reports;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Clients;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>A project on a sheet, with its open tasks.</summary>
public sealed record SheetProject(int Id, int ClientId, string? Code, string Name, ProjectKind Kind, string? Manager, DateOnly? PlannedStart, DateOnly? PlannedEnd, DateTime? ClosedAt, string? Description, int OpenTasks);

/// <summary>An open task on a sheet; <see cref="CreatedAt"/> is UTC, <see cref="Moves"/> says how often its present promise was moved.</summary>
public sealed record SheetTask(
    int Id, string Title, string Project, WorkTaskStatus Status, TaskPriority Priority, string Responsible, DateOnly? NextDate, TimeOnly? NextTime, string? NextNote, int Moves, DateTime CreatedAt);

/// <summary>A promise that ended. <see cref="EndedAt"/> is UTC.</summary>
public sealed record SheetPromise(int TaskId, string Task, string Person, DateOnly Date, string? Note, PromiseOutcome Outcome, DateTime EndedAt, DateOnly? MovedTo);

/// <summary>An entry of the diary; <see cref="CreatedAt"/> is UTC.</summary>
public sealed record SheetEntry(int Id, DateOnly Date, string Person, DedicationChannel Channel, int Minutes, int TaskId, string Task, string? Contact, string Comment, DateTime CreatedAt);

/// <summary>What happened since the viewer took the sheet along (<see cref="At"/>, UTC).</summary>
public sealed record SheetNews(DateTime At, int Entries, int Created, int Finished, int Promises, int Contacts)
{
    /// <summary>Whether there is anything.</summary>
    public bool Any => Entries + Created + Finished + Promises + Contacts > 0;
}

/// <summary>
/// What one reads before a visit. <see cref="Project"/> is set of a project's sheet; <see cref="Projects"/> are the open ones of a client's. <see cref="OpenTasks"/> and <see cref="AllEntries"/> are of all, whatever is
/// listed. <see cref="News"/> is null where the viewer has not taken it along yet.
/// </summary>
public sealed record VisitSheet(
    int ClientId, ClientFields Client, string? Team, bool Active, SheetProject? Project, IReadOnlyList<SheetProject> Projects, IReadOnlyList<ContactRow> Contacts, int OpenTasks, IReadOnlyList<SheetTask> Tasks,
    IReadOnlyList<SheetPromise> Ended, int AllEntries, IReadOnlyList<SheetEntry> Entries, SheetNews? News);

/// <summary>The sheet for a visit to a client, or about one of its projects: everything on it is read by the viewer's scope.</summary>
public sealed class VisitSheets(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>Entries of the diary that are read at first, and at most.</summary>
    public const int FirstEntries = 60, MostEntries = 240;

    private const int MostTasks = 40, MostContacts = 30, MostProjects = 20, MostEnded = 6;

    /// <summary>A client's sheet, with its newest <paramref name="entries"/>.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> outside the scope.</exception>
    public async Task<VisitSheet> OfClientAsync(Viewer viewer, int clientId, int entries = FirstEntries, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var projects = await db.Projects.AsNoTracking().VisibleTo(db, viewer).Where(p => p.ClientId == clientId && p.ClosedAt == null).OrderBy(p => p.Name).ThenBy(p => p.Id).Take(MostProjects)
            .Select(ProjectOf(db)).ToListAsync(cancellationToken);
        return await ReadAsync(db, viewer, clientId, null, projects, entries, cancellationToken);
    }

    /// <summary>A project's sheet, with its newest <paramref name="entries"/>.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> outside the scope.</exception>
    public async Task<VisitSheet> OfProjectAsync(Viewer viewer, int projectId, int entries = FirstEntries, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var project = await db.Projects.AsNoTracking().VisibleTo(db, viewer).Where(p => p.Id == projectId).Select(ProjectOf(db)).FirstOrDefaultAsync(cancellationToken) ?? throw new RuleException(RuleError.NotFound);
        return await ReadAsync(db, viewer, project.ClientId, project, [], entries, cancellationToken);
    }

    /// <summary>Remembers that the viewer takes a client's sheet along now.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> outside the scope.</exception>
    public async Task TakeClientAsync(Viewer viewer, int clientId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!await db.Clients.VisibleTo(db, viewer).AnyAsync(c => c.Id == clientId, cancellationToken)) throw new RuleException(RuleError.NotFound);
        await TakeAsync(db, viewer, clientId, null, cancellationToken);
    }

    /// <summary>Remembers that the viewer takes a project's sheet along now.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> outside the scope.</exception>
    public async Task TakeProjectAsync(Viewer viewer, int projectId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var client = await db.Projects.VisibleTo(db, viewer).Where(p => p.Id == projectId).Select(p => (int?)p.ClientId).FirstOrDefaultAsync(cancellationToken) ?? throw new RuleException(RuleError.NotFound);
        await TakeAsync(db, viewer, client, projectId, cancellationToken);
    }

    private async Task<VisitSheet> ReadAsync(HexaDbContext db, Viewer viewer, int clientId, SheetProject? project, IReadOnlyList<SheetProject> projects, int most, CancellationToken cancellationToken)
    {
        var (me, projectId) = (viewer.PersonId, project?.Id);
        // Whoever sees the client sees all that is counted here.
        var (ofClient, written) = projectId is { } id
            ? (db.Tasks.Where(t => t.ProjectId == id).Open(), db.Dedications.Where(d => d.ProjectId == id))
            : (db.Tasks.Where(t => t.ClientId == clientId).Open(), db.Dedications.Where(d => d.ClientId == clientId));
        var client = await db.Clients.AsNoTracking().VisibleTo(db, viewer).Where(c => c.Id == clientId)
            .Select(c => new
            {
                Fields = new ClientFields(c.Name, c.Code, c.TaxId, c.TeamId, c.Phone, c.Email, c.Address, c.Notes),
                Team = c.Team!.Name,
                c.Active,
                Open = ofClient.Count(),
                Written = written.Count(),
            })
            .FirstOrDefaultAsync(cancellationToken) ?? throw new RuleException(RuleError.NotFound);
        var contacts = await db.Contacts.AsNoTracking().Where(c => c.ClientId == clientId && c.Active).OrderBy(c => c.Name).ThenBy(c => c.Id).Take(MostContacts)
            .Select(c => new ContactRow(c.Id, c.Version, c.Name, c.Position, c.Email, c.Phones.OrderBy(p => p.Id).Select(p => p.Number).ToList())).ToListAsync(cancellationToken);

        var all = db.Tasks.AsNoTracking().VisibleTo(db, viewer);
        all = projectId is { } ofTasks ? all.Where(t => t.ProjectId == ofTasks) : all.Where(t => t.ClientId == clientId);
        var tasks = await all.Open().WhichFirst(time.GetUtcNow().UtcDateTime).Take(MostTasks)
            .Select(t => new SheetTask(t.Id, t.Title, t.Project.Name, t.Status, t.Priority, t.Responsible.Name, t.NextActionDate, t.NextActionTime, t.NextActionNote,
                t.Promises.Where(p => p.Outcome == PromiseOutcome.Open).Max(p => (int?)p.Moves) ?? 0, t.CreatedAt)).ToListAsync(cancellationToken);
        // What presses most is on the sheet; there it stands as the days come.
        tasks = [.. tasks.OrderBy(t => t.NextDate is null).ThenBy(t => t.NextDate).ThenBy(t => t.NextTime is null).ThenBy(t => t.NextTime)];
        // From the tasks: when promises ended is in an index of all clients.
        var ended = await all.SelectMany(t => t.Promises.Where(p => p.EndedAt != null && p.Outcome != PromiseOutcome.Open)).OrderByDescending(p => p.EndedAt).ThenByDescending(p => p.Id).Take(MostEnded)
            .Select(p => new SheetPromise(p.TaskId, p.Task.Title, p.Person.Name, p.Date, p.Note, p.Outcome, p.EndedAt!.Value, p.MovedTo)).ToListAsync(cancellationToken);
        ended = [.. ended.OrderByDescending(p => p.Date)];

        var diary = db.Dedications.AsNoTracking().VisibleTo(db, viewer);
        diary = projectId is { } ofEntries ? diary.Where(d => d.ProjectId == ofEntries) : diary.Where(d => d.ClientId == clientId);
        var entries = await diary.OrderByDescending(d => d.Date).ThenByDescending(d => d.Id).Take(Math.Clamp(most, 1, MostEntries))
            .Select(d => new SheetEntry(d.Id, d.Date, d.Person.Name, d.Channel, d.Minutes, d.TaskId, d.Task.Title, d.Contact!.Name, d.Comment, d.CreatedAt)).ToListAsync(cancellationToken);

        SheetNews? news = null;
        if (await Taken(db, me, clientId, projectId).AsNoTracking().Select(s => (DateTime?)s.PrintedAt).FirstOrDefaultAsync(cancellationToken) is { } at)
        {
            var lines = db.Activity.AsNoTracking().VisibleTo(db, viewer).Where(a => a.At > at);
            lines = projectId is { } ofLines ? lines.Where(a => a.ProjectId == ofLines) : lines.Where(a => a.ClientId == clientId);
            var finished = nameof(WorkTaskStatus.Finished);
            var kinds = await lines.Where(a => a.Kind != ActivityKind.StatusChanged || a.To == finished).GroupBy(a => a.Kind).Select(g => new { Kind = g.Key, Count = g.Count() }).ToListAsync(cancellationToken);
            int Of(ActivityKind kind) => kinds.Find(k => k.Kind == kind)?.Count ?? 0;
            news = new SheetNews(at, Of(ActivityKind.DedicationLogged), Of(ActivityKind.TaskCreated), Of(ActivityKind.StatusChanged), Of(ActivityKind.NextActionChanged), Of(ActivityKind.ClientChanged));
        }
        return new VisitSheet(clientId, client.Fields, client.Team, client.Active, project, projects, contacts, client.Open, tasks, ended, client.Written, entries, news);
    }

    private async Task TakeAsync(HexaDbContext db, Viewer viewer, int clientId, int? projectId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var before = await Taken(db, viewer.PersonId, clientId, projectId).FirstOrDefaultAsync(cancellationToken);
        if (before is null) db.SheetPrints.Add(new SheetPrint(viewer.PersonId, clientId, projectId, now));
        else before.Again(now);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException e) when (StorageTrouble.IsDuplicate(e))
        {
            // Pressed in two windows at once: the other one remembered it.
        }
    }

    // Two windows at the same instant may both have written the first of a client: the newest counts. A project's stays its own where its client is merged into another.
    private static IQueryable<SheetPrint> Taken(HexaDbContext db, int personId, int clientId, int? projectId)
    {
        var mine = db.SheetPrints.Where(s => s.PersonId == personId);
        mine = projectId is { } id ? mine.Where(s => s.ProjectId == id) : mine.Where(s => s.ClientId == clientId && s.ProjectId == null);
        return mine.OrderByDescending(s => s.PrintedAt);
    }

    private static Expression<Func<Project, SheetProject>> ProjectOf(HexaDbContext db) => p => new SheetProject(
        p.Id, p.ClientId, p.Code, p.Name, p.Kind, p.Manager!.Name, p.PlannedStart, p.PlannedEnd, p.ClosedAt, p.Description,
        db.Tasks.Count(t => t.ProjectId == p.Id && (t.Status == WorkTaskStatus.Pending || t.Status == WorkTaskStatus.InProgress)));
}
