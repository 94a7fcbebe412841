using HexaLive.Domain;
using HexaLive.Domain.People;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;

namespace HexaLive.Infrastructure.Features.Tasks;

/// <summary>Changes the fields, people, project, next action and status of tasks.</summary>
public sealed class TaskEditing(TaskWriter writer)
{
    /// <summary>
    /// Saves changes to the fields of a task that was read at <paramref name="version"/> and, if given, to its people and project.
    /// The new project must be an open project of the same client, and only people who control the task may change the project.
    /// </summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.NotFound"/> outside the viewer's scope, <see cref="RuleError.NotAllowed"/>,
    /// <see cref="RuleError.Conflict"/> if somebody else changed the task in the meantime, or a field is invalid.
    /// </exception>
    public Task EditAsync(
        Viewer viewer,
        int id,
        int version,
        TaskFields fields,
        int? responsibleId = null,
        int? controllerId = null,
        int? projectId = null,
        CancellationToken cancellationToken = default
    ) =>
        writer.ChangeAsync(
            viewer,
            id,
            version,
            async (db, task, actor) =>
            {
                await TaskChecks.EnsureContactAsync(db, fields.ContactId, task.ClientId, cancellationToken);
                await TaskAssignment.AssignAsync(
                    db,
                    viewer,
                    task,
                    responsibleId ?? task.ResponsibleId,
                    controllerId ?? task.ControllerId,
                    actor,
                    cancellationToken
                );
                task.Edit(fields, actor);
                if (projectId is { } project && project != task.ProjectId)
                    await TaskAssignment.MoveAsync(db, viewer, task, project, actor, cancellationToken);
            },
            cancellationToken
        );

    /// <summary>Reassigns a task. Only those who control the task may change its controller.</summary>
    public Task AssignAsync(
        Viewer viewer,
        int id,
        int? version,
        int responsibleId,
        int controllerId,
        CancellationToken cancellationToken = default
    ) =>
        writer.ChangeAsync(
            viewer,
            id,
            version,
            (db, task, actor) => TaskAssignment.AssignAsync(db, viewer, task, responsibleId, controllerId, actor, cancellationToken),
            cancellationToken
        );

    /// <summary>Changes the priority of a task, even if somebody else changes the task at the same time.</summary>
    public Task SetPriorityAsync(Viewer viewer, int id, TaskPriority priority, CancellationToken cancellationToken = default) =>
        writer.ChangeAsync(
            viewer,
            id,
            null,
            (_, task, actor) =>
            {
                task.SetPriority(priority, actor);
                return Task.CompletedTask;
            },
            cancellationToken
        );

    /// <summary>Sets or moves the next action; null clears it. The day must not be in the past for the person responsible.</summary>
    public Task RescheduleAsync(Viewer viewer, int id, NextAction? next, CancellationToken cancellationToken = default) =>
        writer.ChangeAsync(
            viewer,
            id,
            null,
            (_, task, actor) =>
            {
                TaskChecks.EnsureNotPast(next, task.Responsible, actor.Now);
                task.Reschedule(next, actor);
                return Task.CompletedTask;
            },
            cancellationToken
        );

    /// <summary>
    /// Applies several changes to a task at once and returns its previous values. <paramref name="version"/>, if given, is the
    /// version that was read.
    /// </summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.NotFound"/> outside the viewer's scope, <see cref="RuleError.NotAllowed"/>,
    /// <see cref="RuleError.Conflict"/> if somebody else changed the task in the meantime, or a value is invalid.
    /// </exception>
    public async Task<TaskSnapshot> ApplyAsync(
        Viewer viewer,
        int id,
        int? version,
        TaskChange change,
        CancellationToken cancellationToken = default
    )
    {
        TaskSnapshot? before = null;
        await writer.ChangeAsync(
            viewer,
            id,
            version,
            async (db, task, actor) =>
            {
                before = new TaskSnapshot(
                    id,
                    task.ResponsibleId,
                    task.ControllerId,
                    task.NextAction,
                    task.Priority,
                    task.Status,
                    task.Outcome
                );
                await ApplyFieldsAsync(db, viewer, task, change, actor, cancellationToken);
            },
            cancellationToken
        );
        return before!;
    }

