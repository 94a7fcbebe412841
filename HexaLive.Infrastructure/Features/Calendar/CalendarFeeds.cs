using HexaLive.Domain;
using HexaLive.Domain.Calendar;
using HexaLive.Domain.Clients;
using HexaLive.Domain.People;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Tasks;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Calendar;

/// <summary>
/// A next action as shown in calendars. <see cref="Date"/> and <see cref="Time"/> are local to the person responsible;
/// <see cref="DueAt"/> (used only with a <see cref="Time"/>) and <see cref="SetAt"/> are UTC.
/// </summary>
public sealed record CalendarEntry(
    int TaskId,
    int Version,
    string Client,
    string Title,
    string? Note,
    DateOnly Date,
    TimeOnly? Time,
    DateTime DueAt,
    DateTime SetAt
);

/// <summary>A person's next actions, and the language in which to describe them.</summary>
public sealed record PersonCalendar(string Person, string? Language, IReadOnlyList<CalendarEntry> Entries);

/// <summary>
/// Manages a person's private calendar address. Anyone who knows the address can read the person's next actions, so only the hash
/// of its secret is stored. Creating a new address invalidates the previous one.
/// </summary>
public sealed class CalendarFeeds(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>Maximum number of next actions in a calendar; the earliest are included first.</summary>
    public const int MaxEntries = 500;

    /// <summary>Number of days that a calendar reaches back. Older open next actions appear only in the task list.</summary>
    public const int DaysBack = 90;

    /// <summary>Returns when the viewer's address was created (UTC), or null if there is none.</summary>
    public async Task<DateTime?> GetCreatedAtAsync(Viewer viewer, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db
            .CalendarFeeds.Where(f => f.PersonId == viewer.PersonId)
            .Select(f => (DateTime?)f.CreatedAt)
            .FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>
    /// Creates an address, invalidates the previous one and returns the new secret. The secret cannot be read again later.
    /// </summary>
    public async Task<string> RenewAsync(Viewer viewer, CancellationToken cancellationToken = default)
    {
        var (feed, secret) = CalendarFeed.Create(viewer.PersonId, viewer.Name, viewer.CreateActor(time));
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.WriteAsync(
            async () =>
            {
                await db.CalendarFeeds.Where(f => f.PersonId == viewer.PersonId).ExecuteDeleteAsync(cancellationToken);
                db.CalendarFeeds.Add(feed);
                return await db.SaveChangesAsync(cancellationToken);
            },
            cancellationToken
        );
        return secret;
    }

    /// <summary>Revokes the viewer's address, if there is one.</summary>
    public async Task RevokeAsync(Viewer viewer, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.WriteAsync(
            async () =>
            {
                if (await db.CalendarFeeds.FirstOrDefaultAsync(f => f.PersonId == viewer.PersonId, cancellationToken) is not { } feed)
                    return 0;
                feed.RecordRevoked(viewer.Name, viewer.CreateActor(time));
                db.CalendarFeeds.Remove(feed);
                return await db.SaveChangesAsync(cancellationToken);
            },
            cancellationToken
        );
    }

    /// <summary>
    /// Returns the open next actions of the person whose address has this secret; null if the secret is unknown or revoked, or
    /// the person is inactive.
    /// </summary>
    public async Task<PersonCalendar?> ReadAsync(string secret, CancellationToken cancellationToken = default)
    {
        var hash = Secrets.HashOf(secret);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var person = await db
            .CalendarFeeds.AsNoTracking()
            .Where(f => f.TokenHash == hash && f.Person.Active)
            .Select(f => new
            {
                f.PersonId,
                f.Person.Name,
                f.Person.Language,
                f.Person.TimeZone,
            })
            .FirstOrDefaultAsync(cancellationToken);
        if (person is null)
            return null;
        var since = LocalTime.Day(time.GetUtcNow().UtcDateTime, person.TimeZone).AddDays(-DaysBack);
        // Being responsible for a task implies that the person can see it, so no scope filter is needed.
        var entries = await SelectEntries(
                db.Tasks.AsNoTracking()
                    .Where(t => t.ResponsibleId == person.PersonId)
                    .WhereOpen()
                    .Where(t => t.NextActionDate >= since)
                    .OrderByDueTime()
                    .Take(MaxEntries)
            )
            .ToListAsync(cancellationToken);
        return new PersonCalendar(person.Name, person.Language, entries);
    }

    /// <summary>Returns the next action of an open task; null if it has none.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> if the task is outside the viewer's scope.</exception>
    public async Task<CalendarEntry?> FindEntryOfTaskAsync(Viewer viewer, int taskId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var task = db.Tasks.AsNoTracking().VisibleTo(db, viewer).Where(t => t.Id == taskId);
        return await SelectEntries(task.WhereOpen().Where(t => t.NextActionDate != null)).FirstOrDefaultAsync(cancellationToken)
            ?? (await task.AnyAsync(cancellationToken) ? null : throw new RuleException(RuleError.NotFound));
    }

    private static IQueryable<CalendarEntry> SelectEntries(IQueryable<WorkTask> tasks) =>
        tasks.Select(t => new CalendarEntry(
            t.Id,
            t.Version,
            t.Client.Name,
            t.Title,
            t.NextActionNote,
            t.NextActionDate!.Value,
            t.NextActionTime,
            t.DueAt!.Value,
            t.Promises.Where(p => p.Outcome == PromiseOutcome.Open).Select(p => (DateTime?)p.SetAt).FirstOrDefault() ?? t.CreatedAt
        ));
}
