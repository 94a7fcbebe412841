using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Reminders;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Dedications;

/// <summary>
/// An entry as submitted by a form. <see cref="PersonId"/> is null for the viewer's own entry. The form creates
/// <see cref="SubmissionId"/> when it opens, so that a repeated submission is recognised.
/// </summary>
public sealed record LogRequest(int TaskId, DedicationFields Fields, EntryFollowUp FollowUp, Guid SubmissionId, int? PersonId = null);

/// <summary>
/// An earlier version of a corrected entry. <see cref="Date"/> is the person's local day, <see cref="CorrectedAt"/> is UTC.
/// </summary>
public sealed record EarlierEntryVersion(
    DateOnly Date,
    int Minutes,
    DedicationChannel Channel,
    string Comment,
    string CorrectedBy,
    DateTime CorrectedAt
);

/// <summary>
/// An entry with its earlier versions, newest first. <see cref="CanCorrect"/> indicates whether the viewer may correct it now.
/// </summary>
public sealed record EntryView(
    int Id,
    int Version,
    int TaskId,
    string Task,
    string Client,
    string Person,
    string Zone,
    DedicationFields Fields,
    string? Contact,
    DateTime CreatedAt,
    bool CanCorrect,
    IReadOnlyList<LogFormContact> Contacts,
    IReadOnlyList<EarlierEntryVersion> EarlierVersions
);

