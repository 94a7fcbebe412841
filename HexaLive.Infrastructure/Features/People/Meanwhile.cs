using System.Linq.Expressions;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Calendar;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.People;

/// <summary>
/// What others did, while a person was away, on a task of theirs. <see cref="At"/> is UTC. <see cref="Visible"/>: the reader still sees the task, which may have
/// gone to somebody else.
/// </summary>
public sealed record MeanwhileLine(
    long Id, DateTime At, ActivityKind Kind, string? Actor, int TaskId, string Task, string Client, string? To, int? Minutes, DedicationChannel? Channel, string? Comment, bool Visible);

/// <summary>
/// What happened on a person's tasks while they were away: entries by others, promises that others set, tasks that went to somebody else, that came, that were
/// finished; and the newest lines of it.
/// </summary>
public sealed record AwaySummary(
    int AbsenceId, DateOnly From, DateOnly To, int Entries, int Promises, int HandedOver, int Received, int Finished, IReadOnlyList<MeanwhileLine> Lines, bool More)
{
    /// <summary>How many things happened.</summary>
    public int Total => Entries + Promises + HandedOver + Received + Finished;
}

/// <summary>Somebody who is away and for whom the viewer stands in: until which of their days, and how much of theirs is overdue and due on the viewer's day.</summary>
public sealed record StoodInFor(int PersonId, string Person, DateOnly Until, int Overdue, int Due);

/// <summary>For whom the viewer stands in, and the first of their overdue and due tasks.</summary>
public sealed record StandingIn(IReadOnlyList<StoodInFor> People, IReadOnlyList<TaskRow> Tasks);

