using HexaLive.Domain;
using HexaLive.Domain.Timers;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Live;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Timers;

/// <summary>A running timer. <see cref="StartedAt"/> is UTC.</summary>
public sealed record RunningTimer(int? TaskId, string? Task, DateTime StartedAt);

/// <summary>Starts and stops the timer of a person.</summary>
public sealed class WorkTimers(IDbContextFactory<HexaDbContext> databases, ActivityFeed feed, TimeProvider time)
{
    /// <summary>
    /// Starts the timer for a call to a client or one of its contacts, and returns the id of the open task that the call is most
    /// likely about; null if there is no open task. Prefers tasks of the viewer, then tasks with that contact, then the task that
    /// is due first.
    /// </summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> outside the viewer's scope.</exception>
    public async Task<int?> StartCallAsync(
        Viewer viewer,
        int clientId,
        int? contactId,
        int? taskId,
        CancellationToken cancellationToken = default
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!await db.Clients.VisibleTo(db, viewer).AnyAsync(c => c.Id == clientId, cancellationToken))
            throw new RuleException(RuleError.NotFound);
        var me = viewer.PersonId;
        var task = await db
            .Tasks.AsNoTracking()
            .WhereOpen()
            .Where(t => t.ClientId == clientId && (taskId == null || t.Id == taskId))
            .OrderBy(t => t.ResponsibleId == me ? 0 : 1)
            .ThenBy(t => t.ContactId == contactId ? 0 : 1)
            .ThenBy(t => t.DueAt == null ? 1 : 0)
            .ThenBy(t => t.DueAt)
            .ThenBy(t => t.Id)
            .Select(t => (int?)t.Id)
            .FirstOrDefaultAsync(cancellationToken);
        await StartAsync(viewer, task, cancellationToken);
        return task;
    }

    /// <summary>Returns the viewer's running timer, or null.</summary>
    public async Task<RunningTimer?> FindRunningAsync(Viewer viewer, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db
            .Timers.AsNoTracking()
            .Where(t => t.PersonId == viewer.PersonId)
            .Select(t => new RunningTimer(t.TaskId, t.Task == null ? null : t.Task.Title, t.StartedAt))
            .FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>Starts the viewer's timer, optionally for a task. A running timer is restarted.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> outside the viewer's scope.</exception>
    public async Task StartAsync(Viewer viewer, int? taskId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (taskId is { } id && !await db.Tasks.VisibleTo(db, viewer).AnyAsync(t => t.Id == id, cancellationToken))
            throw new RuleException(RuleError.NotFound);
        var now = time.GetUtcNow().UtcDateTime;
        var timer = await db.Timers.FirstOrDefaultAsync(t => t.PersonId == viewer.PersonId, cancellationToken);
        if (timer is null)
            db.Timers.Add(new WorkTimer(viewer.PersonId, taskId, now));
        else
            timer.Restart(taskId, now);
        await db.SaveChangesAsync(cancellationToken);
        feed.Publish(LiveTopic.Timers);
    }

    /// <summary>Stops the viewer's timer if it is running.</summary>
    public async Task StopAsync(Viewer viewer, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (
            await db.WriteAsync(
                () => db.Timers.Where(t => t.PersonId == viewer.PersonId).ExecuteDeleteAsync(cancellationToken),
                cancellationToken
            ) > 0
        )
            feed.Publish(LiveTopic.Timers);
    }
}
