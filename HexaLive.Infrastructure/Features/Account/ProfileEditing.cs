using HexaLive.Domain;
using HexaLive.Domain.People;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Account;

/// <summary>A person's start page, and the default minutes of their log form (null for the application's default).</summary>
public sealed record PersonPreferences(LandingPage Landing, int? DefaultMinutes);

/// <summary>Reads and changes a person's own preferences: start page, time zone, language and default minutes.</summary>
public sealed class ProfileEditing(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>Returns the viewer's preferences.</summary>
    public async Task<PersonPreferences> GetPreferencesAsync(Viewer viewer, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db
            .People.AsNoTracking()
            .Where(p => p.Id == viewer.PersonId)
            .Select(p => new PersonPreferences(p.LandingPage, p.DefaultMinutes))
            .FirstAsync(cancellationToken);
    }

    /// <summary>
    /// Changes the time zone (IANA name), the language ("es", "en", or null for the browser's) and, if given, the other
    /// preferences. A new time zone moves the due times of the person's open promises.
    /// </summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.UnknownTimeZone"/>, <see cref="RuleError.MinutesRange"/> or <see cref="RuleError.InvalidValue"/>.
    /// </exception>
    public async Task ChangeAsync(
        Viewer viewer,
        string timeZone,
        string? language,
        PersonPreferences? preferences = null,
        CancellationToken cancellationToken = default
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var person = await db.People.FirstAsync(p => p.Id == viewer.PersonId, cancellationToken);
        var before = person.TimeZone;
        var (landing, minutes) = preferences is null
            ? (person.LandingPage, person.DefaultMinutes)
            : (preferences.Landing, preferences.DefaultMinutes);
        person.SetPreferences(timeZone, language, landing, minutes, viewer.CreateActor(time));
        if (before != timeZone)
            await ChangePromiseTimeZonesAsync(db, person, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>
    /// Recomputes the due times of a person's open promises, and the start and end of the person's absences, after the time zone
    /// changed.
    /// </summary>
    internal static async Task ChangePromiseTimeZonesAsync(HexaDbContext db, Person person, CancellationToken cancellationToken)
    {
        var promised = await db
            .Tasks.WhereOpen()
            .Where(t => t.ResponsibleId == person.Id && t.DueAt != null)
            .Include(t => t.Promises.Where(p => p.Outcome == PromiseOutcome.Open))
            .ToListAsync(cancellationToken);
        foreach (var task in promised)
            task.ChangeTimeZone(person.TimeZone);
        foreach (var absence in await db.Absences.Where(a => a.PersonId == person.Id).ToListAsync(cancellationToken))
            absence.ChangeTimeZone(person.TimeZone);
    }
}
