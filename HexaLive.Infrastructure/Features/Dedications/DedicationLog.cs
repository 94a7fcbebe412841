using HexaLive.Domain;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Reminders;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Dedications;

/// <summary>An entry as sent from a form. <see cref="PersonId"/> null: the viewer's own. <see cref="ClientKey"/> is made where the form was opened.</summary>
public sealed record LogRequest(int TaskId, DedicationFields Fields, AfterLog Then, Guid ClientKey, int? PersonId = null);

/// <summary>An entry as it stood until somebody corrected it at a UTC instant; <see cref="Date"/> is local to the person.</summary>
public sealed record EarlierEntry(DateOnly Date, int Minutes, DedicationChannel Channel, string Comment, string CorrectedBy, DateTime CorrectedAt);

/// <summary>One entry with its earlier versions, newest first. <see cref="CanCorrect"/>: whether the viewer may correct it now.</summary>
public sealed record EntryView(
    int Id, int Version, int TaskId, string Task, string Client, string Person, string Zone, DedicationFields Fields, string? Contact, DateTime CreatedAt, bool CanCorrect,
    IReadOnlyList<LogFormContact> Contacts, IReadOnlyList<EarlierEntry> Earlier);

/// <summary>Logs what people did, and corrects it.</summary>
public sealed class DedicationLog(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    private const int Attempts = 20;

    /// <summary>
    /// Saves one entry with the task, promise and activity that follow from it, in one transaction; returns its id. The same
    /// <see cref="LogRequest.ClientKey"/> again gives the entry that is there. A race for the task is run again on what won.
    /// </summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> outside the scope, <see cref="RuleError.NotAllowed"/> for somebody else's work, or what the model refuses.</exception>
    public async Task<int> LogAsync(Viewer viewer, LogRequest request, CancellationToken cancellationToken = default)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryLogAsync(viewer, request, cancellationToken);
            }
            catch (DbUpdateConcurrencyException) when (attempt < Attempts)
            {
                // Somebody changed the task between read and save: what this entry means is decided again on the new state.
            }
            catch (DbUpdateException e) when (attempt < Attempts && StorageTrouble.IsDuplicate(e))
            {
                // The same entry arrived twice at once: the next attempt finds it.
            }
        }
    }

    /// <summary>One entry, to read or to correct.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> outside the scope.</exception>
    public async Task<EntryView> GetAsync(Viewer viewer, int dedicationId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var found = await db.Dedications.AsNoTracking().VisibleTo(db, viewer).Where(d => d.Id == dedicationId)
            .Select(d => new
            {
                View = new EntryView(
                    d.Id, d.Version, d.TaskId, d.Task.Title, d.Client.Name, d.Person.Name, d.Person.TimeZone,
                    new DedicationFields(d.Date, d.Minutes, d.Comment, d.Channel, d.ContactId), d.Contact!.Name, d.CreatedAt, false,
                    new List<LogFormContact>(), new List<EarlierEntry>()),
                d.ClientId,
                d.PersonId,
                d.CreatedById,
                d.Task.ResponsibleId,
                ResponsibleTeam = d.Task.Responsible.TeamId,
                d.Task.ControllerId,
                d.Task.OriginatorId,
                d.Task.Project.ManagerId,
            })
            .FirstOrDefaultAsync(cancellationToken) ?? throw new RuleException(RuleError.NotFound);
        var earlier = await db.DedicationRevisions.AsNoTracking().Where(r => r.DedicationId == dedicationId).OrderByDescending(r => r.Id)
            .Select(r => new EarlierEntry(r.Date, r.Minutes, r.Channel, r.Comment, r.CorrectedBy.Name, r.CorrectedAt)).Take(50).ToListAsync(cancellationToken);
        var contacts = await LogForm.ContactsAsync(db, found.ClientId, cancellationToken);
        var canControl = TaskRights.CanControl(
            viewer.Standing(found.ResponsibleId, found.ResponsibleTeam, found.ControllerId, found.OriginatorId, found.ManagerId));
        return found.View with
        {
            Contacts = contacts,
            Earlier = earlier,
            CanCorrect = Dedication.MayCorrect(viewer.PersonId, canControl, found.PersonId, found.CreatedById, found.View.CreatedAt, time.GetUtcNow().UtcDateTime) is null,
        };
    }

    /// <summary>Corrects an entry and keeps the earlier version; whose entry it is, is told. <paramref name="version"/> is the one that was read.</summary>
    /// <exception cref="RuleException">Also <see cref="RuleError.Conflict"/> where somebody corrected it first, <see cref="RuleError.CorrectionTooLate"/> for its author after 24 hours.</exception>
    public async Task CorrectAsync(Viewer viewer, int dedicationId, int version, DedicationFields fields, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        var dedication = await db.Dedications.VisibleTo(db, viewer)
            .Include(d => d.Person)
            .Include(d => d.Task).ThenInclude(t => t.Responsible)
            .Include(d => d.Task).ThenInclude(t => t.Project)
            .FirstOrDefaultAsync(d => d.Id == dedicationId, cancellationToken) ?? throw new RuleException(RuleError.NotFound);
        await MustBeContactAsync(db, fields.ContactId, dedication.ClientId, cancellationToken);
        var task = dedication.Task;
        var canControl = TaskRights.CanControl(
            viewer.Standing(task.ResponsibleId, task.Responsible.TeamId, task.ControllerId, task.OriginatorId, task.Project.ManagerId));
        if (dedication.Version != version) throw await ConflictAsync(db, dedicationId, cancellationToken);
        var minutesBefore = dedication.Minutes;
        dedication.Correct(fields, viewer.PersonId, canControl, dedication.Person.Today(now), now);
        task.DedicationCorrected(dedication, viewer.PersonId, now, minutesBefore);
        // Whose entry it is reads of it, also when it was somebody else who corrected it.
        if (dedication.PersonId != viewer.PersonId)
        {
            var told = await db.Reminders.FirstOrDefaultAsync(r => r.DedicationId == dedicationId && r.PersonId == dedication.PersonId && r.Kind == ReminderKind.Corrected, cancellationToken);
            if (told is null) db.Reminders.Add(new Reminder(dedication.PersonId, dedication, ReminderKind.Corrected, now));
            else told.RaiseAgain(now);
        }
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            throw await ConflictAsync(db, dedicationId, cancellationToken);
        }
    }

    private async Task<int> TryLogAsync(Viewer viewer, LogRequest request, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var known = await db.Dedications.AsNoTracking().Where(d => d.ClientKey == request.ClientKey && d.CreatedById == viewer.PersonId)
            .Select(d => d.Id).FirstOrDefaultAsync(cancellationToken);
        if (known != 0) return known;

        var task = await db.Tasks.VisibleTo(db, viewer)
            .Include(t => t.Responsible).Include(t => t.Project)
            .Include(t => t.Promises.Where(p => p.Outcome == PromiseOutcome.Open))
            .FirstOrDefaultAsync(t => t.Id == request.TaskId, cancellationToken) ?? throw new RuleException(RuleError.NotFound);
        await MustBeContactAsync(db, request.Fields.ContactId, task.ClientId, cancellationToken);
        var standing = viewer.Standing(task.ResponsibleId, task.Responsible.TeamId, task.ControllerId, task.OriginatorId, task.Project.ManagerId);
        var personId = request.PersonId ?? viewer.PersonId;
        if (personId != viewer.PersonId && !TaskRights.CanControl(standing)) throw new RuleException(RuleError.NotAllowed);
        // Whoever sees the client may log on it; what comes next is for those around the task.
        if (request.Then != AfterLog.Keep && !TaskRights.CanChange(standing)) throw new RuleException(RuleError.NotAllowed);
        var person = await db.People.FirstOrDefaultAsync(p => p.Id == personId, cancellationToken) ?? throw new RuleException(RuleError.NotFound);
        if (!person.Active) throw new RuleException(RuleError.PersonInactive);

        var now = time.GetUtcNow().UtcDateTime;
        var dedication = task.Log(request.Fields, person, request.Then, viewer.PersonId, now, request.ClientKey);
        await db.SaveChangesAsync(cancellationToken);
        return dedication.Id;
    }

    private static async Task MustBeContactAsync(HexaDbContext db, int? contactId, int clientId, CancellationToken cancellationToken)
    {
        if (contactId is { } id && !await db.Contacts.AnyAsync(c => c.Id == id && c.ClientId == clientId, cancellationToken))
            throw new RuleException(RuleError.ContactOfAnotherClient);
    }

    private static async Task<RuleException> ConflictAsync(HexaDbContext db, int dedicationId, CancellationToken cancellationToken)
    {
        var last = await db.DedicationRevisions.AsNoTracking().Where(r => r.DedicationId == dedicationId)
            .OrderByDescending(r => r.Id).Select(r => r.CorrectedBy.Name).FirstOrDefaultAsync(cancellationToken);
        return new RuleException(RuleError.Conflict, last ?? "");
    }
}
