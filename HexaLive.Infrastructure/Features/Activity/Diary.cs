using System.Linq.Expressions;
using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Calendar;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Text;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Live;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Activity;

/// <summary>Whose diary: exactly one is set. A person's is what that person did.</summary>
public sealed record DiaryOf(int? TaskId = null, int? ProjectId = null, int? ClientId = null, int? PersonId = null)
{
    internal (DiaryKind Kind, int Id) Key =>
        TaskId is { } task ? (DiaryKind.Task, task) : ProjectId is { } project ? (DiaryKind.Project, project) : ClientId is { } client ? (DiaryKind.Client, client) : (DiaryKind.Person, PersonId!.Value);
}

/// <summary>What a diary shows. Days are the viewer's own; by person, channel or text it shows entries alone.</summary>
public sealed record DiaryFilter(bool OnlyEntries = false, int? PersonId = null, DedicationChannel? Channel = null, DateOnly? From = null, DateOnly? To = null, string? Text = null)
{
    /// <summary>Everything.</summary>
    public static readonly DiaryFilter None = new();

    /// <summary>Whether changes are left out.</summary>
    public bool EntriesAlone => OnlyEntries || PersonId is not null || Channel is not null || !string.IsNullOrWhiteSpace(Text);
}

/// <summary>An entry or change; <see cref="At"/> is UTC, <see cref="Date"/> the person's local day. From, To and Note are invariant text.</summary>
public sealed record DiaryLine(
    long Id, DateTime At, ActivityKind Kind, string? Actor, int? TaskId, string? Task, string? From, string? To, string? Note,
    int? ActorId, int? DedicationId, int? PersonId, string? Person, DateOnly? Date, int? Minutes, DedicationChannel? Channel, string? Comment, string? Contact, bool Corrected, ReviewView? Review)
{
    /// <summary>Whether it tells of an entry that has a line of its own: a correction or an answer.</summary>
    public bool ChangesEntry => Kind is ActivityKind.DedicationCorrected or ActivityKind.Acknowledged or ActivityKind.Questioned or ActivityKind.Replied or ActivityKind.Seen;

    /// <summary>The line of an entry after a correction or an answer, which carries the entry as it stands now.</summary>
    public DiaryLine ChangedBy(DiaryLine change) => this with
    {
        Date = change.Date,
        Minutes = change.Minutes,
        Channel = change.Channel,
        Comment = change.Comment,
        Contact = change.Contact,
        Corrected = change.Corrected,
        Review = change.Review,
    };
}

/// <summary>What happened on a task, in a project or with a client, across everybody, newest first.</summary>
public sealed class Diary(IDbContextFactory<HexaDbContext> databases)
{
    /// <summary>Lines a page.</summary>
    public const int PageSize = 40;

    /// <summary>The newest lines, or those before <paramref name="before"/>.</summary>
    public async Task<IReadOnlyList<DiaryLine>> PageAsync(Viewer viewer, DiaryOf of, DiaryFilter filter, long? before, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var lines = Of(db, viewer, of, filter);
        if (before is { } id) lines = lines.Where(a => a.Id < id);
        return await lines.OrderByDescending(a => a.Id).Take(PageSize).Select(Line).ToListAsync(cancellationToken);
    }

    /// <summary>
    /// Every line that the cursor does not know yet, oldest first, once each. Corrections and answers are always among them: they change an entry that is shown.
    /// </summary>
    public async Task<IReadOnlyList<DiaryLine>> NewSinceAsync(Viewer viewer, DiaryOf of, DiaryFilter filter, ActivityCursor cursor, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await cursor.CatchUpAsync(
            after => Of(db, viewer, of, filter, andChanges: true).Where(a => a.Id > after).OrderBy(a => a.Id).Take(ActivityCursor.ReadAtOnce).Select(Line).ToListAsync(cancellationToken),
            l => l.Id);
    }

    /// <summary>Who wrote in a diary of a client, or may have: those who take part in it, by name; at most 200.</summary>
    public async Task<IReadOnlyList<Choice>> PeopleAsync(Viewer viewer, DiaryOf of, CancellationToken cancellationToken = default)
    {
        if (of.Key.Kind == DiaryKind.Person) return [];
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var clients = of switch
        {
            { TaskId: { } task } => db.Tasks.VisibleTo(db, viewer).Where(t => t.Id == task).Select(t => t.ClientId),
            { ProjectId: { } project } => db.Projects.VisibleTo(db, viewer).Where(p => p.Id == project).Select(p => p.ClientId),
            _ => db.Clients.VisibleTo(db, viewer).Where(c => c.Id == of.ClientId).Select(c => c.Id),
        };
        return await db.People.AsNoTracking().Where(p => db.Participations.Any(a => a.PersonId == p.Id && clients.Contains(a.ClientId)))
            .OrderBy(p => p.Name).Take(200).Select(p => new Choice(p.Id, p.Name)).ToListAsync(cancellationToken);
    }

