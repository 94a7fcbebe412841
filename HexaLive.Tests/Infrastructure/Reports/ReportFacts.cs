using HexaLive.Domain.Clients;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Presets;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Reports;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Domain.Teams;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Import;
using HexaLive.Infrastructure.Reporting;
using HexaLive.Web.Components;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Tests.Infrastructure.Reports;

/// <summary>A small database in memory that computes every report field in the simplest way.</summary>
public sealed class ReportFacts
{
    public required List<WorkTask> Tasks { get; init; }
    public required List<Dedication> Dedications { get; init; }
    public required List<Project> Projects { get; init; }
    public required List<Client> Clients { get; init; }
    public required List<Promise> Promises { get; init; }
    public required List<Person> People { get; init; }
    public required List<Team> Teams { get; init; }
    public required List<DedicationRevision> Revisions { get; init; }
    public required ILookup<int, int> ClientsOf { get; init; }

    public static async Task<ReportFacts> LoadAsync(HexaDbContext db) =>
        new()
        {
            // Tracking queries are needed here, because EF Core then links the entities to each other.
            Teams = await db.Teams.ToListAsync(),
            People = await db.People.ToListAsync(),
            Clients = await LoadAsync(db.Clients.Include(c => c.Contacts).ThenInclude(c => c.Phones)),
            Projects = await db.Projects.ToListAsync(),
            Tasks = await LoadAsync(db.Tasks.Include(t => t.Type).Include(t => t.Origin)),
            Promises = await db.Promises.ToListAsync(),
            Dedications = await LoadAsync(db.Dedications.Include(d => d.Review).Include(d => d.Revisions)),
            Revisions = await db.DedicationRevisions.ToListAsync(),
            ClientsOf = (await db.Participations.ToListAsync()).ToLookup(p => p.PersonId, p => p.ClientId),
        };

    private static Task<List<T>> LoadAsync<T>(IQueryable<T> rows) => rows.ToListAsync();

    /// <summary>Returns the rows of a source that the viewer sees.</summary>
    public IReadOnlyList<object> RowsOf(ReportSource source, Viewer viewer)
    {
        var people = People
            .Where(p => p.Id == viewer.PersonId || (p.TeamId is { } team && viewer.TeamIds.Contains(team)))
            .Select(p => p.Id);
        var clients = people.SelectMany(p => ClientsOf[p]).ToHashSet();
        bool Sees(int client) => viewer.IsAdministrator || clients.Contains(client);
        return source switch
        {
            ReportSource.Tasks => [.. Tasks.Where(t => Sees(t.ClientId))],
            ReportSource.Dedications => [.. Dedications.Where(d => Sees(d.ClientId))],
            ReportSource.Projects => [.. Projects.Where(p => Sees(p.ClientId))],
            ReportSource.Clients => [.. Clients.Where(c => Sees(c.Id))],
            _ => [.. Promises.Where(p => Sees(p.Task.ClientId))],
        };
    }

    public static int IdOf(object row) =>
        row switch
        {
            WorkTask t => t.Id,
            Dedication d => d.Id,
            Project p => p.Id,
            Client c => c.Id,
            Promise p => p.Id,
            _ => throw new ArgumentException(null, nameof(row)),
        };

    /// <summary>Returns the value of a field. Instants are in UTC, and references carry their names.</summary>
    public object? ValueOf(string field, object row, Viewer viewer, DateTime now)
    {
        var today = LocalTime.Day(now, viewer.TimeZone);
        var task = row switch
        {
            WorkTask t => t,
            Dedication d => d.Task,
            Promise p => p.Task,
            _ => null,
        };
        var project = row switch
        {
            WorkTask t => t.Project,
            Dedication d => d.Project,
            Promise p => p.Task.Project,
            Project p => p,
            _ => null,
        };
        var client = row switch
        {
            WorkTask t => t.Client,
            Dedication d => d.Client,
            Promise p => p.Task.Client,
            Project p => p.Client,
            _ => (Client)row,
        };
        var part = field[..field.IndexOf('.', StringComparison.Ordinal)];
        return part switch
        {
            "task" => TaskValue(field, task!, viewer, today),
            "project" => ProjectValue(field, project!, today),
            "client" => ClientValue(field, client, today),
            "entry" => EntryValue(field, (Dedication)row),
            _ => PromiseValue(field, (Promise)row),
        };
    }

