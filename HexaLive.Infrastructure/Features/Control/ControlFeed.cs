using System.Linq.Expressions;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Reviews;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Holidays;
using HexaLive.Infrastructure.Features.Reviews;
using HexaLive.Infrastructure.Live;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Control;

/// <summary>
/// A line of the control room's feed: an entry, a task that became due, or a promise that was postponed repeatedly. <see cref="At"/> is in
/// UTC; <see cref="Date"/> is the person's local day. <see cref="Moves"/> is the number of times a promise was moved.
/// </summary>
public sealed record ControlLine(
    long Id,
    DateTime At,
    ActivityKind Kind,
    int? PersonId,
    string? Person,
    int ClientId,
    string Client,
    int TaskId,
    string Task,
    WorkTaskStatus Status,
    DateOnly? Date,
    int? Minutes,
    DedicationChannel? Channel,
    string? Comment,
    DateOnly? NextDate,
    TimeOnly? NextTime,
    string? NextNote,
    int? DedicationId,
    bool IsCorrected,
    ReviewView? Review,
    int? Moves
)
{
    /// <summary>
    /// Returns a copy of this entry's line with the values of <paramref name="change"/>, the line of a later correction or answer.
    /// </summary>
    public ControlLine WithEntryValuesFrom(ControlLine change) =>
        this with
        {
            Date = change.Date,
            Minutes = change.Minutes,
            Channel = change.Channel,
            Comment = change.Comment,
            IsCorrected = change.IsCorrected,
            Review = change.Review,
        };
}

/// <summary>Reads the activity on the tasks that the viewer controls.</summary>
public sealed class ControlFeed(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>The number of lines per page.</summary>
    public const int PageSize = 25;

    /// <summary>Returns the newest lines that match the filter, or those before <paramref name="beforeId"/>; newest first.</summary>
    public async Task<IReadOnlyList<ControlLine>> GetPageAsync(
        Viewer viewer,
        ControlRoomFilter filter,
        long? beforeId,
        CancellationToken cancellationToken = default
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var lines = filter.Apply(db, SelectActivity(db, viewer));
        if (beforeId is { } id)
            lines = lines.Where(a => a.Id < id);
        return await lines.OrderByDescending(a => a.Id).Take(PageSize).Select(LineProjection).ToListAsync(cancellationToken);
    }

    /// <summary>
    /// Returns the newest entries that wait for the viewer's review, or those before <paramref name="beforeId"/>; newest first.
    /// Optionally returns only the entries of one person, or only entries that have waited for more than
    /// <paramref name="olderThanDays"/> of the viewer's working days.
    /// </summary>
    public async Task<IReadOnlyList<ControlLine>> ListWaitingAsync(
        Viewer viewer,
        ControlRoomFilter filter,
        int? personId,
        int? olderThanDays,
        long? beforeId,
        CancellationToken cancellationToken = default
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var me = viewer.PersonId;
        var waiting = db.Reviews.Where(r => r.ControllerId == me && r.State < ReviewState.Questioned);
        if (personId is { } person)
            waiting = waiting.Where(r => r.PersonId == person);
        if (olderThanDays is { } days)
        {
            var today = LocalTime.Day(time.GetUtcNow().UtcDateTime, viewer.TimeZone);
            days = Math.Clamp(days, 0, 250);
            var calendar = await db.ReadCalendarAsync(viewer, today.AddDays(-8 * days - 30), cancellationToken);
            var end = LocalTime.ToUtc(calendar.SubtractWorkingDays(today, days + 1).AddDays(1), null, viewer.TimeZone);
            waiting = waiting.Where(r => r.At < end);
        }
        var lines = filter.Apply(
            db,
            waiting.Join(
                db.Activity.AsNoTracking().VisibleTo(db, viewer).Where(a => a.Kind == ActivityKind.DedicationLogged),
                r => (int?)r.DedicationId,
                a => a.DedicationId,
                (r, a) => a
            )
        );
        if (beforeId is { } id)
            lines = lines.Where(a => a.Id < id);
        return await lines.OrderByDescending(a => a.Id).Take(PageSize).Select(LineProjection).ToListAsync(cancellationToken);
    }

    /// <summary>
    /// Returns the lines that the cursor has not returned yet, oldest first. Includes corrections and answers, because they
    /// change entries that are already on screen.
    /// </summary>
    public async Task<IReadOnlyList<ControlLine>> GetNewSinceAsync(
        Viewer viewer,
        ControlRoomFilter filter,
        ActivityCursor cursor,
        CancellationToken cancellationToken = default
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await cursor.CatchUpAsync(
            after =>
                filter
                    .Apply(db, SelectActivity(db, viewer, includeChanges: true))
                    .Where(a => a.Id > after)
                    .OrderBy(a => a.Id)
                    .Take(ActivityCursor.PageSize)
                    .Select(LineProjection)
                    .ToListAsync(cancellationToken),
            l => l.Id
        );
    }

    private static IQueryable<ActivityEntry> SelectActivity(HexaDbContext db, Viewer viewer, bool includeChanges = false)
    {
        var me = viewer.PersonId;
        var lines = db.Activity.AsNoTracking().VisibleTo(db, viewer).Where(a => a.ControllerId == me);
        return includeChanges
            ? lines.Where(a =>
                a.Kind == ActivityKind.DedicationLogged
                || a.Kind == ActivityKind.FlaggedDue
                || a.Kind == ActivityKind.PromiseMovedOften
                || (a.Kind > ActivityKind.DedicationLogged && a.Kind <= ActivityKind.Seen)
            )
            : lines.Where(a =>
                a.Kind == ActivityKind.DedicationLogged || a.Kind == ActivityKind.FlaggedDue || a.Kind == ActivityKind.PromiseMovedOften
            );
    }

    private static readonly Expression<Func<ActivityEntry, ControlLine>> LineProjection = a => new ControlLine(
        a.Id,
        a.At,
        a.Kind,
        a.Dedication != null ? a.Dedication.PersonId : a.ResponsibleId,
        a.Dedication != null ? a.Dedication.Person.Name : a.Task!.Responsible.Name,
        a.ClientId!.Value,
        a.Client!.Name,
        a.TaskId!.Value,
        a.Task!.Title,
        a.Task.Status,
        a.Dedication != null ? a.Dedication.Date : null,
        a.Dedication != null ? a.Dedication.Minutes : null,
        a.Dedication != null ? a.Dedication.Channel : null,
        a.Dedication != null ? a.Dedication.Comment : a.Task.NextActionNote,
        a.Task.NextActionDate,
        a.Task.NextActionTime,
        a.Task.NextActionNote,
        a.DedicationId,
        a.Dedication != null && a.Dedication.Revisions.Any(),
        a.Dedication == null || a.Dedication.Review == null
            ? null
            : new ReviewView(
                a.Dedication.Review.State,
                a.Dedication.Review.At,
                a.Dedication.Review.AnsweredBy!.Name,
                a.Dedication.Review.Messages.OrderBy(m => m.Id)
                    .Select(m => new ThreadLine(m.PersonId, m.Person.Name, m.At, m.Text))
                    .ToList()
            ),
        a.Kind == ActivityKind.PromiseMovedOften ? a.Count : null
    );
}
