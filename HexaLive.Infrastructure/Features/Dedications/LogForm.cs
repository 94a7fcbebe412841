using HexaLive.Domain;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Live;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Dedications;

/// <summary>What the log form shows of its task. <see cref="CanChange"/>: whether the viewer may say what comes next.</summary>
public sealed record LogFormTask(
    int TaskId, string Title, string Client, string Project, WorkTaskStatus Status, DateOnly? NextDate, TimeOnly? NextTime, string? NextNote,
    int? ContactId, bool CanChange, IReadOnlyList<LogFormContact> Contacts);

/// <summary>Somebody to have spoken with.</summary>
public sealed record LogFormContact(int Id, string Name);

/// <summary>A running stopwatch; started at a UTC instant.</summary>
public sealed record RunningTimer(int? TaskId, string? Task, DateTime StartedAt);

/// <summary>What the log form needs before it saves: its task, and the person's stopwatch.</summary>
public sealed class LogForm(IDbContextFactory<HexaDbContext> databases, ActivityFeed feed, TimeProvider time)
{
    /// <summary>The task to log on.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> outside the scope.</exception>
    public async Task<LogFormTask> TaskAsync(Viewer viewer, int taskId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var task = await db.Tasks.AsNoTracking().VisibleTo(db, viewer).Where(t => t.Id == taskId)
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
                t.ResponsibleId,
                ResponsibleTeam = t.Responsible.TeamId,
                t.ControllerId,
                t.OriginatorId,
                t.Project.ManagerId,
            })
            .FirstOrDefaultAsync(cancellationToken) ?? throw new RuleException(RuleError.NotFound);
        var contacts = await ContactsAsync(db, task.ClientId, cancellationToken);
        return new LogFormTask(
            task.Id, task.Title, task.Client, task.Project, task.Status, task.NextActionDate, task.NextActionTime, task.NextActionNote, task.ContactId,
            TaskRights.CanChange(viewer.Standing(task.ResponsibleId, task.ResponsibleTeam, task.ControllerId, task.OriginatorId, task.ManagerId)),
            contacts);
    }

    /// <summary>
    /// Begins a call to a client, perhaps to one of its contacts: the stopwatch starts on the task that the call is most likely for (the viewer's own first, with that contact first, then by
    /// "which first?"), whose id is returned; null where none is open.
    /// </summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> outside the scope.</exception>
    public async Task<int?> StartCallAsync(Viewer viewer, int clientId, int? contactId, int? taskId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!await db.Clients.VisibleTo(db, viewer).AnyAsync(c => c.Id == clientId, cancellationToken)) throw new RuleException(RuleError.NotFound);
        var me = viewer.PersonId;
        var task = await db.Tasks.AsNoTracking().Where(t => t.ClientId == clientId && t.Status < WorkTaskStatus.Finished && (taskId == null || t.Id == taskId))
            .OrderBy(t => t.ResponsibleId == me ? 0 : 1).ThenBy(t => t.ContactId == contactId ? 0 : 1).ThenBy(t => t.DueAt == null ? 1 : 0).ThenBy(t => t.DueAt).ThenBy(t => t.Id)
            .Select(t => (int?)t.Id).FirstOrDefaultAsync(cancellationToken);
        await StartTimerAsync(viewer, task, cancellationToken);
        return task;
    }

    /// <summary>The viewer's running stopwatch; null when none runs.</summary>
    public async Task<RunningTimer?> TimerAsync(Viewer viewer, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Timers.AsNoTracking().Where(t => t.PersonId == viewer.PersonId)
            .Select(t => new RunningTimer(t.TaskId, t.Task == null ? null : t.Task.Title, t.StartedAt)).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>Starts the viewer's stopwatch, perhaps for a task; one that runs starts again.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> outside the scope.</exception>
    public async Task StartTimerAsync(Viewer viewer, int? taskId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (taskId is { } id && !await db.Tasks.VisibleTo(db, viewer).AnyAsync(t => t.Id == id, cancellationToken))
            throw new RuleException(RuleError.NotFound);
        var now = time.GetUtcNow().UtcDateTime;
        var timer = await db.Timers.FirstOrDefaultAsync(t => t.PersonId == viewer.PersonId, cancellationToken);
        if (timer is null) db.Timers.Add(new WorkTimer(viewer.PersonId, taskId, now));
        else timer.Restart(taskId, now);
        await db.SaveChangesAsync(cancellationToken);
        feed.Ring(LiveTopic.Timers);
    }

    /// <summary>Stops the viewer's stopwatch, if one runs.</summary>
    public async Task StopTimerAsync(Viewer viewer, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await db.WriteAsync(() => db.Timers.Where(t => t.PersonId == viewer.PersonId).ExecuteDeleteAsync(cancellationToken), cancellationToken) > 0) feed.Ring(LiveTopic.Timers);
    }

    internal static async Task<IReadOnlyList<LogFormContact>> ContactsAsync(HexaDbContext db, int clientId, CancellationToken cancellationToken) =>
        await db.Contacts.AsNoTracking().Where(c => c.ClientId == clientId && c.Active)
            .OrderBy(c => c.Name).Take(50).Select(c => new LogFormContact(c.Id, c.Name)).ToListAsync(cancellationToken);
}
