using System.Linq.Expressions;
using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Diary;
using HexaLive.Domain.People;
using HexaLive.Domain.Reviews;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Reviews;
using HexaLive.Infrastructure.Features.Shared;
using HexaLive.Infrastructure.Live;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Diary;

/// <summary>The subject of a diary; exactly one id is set. A person's diary lists what that person did.</summary>
public sealed record DiarySubject(int? TaskId = null, int? ProjectId = null, int? ClientId = null, int? PersonId = null)
{
    internal (DiaryKind Kind, int Id) Key =>
        TaskId is { } task ? (DiaryKind.Task, task)
        : ProjectId is { } project ? (DiaryKind.Project, project)
        : ClientId is { } client ? (DiaryKind.Client, client)
        : (DiaryKind.Person, PersonId!.Value);
}

/// <summary>Filter of a diary. Days are the viewer's local days. Filtering by person, channel or text shows entries only.</summary>
public sealed record DiaryFilter(
    bool OnlyEntries = false,
    int? PersonId = null,
    DedicationChannel? Channel = null,
    DateOnly? From = null,
    DateOnly? To = null,
    string? Text = null
)
{
    /// <summary>The filter that shows everything.</summary>
    public static readonly DiaryFilter None = new();

    /// <summary>Whether only entries are shown, without other changes.</summary>
    public bool ShowsOnlyEntries => OnlyEntries || PersonId is not null || Channel is not null || !string.IsNullOrWhiteSpace(Text);
}

/// <summary>Reads the entries and changes in the diary of a task, project, client or person, newest first.</summary>
public sealed class DiaryList(IDbContextFactory<HexaDbContext> databases)
{
    /// <summary>The number of lines per page.</summary>
    public const int PageSize = 25;

    /// <summary>Returns the newest lines, or those before <paramref name="beforeId"/>.</summary>
    public async Task<IReadOnlyList<DiaryLine>> GetPageAsync(
        Viewer viewer,
        DiarySubject subject,
        DiaryFilter filter,
        long? beforeId,
        CancellationToken cancellationToken = default
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var lines = ActivityOf(db, viewer, subject, filter);
        if (beforeId is { } id)
            lines = lines.Where(a => a.Id < id);
        return await lines.OrderByDescending(a => a.Id).Take(PageSize).Select(LineProjection).ToListAsync(cancellationToken);
    }

    /// <summary>
    /// Returns the lines that the cursor has not returned yet, oldest first. Includes corrections and answers even if the
    /// filter hides them, because they change entries that are already on screen.
    /// </summary>
    public async Task<IReadOnlyList<DiaryLine>> GetNewSinceAsync(
        Viewer viewer,
        DiarySubject subject,
        DiaryFilter filter,
        ActivityCursor cursor,
        CancellationToken cancellationToken = default
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await cursor.CatchUpAsync(
            after =>
                ActivityOf(db, viewer, subject, filter, includeChanges: true)
                    .Where(a => a.Id > after)
                    .OrderBy(a => a.Id)
                    .Take(ActivityCursor.PageSize)
                    .Select(LineProjection)
                    .ToListAsync(cancellationToken),
            l => l.Id
        );
    }

    /// <summary>
    /// Returns the people to filter by: those who participate in the client, by name; at most 200. Empty for a person's diary.
    /// </summary>
    public async Task<IReadOnlyList<Choice>> ListPeopleAsync(
        Viewer viewer,
        DiarySubject subject,
        CancellationToken cancellationToken = default
    )
    {
        if (subject.Key.Kind == DiaryKind.Person)
            return [];
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var clients = subject switch
        {
            { TaskId: { } task } => db.Tasks.VisibleTo(db, viewer).Where(t => t.Id == task).Select(t => t.ClientId),
            { ProjectId: { } project } => db.Projects.VisibleTo(db, viewer).Where(p => p.Id == project).Select(p => p.ClientId),
            _ => db.Clients.VisibleTo(db, viewer).Where(c => c.Id == subject.ClientId).Select(c => c.Id),
        };
        return await db
            .People.AsNoTracking()
            .Where(p => db.Participations.Any(a => a.PersonId == p.Id && clients.Contains(a.ClientId)))
            .OrderBy(p => p.Name)
            .Take(200)
            .Select(p => new Choice(p.Id, p.Name))
            .ToListAsync(cancellationToken);
    }

