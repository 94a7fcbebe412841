using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Calendar;
using HexaLive.Domain.People;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.People;

/// <summary>Days away, of the person's own zone, both included, and who stands in.</summary>
public sealed record AbsenceFields(DateOnly From, DateOnly To, int? StandInId = null, string? Note = null);

/// <summary>An absence in a list. Days are the person's own.</summary>
public sealed record AbsenceRow(int Id, DateOnly From, DateOnly To, int? StandInId, string? StandIn, string? Note);

/// <summary>The absences of a person: running and coming ones, soonest first; past ones, newest first. <see cref="Today"/> is the person's own day.</summary>
public sealed record AbsencePlan(int PersonId, string Person, DateOnly Today, IReadOnlyList<AbsenceRow> Coming, IReadOnlyList<AbsenceRow> Past, IReadOnlyList<Choice> StandIns);

/// <summary>
/// When people are away and who stands in for them: their own, a manager those of the teams managed, an administrator anybody's. A stand-in sees meanwhile
/// what the person sees, so only these name one.
/// </summary>
public sealed class Absences(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>What the note of the activity of an absence says.</summary>
    public const string Trail = "Absence";

    private const int MostComing = 50;
    private const int MostPast = 20;

    /// <summary>Whether the viewer plans the absences of a person of this team.</summary>
    public static bool MayPlan(Viewer viewer, int personId, int? teamId) => viewer.IsAdministrator || viewer.PersonId == personId || viewer.Manages(teamId);

    /// <summary>The absences of a person, and who may stand in.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> outside the scope, <see cref="RuleError.NotAllowed"/> where the viewer does not plan them.</exception>
    public async Task<AbsencePlan> PlanAsync(Viewer viewer, int personId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = Now;
        var person = await FindAsync(db, viewer, personId, cancellationToken);
        var coming = await Rows(db.Absences.Where(a => a.PersonId == personId && a.EndsAt > now).OrderBy(a => a.EndsAt).Take(MostComing)).ToListAsync(cancellationToken);
        var past = await Rows(db.Absences.Where(a => a.PersonId == personId && a.EndsAt <= now).OrderByDescending(a => a.EndsAt).Take(MostPast)).ToListAsync(cancellationToken);
        var standIns = await StandIns(db, viewer, person).OrderBy(p => p.Name).ThenBy(p => p.Id).Take(200)
            .Select(p => new Choice(p.Id, p.Name) { AwayUntil = db.Absences.Where(a => a.PersonId == p.Id && a.StartsAt <= now && a.EndsAt > now).Select(a => (DateOnly?)a.To).FirstOrDefault() })
            .ToListAsync(cancellationToken);
        return new AbsencePlan(personId, person.Name, person.Today(now), coming, past, standIns);
    }

    /// <summary>Enters an absence and returns its id.</summary>
    /// <exception cref="RuleException">
    /// As <see cref="PlanAsync"/>; a field is refused, <see cref="RuleError.AbsenceOverlaps"/>, or <see cref="RuleError.InvalidValue"/> for a stand-in whom the viewer does not know.
    /// </exception>
    public async Task<int> AddAsync(Viewer viewer, int personId, AbsenceFields fields, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var person = await FindAsync(db, viewer, personId, cancellationToken);
        var absence = new Absence(person, fields.From, fields.To, await StandInAsync(db, viewer, person, fields.StandInId, cancellationToken), fields.Note);
        return await db.WriteAsync(async () =>
        {
            var other = await db.Absences.AsNoTracking().Where(a => a.PersonId == personId && a.From <= fields.To && a.To >= fields.From).OrderBy(a => a.From).Select(a => new { a.From, a.To }).FirstOrDefaultAsync(cancellationToken);
            if (other is not null) throw new RuleException(RuleError.AbsenceOverlaps, other.From, other.To);
            db.Absences.Add(absence);
            Tell(db, viewer, personId, null, Describe(absence));
            await db.SaveChangesAsync(cancellationToken);
            return absence.Id;
        }, cancellationToken);
    }

    /// <summary>Names somebody else to stand in, or nobody.</summary>
    /// <exception cref="RuleException">As <see cref="AddAsync"/>.</exception>
    public Task NameStandInAsync(Viewer viewer, int id, int? standInId, CancellationToken cancellationToken = default) => ChangeAsync(viewer, id, async (db, absence) =>
        absence.Name(await StandInAsync(db, viewer, absence.Person, standInId, cancellationToken)), cancellationToken);

    /// <summary>The person is back today: yesterday was the last day away.</summary>
    /// <exception cref="RuleException">As <see cref="PlanAsync"/>, or <see cref="RuleError.EndBeforeStart"/> where it had not begun before today: delete it.</exception>
    public Task EndAsync(Viewer viewer, int id, CancellationToken cancellationToken = default) => ChangeAsync(viewer, id, (_, absence) =>
    {
        var today = absence.Person.Today(Now);
        // One that is over already stays as it was.
        if (absence.To >= today) absence.EndBefore(today, absence.Person.TimeZone);
        return Task.CompletedTask;
    }, cancellationToken);

    /// <summary>Deletes an absence that has not begun before the person's today.</summary>
    /// <exception cref="RuleException">As <see cref="PlanAsync"/>, or <see cref="RuleError.DateInPast"/> where it has: who was away was away.</exception>
    public Task RemoveAsync(Viewer viewer, int id, CancellationToken cancellationToken = default) => ChangeAsync(viewer, id, (db, absence) =>
    {
        if (absence.From < absence.Person.Today(Now)) throw new RuleException(RuleError.DateInPast);
        db.Absences.Remove(absence);
        return Task.CompletedTask;
    }, cancellationToken);

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private async Task ChangeAsync(Viewer viewer, int id, Func<HexaDbContext, Absence, Task> change, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var personId = await db.Absences.Where(a => a.Id == id).Select(a => a.PersonId).FirstOrDefaultAsync(cancellationToken);
        await FindAsync(db, viewer, personId, cancellationToken);
        await db.WriteAsync(async () =>
        {
            var absence = await db.Absences.Include(a => a.Person).Include(a => a.StandIn).FirstOrDefaultAsync(a => a.Id == id, cancellationToken) ?? throw new RuleException(RuleError.NotFound);
            var before = Describe(absence);
            await change(db, absence);
            var after = db.Entry(absence).State == EntityState.Deleted ? null : Describe(absence);
            if (before == after) return 0;
            Tell(db, viewer, personId, before, after);
            return await db.SaveChangesAsync(cancellationToken);
        }, cancellationToken);
    }

    private static async Task<Person> FindAsync(HexaDbContext db, Viewer viewer, int personId, CancellationToken cancellationToken)
    {
        var person = await db.People.VisibleTo(db, viewer).FirstOrDefaultAsync(p => p.Id == personId, cancellationToken) ?? throw new RuleException(RuleError.NotFound);
        return MayPlan(viewer, person.Id, person.TeamId) ? person : throw new RuleException(RuleError.NotAllowed);
    }

    // Whom the viewer knows, and the person's own colleagues.
    private static IQueryable<Person> StandIns(HexaDbContext db, Viewer viewer, Person person)
    {
        var (id, team) = (person.Id, person.TeamId);
        var known = db.People.VisibleTo(db, viewer).Select(p => p.Id);
        return db.People.Where(p => p.Active && p.Id != id && (known.Contains(p.Id) || (team != null && p.TeamId == team)));
    }

    private static async Task<Person?> StandInAsync(HexaDbContext db, Viewer viewer, Person person, int? id, CancellationToken cancellationToken)
    {
        if (id is not { } standIn) return null;
        if (standIn == person.Id) throw new RuleException(RuleError.SamePerson);
        return await StandIns(db, viewer, person).FirstOrDefaultAsync(p => p.Id == standIn, cancellationToken) ?? throw new RuleException(RuleError.InvalidValue, "StandIn");
    }

    private void Tell(HexaDbContext db, Viewer viewer, int personId, string? from, string? to) =>
        db.Activity.Add(new ActivityEntry(ActivityKind.PersonChanged, viewer.PersonId, Now, from, to, Trail) { ResponsibleId = personId });

    private static string Describe(Absence absence) =>
        $"{absence.Person.Name}: {absence.From:yyyy-MM-dd} – {absence.To:yyyy-MM-dd}{(absence.StandIn is { } standIn ? $" · {standIn.Name}" : "")}";

    private static IQueryable<AbsenceRow> Rows(IQueryable<Absence> absences) =>
        absences.AsNoTracking().Select(a => new AbsenceRow(a.Id, a.From, a.To, a.StandInId, a.StandIn!.Name, a.Note));
}