/// <summary>Logs entries and corrects them.</summary>
public sealed class DedicationLog(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    private const int MaxAttempts = 20;

    /// <summary>
    /// Saves an entry together with the resulting changes to task, promise and activity in one transaction, and returns its id.
    /// Repeating a <see cref="LogRequest.SubmissionId"/> returns the existing entry. If somebody else changes the task at the same
    /// time, the entry is applied to the new state of the task.
    /// </summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.NotFound"/> outside the viewer's scope, <see cref="RuleError.NotAllowed"/> when logging for somebody
    /// else or setting the next action without the right to do so, or the entry is invalid.
    /// </exception>
    // If the same submission arrives twice at the same time, one save fails and its next attempt finds the saved entry.
    public Task<int> LogAsync(Viewer viewer, LogRequest request, CancellationToken cancellationToken = default) =>
        ConcurrencyRetry.RunAsync(MaxAttempts, () => TryLogAsync(viewer, request, cancellationToken));

    /// <summary>Returns one entry, to read or correct.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> outside the viewer's scope.</exception>
    public async Task<EntryView> GetAsync(Viewer viewer, int dedicationId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var visible = db.Dedications.AsNoTracking().VisibleTo(db, viewer).Where(d => d.Id == dedicationId);
        var found = await SelectEntryViews(visible).FirstOrDefaultAsync(cancellationToken) ?? throw new RuleException(RuleError.NotFound);
        var earlier = await db
            .DedicationRevisions.AsNoTracking()
            .Where(r => r.DedicationId == dedicationId)
            .OrderByDescending(r => r.Id)
            .Select(r => new EarlierEntryVersion(r.Date, r.Minutes, r.Channel, r.Comment, r.CorrectedBy.Name, r.CorrectedAt))
            .Take(50)
            .ToListAsync(cancellationToken);
        var contacts = await LogFormData.ListContactsAsync(db, found.ClientId, cancellationToken);
        var canControl = TaskRights.CanControl(viewer.RelationTo(found.People));
        return found.View with
        {
            Contacts = contacts,
            EarlierVersions = earlier,
            CanCorrect =
                Dedication.GetCorrectionError(
                    viewer.PersonId,
                    canControl,
                    found.PersonId,
                    found.CreatedById,
                    found.View.CreatedAt,
                    time.GetUtcNow().UtcDateTime
                )
                    is null,
        };
    }

    /// <summary>
    /// Corrects an entry that was read at <paramref name="version"/>, and keeps the earlier version. If somebody else corrects the
    /// entry, the person who did the work gets a reminder.
    /// </summary>
    /// <exception cref="RuleException">
    /// As for <see cref="LogAsync"/>; also <see cref="RuleError.Conflict"/> if somebody else corrected the entry
    /// in the meantime, <see cref="RuleError.CorrectionTooLate"/> for the author of the entry after 24 hours.
    /// </exception>
    public async Task CorrectAsync(
        Viewer viewer,
        int dedicationId,
        int version,
        DedicationFields fields,
        CancellationToken cancellationToken = default
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var dedication =
            await db
                .Dedications.VisibleTo(db, viewer)
                .Include(d => d.Person)
                .Include(d => d.Task)
                    .ThenInclude(t => t.Responsible)
                .Include(d => d.Task)
                    .ThenInclude(t => t.Project)
                .FirstOrDefaultAsync(d => d.Id == dedicationId, cancellationToken)
            ?? throw new RuleException(RuleError.NotFound);
        await EnsureContactAsync(db, fields.ContactId, dedication.ClientId, cancellationToken);
        var canControl = TaskRights.CanControl(viewer.RelationTo(dedication.Task.GetPeople()));
        if (dedication.Version != version)
            throw await DescribeConflictAsync(db, dedication, cancellationToken);
        var actor = viewer.CreateActor(time);
        dedication.Correct(fields, canControl, actor);
        if (dedication.PersonId != viewer.PersonId)
        {
            var known = await db.Reminders.FirstOrDefaultAsync(
                r => r.DedicationId == dedicationId && r.PersonId == dedication.PersonId && r.Kind == ReminderKind.Corrected,
                cancellationToken
            );
            if (known is null)
                db.Reminders.Add(new Reminder(dedication.PersonId, dedication, ReminderKind.Corrected, actor.Now));
            else
                known.RaiseAgain(actor.Now);
        }
        await db.SaveOrThrowAsync(() => DescribeConflictAsync(db, dedication, cancellationToken), cancellationToken);
    }

    private async Task<int> TryLogAsync(Viewer viewer, LogRequest request, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var known = await db
            .Dedications.AsNoTracking()
            .Where(d => d.SubmissionId == request.SubmissionId && d.CreatedById == viewer.PersonId)
            .Select(d => d.Id)
            .FirstOrDefaultAsync(cancellationToken);
        if (known != 0)
            return known;

        var task =
            await db
                .Tasks.VisibleTo(db, viewer)
                .Include(t => t.Responsible)
                .Include(t => t.Project)
                .Include(t => t.Promises.Where(p => p.Outcome == PromiseOutcome.Open))
                .FirstOrDefaultAsync(t => t.Id == request.TaskId, cancellationToken)
            ?? throw new RuleException(RuleError.NotFound);
        await EnsureContactAsync(db, request.Fields.ContactId, task.ClientId, cancellationToken);
        var relation = viewer.RelationTo(task.GetPeople());
        var personId = request.PersonId ?? viewer.PersonId;
        if (personId != viewer.PersonId && !TaskRights.CanControl(relation))
            throw new RuleException(RuleError.NotAllowed);
        // Everybody who sees the client may log on the task, but only those who may change the task may decide its next action.
        if (request.FollowUp != EntryFollowUp.Keep && !TaskRights.CanChange(relation))
            throw new RuleException(RuleError.NotAllowed);
        var person =
            await db.People.FirstOrDefaultAsync(p => p.Id == personId, cancellationToken) ?? throw new RuleException(RuleError.NotFound);
        if (!person.Active)
            throw new RuleException(RuleError.PersonInactive);

        var dedication = task.Log(request.Fields, person, request.FollowUp, viewer.CreateActor(time), request.SubmissionId);
        await db.SaveChangesAsync(cancellationToken);
        return dedication.Id;
    }

    private static async Task EnsureContactAsync(HexaDbContext db, int? contactId, int clientId, CancellationToken cancellationToken)
    {
        if (contactId is { } id && !await db.Contacts.AnyAsync(c => c.Id == id && c.ClientId == clientId, cancellationToken))
            throw new RuleException(RuleError.ContactOfAnotherClient);
    }

    private static Task<RuleException> DescribeConflictAsync(
        HexaDbContext db,
        Dedication dedication,
        CancellationToken cancellationToken
    ) =>
        db.DescribeConflictAsync(
            a => a.DedicationId == dedication.Id && a.Kind == ActivityKind.DedicationCorrected,
            cancellationToken,
            dedication.Task.Title
        );

    private static IQueryable<FoundEntry> SelectEntryViews(IQueryable<Dedication> entries) =>
        entries.Select(d => new FoundEntry(
            new EntryView(
                d.Id,
                d.Version,
                d.TaskId,
                d.Task.Title,
                d.Client.Name,
                d.Person.Name,
                d.Person.TimeZone,
                new DedicationFields(d.Date, d.Minutes, d.Comment, d.Channel, d.ContactId),
                d.Contact!.Name,
                d.CreatedAt,
                false,
                new List<LogFormContact>(),
                new List<EarlierEntryVersion>()
            ),
            d.ClientId,
            d.PersonId,
            d.CreatedById,
            new TaskPeople(
                d.Task.ResponsibleId,
                d.Task.Responsible.TeamId,
                d.Task.ControllerId,
                d.Task.OriginatorId,
                d.Task.Project.ManagerId
            )
        ));

    private sealed record FoundEntry(EntryView View, int ClientId, int PersonId, int CreatedById, TaskPeople People);
}