/// <summary>What an absence means for the day of those whom it concerns: who comes back reads what happened, who stands in sees what is due.</summary>
public sealed class Meanwhile(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>For how many days after an absence its story is offered.</summary>
    public const int Days = 30;

    /// <summary>Lines that are shown at once, and that "more" adds.</summary>
    public const int PageSize = 6;

    // More of them would push the own day off the screen: the list of tasks has them all.
    private const int MostTasks = 5;

    /// <summary>What happened while the viewer was away last and has not said to have read; null where there is nothing of the kind.</summary>
    public async Task<AwaySummary?> OfAsync(Viewer viewer, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await Unread(db, viewer).OrderByDescending(a => a.EndsAt).FirstOrDefaultAsync(cancellationToken) is not { } absence) return null;
        var happened = Happened(db, viewer, absence);
        var me = viewer.PersonId;
        var counts = await happened.GroupBy(a => 1).Select(g => new
        {
            Entries = g.Count(a => a.Kind == ActivityKind.DedicationLogged),
            Promises = g.Count(a => a.Kind == ActivityKind.NextActionChanged),
            HandedOver = g.Count(a => a.Kind == ActivityKind.PeopleChanged && a.ResponsibleId == me),
            Received = g.Count(a => a.Kind == ActivityKind.TaskCreated || (a.Kind == ActivityKind.PeopleChanged && a.ResponsibleId != me)),
            Finished = g.Count(a => a.Kind == ActivityKind.StatusChanged),
        }).FirstOrDefaultAsync(cancellationToken);
        var lines = counts is null ? [] : await LinesAsync(db, viewer, happened, cancellationToken);
        return new AwaySummary(
            absence.Id, absence.From, absence.To, counts?.Entries ?? 0, counts?.Promises ?? 0, counts?.HandedOver ?? 0, counts?.Received ?? 0, counts?.Finished ?? 0,
            [.. lines.Take(PageSize)], lines.Count > PageSize);
    }

    /// <summary>The lines before <paramref name="before"/>, newest first, and whether there are more; none of an absence that is not the viewer's own.</summary>
    public async Task<(IReadOnlyList<MeanwhileLine> Lines, bool More)> MoreAsync(Viewer viewer, int absenceId, long before, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await Unread(db, viewer).FirstOrDefaultAsync(a => a.Id == absenceId, cancellationToken) is not { } absence) return ([], false);
        var lines = await LinesAsync(db, viewer, Happened(db, viewer, absence).Where(a => a.Id < before), cancellationToken);
        return ([.. lines.Take(PageSize)], lines.Count > PageSize);
    }

    /// <summary>The viewer has read it: it is not offered again. Nothing of an absence that is not the viewer's own.</summary>
    public async Task ReadAsync(Viewer viewer, int absenceId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await Unread(db, viewer).AsTracking().FirstOrDefaultAsync(a => a.Id == absenceId, cancellationToken) is not { } absence) return;
        absence.Read(Now);
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>For whom the viewer stands in now, with the first of their tasks that are overdue or due on the viewer's day.</summary>
    public async Task<StandingIn> StandingInAsync(Viewer viewer, CancellationToken cancellationToken = default)
    {
        // Who asks was read a moment ago: almost nobody's day needs the question.
        if (viewer.StandsInFor.Count == 0) return new StandingIn([], []);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (now, me) = (Now, viewer.PersonId);
        var today = LocalTime.Day(now, viewer.TimeZone);
        var open = db.Tasks.AsNoTracking().VisibleTo(db, viewer).Open();
        var people = await db.Absences.AsNoTracking().Where(a => a.StandInId == me && a.StartsAt <= now && a.EndsAt > now).OrderBy(a => a.EndsAt).ThenBy(a => a.Id).Take(20)
            .Select(a => new StoodInFor(a.PersonId, a.Person.Name, a.To,
                open.Count(t => t.ResponsibleId == a.PersonId && t.NextActionDate < today), open.Count(t => t.ResponsibleId == a.PersonId && t.NextActionDate == today)))
            .ToListAsync(cancellationToken);
        if (people.All(p => p.Overdue + p.Due == 0)) return new StandingIn(people, []);
        var ids = people.Select(p => p.PersonId).ToArray();
        var tasks = await TaskList.Rows(db, me, open.Where(t => ids.Contains(t.ResponsibleId) && t.NextActionDate <= today).OrderBy(t => t.NextActionDate).ThenByDescending(t => t.Priority).ThenBy(t => t.Id).Take(MostTasks)).ToListAsync(cancellationToken);
        return new StandingIn(people, tasks);
    }

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private IQueryable<Absence> Unread(HexaDbContext db, Viewer viewer)
    {
        var (now, me) = (Now, viewer.PersonId);
        var since = now.AddDays(-Days);
        return db.Absences.AsNoTracking().Where(a => a.PersonId == me && a.EndsAt <= now && a.EndsAt > since && a.ReadAt == null);
    }

    // By others, on tasks that were the person's when it happened; and that a task came to them, which is told under whoever had it before. No scope beyond that: of
    // a task that went away its former responsible may know that it did.
    private static IQueryable<ActivityEntry> Happened(HexaDbContext db, Viewer viewer, Absence absence)
    {
        var (me, from, to) = (viewer.PersonId, absence.StartsAt, absence.EndsAt);
        var theirs = db.Activity.Where(a => a.ResponsibleId == me && a.At >= from && a.At < to && a.TaskId != null && a.ActorId != null && a.ActorId != me)
            .Where(a => a.Kind == ActivityKind.DedicationLogged || a.Kind == ActivityKind.TaskCreated || (a.Kind == ActivityKind.NextActionChanged && a.To != null)
                || (a.Kind == ActivityKind.PeopleChanged && a.Note == "responsible") || (a.Kind == ActivityKind.StatusChanged && a.To == nameof(WorkTaskStatus.Finished)))
            .Select(a => a.Id);
        var came = db.Tasks.Where(t => t.ResponsibleId == me).SelectMany(t => t.Activity)
            .Where(a => a.Kind == ActivityKind.PeopleChanged && a.Note == "responsible" && a.ResponsibleId != me && a.At >= from && a.At < to && a.ActorId != null && a.ActorId != me)
            .Select(a => a.Id);
        var ids = theirs.Concat(came);
        return db.Activity.AsNoTracking().Where(a => ids.Contains(a.Id));
    }

    private static async Task<List<MeanwhileLine>> LinesAsync(HexaDbContext db, Viewer viewer, IQueryable<ActivityEntry> happened, CancellationToken cancellationToken)
    {
        var visible = db.Tasks.VisibleTo(db, viewer).Select(t => t.Id);
        Expression<Func<ActivityEntry, MeanwhileLine>> line = a => new MeanwhileLine(
            a.Id, a.At, a.Kind, a.Actor!.Name, a.TaskId!.Value, a.Task!.Title, a.Client!.Name, a.To,
            a.Dedication != null ? a.Dedication.Minutes : null, a.Dedication != null ? a.Dedication.Channel : null,
            a.Dedication != null ? a.Dedication.Comment : a.Kind == ActivityKind.StatusChanged || a.Kind == ActivityKind.NextActionChanged ? a.Note : null,
            visible.Contains(a.TaskId.Value));
        return await happened.OrderByDescending(a => a.Id).Take(PageSize + 1).Select(line).ToListAsync(cancellationToken);
    }
}
