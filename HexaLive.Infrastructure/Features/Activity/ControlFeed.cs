using System.Linq.Expressions;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Calendar;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Live;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Activity;

/// <summary>A line of the control room: an entry of work, or a task that fell due. <see cref="At"/> is UTC, <see cref="Date"/> local to the person.</summary>
public sealed record ControlLine(
    long Id, DateTime At, ActivityKind Kind, int? PersonId, string? Person, int ClientId, string Client, int TaskId, string Task, WorkTaskStatus Status,
    DateOnly? Date, int? Minutes, DedicationChannel? Channel, string? Comment,
    DateOnly? NextDate, TimeOnly? NextTime, string? NextNote, int? DedicationId, bool Corrected, ReviewView? Review)
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

/// <summary>The figures above the feed: of the viewer's own today, on the tasks the viewer controls.</summary>
public sealed record ControlFigures(int Entries, int Minutes, int People, int Due, int Overdue);

/// <summary>What happens on the tasks that the viewer controls.</summary>
public sealed class ControlFeed(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>Lines a page.</summary>
    public const int PageSize = 50;

    /// <summary>The newest lines, or those before <paramref name="before"/>; newest first.</summary>
    public async Task<IReadOnlyList<ControlLine>> PageAsync(Viewer viewer, long? before, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var lines = Lines(db, viewer);
        if (before is { } id) lines = lines.Where(a => a.Id < id);
        return await lines.OrderByDescending(a => a.Id).Take(PageSize).Select(Line).ToListAsync(cancellationToken);
    }

    /// <summary>The newest entries that wait for the viewer's answer, perhaps of one person alone, or those before <paramref name="before"/>; newest first.</summary>
    public async Task<IReadOnlyList<ControlLine>> WaitingAsync(Viewer viewer, int? personId, long? before, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var me = viewer.PersonId;
        var waiting = db.Reviews.Where(r => r.ControllerId == me && r.State < ReviewState.Questioned);
        if (personId is { } person) waiting = waiting.Where(r => r.PersonId == person);
        var lines = waiting.Join(db.Activity.AsNoTracking().VisibleTo(db, viewer).Where(a => a.Kind == ActivityKind.DedicationLogged), r => (int?)r.DedicationId, a => a.DedicationId, (r, a) => a);
        if (before is { } id) lines = lines.Where(a => a.Id < id);
        return await lines.OrderByDescending(a => a.Id).Take(PageSize).Select(Line).ToListAsync(cancellationToken);
    }

    /// <summary>Every line that the cursor does not know yet, oldest first, once each, corrections and answers among them: they change an entry that is shown.</summary>
    public async Task<IReadOnlyList<ControlLine>> NewSinceAsync(Viewer viewer, ActivityCursor cursor, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await cursor.CatchUpAsync(
            after => Lines(db, viewer, andChanges: true).Where(a => a.Id > after).OrderBy(a => a.Id).Take(ActivityCursor.ReadAtOnce).Select(Line).ToListAsync(cancellationToken),
            l => l.Id);
    }

    /// <summary>The figures of the viewer's local day.</summary>
    public async Task<ControlFigures> FiguresAsync(Viewer viewer, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        var today = LocalTime.Day(now, viewer.TimeZone);
        var start = LocalTime.ToUtc(today, null, viewer.TimeZone);
        var me = viewer.PersonId;
        var byPerson = await db.Activity.AsNoTracking().VisibleTo(db, viewer)
            .Where(a => a.ControllerId == me && a.At >= start && a.Kind == ActivityKind.DedicationLogged)
            .GroupBy(a => a.Dedication!.PersonId)
            .Select(g => new { Entries = g.Count(), Minutes = g.Sum(a => a.Dedication!.Minutes) })
            .ToListAsync(cancellationToken);
        var open = db.Tasks.AsNoTracking().VisibleTo(db, viewer).Where(t => t.ControllerId == me).Open();
        var due = await open.CountAsync(t => t.DueAt >= start && t.DueAt <= now, cancellationToken);
        var overdue = await open.CountAsync(t => t.DueAt < start, cancellationToken);
        return new ControlFigures(byPerson.Sum(p => p.Entries), byPerson.Sum(p => p.Minutes), byPerson.Count, due, overdue);
    }

    private static IQueryable<ActivityEntry> Lines(HexaDbContext db, Viewer viewer, bool andChanges = false)
    {
        var me = viewer.PersonId;
        var lines = db.Activity.AsNoTracking().VisibleTo(db, viewer).Where(a => a.ControllerId == me);
        return andChanges
            ? lines.Where(a => a.Kind == ActivityKind.DedicationLogged || a.Kind == ActivityKind.FlaggedDue || (a.Kind > ActivityKind.DedicationLogged && a.Kind <= ActivityKind.Seen))
            : lines.Where(a => a.Kind == ActivityKind.DedicationLogged || a.Kind == ActivityKind.FlaggedDue);
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
            a.Dedication.Review.Messages.OrderBy(m => m.Id).Select(m => new ThreadLine(m.PersonId, m.Person.Name, m.At, m.Text)).ToList()));
}
