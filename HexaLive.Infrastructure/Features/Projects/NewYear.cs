using System.Linq.Expressions;
using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Projects;

/// <summary>A project that may go on in a new year, and the one that would follow it. <see cref="Done"/>: that one is there already. Days are local calendar days.</summary>
public sealed record NewYearRow(
    int ProjectId, string Name, string? Code, int ClientId, string Client, string? Manager, string NewName, string? NewCode, DateOnly Start, DateOnly End, int OpenTasks, bool Done);

/// <summary>A page of what may go on in a new year; how many there are in all, and how many of them are there already.</summary>
public sealed record NewYearRows(IReadOnlyList<NewYearRow> Rows, int Total, int Done);

/// <summary>Which projects go on in <see cref="Year"/>: all of the team but <see cref="Ids"/>, or only those. <see cref="Close"/>: the old ones are closed.</summary>
public sealed record NewYearOrder(int Year, int? TeamId, bool All, IReadOnlyCollection<int> Ids, bool Close);

/// <summary>How it went with one project; <see cref="Refusal"/> is null where it was done. <see cref="Stays"/>: undone, but the new project has been worked in since and stays.</summary>
public sealed record NewYearOutcome(int ProjectId, string Client, string Name, int? NewId, string? NewName, int Tasks, RuleException? Refusal, bool Stays = false);

/// <summary>How far it is, in projects.</summary>
public readonly record struct NewYearProgress(int Done, int Total);

/// <summary>What came of a run; <see cref="Cancelled"/>: it was stopped between two projects.</summary>
public sealed record NewYearResult(Guid RunId, IReadOnlyList<NewYearOutcome> Outcomes, bool Cancelled);

/// <summary>A run of the past. <see cref="At"/> and <see cref="UndoneAt"/> are UTC; <see cref="Left"/>: renewals that undoing has not taken back altogether.</summary>
public sealed record NewYearRun(Guid RunId, int Year, string By, DateTime At, int Projects, int Tasks, DateTime? UndoneAt, int Left);