    /// <summary>
    /// Records that the viewer has read a diary up to <paramref name="newest"/>. Returns the id of the last row that the viewer had
    /// read before, or null on the first visit.
    /// </summary>
    public async Task<long?> RecordVisitAsync(
        Viewer viewer,
        DiarySubject subject,
        long newest,
        CancellationToken cancellationToken = default
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (me, (kind, id)) = (viewer.PersonId, subject.Key);
        var before = await db
            .DiaryVisits.AsNoTracking()
            .Where(v => v.PersonId == me && v.Kind == kind && v.SubjectId == id)
            .Select(v => (long?)v.LastActivityId)
            .FirstOrDefaultAsync(cancellationToken);
        if (before >= newest)
            return before;
        try
        {
            if (before is null)
            {
                db.DiaryVisits.Add(new DiaryVisit(me, kind, id, newest));
                await db.SaveChangesAsync(cancellationToken);
            }
            else
            {
                await db.WriteAsync(
                    () =>
                        db
                            .DiaryVisits.Where(v => v.PersonId == me && v.Kind == kind && v.SubjectId == id && v.LastActivityId < newest)
                            .ExecuteUpdateAsync(set => set.SetProperty(v => v.LastActivityId, newest), cancellationToken),
                    cancellationToken
                );
            }
        }
        catch (DbUpdateException e) when (DatabaseErrors.IsUniqueViolation(e))
        {
            // Ignore the error, because another tab with the same diary has already recorded the visit.
        }
        catch (RuleException e) when (e.Error == RuleError.StorageUnavailable)
        {
            // Ignore the error, because reading the diary must work even if the visit cannot be recorded.
        }
        return before;
    }

    /// <summary>Returns the minutes a person logged per day of a date range, counting only entries that the viewer may see.</summary>
    public async Task<IReadOnlyDictionary<DateOnly, int>> SumMinutesByDayAsync(
        Viewer viewer,
        int personId,
        DateOnly first,
        DateOnly last,
        CancellationToken cancellationToken = default
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db
            .Dedications.AsNoTracking()
            .VisibleTo(db, viewer)
            .Where(d => d.PersonId == personId && d.Date >= first && d.Date <= last)
            .GroupBy(d => d.Date)
            .Select(g => new { Day = g.Key, Minutes = g.Sum(d => d.Minutes) })
            .ToDictionaryAsync(g => g.Day, g => g.Minutes, cancellationToken);
    }

    private static IQueryable<ActivityEntry> ActivityOf(
        HexaDbContext db,
        Viewer viewer,
        DiarySubject subject,
        DiaryFilter filter,
        bool includeChanges = false
    )
    {
        var (kind, id) = subject.Key;
        var lines = db.Activity.AsNoTracking().VisibleTo(db, viewer);
        lines = kind switch
        {
            DiaryKind.Task => lines.Where(a => a.TaskId == id),
            DiaryKind.Project => lines.Where(a => a.ProjectId == id),
            // Skip the project's summary row about moved tasks, because each moved task has its own row.
            DiaryKind.Client => lines.Where(a => a.ClientId == id && (a.Kind != ActivityKind.TaskMoved || a.TaskId != null)),
            _ => lines.Where(a => a.PersonId == id && a.TaskId != null),
        };
        // Answers are shown with their entry, not on lines of their own.
        if (!includeChanges)
            lines = filter.ShowsOnlyEntries
                ? lines.Where(a => a.Kind == ActivityKind.DedicationLogged)
                : lines.Where(a => a.Kind < ActivityKind.Acknowledged || a.Kind > ActivityKind.Seen);
        else if (filter.ShowsOnlyEntries)
            lines = lines.Where(a => a.Kind >= ActivityKind.DedicationLogged && a.Kind <= ActivityKind.Seen);
        if (filter.PersonId is { } person)
            lines = lines.Where(a => a.Dedication!.PersonId == person);
        if (filter.Channel is { } channel)
            lines = lines.Where(a => a.Dedication!.Channel == channel);
        foreach (var word in SearchText.SplitWords(filter.Text))
            lines = lines.Where(a => a.Dedication!.SearchKey.Contains(word));
        // Filter entries by the day of the work, and other changes by the time at which they were made.
        if (filter.From is { } from)
        {
            var start = LocalTime.ToUtc(from, null, viewer.TimeZone);
            lines = lines.Where(a => a.Dedication != null ? a.Dedication.Date >= from : a.At >= start);
        }
        if (filter.To is { } to)
        {
            var end = LocalTime.ToUtc(to.AddDays(1), null, viewer.TimeZone);
            lines = lines.Where(a => a.Dedication != null ? a.Dedication.Date <= to : a.At < end);
        }
        return lines;
    }

    private static readonly Expression<Func<ActivityEntry, DiaryLine>> LineProjection = a => new DiaryLine(
        a.Id,
        a.At,
        a.Kind,
        a.Actor!.Name,
        a.TaskId,
        a.Task!.Title,
        a.From,
        a.To,
        a.Note,
        a.Count,
        a.ActorId,
        a.DedicationId,
        a.Dedication!.PersonId,
        a.Dedication.Person.Name,
        a.Dedication.Date,
        a.Dedication.Minutes,
        a.Dedication.Channel,
        a.Dedication.Comment,
        a.Dedication.Contact!.Name,
        a.Dedication.Revisions.Any(),
        a.Dedication.Review == null
            ? null
            : new ReviewView(
                a.Dedication.Review.State,
                a.Dedication.Review.At,
                a.Dedication.Review.AnsweredBy!.Name,
                a.Dedication.Review.Messages.OrderBy(m => m.Id)
                    .Select(m => new ThreadLine(m.PersonId, m.Person.Name, m.At, m.Text))
                    .ToList()
            )
    );
}
