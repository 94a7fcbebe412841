using HexaLive.Domain;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Holidays;
using HexaLive.Domain.People;
using HexaLive.Domain.Presets;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Holidays;
using HexaLive.Infrastructure.Features.Reminders;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Tasks;

/// <summary>Creates tasks, and computes the values that a new task gets from presets.</summary>
public sealed class TaskCreation(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>
    /// Creates a task, optionally with its first entry, and returns its number. Presets of type and origin fill the fields that
    /// were left empty.
    /// </summary>
    /// <exception cref="RuleException">
    /// The project is outside the viewer's scope or closed, a person is inactive, or a field is invalid.
    /// </exception>
    public async Task<int> CreateAsync(Viewer viewer, NewTask fields, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var actor = viewer.CreateActor(time);
        if (fields.FirstEntry is { } sent && await FindSubmittedAsync(db, viewer, sent.SubmissionId, cancellationToken) is { } known)
            return known;
        var project =
            await db
                .Projects.VisibleTo(db, viewer)
                .Include(p => p.Client)
                .FirstOrDefaultAsync(p => p.Id == fields.ProjectId, cancellationToken)
            ?? throw new RuleException(RuleError.NotFound);
        await TaskChecks.EnsureContactAsync(db, fields.ContactId, project.ClientId, cancellationToken);
        var preset = await ResolvePresetAsync(
            viewer,
            fields.ProjectId,
            fields.TypeId,
            fields.OriginId,
            ToEnteredValues(fields),
            cancellationToken
        );
        var responsible = await TaskChecks.FindActivePersonAsync(db, preset.ResponsibleId.Value ?? viewer.PersonId, cancellationToken);
        var controllerId = preset.ControllerId.Value ?? project.ManagerId ?? viewer.PersonId;
        var controller = await TaskChecks.FindActivePersonAsync(db, controllerId, cancellationToken);
        var me = await TaskChecks.FindActivePersonAsync(db, viewer.PersonId, cancellationToken);
        var next = fields.HasNoNextAction ? null : fields.Next ?? (preset.NextAction.Value is { } day ? new NextAction(day) : null);
        TaskChecks.EnsureNotPast(next, responsible, actor.Now);
        // If there is a first entry, logging that entry sets the next action.
        var nextOfTask = fields.FirstEntry is null ? next : null;
        var task = new WorkTask(project, FieldsOf(fields, preset), responsible, controller, me, nextOfTask, actor);
        if (fields.FirstEntry is { } log)
            LogFirstEntry(task, log, fields.ContactId, me, next, actor);
        db.Tasks.Add(task);
        await TaskAssignedReminders.RaiseAsync(db, [task], actor, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return task.Id;
    }

    /// <summary>Returns the values that a new task would get, and the source of each value.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> for a project outside the viewer's scope.</exception>
    public async Task<PresetValues> ResolvePresetAsync(
        Viewer viewer,
        int projectId,
        int? typeId,
        int? originId,
        EnteredTaskValues typed,
        CancellationToken cancellationToken = default
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var place =
            await db
                .Projects.AsNoTracking()
                .VisibleTo(db, viewer)
                .Where(p => p.Id == projectId)
                .Select(p => new { p.ManagerId, TeamManagerId = p.Client.Team!.ManagerId })
                .FirstOrDefaultAsync(cancellationToken)
            ?? throw new RuleException(RuleError.NotFound);
        var type = typeId is null ? null : await db.TaskTypes.AsNoTracking().FirstOrDefaultAsync(t => t.Id == typeId, cancellationToken);
        var origin = originId is null
            ? null
            : await db.Origins.AsNoTracking().FirstOrDefaultAsync(t => t.Id == originId, cancellationToken);
        var today = LocalTime.Day(time.GetUtcNow().UtcDateTime, viewer.TimeZone);
        var context = new PresetContext(viewer.PersonId, place.TeamManagerId, place.ManagerId, today, WorkingCalendar.Default);
        var values = PresetValues.Resolve(type?.Preset, origin?.Preset, typed, context);
        if (values.NextAction.Source is PresetSource.None or PresetSource.Entered)
            return values;
        // The person responsible has just been determined, so compute the date again with the working days of that person.
        var calendar = await db.ReadCalendarAsync(values.ResponsibleId.Value ?? viewer.PersonId, today, cancellationToken);
        return PresetValues.Resolve(type?.Preset, origin?.Preset, typed, context with { Calendar = calendar });
    }

    // Returns the task that an earlier request with the same submission id created; null if there is none.
    private static Task<int?> FindSubmittedAsync(HexaDbContext db, Viewer viewer, Guid submissionId, CancellationToken cancellationToken) =>
        db
            .Dedications.AsNoTracking()
            .Where(d => d.SubmissionId == submissionId && d.CreatedById == viewer.PersonId)
            .Select(d => (int?)d.TaskId)
            .FirstOrDefaultAsync(cancellationToken);

    private static EnteredTaskValues ToEnteredValues(NewTask fields) =>
        new(
            fields.ResponsibleId,
            fields.ControllerId,
            fields.Priority,
            fields.Title,
            fields.Description,
            fields.EstimatedMinutes,
            fields.Next?.Date
        );

    private static TaskFields FieldsOf(NewTask fields, PresetValues preset) =>
        new(
            preset.Title.Value ?? "",
            preset.Description.Value,
            fields.TypeId,
            fields.OriginId,
            fields.ContactId,
            preset.Priority.Value ?? TaskPriority.Normal,
            preset.EstimatedMinutes.Value
        );

    private static void LogFirstEntry(WorkTask task, FirstEntry entry, int? contactId, Person author, NextAction? next, Actor actor) =>
        task.Log(
            new DedicationFields(author.ToLocalDay(actor.Now), entry.Minutes, entry.Comment, entry.Channel, contactId),
            author,
            next is null ? EntryFollowUp.Keep : new EntryFollowUp(next),
            actor,
            entry.SubmissionId
        );
}
