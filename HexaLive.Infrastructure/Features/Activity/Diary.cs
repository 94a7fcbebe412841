using System.Linq.Expressions;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Dedications;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Live;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Activity;

/// <summary>Whose diary: exactly one is set.</summary>
public sealed record DiaryOf(int? TaskId = null, int? ProjectId = null, int? ClientId = null);

/// <summary>An entry or change; <see cref="At"/> is UTC, <see cref="Date"/> the person's local day. From, To and Note are invariant text.</summary>
public sealed record DiaryLine(
    long Id, DateTime At, ActivityKind Kind, string? Actor, int? TaskId, string? Task, string? From, string? To, string? Note,
    int? DedicationId, int? PersonId, string? Person, DateOnly? Date, int? Minutes, DedicationChannel? Channel, string? Comment, string? Contact, bool Corrected)
{
    /// <summary>The line of an entry after a correction, which carries the entry as it stands now.</summary>
    public DiaryLine CorrectedBy(DiaryLine correction) => this with
    {
        Date = correction.Date,
        Minutes = correction.Minutes,
        Channel = correction.Channel,
        Comment = correction.Comment,
        Contact = correction.Contact,
        Corrected = true,
    };
}

/// <summary>What happened on a task, in a project or with a client, across everybody, newest first.</summary>
public sealed class Diary(IDbContextFactory<HexaDbContext> databases)
{
    /// <summary>Lines a page.</summary>
    public const int PageSize = 40;

    /// <summary>The newest lines, or those before <paramref name="before"/>.</summary>
    public async Task<IReadOnlyList<DiaryLine>> PageAsync(Viewer viewer, DiaryOf of, bool onlyEntries, long? before, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var lines = Of(db, viewer, of, onlyEntries);
        if (before is { } id) lines = lines.Where(a => a.Id < id);
        return await lines.OrderByDescending(a => a.Id).Take(PageSize).Select(Line).ToListAsync(cancellationToken);
    }

    /// <summary>
    /// Every line that the cursor does not know yet, oldest first, once each. Corrections are always among them: they change an entry that is shown.
    /// </summary>
    public async Task<IReadOnlyList<DiaryLine>> NewSinceAsync(Viewer viewer, DiaryOf of, bool onlyEntries, ActivityCursor cursor, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await cursor.CatchUpAsync(
            after => Of(db, viewer, of, onlyEntries, andCorrections: true).Where(a => a.Id > after).OrderBy(a => a.Id).Take(ActivityCursor.ReadAtOnce).Select(Line).ToListAsync(cancellationToken),
            l => l.Id);
    }

    private static IQueryable<ActivityEntry> Of(HexaDbContext db, Viewer viewer, DiaryOf of, bool onlyEntries, bool andCorrections = false)
    {
        var lines = db.Activity.AsNoTracking().VisibleTo(db, viewer);
        if (of.TaskId is { } task) lines = lines.Where(a => a.TaskId == task);
        else if (of.ProjectId is { } project) lines = lines.Where(a => a.ProjectId == project);
        else { var client = of.ClientId!.Value; lines = lines.Where(a => a.ClientId == client); }
        return !onlyEntries ? lines
            : andCorrections ? lines.Where(a => a.Kind == ActivityKind.DedicationLogged || a.Kind == ActivityKind.DedicationCorrected)
            : lines.Where(a => a.Kind == ActivityKind.DedicationLogged);
    }

    private static readonly Expression<Func<ActivityEntry, DiaryLine>> Line = a => new DiaryLine(
        a.Id, a.At, a.Kind, a.Actor!.Name, a.TaskId, a.Task!.Title, a.From, a.To, a.Note,
        a.DedicationId, a.Dedication!.PersonId, a.Dedication.Person.Name, a.Dedication.Date, a.Dedication.Minutes, a.Dedication.Channel, a.Dedication.Comment,
        a.Dedication.Contact!.Name, a.Dedication.Revisions.Any());
}
