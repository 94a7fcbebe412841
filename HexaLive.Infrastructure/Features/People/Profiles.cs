using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.People;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.People;

/// <summary>Where a person begins, and the minutes that their log form begins with (null: the product's own).</summary>
public sealed record Habits(LandingPage Landing, int? DefaultMinutes);

/// <summary>What a person chooses for themselves.</summary>
public sealed class Profiles(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>The viewer's habits.</summary>
    public async Task<Habits> HabitsAsync(Viewer viewer, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.People.AsNoTracking().Where(p => p.Id == viewer.PersonId).Select(p => new Habits(p.LandingPage, p.DefaultMinutes)).FirstAsync(cancellationToken);
    }

    /// <summary>
    /// Changes zone (IANA) and language ("es", "en", null as the browser). In another zone the open promises of the person fall due at other instants:
    /// they are computed again. Habits stay where they are not given.
    /// </summary>
    /// <exception cref="RuleException"><see cref="RuleError.UnknownTimeZone"/>, <see cref="RuleError.MinutesRange"/> or <see cref="RuleError.InvalidValue"/>.</exception>
    public async Task ChangeAsync(Viewer viewer, string timeZone, string? language, Habits? habits = null, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var person = await db.People.FirstAsync(p => p.Id == viewer.PersonId, cancellationToken);
        var before = person.TimeZone;
        person.SetLocale(timeZone, language);
        if (habits is not null) person.SetHabits(habits.Landing, habits.DefaultMinutes);
        if (before != timeZone) await MovePromisesAsync(db, person, cancellationToken);
        db.Activity.Add(new ActivityEntry(ActivityKind.PersonChanged, viewer.PersonId, time.GetUtcNow().UtcDateTime, before, timeZone, person.Name));
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Computes the due instants of a person's open promises, and those between which they are away, again in their new zone.</summary>
    internal static async Task MovePromisesAsync(HexaDbContext db, Person person, CancellationToken cancellationToken)
    {
        var promised = await db.Tasks
            .Where(t => t.ResponsibleId == person.Id && t.Status < WorkTaskStatus.Finished && t.DueAt != null)
            .Include(t => t.Promises.Where(p => p.Outcome == PromiseOutcome.Open))
            .ToListAsync(cancellationToken);
        foreach (var task in promised) task.ChangeZone(person.TimeZone);
        foreach (var absence in await db.Absences.Where(a => a.PersonId == person.Id).ToListAsync(cancellationToken)) absence.ChangeZone(person.TimeZone);
    }
}
