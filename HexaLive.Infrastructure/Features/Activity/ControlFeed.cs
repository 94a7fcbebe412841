using System.Linq.Expressions;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Calendar;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Live;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Activity;

/// <summary>A line of the control room: an entry of work, or a task that fell due. <see cref="At"/> is UTC, <see cref="Date"/> local to the person.</summary>
public sealed record ControlLine(
    long Id, DateTime At, ActivityKind Kind, string? Person, int ClientId, string Client, int TaskId, string Task, WorkTaskStatus Status,
    DateOnly? Date, int? Minutes, DedicationChannel? Channel, string? Comment,
    DateOnly? NextDate, TimeOnly? NextTime, string? NextNote);

/// <summary>The figures above the feed: of the viewer's own today, on the tasks the viewer controls.</summary>
public sealed record ControlFigures(int Entries, int Minutes, int People, int Due, int Overdue);

/// <summary>What happens on the tasks that the viewer controls.</summary>
public sealed class ControlFeed(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>Lines a page.</summary>
    public const int PageSize = 50;

    /// <summary>Most lines that one catch-up reads.</summary>
    public const int ReadAtOnce = 500;

    /// <summary>The newest lines, or those before <paramref name="before"/>; newest first.</summary>
    public async Task<IReadOnlyList<ControlLine>> PageAsync(Viewer viewer, long? before, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var lines = Lines(db, viewer);
        if (before is { } id) lines = lines.Where(a => a.Id < id);
        return await lines.OrderByDescending(a => a.Id).Take(PageSize).Select(Line).ToListAsync(cancellationToken);
    }

    /// <summary>Lines with ids above <paramref name="after"/>, oldest first, at most <see cref="ReadAtOnce"/>: ask again from the last one while it gives that many.</summary>
    public async Task<IReadOnlyList<ControlLine>> NewerAsync(Viewer viewer, long after, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await Lines(db, viewer).Where(a => a.Id > after).OrderBy(a => a.Id).Take(ReadAtOnce).Select(Line).ToListAsync(cancellationToken);
    }

    /// <summary>Every line that the cursor does not know yet, oldest first, once each.</summary>
    public async Task<IReadOnlyList<ControlLine>> NewSinceAsync(Viewer viewer, ActivityCursor cursor, CancellationToken cancellationToken = default)
    {
        var fresh = new List<ControlLine>();
        var after = cursor.After;
        while (true)
        {
            var read = await NewerAsync(viewer, after, cancellationToken);
            fresh.AddRange(cursor.Take(read, l => l.Id));
            if (read.Count < ReadAtOnce) return fresh;
            after = read[^1].Id;
        }
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
        var open = db.Tasks.AsNoTracking().VisibleTo(db, viewer).Where(t => t.ControllerId == me && t.Status != WorkTaskStatus.Finished);
        var due = await open.CountAsync(t => t.DueAt >= start && t.DueAt <= now, cancellationToken);
        var overdue = await open.CountAsync(t => t.DueAt < start, cancellationToken);
        return new ControlFigures(byPerson.Sum(p => p.Entries), byPerson.Sum(p => p.Minutes), byPerson.Count, due, overdue);
    }

    private static IQueryable<ActivityEntry> Lines(HexaDbContext db, Viewer viewer)
    {
        var me = viewer.PersonId;
        return db.Activity.AsNoTracking().VisibleTo(db, viewer)
            .Where(a => a.ControllerId == me && (a.Kind == ActivityKind.DedicationLogged || a.Kind == ActivityKind.FlaggedDue));
    }

    private static readonly Expression<Func<ActivityEntry, ControlLine>> Line = a => new ControlLine(
        a.Id, a.At, a.Kind,
        a.Dedication != null ? a.Dedication.Person.Name : a.Task!.Responsible.Name,
        a.ClientId!.Value, a.Client!.Name, a.TaskId!.Value, a.Task!.Title, a.Task.Status,
        a.Dedication != null ? a.Dedication.Date : null,
        a.Dedication != null ? a.Dedication.Minutes : null,
        a.Dedication != null ? a.Dedication.Channel : null,
        a.Dedication != null ? a.Dedication.Comment : a.Task.NextActionNote,
        a.Task.NextActionDate, a.Task.NextActionTime, a.Task.NextActionNote);
}