    /// <summary>
    /// Remembers that the viewer has read a diary up to <paramref name="newest"/>, and says how far they had read before; null at the first visit.
    /// </summary>
    public async Task<long?> VisitAsync(Viewer viewer, DiaryOf of, long newest, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (me, (kind, id)) = (viewer.PersonId, of.Key);
        var before = await db.DiaryVisits.AsNoTracking().Where(v => v.PersonId == me && v.Kind == kind && v.OfId == id).Select(v => (long?)v.LastActivityId).FirstOrDefaultAsync(cancellationToken);
        if (before >= newest) return before;
        try
        {
            if (before is null)
            {
                db.DiaryVisits.Add(new DiaryVisit(me, kind, id, newest));
                await db.SaveChangesAsync(cancellationToken);
            }
            else
            {
                await db.WriteAsync(() => db.DiaryVisits.Where(v => v.PersonId == me && v.Kind == kind && v.OfId == id && v.LastActivityId < newest)
                    .ExecuteUpdateAsync(set => set.SetProperty(v => v.LastActivityId, newest), cancellationToken), cancellationToken);
            }
        }
        catch (DbUpdateException e) when (StorageTrouble.IsDuplicate(e))
        {
            // The same diary in two tabs: the other one remembered it.
        }
        catch (RuleException e) when (e.Error == RuleError.StorageUnavailable)
        {
            // A diary can be read where nothing can be written.
        }
        return before;
    }

    /// <summary>Minutes that a person logged on each day of a span, as far as the viewer sees them.</summary>
    public async Task<IReadOnlyDictionary<DateOnly, int>> MinutesByDayAsync(Viewer viewer, int personId, DateOnly first, DateOnly last, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Dedications.AsNoTracking().VisibleTo(db, viewer).Where(d => d.PersonId == personId && d.Date >= first && d.Date <= last)
            .GroupBy(d => d.Date).Select(g => new { Day = g.Key, Minutes = g.Sum(d => d.Minutes) }).ToDictionaryAsync(g => g.Day, g => g.Minutes, cancellationToken);
    }

    private static IQueryable<ActivityEntry> Of(HexaDbContext db, Viewer viewer, DiaryOf of, DiaryFilter filter, bool andChanges = false)
    {
        var (kind, id) = of.Key;
        var lines = db.Activity.AsNoTracking().VisibleTo(db, viewer);
        lines = kind switch
        {
            DiaryKind.Task => lines.Where(a => a.TaskId == id),
            DiaryKind.Project => lines.Where(a => a.ProjectId == id),
            // That tasks went on in another project is told by each of them.
            DiaryKind.Client => lines.Where(a => a.ClientId == id && (a.Kind != ActivityKind.TaskMoved || a.TaskId != null)),
            _ => lines.Where(a => a.PersonId == id && a.TaskId != null),
        };
        // Answers stand on their entry, not as lines of their own.
        if (!andChanges) lines = filter.EntriesAlone ? lines.Where(a => a.Kind == ActivityKind.DedicationLogged) : lines.Where(a => a.Kind < ActivityKind.Acknowledged || a.Kind > ActivityKind.Seen);
        else if (filter.EntriesAlone) lines = lines.Where(a => a.Kind >= ActivityKind.DedicationLogged && a.Kind <= ActivityKind.Seen);
        if (filter.PersonId is { } person) lines = lines.Where(a => a.Dedication!.PersonId == person);
        if (filter.Channel is { } channel) lines = lines.Where(a => a.Dedication!.Channel == channel);
        foreach (var word in SearchText.Words(filter.Text)) lines = lines.Where(a => a.Dedication!.Search.Contains(word));
        // An entry is of the day that it says, a change of the day that it was made.
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

    private static readonly Expression<Func<ActivityEntry, DiaryLine>> Line = a => new DiaryLine(
        a.Id, a.At, a.Kind, a.Actor!.Name, a.TaskId, a.Task!.Title, a.From, a.To, a.Note,
        a.ActorId, a.DedicationId, a.Dedication!.PersonId, a.Dedication.Person.Name, a.Dedication.Date, a.Dedication.Minutes, a.Dedication.Channel, a.Dedication.Comment,
        a.Dedication.Contact!.Name, a.Dedication.Revisions.Any(),
        a.Dedication.Review == null ? null : new ReviewView(a.Dedication.Review.State, a.Dedication.Review.At, a.Dedication.Review.AnsweredBy!.Name,
            a.Dedication.Review.Messages.OrderBy(m => m.Id).Select(m => new ThreadLine(m.PersonId, m.Person.Name, m.At, m.Text)).ToList()));
}