    /// <summary>Restores only the fields that <see cref="ApplyAsync"/> changed. The restored next action may be in the past.</summary>
    public Task UndoAsync(Viewer viewer, TaskSnapshot snapshot, TaskChange change, CancellationToken cancellationToken = default) =>
        writer.ChangeAsync(
            viewer,
            snapshot.Id,
            null,
            async (db, task, actor) =>
            {
                if (change.Status is not null && task.Status == WorkTaskStatus.Finished)
                    SetStatus(task, snapshot.Status, snapshot.Outcome, actor);
                if (change.Next is not null || change.ClearNext || (change.Status == WorkTaskStatus.Finished && snapshot.Next is not null))
                    task.Reschedule(snapshot.Next, actor);
                if (change.Priority is not null)
                    task.SetPriority(snapshot.Priority, actor);
                var (responsible, controller) = (
                    change.ResponsibleId is null ? task.ResponsibleId : snapshot.ResponsibleId,
                    change.ControllerId is null ? task.ControllerId : snapshot.ControllerId
                );
                await TaskAssignment.AssignAsync(db, viewer, task, responsible, controller, actor, cancellationToken);
                if (change.Status is not null)
                    SetStatus(task, snapshot.Status, snapshot.Outcome, actor);
            },
            cancellationToken
        );

    /// <summary>Starts a pending task without logging an entry, or sets a started task back to pending.</summary>
    public Task SetStartedAsync(Viewer viewer, int id, bool started, CancellationToken cancellationToken = default) =>
        writer.ChangeAsync(
            viewer,
            id,
            null,
            (_, task, actor) =>
            {
                if (started)
                    task.Start(actor);
                else
                    task.ReturnToPending(actor);
                return Task.CompletedTask;
            },
            cancellationToken
        );

    /// <summary>Finishes a task with an outcome.</summary>
    public Task FinishAsync(Viewer viewer, int id, string? outcome, CancellationToken cancellationToken = default) =>
        writer.ChangeAsync(
            viewer,
            id,
            null,
            (_, task, actor) =>
            {
                task.Finish(outcome, actor);
                return Task.CompletedTask;
            },
            cancellationToken
        );

    /// <summary>Reopens a finished task.</summary>
    public Task ReopenAsync(Viewer viewer, int id, CancellationToken cancellationToken = default) =>
        writer.ChangeAsync(
            viewer,
            id,
            null,
            (_, task, actor) =>
            {
                task.Reopen(actor);
                return Task.CompletedTask;
            },
            cancellationToken
        );

    private static async Task ApplyFieldsAsync(
        HexaDbContext db,
        Viewer viewer,
        WorkTask task,
        TaskChange change,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        await TaskAssignment.AssignAsync(
            db,
            viewer,
            task,
            change.ResponsibleId ?? task.ResponsibleId,
            change.ControllerId ?? task.ControllerId,
            actor,
            cancellationToken
        );
        if (change.Priority is { } priority)
            task.SetPriority(priority, actor);
        if (change.Status is { } status)
            SetStatus(task, status, change.Outcome, actor);
        if (change.ClearNext)
            task.Reschedule(null, actor);
        else if (change.Next is { } next)
        {
            TaskChecks.EnsureNotPast(next, task.Responsible, actor.Now);
            // If the new next action has no note, keep the current note.
            task.Reschedule(next with { Note = next.Note ?? task.NextActionNote }, actor);
        }
    }

    private static void SetStatus(WorkTask task, WorkTaskStatus status, string? outcome, Actor actor)
    {
        if (task.Status == Check.Defined(status, nameof(WorkTask.Status)))
            return;
        if (task.Status == WorkTaskStatus.Finished)
            task.Reopen(actor);
        if (status == WorkTaskStatus.Finished)
            task.Finish(outcome, actor);
        else if (status == WorkTaskStatus.InProgress)
            task.Start(actor);
        else
            task.ReturnToPending(actor);
    }
}
