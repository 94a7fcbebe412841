using HexaLive.Domain;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Dedications;

/// <summary>A task as shown in the log form. <see cref="CanChange"/> indicates whether the viewer may set its next action.</summary>
public sealed record LogFormTask(
    int TaskId,
    string Title,
    string Client,
    string Project,
    WorkTaskStatus Status,
    DateOnly? NextDate,
    TimeOnly? NextTime,
    string? NextNote,
    int? ContactId,
    bool CanChange,
    IReadOnlyList<LogFormContact> Contacts
);

/// <summary>A contact that can be chosen for an entry.</summary>
public sealed record LogFormContact(int Id, string Name);

/// <summary>Reads the data of the log form: the task and its contacts.</summary>
public sealed class LogFormData(IDbContextFactory<HexaDbContext> databases)
{
    /// <summary>Returns the task to log on, for the form.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> outside the viewer's scope.</exception>
    public async Task<LogFormTask> GetTaskAsync(Viewer viewer, int taskId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var task =
            await db
                .Tasks.AsNoTracking()
                .VisibleTo(db, viewer)
                .Where(t => t.Id == taskId)
                .Select(t => new
                {
                    t.Id,
                    t.Title,
                    t.ClientId,
                    Client = t.Client.Name,
                    Project = t.Project.Name,
                    t.Status,
                    t.NextActionDate,
                    t.NextActionTime,
                    t.NextActionNote,
                    t.ContactId,
                    People = new TaskPeople(t.ResponsibleId, t.Responsible.TeamId, t.ControllerId, t.OriginatorId, t.Project.ManagerId),
                })
                .FirstOrDefaultAsync(cancellationToken)
            ?? throw new RuleException(RuleError.NotFound);
        var contacts = await ListContactsAsync(db, task.ClientId, cancellationToken);
        return new LogFormTask(
            task.Id,
            task.Title,
            task.Client,
            task.Project,
            task.Status,
            task.NextActionDate,
            task.NextActionTime,
            task.NextActionNote,
            task.ContactId,
            TaskRights.CanChange(viewer.RelationTo(task.People)),
            contacts
        );
    }

    internal static async Task<IReadOnlyList<LogFormContact>> ListContactsAsync(
        HexaDbContext db,
        int clientId,
        CancellationToken cancellationToken
    ) =>
        await db
            .Contacts.AsNoTracking()
            .Where(c => c.ClientId == clientId && c.Active)
            .OrderBy(c => c.Name)
            .Take(50)
            .Select(c => new LogFormContact(c.Id, c.Name))
            .ToListAsync(cancellationToken);
}
