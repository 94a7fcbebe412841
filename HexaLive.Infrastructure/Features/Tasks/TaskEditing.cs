using HexaLive.Domain;
using HexaLive.Domain.Calendar;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Tasks;
using HexaLive.Domain.TaskTypes;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Reminders;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Tasks;

/// <summary>What was already done when the task is made. <see cref="ClientKey"/> is made where the form was opened: sent twice, it is one task.</summary>
public sealed record FirstEntry(int Minutes, DedicationChannel Channel, string Comment, Guid ClientKey);

/// <summary>
/// A new task as sent from a form. What is null takes the preset's value, else the creator and normal priority; <see cref="WithoutNext"/>: no next action, also
/// where a preset has one.
/// </summary>
public sealed record NewTask(
    int ProjectId, string? Title, string? Description, int? TypeId, int? OriginId, int? ContactId, int? ResponsibleId, int? ControllerId,
    TaskPriority? Priority, int? EstimatedMinutes, NextAction? Next, FirstEntry? Log = null, bool WithoutNext = false);

/// <summary>Makes tasks and changes them, by those who may.</summary>
public sealed class TaskEditing(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>Makes a task, perhaps with its first entry, and returns its number. Presets of type and origin fill what was not typed.</summary>
    /// <exception cref="RuleException">The project is outside the scope or closed, a person is inactive, or a field is refused.</exception>
    public async Task<int> CreateAsync(Viewer viewer, NewTask fields, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        if (fields.Log is { } sent)
        {
            var known = await db.Dedications.AsNoTracking().Where(d => d.ClientKey == sent.ClientKey && d.CreatedById == viewer.PersonId).Select(d => d.TaskId).FirstOrDefaultAsync(cancellationToken);
            if (known != 0) return known;
        }
        var project = await db.Projects.VisibleTo(db, viewer).Include(p => p.Client).FirstOrDefaultAsync(p => p.Id == fields.ProjectId, cancellationToken)
            ?? throw new RuleException(RuleError.NotFound);
        await MustBeContactAsync(db, fields.ContactId, project.ClientId, cancellationToken);
        var preset = await PresetAsync(viewer, fields.ProjectId, fields.TypeId, fields.OriginId,
            new TypedValues(fields.ResponsibleId, fields.ControllerId, fields.Priority, fields.Title, fields.Description, fields.EstimatedMinutes, fields.Next?.Date), cancellationToken);
        var responsible = await PersonAsync(db, preset.ResponsibleId.Value ?? viewer.PersonId, cancellationToken);
        var controller = await PersonAsync(db, preset.ControllerId.Value ?? project.ManagerId ?? viewer.PersonId, cancellationToken);
        var me = await PersonAsync(db, viewer.PersonId, cancellationToken);
        var next = fields.WithoutNext ? null : fields.Next ?? (preset.NextAction.Value is { } day ? new NextAction(day) : null);
        MustNotBePast(next, responsible, now);
        var task = new WorkTask(
            project,
            new TaskFields(preset.Title.Value ?? "", preset.Description.Value, fields.TypeId, fields.OriginId, fields.ContactId, preset.Priority.Value ?? TaskPriority.Normal, preset.EstimatedMinutes.Value),
            responsible, controller, me, fields.Log is null ? next : null, viewer.PersonId, now);
        if (fields.Log is { } log)
            task.Log(new DedicationFields(me.Today(now), log.Minutes, log.Comment, log.Channel, fields.ContactId), me, next is null ? AfterLog.Keep : new AfterLog(next), viewer.PersonId, now, log.ClientKey);
        db.Tasks.Add(task);
        await HandedOver.RaiseAsync(db, [task], viewer.PersonId, now, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return task.Id;
    }

    /// <summary>What a new task would get, and which rule put each value there.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> for a project outside the scope.</exception>
    public async Task<PresetValues> PresetAsync(Viewer viewer, int projectId, int? typeId, int? originId, TypedValues typed, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var place = await db.Projects.AsNoTracking().VisibleTo(db, viewer).Where(p => p.Id == projectId)
            .Select(p => new { p.ManagerId, TeamManagerId = p.Client.Team!.ManagerId }).FirstOrDefaultAsync(cancellationToken)
            ?? throw new RuleException(RuleError.NotFound);
        var type = typeId is null ? null : await db.TaskTypes.AsNoTracking().FirstOrDefaultAsync(t => t.Id == typeId, cancellationToken);
        var origin = originId is null ? null : await db.Origins.AsNoTracking().FirstOrDefaultAsync(t => t.Id == originId, cancellationToken);
        var today = LocalTime.Day(time.GetUtcNow().UtcDateTime, viewer.TimeZone);
        var context = new PresetContext(viewer.PersonId, place.TeamManagerId, place.ManagerId, today, WorkingCalendar.Usual);
        var values = PresetValues.Resolve(type?.Preset, origin?.Preset, typed, context);
        if (values.NextAction.Source is PresetSource.Nobody or PresetSource.Typed) return values;
        // Whose promise it will be is known only now: the days are those that this person works.
        var calendar = await db.CalendarOfAsync(values.ResponsibleId.Value ?? viewer.PersonId, today, cancellationToken);
        return PresetValues.Resolve(type?.Preset, origin?.Preset, typed, context with { Calendar = calendar });
    }

    /// <summary>
    /// Changes what people type of a task, and its people and project where given, at once. <paramref name="version"/> is the one that was read. Whoever controls it
    /// moves it to another open project of its client.
    /// </summary>
    /// <exception cref="RuleException">Also <see cref="RuleError.Conflict"/> where somebody changed it first: who, and what.</exception>
    public Task EditAsync(Viewer viewer, int id, int version, TaskFields fields, int? responsibleId = null, int? controllerId = null, int? projectId = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(viewer, id, version, async (db, task, now) =>
        {
            await MustBeContactAsync(db, fields.ContactId, task.ClientId, cancellationToken);
            await AssignAsync(db, viewer, task, responsibleId ?? task.ResponsibleId, controllerId ?? task.ControllerId, now, cancellationToken);
            task.Edit(fields, viewer.PersonId, now);
            if (projectId is { } project && project != task.ProjectId) await MoveAsync(db, viewer, task, project, now, cancellationToken);
        }, cancellationToken);

    /// <summary>Hands a task over. Another controller takes whoever controls it.</summary>
    public Task AssignAsync(Viewer viewer, int id, int? version, int responsibleId, int controllerId, CancellationToken cancellationToken = default) =>
        ChangeAsync(viewer, id, version, (db, task, now) => AssignAsync(db, viewer, task, responsibleId, controllerId, now, cancellationToken), cancellationToken);

    /// <summary>Changes the priority.</summary>
    public Task SetPriorityAsync(Viewer viewer, int id, TaskPriority priority, CancellationToken cancellationToken = default) =>
        ChangeAsync(viewer, id, null, (_, task, now) => { task.SetPriority(priority, viewer.PersonId, now); return Task.CompletedTask; }, cancellationToken);

    /// <summary>Sets, moves or (null) clears the next action; not to a day that is past for the responsible.</summary>
    public Task RescheduleAsync(Viewer viewer, int id, NextAction? next, CancellationToken cancellationToken = default) =>
        ChangeAsync(viewer, id, null, (_, task, now) =>
        {
            MustNotBePast(next, task.Responsible, now);
            task.Reschedule(next, viewer.PersonId, now);
            return Task.CompletedTask;
        }, cancellationToken);

    /// <summary>Changes several things of a task at once and returns how it stood before. <paramref name="version"/>, where given, is the one that was read.</summary>
    /// <exception cref="RuleException">Also <see cref="RuleError.Conflict"/> where somebody changed it first.</exception>
    public async Task<TaskBefore> ApplyAsync(Viewer viewer, int id, int? version, TaskChange change, CancellationToken cancellationToken = default)
    {
        TaskBefore? before = null;
        await ChangeAsync(viewer, id, version, async (db, task, now) =>
        {
            before = new TaskBefore(id, task.ResponsibleId, task.ControllerId, task.NextAction, task.Priority, task.Status, task.Outcome);
            await AssignAsync(db, viewer, task, change.ResponsibleId ?? task.ResponsibleId, change.ControllerId ?? task.ControllerId, now, cancellationToken);
            if (change.Priority is { } priority) task.SetPriority(priority, viewer.PersonId, now);
            if (change.Status is { } status) SetStatus(task, status, change.Outcome, viewer, now);
            if (change.ClearNext) task.Reschedule(null, viewer.PersonId, now);
            else if (change.Next is { } next)
            {
                MustNotBePast(next, task.Responsible, now);
                // The note of what was to be done stays; its day is another.
                task.Reschedule(next with { Note = next.Note ?? task.NextActionNote }, viewer.PersonId, now);
            }
        }, cancellationToken);
        return before!;
    }

    /// <summary>Puts back what <see cref="ApplyAsync"/> changed, and only that: the next action may lie in the past, as it did before.</summary>
    public Task UndoAsync(Viewer viewer, TaskBefore before, TaskChange change, CancellationToken cancellationToken = default) =>
        ChangeAsync(viewer, before.Id, null, async (db, task, now) =>
        {
            if (change.Status is not null && task.Status == WorkTaskStatus.Finished) SetStatus(task, before.Status, before.Outcome, viewer, now);
            if (change.Next is not null || change.ClearNext || (change.Status == WorkTaskStatus.Finished && before.Next is not null)) task.Reschedule(before.Next, viewer.PersonId, now);
            if (change.Priority is not null) task.SetPriority(before.Priority, viewer.PersonId, now);
            var (responsible, controller) = (change.ResponsibleId is null ? task.ResponsibleId : before.ResponsibleId, change.ControllerId is null ? task.ControllerId : before.ControllerId);
            await AssignAsync(db, viewer, task, responsible, controller, now, cancellationToken);
            if (change.Status is not null) SetStatus(task, before.Status, before.Outcome, viewer, now);
        }, cancellationToken);

    /// <summary>Starts a pending task without a dedication, or puts a started one back.</summary>
    public Task SetStartedAsync(Viewer viewer, int id, bool started, CancellationToken cancellationToken = default) =>
        ChangeAsync(viewer, id, null, (_, task, now) =>
        {
            if (started) task.Start(viewer.PersonId, now);
            else task.PutBack(viewer.PersonId, now);
            return Task.CompletedTask;
        }, cancellationToken);

    /// <summary>Finishes a task with an outcome.</summary>
    public Task FinishAsync(Viewer viewer, int id, string? outcome, CancellationToken cancellationToken = default) =>
        ChangeAsync(viewer, id, null, (_, task, now) => { task.Finish(outcome, viewer.PersonId, now); return Task.CompletedTask; }, cancellationToken);

    /// <summary>Opens a finished task again.</summary>
    public Task ReopenAsync(Viewer viewer, int id, CancellationToken cancellationToken = default) =>
        ChangeAsync(viewer, id, null, (_, task, now) => { task.Reopen(viewer.PersonId, now); return Task.CompletedTask; }, cancellationToken);

    private static void SetStatus(WorkTask task, WorkTaskStatus status, string? outcome, Viewer viewer, DateTime now)
    {
        if (task.Status == status) return;
        if (task.Status == WorkTaskStatus.Finished) task.Reopen(viewer.PersonId, now);
        if (status == WorkTaskStatus.Finished) task.Finish(outcome, viewer.PersonId, now);
        else if (status == WorkTaskStatus.InProgress) task.Start(viewer.PersonId, now);
        else task.PutBack(viewer.PersonId, now);
    }

    // Without a version the change does not depend on what was read (a date, a status): a lost race is run again on what won.
    private async Task ChangeAsync(Viewer viewer, int id, int? version, Func<HexaDbContext, WorkTask, DateTime, Task> change, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            var task = await db.Tasks.VisibleTo(db, viewer)
                .Include(t => t.Responsible).Include(t => t.Controller).Include(t => t.Project)
                .Include(t => t.Promises.Where(p => p.Outcome == PromiseOutcome.Open))
                .FirstOrDefaultAsync(t => t.Id == id, cancellationToken) ?? throw new RuleException(RuleError.NotFound);
            if (!TaskRights.CanChange(Standing(viewer, task))) throw new RuleException(RuleError.NotAllowed);
            if (version is not null && version != task.Version) throw await ConflictAsync(db, id, cancellationToken);
            await change(db, task, time.GetUtcNow().UtcDateTime);
            try
            {
                await db.SaveChangesAsync(cancellationToken);
                return;
            }
            catch (DbUpdateConcurrencyException) when (version is null && attempt < 10)
            {
                // Run again on what won.
            }
            catch (DbUpdateConcurrencyException)
            {
                throw await ConflictAsync(db, id, cancellationToken);
            }
        }
    }

    private static async Task AssignAsync(HexaDbContext db, Viewer viewer, WorkTask task, int responsibleId, int controllerId, DateTime now, CancellationToken cancellationToken)
    {
        if (responsibleId == task.ResponsibleId && controllerId == task.ControllerId) return;
        if (controllerId != task.ControllerId && !TaskRights.CanControl(Standing(viewer, task))) throw new RuleException(RuleError.NotAllowed);
        var before = task.ResponsibleId;
        var controller = await PersonAsync(db, controllerId, cancellationToken);
        task.Assign(await PersonAsync(db, responsibleId, cancellationToken), controller, viewer.PersonId, now);
        await Reviews.FollowAsync(db, [task], cancellationToken);
        if (responsibleId != before) await HandedOver.RaiseAsync(db, [task], viewer.PersonId, now, cancellationToken);
    }

    private static async Task MoveAsync(HexaDbContext db, Viewer viewer, WorkTask task, int projectId, DateTime now, CancellationToken cancellationToken)
    {
        if (!TaskRights.CanControl(Standing(viewer, task))) throw new RuleException(RuleError.NotAllowed);
        var project = await db.Projects.VisibleTo(db, viewer).FirstOrDefaultAsync(p => p.Id == projectId, cancellationToken) ?? throw new RuleException(RuleError.NotFound);
        var before = task.Project;
        task.MoveTo(project, viewer.PersonId, now);
        before.TasksMovedTo(project, 1, viewer.PersonId, now);
    }

    private static TaskStanding Standing(Viewer viewer, WorkTask task) =>
        viewer.Standing(task.ResponsibleId, task.Responsible.TeamId, task.ControllerId, task.OriginatorId, task.Project.ManagerId);

    private static async Task<RuleException> ConflictAsync(HexaDbContext db, int id, CancellationToken cancellationToken)
    {
        var last = await db.Activity.AsNoTracking().Where(a => a.TaskId == id).OrderByDescending(a => a.Id)
            .Select(a => new { a.Actor!.Name, a.To }).FirstOrDefaultAsync(cancellationToken);
        return new RuleException(RuleError.Conflict, last?.Name ?? "", last?.To ?? "");
    }

    private static async Task<Person> PersonAsync(HexaDbContext db, int id, CancellationToken cancellationToken) =>
        await db.People.FirstOrDefaultAsync(p => p.Id == id, cancellationToken) ?? throw new RuleException(RuleError.InvalidValue, "Responsible");

    private static void MustNotBePast(NextAction? next, Person responsible, DateTime now)
    {
        if (next is not null && next.Date < responsible.Today(now)) throw new RuleException(RuleError.DateInPast);
    }

    private static async Task MustBeContactAsync(HexaDbContext db, int? contactId, int clientId, CancellationToken cancellationToken)
    {
        if (contactId is { } id && !await db.Contacts.AnyAsync(c => c.Id == id && c.ClientId == clientId, cancellationToken))
            throw new RuleException(RuleError.ContactOfAnotherClient);
    }
}
