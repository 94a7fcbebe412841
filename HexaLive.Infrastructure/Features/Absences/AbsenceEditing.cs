using HexaLive.Domain;
using HexaLive.Domain.Absences;
using HexaLive.Domain.Activity;
using HexaLive.Domain.People;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Shared;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Absences;

/// <summary>
/// The editable fields of an absence: first and last day (both included, in the person's time zone), stand-in and note.
/// </summary>
public sealed record AbsenceFields(DateOnly From, DateOnly To, int? StandInId = null, string? Note = null);

/// <summary>An absence in a list. Days are local to the person.</summary>
public sealed record AbsenceRow(int Id, DateOnly From, DateOnly To, int? StandInId, string? StandIn, string? Note);

/// <summary>
/// A person's absences: first the current and upcoming ones, earliest first; then the past ones, newest first. <see cref="Today"/> is the
/// person's local day.
/// </summary>
public sealed record AbsencePlan(
    int PersonId,
    string Person,
    DateOnly Today,
    IReadOnlyList<AbsenceRow> Upcoming,
    IReadOnlyList<AbsenceRow> Past,
    IReadOnlyList<Choice> StandIns
);

/// <summary>
/// Absences and their stand-ins. People plan their own absences. Managers can also plan the absences of their teams, and
/// administrators can plan all absences. A stand-in sees everything the absent person sees, so only people who may plan an absence can
/// choose the stand-in for it.
/// </summary>
public sealed class AbsenceEditing(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    private const int MaxUpcoming = 50;
    private const int MaxPast = 20;

    /// <summary>Whether the viewer may plan the absences of a person in this team.</summary>
    public static bool CanPlan(Viewer viewer, int personId, int? teamId) =>
        viewer.IsAdministrator || viewer.PersonId == personId || viewer.Manages(teamId);

    /// <summary>Returns a person's absences and the possible stand-ins.</summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.NotFound"/> outside the viewer's scope, <see cref="RuleError.NotAllowed"/> if the viewer may not plan
    /// this person's absences.
    /// </exception>
    public async Task<AbsencePlan> GetPlanAsync(Viewer viewer, int personId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = Now;
        var person = await FindPersonAsync(db, viewer, personId, cancellationToken);
        var coming = await SelectRows(
                db.Absences.Where(a => a.PersonId == personId && a.EndsAt > now).OrderBy(a => a.EndsAt).Take(MaxUpcoming)
            )
            .ToListAsync(cancellationToken);
        var past = await SelectRows(
                db.Absences.Where(a => a.PersonId == personId && a.EndsAt <= now).OrderByDescending(a => a.EndsAt).Take(MaxPast)
            )
            .ToListAsync(cancellationToken);
        var standIns = await SelectPossibleStandIns(db, viewer, person)
            .OrderBy(p => p.Name)
            .ThenBy(p => p.Id)
            .Take(200)
            .Select(Choice.OfPerson(db, now))
            .ToListAsync(cancellationToken);
        return new AbsencePlan(personId, person.Name, person.ToLocalDay(now), coming, past, standIns);
    }

    /// <summary>Adds an absence and returns its id.</summary>
    /// <exception cref="RuleException">
    /// As for <see cref="GetPlanAsync"/>; also <see cref="RuleError.AbsenceOverlaps"/>, <see cref="RuleError.InvalidValue"/> if the chosen
    /// person cannot be the stand-in, or the error of an invalid field.
    /// </exception>
    public async Task<int> AddAsync(Viewer viewer, int personId, AbsenceFields fields, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var person = await FindPersonAsync(db, viewer, personId, cancellationToken);
        var absence = new Absence(
            person,
            fields.From,
            fields.To,
            await FindStandInAsync(db, viewer, person, fields.StandInId, cancellationToken),
            fields.Note,
            viewer.CreateActor(time)
        );
        return await db.WriteAsync(
            async () =>
            {
                var other = await db
                    .Absences.AsNoTracking()
                    .Where(a => a.PersonId == personId && a.From <= fields.To && a.To >= fields.From)
                    .OrderBy(a => a.From)
                    .Select(a => new { a.From, a.To })
                    .FirstOrDefaultAsync(cancellationToken);
                if (other is not null)
                    throw new RuleException(RuleError.AbsenceOverlaps, other.From, other.To);
                db.Absences.Add(absence);
                await db.SaveChangesAsync(cancellationToken);
                return absence.Id;
            },
            cancellationToken
        );
    }

    /// <summary>Changes or removes the stand-in of an absence.</summary>
    /// <exception cref="RuleException">As for <see cref="AddAsync"/>.</exception>
    public Task AssignStandInAsync(Viewer viewer, int id, int? standInId, CancellationToken cancellationToken = default) =>
        ChangeAsync(
            viewer,
            id,
            async (db, absence, actor) =>
                absence.AssignStandIn(await FindStandInAsync(db, viewer, absence.Person, standInId, cancellationToken), actor),
            cancellationToken
        );

    /// <summary>Ends an absence because the person is back today: the last day away becomes yesterday.</summary>
    /// <exception cref="RuleException">
    /// As for <see cref="GetPlanAsync"/>, or <see cref="RuleError.EndBeforeStart"/> if the absence begins today or later (delete it
    /// instead).
    /// </exception>
    public Task EndAsync(Viewer viewer, int id, CancellationToken cancellationToken = default) =>
        ChangeAsync(
            viewer,
            id,
            (_, absence, actor) =>
            {
                absence.EndEarly(actor);
                return Task.CompletedTask;
            },
            cancellationToken
        );

    /// <summary>Deletes an absence that begins today or later in the person's time zone.</summary>
    /// <exception cref="RuleException">
    /// As for <see cref="GetPlanAsync"/>, or <see cref="RuleError.DateInPast"/> if the absence began before today, because past
    /// absences stay on record.
    /// </exception>
    public Task RemoveAsync(Viewer viewer, int id, CancellationToken cancellationToken = default) =>
        ChangeAsync(
            viewer,
            id,
            (db, absence, actor) =>
            {
                absence.Cancel(actor);
                db.Absences.Remove(absence);
                return Task.CompletedTask;
            },
            cancellationToken
        );

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private async Task ChangeAsync(
        Viewer viewer,
        int id,
        Func<HexaDbContext, Absence, Actor, Task> change,
        CancellationToken cancellationToken
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var personId = await db.Absences.Where(a => a.Id == id).Select(a => a.PersonId).FirstOrDefaultAsync(cancellationToken);
        await FindPersonAsync(db, viewer, personId, cancellationToken);
        await db.WriteAsync(
            async () =>
            {
                var absence =
                    await db.Absences.Include(a => a.Person).Include(a => a.StandIn).FirstOrDefaultAsync(a => a.Id == id, cancellationToken)
                    ?? throw new RuleException(RuleError.NotFound);
                await change(db, absence, viewer.CreateActor(time));
                return await db.SaveChangesAsync(cancellationToken);
            },
            cancellationToken
        );
    }

    private static async Task<Person> FindPersonAsync(HexaDbContext db, Viewer viewer, int personId, CancellationToken cancellationToken)
    {
        var person =
            await db.People.VisibleTo(db, viewer).FirstOrDefaultAsync(p => p.Id == personId, cancellationToken)
            ?? throw new RuleException(RuleError.NotFound);
        return CanPlan(viewer, person.Id, person.TeamId) ? person : throw new RuleException(RuleError.NotAllowed);
    }

    // The possible stand-ins: active people whom the viewer can see, and the person's active team colleagues.
    private static IQueryable<Person> SelectPossibleStandIns(HexaDbContext db, Viewer viewer, Person person)
    {
        var (id, team) = (person.Id, person.TeamId);
        var known = db.People.VisibleTo(db, viewer).Select(p => p.Id);
        return db.People.Where(p => p.Active && p.Id != id && (known.Contains(p.Id) || (team != null && p.TeamId == team)));
    }

    private static async Task<Person?> FindStandInAsync(
        HexaDbContext db,
        Viewer viewer,
        Person person,
        int? id,
        CancellationToken cancellationToken
    )
    {
        if (id is not { } standIn)
            return null;
        if (standIn == person.Id)
            throw new RuleException(RuleError.SamePerson);
        return await SelectPossibleStandIns(db, viewer, person).FirstOrDefaultAsync(p => p.Id == standIn, cancellationToken)
            ?? throw new RuleException(RuleError.InvalidValue, "StandIn");
    }

    private static IQueryable<AbsenceRow> SelectRows(IQueryable<Absence> absences) =>
        absences.AsNoTracking().Select(a => new AbsenceRow(a.Id, a.From, a.To, a.StandInId, a.StandIn!.Name, a.Note));
}