    private object? TaskValue(string field, WorkTask t, Viewer viewer, DateOnly today)
    {
        var entries = Dedications.Where(d => d.TaskId == t.Id).ToList();
        var promises = Promises.Where(p => p.TaskId == t.Id).ToList();
        return field switch
        {
            "task.title" => new ReportReference(ReferenceKind.Task, t.Id, t.Title),
            "task.number" => t.Id,
            "task.description" => t.Description,
            "task.status" => t.Status,
            "task.priority" => t.Priority,
            "task.open" => t.Status != WorkTaskStatus.Finished,
            "task.type" => CreateReference(ReferenceKind.TaskType, t.Type, x => x.Id, x => x.Name),
            "task.origin" => CreateReference(ReferenceKind.Origin, t.Origin, x => x.Id, x => x.Name),
            "task.contact" => CreateReference(ReferenceKind.Contact, t.Contact, x => x.Id, x => x.Name),
            "task.contact.phone" => FirstPhone(t.Contact),
            "task.contact.email" => t.Contact?.Email,
            "task.responsible" => ToReference(t.Responsible),
            "task.responsible.team" => ToReference(t.Responsible.Team),
            "task.controller" => ToReference(t.Controller),
            "task.controller.team" => ToReference(t.Controller.Team),
            "task.originator" => ToReference(t.Originator),
            "task.created" => t.CreatedAt,
            "task.finished" => t.FinishedAt,
            "task.outcome" => t.Outcome,
            "task.next" => t.NextActionDate,
            "task.due" => t.DueAt,
            "task.nextNote" => t.NextActionNote,
            "task.estimate" => t.EstimatedMinutes,
            "task.overdue" => t.NextActionDate is { } next && next < today,
            "task.daysOverdue" => t.NextActionDate is { } next && next < today ? today.DayNumber - next.DayNumber : null,
            "task.age" => (t.FinishedAt is { } at ? LocalTime.Day(at, viewer.TimeZone) : today).DayNumber
                - LocalTime.Day(t.CreatedAt, viewer.TimeZone).DayNumber,
            "task.entries" => entries.Count,
            "task.minutes" => entries.Sum(d => d.Minutes),
            "task.minutesThisMonth" => entries.Where(d => (d.Date.Year, d.Date.Month) == (today.Year, today.Month)).Sum(d => d.Minutes),
            "task.lastEntry" => LastEntryDate(entries),
            "task.daysSinceEntry" => LastEntryDate(entries) is { } last ? today.DayNumber - last.DayNumber : null,
            "task.moves" => promises.Where(p => p.Outcome == PromiseOutcome.Open).Max(p => (int?)p.Moves),
            "task.kept" => promises.Count(p => p.Outcome == PromiseOutcome.Kept),
            "task.moved" => promises.Count(p => p.Outcome == PromiseOutcome.Moved),
            "task.broken" => promises.Count(p => p.Outcome == PromiseOutcome.Broken),
            "task.keptPercent" => KeptPercent(promises),
            _ => throw new ArgumentException(field),
        };
    }

    private object? ProjectValue(string field, Project p, DateOnly today)
    {
        var tasks = Tasks.Where(t => t.ProjectId == p.Id).ToList();
        var entries = Dedications.Where(d => d.ProjectId == p.Id).ToList();
        return field switch
        {
            "project.name" => new ReportReference(ReferenceKind.Project, p.Id, p.Name),
            "project.code" => p.Code,
            "project.kind" => p.Kind,
            "project.manager" => ToReference(p.Manager),
            "project.start" => p.PlannedStart,
            "project.end" => p.PlannedEnd,
            "project.open" => p.ClosedAt is null,
            "project.closed" => p.ClosedAt,
            "project.description" => p.Description,
            "project.pending" => tasks.Count(t => t.Status == WorkTaskStatus.Pending),
            "project.inProgress" => tasks.Count(t => t.Status == WorkTaskStatus.InProgress),
            "project.finished" => tasks.Count(t => t.Status == WorkTaskStatus.Finished),
            "project.overdueTasks" => tasks.Count(t => t.NextActionDate < today),
            "project.entries" => entries.Count,
            "project.minutes" => entries.Sum(d => d.Minutes),
            "project.minutesThisMonth" => entries.Where(d => (d.Date.Year, d.Date.Month) == (today.Year, today.Month)).Sum(d => d.Minutes),
            "project.lastEntry" => LastEntryDate(entries),
            "project.daysSinceEntry" => LastEntryDate(entries) is { } last ? today.DayNumber - last.DayNumber : null,
            "project.kept" => Promises.Count(o => o.Task.ProjectId == p.Id && o.Outcome == PromiseOutcome.Kept),
            "project.moved" => Promises.Count(o => o.Task.ProjectId == p.Id && o.Outcome == PromiseOutcome.Moved),
            "project.broken" => Promises.Count(o => o.Task.ProjectId == p.Id && o.Outcome == PromiseOutcome.Broken),
            "project.keptPercent" => KeptPercent([.. Promises.Where(o => o.Task.ProjectId == p.Id)]),
            _ => throw new ArgumentException(field),
        };
    }

