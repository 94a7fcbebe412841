using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.People;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.People;

/// <summary>What a person chooses for themselves.</summary>
public sealed class Profiles(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>
    /// Changes zone (IANA) and language ("es", "en", null as the browser). In another zone the open promises of the person fall due at other instants:
    /// they are computed again.
    /// </summary>
    /// <exception cref="RuleException"><see cref="RuleError.UnknownTimeZone"/> or <see cref="RuleError.InvalidValue"/>.</exception>
    public async Task ChangeAsync(Viewer viewer, string timeZone, string? language, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var person = await db.People.FirstAsync(p => p.Id == viewer.PersonId, cancellationToken);
        var before = person.TimeZone;
        person.SetLocale(timeZone, language);
        if (before != timeZone) await MovePromisesAsync(db, person, cancellationToken);
        db.Activity.Add(new ActivityEntry(ActivityKind.PersonChanged, viewer.PersonId, time.GetUtcNow().UtcDateTime, before, timeZone, person.Name));
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Computes the due instants of a person's open promises again, in their new zone.</summary>
    internal static async Task MovePromisesAsync(HexaDbContext db, Person person, CancellationToken cancellationToken)
    {
        var promised = await db.Tasks
            .Where(t => t.ResponsibleId == person.Id && t.Status != WorkTaskStatus.Finished && t.DueAt != null)
            .Include(t => t.Promises.Where(p => p.Outcome == PromiseOutcome.Open))
            .ToListAsync(cancellationToken);
        foreach (var task in promised) task.ChangeZone(person.TimeZone);
    }
}
