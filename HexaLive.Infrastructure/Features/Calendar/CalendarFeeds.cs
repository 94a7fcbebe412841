using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Calendar;
using HexaLive.Domain.People;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Calendar;

/// <summary>A next action as calendars know it. The day is local to the responsible; <see cref="DueAt"/>, where it has an hour, and <see cref="SetAt"/> are UTC.</summary>
public sealed record CalendarEntry(int TaskId, int Version, string Client, string Title, string? Note, DateOnly Date, TimeOnly? Time, DateTime DueAt, DateTime SetAt);

/// <summary>The next actions of a person, and the language to tell them in.</summary>
public sealed record PersonCalendar(string Person, string? Language, IReadOnlyList<CalendarEntry> Entries);

/// <summary>A person's private calendar address: whoever knows it reads their next actions, so only its hash is kept, and a new one ends the former.</summary>
public sealed class CalendarFeeds(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>Next actions that a calendar holds at most, the soonest first.</summary>
    public const int Most = 500;

    /// <summary>Days back that a calendar reaches: what was promised longer ago and is still open stands in the list of tasks.</summary>
    public const int DaysBack = 90;

    private const string Trail = "CalendarFeed";

    /// <summary>When the viewer's address was made (UTC); null where there is none.</summary>
    public async Task<DateTime?> MadeAtAsync(Viewer viewer, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.CalendarFeeds.Where(f => f.PersonId == viewer.PersonId).Select(f => (DateTime?)f.CreatedAt).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>Makes an address, which ends the former one, and returns its secret. Nobody can read it again.</summary>
    public async Task<string> RenewAsync(Viewer viewer, CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var (feed, secret) = CalendarFeed.Make(viewer.PersonId, now);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.WriteAsync(async () =>
        {
            await db.CalendarFeeds.Where(f => f.PersonId == viewer.PersonId).ExecuteDeleteAsync(cancellationToken);
            db.CalendarFeeds.Add(feed);
            db.Activity.Add(new ActivityEntry(ActivityKind.PersonChanged, viewer.PersonId, now, to: viewer.Name, note: Trail));
            return await db.SaveChangesAsync(cancellationToken);
        }, cancellationToken);
        return secret;
    }

    /// <summary>Ends the viewer's address; nothing where there is none.</summary>
    public async Task RevokeAsync(Viewer viewer, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.WriteAsync(async () =>
        {
            if (await db.CalendarFeeds.Where(f => f.PersonId == viewer.PersonId).ExecuteDeleteAsync(cancellationToken) == 0) return 0;
            db.Activity.Add(new ActivityEntry(ActivityKind.PersonChanged, viewer.PersonId, time.GetUtcNow().UtcDateTime, from: viewer.Name, note: Trail));
            return await db.SaveChangesAsync(cancellationToken);
        }, cancellationToken);
    }

    /// <summary>The open next actions of the person whose address has this secret; null where it is unknown or revoked, or the person deactivated.</summary>
    public async Task<PersonCalendar?> ReadAsync(string secret, CancellationToken cancellationToken = default)
    {
        var hash = Secrets.HashOf(secret);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var person = await db.CalendarFeeds.AsNoTracking().Where(f => f.TokenHash == hash && f.Person.Active)
            .Select(f => new { f.PersonId, f.Person.Name, f.Person.Language, f.Person.TimeZone }).FirstOrDefaultAsync(cancellationToken);
        if (person is null) return null;
        var since = LocalTime.Day(time.GetUtcNow().UtcDateTime, person.TimeZone).AddDays(-DaysBack);
        // Those of whom they are responsible: they take part in their clients, and see them.
        var entries = await Entries(db.Tasks.AsNoTracking().Where(t => t.ResponsibleId == person.PersonId).Open().Where(t => t.NextActionDate >= since).OrderBy(t => t.DueAt).ThenBy(t => t.Id).Take(Most))
            .ToListAsync(cancellationToken);
        return new PersonCalendar(person.Name, person.Language, entries);
    }

    /// <summary>The next action of one task; null where it has none.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> outside the scope.</exception>
    public async Task<CalendarEntry?> OfTaskAsync(Viewer viewer, int taskId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var task = db.Tasks.AsNoTracking().VisibleTo(db, viewer).Where(t => t.Id == taskId);
        return await Entries(task.Open().Where(t => t.NextActionDate != null)).FirstOrDefaultAsync(cancellationToken)
            ?? (await task.AnyAsync(cancellationToken) ? null : throw new RuleException(RuleError.NotFound));
    }

    private static IQueryable<CalendarEntry> Entries(IQueryable<WorkTask> tasks) => tasks.Select(t => new CalendarEntry(
        t.Id, t.Version, t.Client.Name, t.Title, t.NextActionNote, t.NextActionDate!.Value, t.NextActionTime, t.DueAt!.Value,
        t.Promises.Where(p => p.Outcome == PromiseOutcome.Open).Select(p => (DateTime?)p.SetAt).FirstOrDefault() ?? t.CreatedAt));
}
