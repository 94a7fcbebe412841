using HexaLive.Domain;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Tasks;

/// <summary>Everything that a task's card shows; instants are UTC. <see cref="Minutes"/> is what was logged in all, <see cref="Phones"/> the contact's or else the client's.</summary>
public sealed record TaskCardView(
    int Id, int Version, string Title, string? Description, int ClientId, string Client, int ProjectId, string Project,
    WorkTaskStatus Status, TaskPriority Priority, int? TypeId, string? Type, int? OriginId, string? Origin, int? ContactId, string? Contact,
    int ResponsibleId, string Responsible, int ControllerId, string Controller, int OriginatorId, string Originator,
    DateTime CreatedAt, DateOnly? NextDate, TimeOnly? NextTime, string? NextNote, int Moves, int? EstimatedMinutes, int Minutes,
    DateTime? FinishedAt, string? Outcome, IReadOnlyList<string> Phones, bool CanChange, bool CanControl)
{
    /// <summary>The last day on which the responsible is away now, and who stands in; null where they are not.</summary>
    public AwayNow? Away { get; init; }
}

/// <summary>That somebody is away now, until a day of their own, that included, and who stands in.</summary>
public sealed record AwayNow(DateOnly Until, int? StandInId, string? StandIn);

/// <summary>A choice in a form.</summary>
public sealed record Choice(int Id, string Name)
{
    /// <summary>Of people: the last day on which they are away now.</summary>
    public DateOnly? AwayUntil { get; init; }
}

/// <summary>What the form of a task lets choose.</summary>
public sealed record TaskChoices(IReadOnlyList<Choice> Types, IReadOnlyList<Choice> Origins, IReadOnlyList<Choice> People, IReadOnlyList<Choice> Contacts)
{
    /// <summary>The project itself and the open ones of its client, where a task of it may go.</summary>
    public IReadOnlyList<Choice> Projects { get; init; } = [];
}

/// <summary>Reads one task.</summary>
public sealed class TaskCard(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>The card of a task.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> outside the scope.</exception>
    public async Task<TaskCardView> GetAsync(Viewer viewer, int id, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        var found = await db.Tasks.AsNoTracking().VisibleTo(db, viewer).Where(t => t.Id == id)
            .Select(t => new
            {
                View = new TaskCardView(
                    t.Id, t.Version, t.Title, t.Description, t.ClientId, t.Client.Name, t.ProjectId, t.Project.Name,
                    t.Status, t.Priority, t.TypeId, t.Type!.Name, t.OriginId, t.Origin!.Name, t.ContactId, t.Contact!.Name,
                    t.ResponsibleId, t.Responsible.Name, t.ControllerId, t.Controller.Name, t.OriginatorId, t.Originator.Name,
                    t.CreatedAt, t.NextActionDate, t.NextActionTime, t.NextActionNote,
                    t.Promises.Where(p => p.Outcome == PromiseOutcome.Open).Select(p => p.Moves).FirstOrDefault(), t.EstimatedMinutes,
                    db.Dedications.Where(d => d.TaskId == t.Id).Sum(d => d.Minutes), t.FinishedAt, t.Outcome, t.Contact!.Phones.OrderBy(p => p.Id).Select(p => p.Number).ToList(), false, false),
                ClientPhone = t.Client.Phone,
                ResponsibleTeam = t.Responsible.TeamId,
                t.Project.ManagerId,
                Away = db.Absences.Where(a => a.PersonId == t.ResponsibleId && a.StartsAt <= now && a.EndsAt > now).Select(a => new AwayNow(a.To, a.StandInId, a.StandIn!.Name)).FirstOrDefault(),
            })
            .FirstOrDefaultAsync(cancellationToken) ?? throw new RuleException(RuleError.NotFound);
        var standing = viewer.Standing(found.View.ResponsibleId, found.ResponsibleTeam, found.View.ControllerId, found.View.OriginatorId, found.ManagerId);
        return found.View with
        {
            Phones = found.View.Phones.Count > 0 || found.ClientPhone is null ? found.View.Phones : [found.ClientPhone],
            CanChange = TaskRights.CanChange(standing),
            CanControl = TaskRights.CanControl(standing),
            Away = found.Away,
        };
    }

    /// <summary>Types, origins, active people, and the contacts and projects of the project's client.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> for a project outside the scope.</exception>
    public async Task<TaskChoices> ChoicesAsync(Viewer viewer, int? projectId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        var types = await db.TaskTypes.AsNoTracking().Where(t => t.Active).OrderBy(t => t.Name).Select(t => new Choice(t.Id, t.Name)).ToListAsync(cancellationToken);
        var origins = await db.Origins.AsNoTracking().Where(t => t.Active).OrderBy(t => t.Name).Select(t => new Choice(t.Id, t.Name)).ToListAsync(cancellationToken);
        var people = await db.People.AsNoTracking().Where(p => p.Active).OrderBy(p => p.Name).Take(500)
            .Select(p => new Choice(p.Id, p.Name) { AwayUntil = db.Absences.Where(a => a.PersonId == p.Id && a.StartsAt <= now && a.EndsAt > now).Select(a => (DateOnly?)a.To).FirstOrDefault() }).ToListAsync(cancellationToken);
        List<Choice> contacts = [], projects = [];
        if (projectId is { } id)
        {
            var client = await db.Projects.VisibleTo(db, viewer).Where(p => p.Id == id).Select(p => p.ClientId).FirstOrDefaultAsync(cancellationToken);
            if (client == 0) throw new RuleException(RuleError.NotFound);
            contacts = await db.Contacts.AsNoTracking().Where(c => c.ClientId == client && c.Active).OrderBy(c => c.Name).Take(100).Select(c => new Choice(c.Id, c.Name)).ToListAsync(cancellationToken);
            projects = await db.Projects.AsNoTracking().Where(p => p.ClientId == client && (p.Id == id || p.ClosedAt == null)).OrderBy(p => p.Name).ThenBy(p => p.Id).Take(100).Select(p => new Choice(p.Id, p.Name)).ToListAsync(cancellationToken);
        }
        return new TaskChoices(types, origins, people, contacts) { Projects = projects };
    }
}
