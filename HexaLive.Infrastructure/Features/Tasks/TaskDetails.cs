using HexaLive.Domain;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Shared;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Tasks;

/// <summary>
/// Everything a task's card shows. Instants are UTC. <see cref="Minutes"/> is the total time logged. <see cref="Phones"/> has the
/// telephone numbers of the contact or, if there are none, of the client. <see cref="Moves"/> is the number of times that the open
/// promise was moved.
/// </summary>
public sealed record TaskCardView(
    int Id,
    int Version,
    string Title,
    string? Description,
    int ClientId,
    string Client,
    int ProjectId,
    string Project,
    WorkTaskStatus Status,
    TaskPriority Priority,
    int? TypeId,
    string? Type,
    int? OriginId,
    string? Origin,
    int? ContactId,
    string? Contact,
    int ResponsibleId,
    string Responsible,
    int ControllerId,
    string Controller,
    int OriginatorId,
    string Originator,
    DateTime CreatedAt,
    DateOnly? NextDate,
    TimeOnly? NextTime,
    string? NextNote,
    int Moves,
    int? EstimatedMinutes,
    int Minutes,
    DateTime? FinishedAt,
    string? Outcome,
    IReadOnlyList<string> Phones,
    bool CanChange,
    bool CanControl
)
{
    /// <summary>The current absence of the person responsible, or null.</summary>
    public CurrentAbsence? Away { get; init; }
}

/// <summary>A current absence: its last day (local to the absent person) and the stand-in.</summary>
public sealed record CurrentAbsence(DateOnly Until, int? StandInId, string? StandIn);

/// <summary>The choices of the task form.</summary>
public sealed record TaskChoices(
    IReadOnlyList<Choice> Types,
    IReadOnlyList<Choice> Origins,
    IReadOnlyList<Choice> People,
    IReadOnlyList<Choice> Contacts
)
{
    /// <summary>The projects to which the task can be moved: its current project and the open projects of the same client.</summary>
    public IReadOnlyList<Choice> Projects { get; init; } = [];
}

/// <summary>Reads a task's card and the choices of its form.</summary>
public sealed class TaskDetails(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>Returns the card of a task.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> outside the viewer's scope.</exception>
    public async Task<TaskCardView> GetAsync(Viewer viewer, int id, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var visible = db.Tasks.AsNoTracking().VisibleTo(db, viewer).Where(t => t.Id == id);
        var found =
            await SelectDetails(db, visible, time.GetUtcNow().UtcDateTime).FirstOrDefaultAsync(cancellationToken)
            ?? throw new RuleException(RuleError.NotFound);
        var relation = viewer.RelationTo(
            new TaskPeople(
                found.View.ResponsibleId,
                found.ResponsibleTeam,
                found.View.ControllerId,
                found.View.OriginatorId,
                found.ManagerId
            )
        );
        return found.View with
        {
            Phones = found.View.Phones.Count > 0 || found.ClientPhone is null ? found.View.Phones : [found.ClientPhone],
            CanChange = TaskRights.CanChange(relation),
            CanControl = TaskRights.CanControl(relation),
            Away = found.Away,
        };
    }

    /// <summary>
    /// Returns the active types, origins and people, and the contacts and projects of the client to which the project belongs.
    /// </summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> for a project outside the viewer's scope.</exception>
    public async Task<TaskChoices> GetChoicesAsync(Viewer viewer, int? projectId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        var types = await db
            .TaskTypes.AsNoTracking()
            .Where(t => t.Active)
            .OrderBy(t => t.Name)
            .Select(t => new Choice(t.Id, t.Name))
            .ToListAsync(cancellationToken);
        var origins = await db
            .Origins.AsNoTracking()
            .Where(t => t.Active)
            .OrderBy(t => t.Name)
            .Select(t => new Choice(t.Id, t.Name))
            .ToListAsync(cancellationToken);
        var people = await db
            .People.AsNoTracking()
            .Where(p => p.Active)
            .OrderBy(p => p.Name)
            .Take(500)
            .Select(Choice.OfPerson(db, now))
            .ToListAsync(cancellationToken);
        var (contacts, projects) = projectId is { } id ? await GetClientChoicesAsync(db, viewer, id, cancellationToken) : ([], []);
        return new TaskChoices(types, origins, people, contacts) { Projects = projects };
    }

    // Returns the active contacts of the project's client, and the client's open projects plus the project itself.
    private static async Task<(List<Choice> Contacts, List<Choice> Projects)> GetClientChoicesAsync(
        HexaDbContext db,
        Viewer viewer,
        int id,
        CancellationToken cancellationToken
    )
    {
        var client = await db
            .Projects.VisibleTo(db, viewer)
            .Where(p => p.Id == id)
            .Select(p => p.ClientId)
            .FirstOrDefaultAsync(cancellationToken);
        if (client == 0)
            throw new RuleException(RuleError.NotFound);
        var contacts = await db
            .Contacts.AsNoTracking()
            .Where(c => c.ClientId == client && c.Active)
            .OrderBy(c => c.Name)
            .Take(100)
            .Select(c => new Choice(c.Id, c.Name))
            .ToListAsync(cancellationToken);
        var projects = await db
            .Projects.AsNoTracking()
            .Where(p => p.ClientId == client && (p.Id == id || p.ClosedAt == null))
            .OrderBy(p => p.Name)
            .ThenBy(p => p.Id)
            .Take(100)
            .Select(p => new Choice(p.Id, p.Name))
            .ToListAsync(cancellationToken);
        return (contacts, projects);
    }

    private static IQueryable<TaskDetail> SelectDetails(HexaDbContext db, IQueryable<WorkTask> tasks, DateTime now) =>
        tasks.Select(t => new TaskDetail(
            new TaskCardView(
                t.Id,
                t.Version,
                t.Title,
                t.Description,
                t.ClientId,
                t.Client.Name,
                t.ProjectId,
                t.Project.Name,
                t.Status,
                t.Priority,
                t.TypeId,
                t.Type!.Name,
                t.OriginId,
                t.Origin!.Name,
                t.ContactId,
                t.Contact!.Name,
                t.ResponsibleId,
                t.Responsible.Name,
                t.ControllerId,
                t.Controller.Name,
                t.OriginatorId,
                t.Originator.Name,
                t.CreatedAt,
                t.NextActionDate,
                t.NextActionTime,
                t.NextActionNote,
                t.Promises.Where(p => p.Outcome == PromiseOutcome.Open).Select(p => p.Moves).FirstOrDefault(),
                t.EstimatedMinutes,
                db.Dedications.Where(d => d.TaskId == t.Id).Sum(d => d.Minutes),
                t.FinishedAt,
                t.Outcome,
                t.Contact!.Phones.OrderBy(p => p.Id).Select(p => p.Number).ToList(),
                false,
                false
            ),
            t.Client.Phone,
            t.Responsible.TeamId,
            t.Project.ManagerId,
            db.Absences.Where(a => a.PersonId == t.ResponsibleId && a.StartsAt <= now && a.EndsAt > now)
                .Select(a => new CurrentAbsence(a.To, a.StandInId, a.StandIn!.Name))
                .FirstOrDefault()
        ));

    private sealed record TaskDetail(TaskCardView View, string? ClientPhone, int? ResponsibleTeam, int? ManagerId, CurrentAbsence? Away);
}
