using System.Linq.Expressions;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Calendar;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Control;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Live;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Activity;

/// <summary>
/// A line of the control room: an entry of work, a task that fell due, or a promise that was moved once more. <see cref="At"/> is UTC, <see cref="Date"/> local to the person; <see cref="Note"/> is invariant text:
/// of a promise, how often it was moved.
/// </summary>
public sealed record ControlLine(
    long Id, DateTime At, ActivityKind Kind, int? PersonId, string? Person, int ClientId, string Client, int TaskId, string Task, WorkTaskStatus Status,
    DateOnly? Date, int? Minutes, DedicationChannel? Channel, string? Comment,
    DateOnly? NextDate, TimeOnly? NextTime, string? NextNote, int? DedicationId, bool Corrected, ReviewView? Review, string? Note)
{
    /// <summary>The line of an entry after a correction or an answer, which carries the entry as it stands now.</summary>
    public ControlLine ChangedBy(ControlLine change) => this with
    {
        Date = change.Date,
        Minutes = change.Minutes,
        Channel = change.Channel,
        Comment = change.Comment,
        Corrected = change.Corrected,
        Review = change.Review,
    };
}

/// <summary>What happens on the tasks that the viewer controls.</summary>
public sealed class ControlFeed(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>Lines a page.</summary>
    public const int PageSize = 50;

    /// <summary>The newest lines that a filter lets through, or those before <paramref name="before"/>; newest first.</summary>
    public async Task<IReadOnlyList<ControlLine>> PageAsync(Viewer viewer, RoomFilter filter, long? before, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var lines = filter.Narrow(db, Lines(db, viewer));
        if (before is { } id) lines = lines.Where(a => a.Id < id);
        return await lines.OrderByDescending(a => a.Id).Take(PageSize).Select(Line).ToListAsync(cancellationToken);
    }

    /// <summary>
    /// The newest entries that wait for the viewer's answer, perhaps of one person alone, or those before <paramref name="before"/>; newest first. With <paramref name="olderThan"/>: those
    /// that have waited for more of the viewer's working days than that.
    /// </summary>
    public async Task<IReadOnlyList<ControlLine>> WaitingAsync(Viewer viewer, RoomFilter filter, int? personId, int? olderThan, long? before, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var me = viewer.PersonId;
        var waiting = db.Reviews.Where(r => r.ControllerId == me && r.State < ReviewState.Questioned);
        if (personId is { } person) waiting = waiting.Where(r => r.PersonId == person);
        if (olderThan is { } days)
        {
            var today = LocalTime.Day(time.GetUtcNow().UtcDateTime, viewer.TimeZone);
            days = Math.Clamp(days, 0, 250);
            var calendar = await db.CalendarOfAsync(viewer, today.AddDays(-8 * days - 30), cancellationToken);
            var end = LocalTime.ToUtc(calendar.Before(today, days + 1).AddDays(1), null, viewer.TimeZone);
            waiting = waiting.Where(r => r.At < end);
        }
        var lines = filter.Narrow(db, waiting.Join(db.Activity.AsNoTracking().VisibleTo(db, viewer).Where(a => a.Kind == ActivityKind.DedicationLogged), r => (int?)r.DedicationId, a => a.DedicationId, (r, a) => a));
        if (before is { } id) lines = lines.Where(a => a.Id < id);
        return await lines.OrderByDescending(a => a.Id).Take(PageSize).Select(Line).ToListAsync(cancellationToken);
    }

    /// <summary>Every line that the cursor does not know yet, oldest first, once each, corrections and answers among them: they change an entry that is shown.</summary>
    public async Task<IReadOnlyList<ControlLine>> NewSinceAsync(Viewer viewer, RoomFilter filter, ActivityCursor cursor, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await cursor.CatchUpAsync(
            after => filter.Narrow(db, Lines(db, viewer, andChanges: true)).Where(a => a.Id > after).OrderBy(a => a.Id).Take(ActivityCursor.ReadAtOnce).Select(Line).ToListAsync(cancellationToken),
            l => l.Id);
    }

    private static IQueryable<ActivityEntry> Lines(HexaDbContext db, Viewer viewer, bool andChanges = false)
    {
        var me = viewer.PersonId;
        var lines = db.Activity.AsNoTracking().VisibleTo(db, viewer).Where(a => a.ControllerId == me);
        return andChanges
            ? lines.Where(a => a.Kind == ActivityKind.DedicationLogged || a.Kind == ActivityKind.FlaggedDue || a.Kind == ActivityKind.PromiseMovedOften || (a.Kind > ActivityKind.DedicationLogged && a.Kind <= ActivityKind.Seen))
            : lines.Where(a => a.Kind == ActivityKind.DedicationLogged || a.Kind == ActivityKind.FlaggedDue || a.Kind == ActivityKind.PromiseMovedOften);
    }

    private static readonly Expression<Func<ActivityEntry, ControlLine>> Line = a => new ControlLine(
        a.Id, a.At, a.Kind,
        a.Dedication != null ? a.Dedication.PersonId : a.ResponsibleId,
        a.Dedication != null ? a.Dedication.Person.Name : a.Task!.Responsible.Name,
        a.ClientId!.Value, a.Client!.Name, a.TaskId!.Value, a.Task!.Title, a.Task.Status,
        a.Dedication != null ? a.Dedication.Date : null,
        a.Dedication != null ? a.Dedication.Minutes : null,
        a.Dedication != null ? a.Dedication.Channel : null,
        a.Dedication != null ? a.Dedication.Comment : a.Task.NextActionNote,
        a.Task.NextActionDate, a.Task.NextActionTime, a.Task.NextActionNote,
        a.DedicationId, a.Dedication != null && a.Dedication.Revisions.Any(),
        a.Dedication == null || a.Dedication.Review == null ? null : new ReviewView(a.Dedication.Review.State, a.Dedication.Review.At, a.Dedication.Review.AnsweredBy!.Name,
            a.Dedication.Review.Messages.OrderBy(m => m.Id).Select(m => new ThreadLine(m.PersonId, m.Person.Name, m.At, m.Text)).ToList()),
        a.Kind == ActivityKind.PromiseMovedOften ? a.Note : null);
}
