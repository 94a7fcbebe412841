using System.Linq.Expressions;
using HexaLive.Domain;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Clients;
using HexaLive.Infrastructure.Features.Tasks;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.VisitSheets;

/// <summary>Reads the data of the sheet for a visit to a client or about a project, within the viewer's scope.</summary>
public sealed class VisitSheetReader(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>The initial and the maximum number of diary entries on a sheet.</summary>
    public const int DefaultEntries = 60,
        MaxEntries = 240;

    private const int MaxTasks = 40,
        MaxContacts = 30,
        MaxProjects = 20,
        MaxEnded = 6;

    /// <summary>Returns the sheet of a client. <paramref name="entries"/> is the number of newest diary entries to include.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> if the client is outside the viewer's scope.</exception>
    public async Task<VisitSheet> ReadClientAsync(
        Viewer viewer,
        int clientId,
        int entries = DefaultEntries,
        CancellationToken cancellationToken = default
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var projects = await db
            .Projects.AsNoTracking()
            .VisibleTo(db, viewer)
            .Where(p => p.ClientId == clientId && p.ClosedAt == null)
            .OrderBy(p => p.Name)
            .ThenBy(p => p.Id)
            .Take(MaxProjects)
            .Select(ProjectProjection(db))
            .ToListAsync(cancellationToken);
        return await ReadAsync(db, viewer, clientId, null, projects, entries, cancellationToken);
    }

    /// <summary>Returns the sheet of a project. <paramref name="entries"/> is the number of newest diary entries to include.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> if the project is outside the viewer's scope.</exception>
    public async Task<VisitSheet> ReadProjectAsync(
        Viewer viewer,
        int projectId,
        int entries = DefaultEntries,
        CancellationToken cancellationToken = default
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var project =
            await db
                .Projects.AsNoTracking()
                .VisibleTo(db, viewer)
                .Where(p => p.Id == projectId)
                .Select(ProjectProjection(db))
                .FirstOrDefaultAsync(cancellationToken)
            ?? throw new RuleException(RuleError.NotFound);
        return await ReadAsync(db, viewer, project.ClientId, project, [], entries, cancellationToken);
    }

    private async Task<VisitSheet> ReadAsync(
        HexaDbContext db,
        Viewer viewer,
        int clientId,
        SheetProject? project,
        IReadOnlyList<SheetProject> projects,
        int maxEntries,
        CancellationToken cancellationToken
    )
    {
        // These counts need no scope filter, because everybody who sees a client sees all its tasks and entries.
        var (openTasks, allEntries) = project?.Id is { } id
            ? (db.Tasks.Where(t => t.ProjectId == id).WhereOpen(), db.Dedications.Where(d => d.ProjectId == id))
            : (db.Tasks.Where(t => t.ClientId == clientId).WhereOpen(), db.Dedications.Where(d => d.ClientId == clientId));
        var client =
            await db
                .Clients.AsNoTracking()
                .VisibleTo(db, viewer)
                .Where(c => c.Id == clientId)
                .Select(c => new
                {
                    Fields = new ClientFields(c.Name, c.Code, c.TaxId, c.TeamId, c.Phone, c.Email, c.Address, c.Notes, c.Website)
                    {
                        PhoneKey = c.PhoneKey,
                    },
                    Team = c.Team!.Name,
                    c.Active,
                    OpenTaskCount = openTasks.Count(),
                    Entries = allEntries.Count(),
                })
                .FirstOrDefaultAsync(cancellationToken)
            ?? throw new RuleException(RuleError.NotFound);
        var tasks = db.Tasks.AsNoTracking().VisibleTo(db, viewer);
        var entries = db.Dedications.AsNoTracking().VisibleTo(db, viewer);
        (tasks, entries) = project?.Id is { } projectId
            ? (tasks.Where(t => t.ProjectId == projectId), entries.Where(d => d.ProjectId == projectId))
            : (tasks.Where(t => t.ClientId == clientId), entries.Where(d => d.ClientId == clientId));
        return new VisitSheet(
            clientId,
            client.Fields,
            client.Team,
            client.Active,
            project,
            projects,
            await ReadContactsAsync(db, clientId, cancellationToken),
            client.OpenTaskCount,
            await ReadTasksAsync(tasks, cancellationToken),
            await ReadEndedPromisesAsync(tasks, cancellationToken),
            client.Entries,
            await ReadEntriesAsync(entries, maxEntries, cancellationToken),
            await VisitSheetChangeCounter.CountAsync(db, viewer, clientId, project?.Id, cancellationToken)
        );
    }

    private static Task<List<ContactRow>> ReadContactsAsync(HexaDbContext db, int clientId, CancellationToken cancellationToken) =>
        db
            .Contacts.AsNoTracking()
            .Where(c => c.ClientId == clientId && c.Active)
            .OrderBy(c => c.Name)
            .ThenBy(c => c.Id)
            .Take(MaxContacts)
            .Select(ContactRow.OfContact)
            .ToListAsync(cancellationToken);

    private async Task<IReadOnlyList<SheetTask>> ReadTasksAsync(IQueryable<WorkTask> all, CancellationToken cancellationToken)
    {
        var tasks = await all.WhereOpen()
            .OrderByUrgency(time.GetUtcNow().UtcDateTime)
            .Take(MaxTasks)
            .Select(t => new SheetTask(
                t.Id,
                t.Title,
                t.Project.Name,
                t.Status,
                t.Priority,
                t.Responsible.Name,
                t.NextActionDate,
                t.NextActionTime,
                t.NextActionNote,
                t.Promises.Where(p => p.Outcome == PromiseOutcome.Open).Max(p => (int?)p.Moves) ?? 0,
                t.CreatedAt
            ))
            .ToListAsync(cancellationToken);
        // The query selects the most urgent tasks; the sheet lists them by date.
        return [.. tasks.OrderBy(t => t.NextDate is null).ThenBy(t => t.NextDate).ThenBy(t => t.NextTime is null).ThenBy(t => t.NextTime)];
    }

    private static async Task<IReadOnlyList<SheetPromise>> ReadEndedPromisesAsync(
        IQueryable<WorkTask> all,
        CancellationToken cancellationToken
    )
    {
        // Start from the tasks of the client or project. The index on the end of promises would read the promises of all clients.
        var ended = await all.SelectMany(t => t.Promises.Where(p => p.EndedAt != null && p.Outcome != PromiseOutcome.Open))
            .OrderByDescending(p => p.EndedAt)
            .ThenByDescending(p => p.Id)
            .Take(MaxEnded)
            .Select(p => new SheetPromise(p.TaskId, p.Task.Title, p.Person.Name, p.Date, p.Note, p.Outcome, p.EndedAt!.Value, p.MovedTo))
            .ToListAsync(cancellationToken);
        return [.. ended.OrderByDescending(p => p.Date)];
    }

    private static Task<List<SheetEntry>> ReadEntriesAsync(IQueryable<Dedication> diary, int max, CancellationToken cancellationToken) =>
        diary
            .OrderByDescending(d => d.Date)
            .ThenByDescending(d => d.Id)
            .Take(Math.Clamp(max, 1, MaxEntries))
            .Select(d => new SheetEntry(
                d.Id,
                d.Date,
                d.Person.Name,
                d.Channel,
                d.Minutes,
                d.TaskId,
                d.Task.Title,
                d.Contact!.Name,
                d.Comment,
                d.CreatedAt
            ))
            .ToListAsync(cancellationToken);

    private static Expression<Func<Project, SheetProject>> ProjectProjection(HexaDbContext db) =>
        p => new SheetProject(
            p.Id,
            p.ClientId,
            p.Code,
            p.Name,
            p.Kind,
            p.Manager!.Name,
            p.PlannedStart,
            p.PlannedEnd,
            p.ClosedAt,
            p.Description,
            db.Tasks.Count(t => t.ProjectId == p.Id && (t.Status == WorkTaskStatus.Pending || t.Status == WorkTaskStatus.InProgress))
        );
}