    private object? ClientValue(string field, Client c, DateOnly today)
    {
        var open = Tasks.Where(t => t.ClientId == c.Id && t.Status != WorkTaskStatus.Finished).ToList();
        var entries = Dedications.Where(d => d.ClientId == c.Id).ToList();
        return field switch
        {
            "client.name" => new ReportReference(ReferenceKind.Client, c.Id, c.Name),
            "client.code" => c.Code,
            "client.taxId" => c.TaxId,
            "client.team" => ToReference(c.Team),
            "client.phone" => c.Phone,
            "client.email" => c.Email,
            "client.website" => c.Website,
            "client.address" => c.Address,
            "client.notes" => c.Notes,
            "client.active" => c.Active,
            "client.openTasks" => open.Count,
            "client.pending" => open.Count(t => t.Status == WorkTaskStatus.Pending),
            "client.inProgress" => open.Count(t => t.Status == WorkTaskStatus.InProgress),
            "client.finished" => Tasks.Count(t => t.ClientId == c.Id && t.Status == WorkTaskStatus.Finished),
            "client.overdueTasks" => open.Count(t => t.NextActionDate < today),
            "client.keptPercent" => KeptPercent([.. Promises.Where(o => o.Task.ClientId == c.Id)]),
            "client.openProjects" => Projects.Count(p => p.ClientId == c.Id && p.ClosedAt is null),
            "client.nextPromise" => open.Where(t => t.NextActionDate >= today).Min(t => t.NextActionDate),
            "client.minutes" => entries.Sum(d => d.Minutes),
            "client.minutesThisMonth" => entries.Where(d => (d.Date.Year, d.Date.Month) == (today.Year, today.Month)).Sum(d => d.Minutes),
            "client.lastEntry" => LastEntryDate(entries),
            "client.daysSinceEntry" => LastEntryDate(entries) is { } last ? today.DayNumber - last.DayNumber : null,
            _ => throw new ArgumentException(field),
        };
    }

    private object? EntryValue(string field, Dedication d) =>
        field switch
        {
            "entry.date" => d.Date,
            "entry.person" => ToReference(d.Person),
            "entry.person.team" => ToReference(d.Person.Team),
            "entry.minutes" => d.Minutes,
            "entry.channel" => d.Channel,
            "entry.comment" => d.Comment,
            "entry.contact" => CreateReference(ReferenceKind.Contact, d.Contact, x => x.Id, x => x.Name),
            "entry.contact.phone" => FirstPhone(d.Contact),
            "entry.contact.email" => d.Contact?.Email,
            "entry.logged" => d.CreatedAt,
            "entry.loggedBy" => ToReference(People.Single(p => p.Id == d.CreatedById)),
            "entry.review" => d.Review?.State,
            "entry.reviewedBy" => ToReference(d.Review?.AnsweredBy),
            "entry.corrected" => Revisions.Any(r => r.DedicationId == d.Id),
            _ => throw new ArgumentException(field),
        };

    private object? PromiseValue(string field, Promise p) =>
        field switch
        {
            "promise.date" => p.Date,
            "promise.person" => ToReference(p.Person),
            "promise.person.team" => ToReference(p.Person.Team),
            "promise.at" => p.Time is null ? null : p.DueAt,
            "promise.outcome" => p.Outcome,
            "promise.kept" => p.Outcome == PromiseOutcome.Kept ? 1 : 0,
            "promise.moved" => p.Outcome == PromiseOutcome.Moved ? 1 : 0,
            "promise.broken" => p.Outcome == PromiseOutcome.Broken ? 1 : 0,
            "promise.keptPercent" => KeptPercent([p]),
            "promise.moves" => p.Moves,
            "promise.movedTo" => p.MovedTo,
            "promise.set" => p.SetAt,
            "promise.setBy" => ToReference(People.Single(o => o.Id == p.SetById)),
            "promise.ended" => p.EndedAt,
            "promise.note" => p.Note,
            _ => throw new ArgumentException(field),
        };

    private static double? KeptPercent(IReadOnlyCollection<Promise> promises)
    {
        var settled = promises.Count(p => p.Outcome is PromiseOutcome.Kept or PromiseOutcome.Moved or PromiseOutcome.Broken);
        return settled == 0 ? null : 100.0 * promises.Count(p => p.Outcome == PromiseOutcome.Kept) / settled;
    }

    private static string? FirstPhone(Contact? contact) => contact?.Phones.OrderBy(p => p.Id).FirstOrDefault()?.Number;

    private static DateOnly? LastEntryDate(IReadOnlyCollection<Dedication> entries) => entries.Max(d => (DateOnly?)d.Date);

    private static ReportReference? ToReference(Person? person) => CreateReference(ReferenceKind.Person, person, p => p.Id, p => p.Name);

    private static ReportReference? ToReference(Team? team) => CreateReference(ReferenceKind.Team, team, t => t.Id, t => t.Name);

    private static ReportReference? CreateReference<T>(ReferenceKind kind, T? of, Func<T, int> id, Func<T, string> name)
        where T : class => of is null ? null : new ReportReference(kind, id(of), name(of));
}