/// <summary>
/// Makes the commercial projects of a year from those of the year before, with their open tasks, and undoes it: managers and administrators, each for the projects
/// that they may change.
/// </summary>
public sealed class NewYear(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>Rows a page of the preview.</summary>
    public const int PageSize = 100;

    private const int Batch = 200;
    private const int Attempts = 5;
    private const int Runs = 10;

    /// <summary>Open commercial projects of the year before <paramref name="year"/>, by client, and what would follow them; pages count from 0.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> for representatives.</exception>
    public async Task<NewYearRows> PreviewAsync(Viewer viewer, int year, int? teamId, int page, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var projects = Candidates(db, viewer, year, teamId);
        var total = await projects.CountAsync(cancellationToken);
        var done = await projects.CountAsync(Followed(db, year, true), cancellationToken);
        var shown = projects.OrderBy(p => p.Client.Name).ThenBy(p => p.Name).ThenBy(p => p.Id).Skip(Math.Max(0, page) * PageSize).Take(PageSize);
        var rows = await shown.Select(p => new
        {
            p.Id,
            p.Name,
            p.Code,
            p.ClientId,
            Client = p.Client.Name,
            Manager = p.Manager!.Name,
            p.PlannedStart,
            p.PlannedEnd,
            Open = db.Tasks.Count(t => t.ProjectId == p.Id && t.Status != WorkTaskStatus.Finished),
        }).ToListAsync(cancellationToken);
        var ids = rows.Select(r => r.Id).ToArray();
        var there = await db.Projects.Where(p => ids.Contains(p.Id)).Where(Followed(db, year, true)).Select(p => p.Id).ToListAsync(cancellationToken);
        return new NewYearRows([.. rows.Select(r =>
        {
            var next = Next(year, r.Name, r.Code, r.PlannedStart, r.PlannedEnd);
            return new NewYearRow(r.Id, r.Name, r.Code, r.ClientId, r.Client, r.Manager, next.Name, next.Code, next.Start, next.End, r.Open, there.Contains(r.Id));
        })], total, done);
    }

    /// <summary>
    /// Makes the projects that <paramref name="order"/> says, one transaction each, so that nobody waits long; what one refuses does not keep the others from it.
    /// Cancelled, it stops between two projects and says what was done until then.
    /// </summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> for representatives.</exception>
    public async Task<NewYearResult> RunAsync(Viewer viewer, NewYearOrder order, IProgress<NewYearProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var (runId, outcomes, last) = (Guid.NewGuid(), new List<NewYearOutcome>(), 0);
        var total = 0;
        for (var more = true; more && !cancellationToken.IsCancellationRequested;)
        {
            List<NewYearOutcome> batch;
            await using (var db = await databases.CreateDbContextAsync(CancellationToken.None))
            {
                var wanted = Wanted(Candidates(db, viewer, order.Year, order.TeamId), order).Where(Followed(db, order.Year, false));
                if (last == 0) total = await wanted.CountAsync(CancellationToken.None);
                batch = await wanted.Where(p => p.Id > last).OrderBy(p => p.Id).Take(Batch)
                    .Select(p => new NewYearOutcome(p.Id, p.Client.Name, p.Name, null, null, 0, null, false)).ToListAsync(CancellationToken.None);
            }
            more = batch.Count == Batch;
            foreach (var outcome in batch)
            {
                if (cancellationToken.IsCancellationRequested) return new NewYearResult(runId, outcomes, true);
                last = outcome.ProjectId;
                outcomes.Add(await RenewAsync(viewer, runId, outcome, order));
                progress?.Report(new NewYearProgress(outcomes.Count, Math.Max(total, outcomes.Count)));
            }
        }
        return new NewYearResult(runId, outcomes, false);
    }

    /// <summary>The viewer's last runs (an administrator's: everybody's), newest first; at most ten.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> for representatives.</exception>
    public async Task<IReadOnlyList<NewYearRun>> RunsAsync(Viewer viewer, CancellationToken cancellationToken = default)
    {
        MustManage(viewer);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await Mine(db, viewer).AsNoTracking().GroupBy(r => new { r.RunId, r.Year, r.By.Name })
            .OrderByDescending(g => g.Max(r => r.Id)).Take(Runs)
            .Select(g => new NewYearRun(g.Key.RunId, g.Key.Year, g.Key.Name, g.Min(r => r.At), g.Count(), g.Sum(r => r.Tasks), g.Max(r => r.UndoneAt), g.Sum(r => r.UndoneAt == null || r.ToProjectId != null ? 1 : 0)))
            .ToListAsync(cancellationToken);
    }

    /// <summary>
    /// Undoes a run, one transaction a project: the tasks that are still open go back, the old project is opened again, and the new one is deleted where nothing else
    /// has happened in it. Undone again, it tries what stayed once more.
    /// </summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> for somebody else's run.</exception>
    public async Task<IReadOnlyList<NewYearOutcome>> UndoAsync(Viewer viewer, Guid runId, IProgress<NewYearProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        MustManage(viewer);
        await using var reading = await databases.CreateDbContextAsync(cancellationToken);
        var renewals = await Mine(reading, viewer).Where(r => r.RunId == runId && (r.UndoneAt == null || r.ToProjectId != null)).OrderBy(r => r.Id)
            .Select(r => new { r.Id, Told = new NewYearOutcome(r.FromProjectId, r.From.Client.Name, r.From.Name, r.ToProjectId, r.ToName, 0, null, false) }).ToListAsync(cancellationToken);
        if (renewals.Count == 0) throw new RuleException(RuleError.NotFound);
        var outcomes = new List<NewYearOutcome>();
        foreach (var renewal in renewals)
        {
            outcomes.Add(await UndoOneAsync(viewer, renewal.Id, renewal.Told));
            progress?.Report(new NewYearProgress(outcomes.Count, renewals.Count));
        }
        return outcomes;
    }

    private static void MustManage(Viewer viewer)
    {
        if (viewer.Role == PersonRole.Representative) throw new RuleException(RuleError.NotAllowed);
    }

    private static IQueryable<ProjectRenewal> Mine(HexaDbContext db, Viewer viewer)
    {
        var me = viewer.PersonId;
        return viewer.IsAdministrator ? db.ProjectRenewals : db.ProjectRenewals.Where(r => r.ById == me);
    }

    // What is of the new year, or of an older one, by its name does not go on; that a name speaks of is said by the planned days where there are some.
    private static IQueryable<Project> Candidates(HexaDbContext db, Viewer viewer, int year, int? teamId)
    {
        MustManage(viewer);
        if (year is < 1991 or > 2098) throw new RuleException(RuleError.InvalidValue, "Year");
        var (first, last, old, next) = (new DateOnly(year - 1, 1, 1), new DateOnly(year - 1, 12, 31), Text(year - 1), Text(year));
        var (a, b, c) = (Text(year - 2), Text(year - 3), Text(year - 4));
        var projects = db.Projects.AsNoTracking().VisibleTo(db, viewer).Where(p => p.ClosedAt == null && p.Kind == ProjectKind.Commercial && !p.Name.Contains(next)
            && (p.PlannedStart == null || p.PlannedStart <= last) && (p.PlannedEnd == null || p.PlannedEnd >= first)
            && (p.PlannedStart != null || p.PlannedEnd != null || p.Name.Contains(old) || !(p.Name.Contains(a) || p.Name.Contains(b) || p.Name.Contains(c))));
        if (teamId is { } team) projects = projects.Where(p => p.Client.TeamId == team);
        if (viewer.IsAdministrator) return projects;
        var (me, teams) = (viewer.PersonId, viewer.TeamIds.ToArray());
        return projects.Where(p => p.ManagerId == me || (p.Manager!.TeamId != null && teams.Contains(p.Manager.TeamId.Value)) || (p.Client.TeamId != null && teams.Contains(p.Client.TeamId.Value)));
    }

    private static IQueryable<Project> Wanted(IQueryable<Project> candidates, NewYearOrder order)
    {
        var ids = order.Ids.ToArray();
        return order.All ? candidates.Where(p => !ids.Contains(p.Id)) : candidates.Where(p => ids.Contains(p.Id));
    }

    // The same names as Project.InYear gives.
    private static Expression<Func<Project, bool>> Followed(HexaDbContext db, int year, bool followed)
    {
        var (old, next, behind) = (Text(year - 1), Text(year), $" {Text(year)}");
        Expression<Func<Project, bool>> there = p => db.ProjectRenewals.Any(r => r.FromProjectId == p.Id && r.Year == year && r.UndoneAt == null)
            || db.Projects.Any(o => o.ClientId == p.ClientId && o.Id != p.Id && o.Name == (p.Name.Contains(old) ? p.Name.Replace(old, next) : p.Name + behind));
        return followed ? there : Expression.Lambda<Func<Project, bool>>(Expression.Not(there.Body), there.Parameters);
    }

    private static string Text(int year) => year.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static (string Name, string? Code, DateOnly Start, DateOnly End) Next(int year, string name, string? code, DateOnly? start, DateOnly? end)
    {
        var from = start?.AddYears(1) ?? new DateOnly(year, 1, 1);
        var to = end?.AddYears(1) ?? new DateOnly(Math.Max(year, from.Year), 12, 31);
        return (Project.InYear(name, year - 1, year, ' ', 200), code is null ? null : Project.InYear(code, year - 1, year, '-', 30), from <= to ? from : new DateOnly(to.Year, 1, 1), to);
    }

    private Task<NewYearOutcome> RenewAsync(Viewer viewer, Guid runId, NewYearOutcome outcome, NewYearOrder order) => TryAsync(outcome, async (db, now) =>
    {
        var project = await ProjectAsync(db, viewer, outcome.ProjectId);
        if (project.ClosedAt is not null) throw new RuleException(RuleError.ProjectClosed);
        var (name, code, start, end) = Next(order.Year, project.Name, project.Code, project.PlannedStart, project.PlannedEnd);
        if (await db.Projects.AnyAsync(p => p.ClientId == project.ClientId && p.Name == name)) throw new RuleException(RuleError.Duplicate, name);
        var manager = project.Manager is { Active: true } ? project.ManagerId : viewer.PersonId;
        var next = new Project(project.Client, new ProjectFields(name, ProjectKind.Commercial, manager, code, start, end, project.Description), viewer.PersonId, now);
        db.Projects.Add(next);
        await db.SaveChangesAsync();
        var tasks = await db.Tasks.Where(t => t.ProjectId == project.Id && t.Status != WorkTaskStatus.Finished).ToListAsync();
        foreach (var task in tasks) task.MoveTo(next, viewer.PersonId, now);
        project.TasksMovedTo(next, tasks.Count, viewer.PersonId, now);
        if (order.Close) project.Close(0, viewer.PersonId, now);
        db.ProjectRenewals.Add(new ProjectRenewal(runId, order.Year, project, next, tasks.Count, viewer.PersonId, now));
        await db.SaveChangesAsync();
        return outcome with { NewId = next.Id, NewName = name, Tasks = tasks.Count };
    });

    private Task<NewYearOutcome> UndoOneAsync(Viewer viewer, int id, NewYearOutcome outcome) => TryAsync(outcome, async (db, now) =>
    {
        var renewal = await Mine(db, viewer).Include(r => r.To).ThenInclude(p => p!.Client).SingleAsync(r => r.Id == id);
        var project = await ProjectAsync(db, viewer, renewal.FromProjectId);
        if (renewal.To is not { } next) return outcome;
        project.Reopen(viewer.PersonId, now);
        var moved = db.Activity.Where(a => a.ProjectId == next.Id && a.Kind == ActivityKind.TaskMoved && a.At == renewal.At && a.TaskId != null).Select(a => a.TaskId!.Value);
        var tasks = await db.Tasks.Where(t => t.ProjectId == next.Id && t.Status != WorkTaskStatus.Finished && moved.Contains(t.Id)).ToListAsync();
        foreach (var task in tasks) task.MoveTo(project, viewer.PersonId, now);
        await db.SaveChangesAsync();
        var used = await db.Tasks.AnyAsync(t => t.ProjectId == next.Id) || await db.Dedications.AnyAsync(d => d.ProjectId == next.Id) || await db.ProjectRenewals.AnyAsync(r => r.FromProjectId == next.Id);
        renewal.Undo(!used, now);
        if (used) next.TasksMovedTo(project, tasks.Count, viewer.PersonId, now);
        else
        {
            await ForgetAsync(db, next.Id, project.Id);
            db.Projects.Remove(next);
        }
        await db.SaveChangesAsync();
        return outcome with { Tasks = tasks.Count, NewId = used ? next.Id : null, Stays = used };
    });

    // What the tasks tell of their time in the project that goes is told in the old one.
    internal static async Task ForgetAsync(HexaDbContext db, int goes, int stays)
    {
        await db.Activity.Where(a => a.ProjectId == goes && a.TaskId != null).ExecuteUpdateAsync(s => s.SetProperty(a => a.ProjectId, stays));
        await db.Activity.Where(a => a.ProjectId == goes).ExecuteDeleteAsync();
    }

    private static async Task<Project> ProjectAsync(HexaDbContext db, Viewer viewer, int id)
    {
        var project = await db.Projects.VisibleTo(db, viewer).Include(p => p.Client).Include(p => p.Manager).FirstOrDefaultAsync(p => p.Id == id) ?? throw new RuleException(RuleError.NotFound);
        if (!ProjectEditing.CanEdit(viewer, project.ManagerId, project.Manager?.TeamId, project.Client.TeamId)) throw new RuleException(RuleError.NotAllowed);
        return project;
    }

    // What somebody changed meanwhile is read again: a renewal means the same on what won.
    private async Task<NewYearOutcome> TryAsync(NewYearOutcome told, Func<HexaDbContext, DateTime, Task<NewYearOutcome>> work)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var db = await databases.CreateDbContextAsync();
            try
            {
                return await db.WriteAsync(() => work(db, time.GetUtcNow().UtcDateTime));
            }
            catch (DbUpdateConcurrencyException) when (attempt < Attempts)
            {
                // Once more.
            }
            catch (DbUpdateConcurrencyException)
            {
                return told with { Refusal = new RuleException(RuleError.Conflict, "", "") };
            }
            catch (DbUpdateException e) when (StorageTrouble.IsDuplicate(e))
            {
                return told with { Refusal = new RuleException(RuleError.Duplicate, told.Name) };
            }
            catch (RuleException refusal)
            {
                return told with { Refusal = refusal };
            }
        }
    }
}
