using HexaLive.Domain;
using HexaLive.Domain.Clients;
using HexaLive.Domain.People;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Shared;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Control;

/// <summary>The period of the promise figures: promises count in the period in which they ended.</summary>
public enum PromisePeriod
{
    Month,
    LastMonth,
    Quarter,
    Year,
}

/// <summary>
/// Filter of the promise figures: the people and clients of the control room, optionally a single person, and a period of the
/// viewer's local calendar.
/// </summary>
public sealed record PromiseFilter(ControlRoomFilter ControlRoomFilter, PromisePeriod Period = PromisePeriod.Month, int? PersonId = null)
{
    /// <summary>Returns the first and last day (both included) of a period relative to <paramref name="today"/>.</summary>
    public static (DateOnly First, DateOnly Last) GetDays(PromisePeriod period, DateOnly today)
    {
        var month = new DateOnly(today.Year, today.Month, 1);
        return period switch
        {
            PromisePeriod.LastMonth => (month.AddMonths(-1), month.AddDays(-1)),
            PromisePeriod.Quarter => (new DateOnly(today.Year, (today.Month - 1) / 3 * 3 + 1, 1), today),
            PromisePeriod.Year => (new DateOnly(today.Year, 1, 1), today),
            _ => (month, today),
        };
    }

    // Includes open promises whose time has passed. These promises count as broken, although nobody has updated the task yet.
    internal static IQueryable<Promise> WhereEnded(IQueryable<Promise> promises, DateOnly first, DateOnly last, Viewer viewer, DateTime now)
    {
        var (from, to) = (LocalTime.ToUtc(first, null, viewer.TimeZone), LocalTime.ToUtc(last.AddDays(1), null, viewer.TimeZone));
        var lapsed = now < to ? now : to;
        return promises.Where(p =>
            (p.EndedAt >= from && p.EndedAt < to) || (p.Outcome == PromiseOutcome.Open && p.KeepBy >= from && p.KeepBy < lapsed)
        );
    }

    // Compare a computed value instead of the plain column. With the plain column, databases choose the index on outcomes and read
    // every promise with that outcome, not only the promises that ended in the period.
    internal static IQueryable<Promise> WhereOutcome(IQueryable<Promise> ended, PromiseOutcome outcome) =>
        ended.Where(p => (p.Outcome == PromiseOutcome.Open ? PromiseOutcome.Broken : p.Outcome) == outcome);
}

/// <summary>
/// The numbers of promises by outcome. <see cref="Broken"/> includes promises whose time passed without an update.
/// <see cref="MaxMoves"/> is the highest number of times that one promise was moved.
/// </summary>
public sealed record PromiseFigures(int Kept, int Moved, int Broken, int Withdrawn, int MaxMoves)
{
    /// <summary>The promises that count for the percentage kept. Withdrawn promises do not count.</summary>
    public int Ended => Kept + Moved + Broken;

    /// <summary>The percentage of settled promises that were kept; null if there are none.</summary>
    public int? KeptPercent => ComputePercent(Kept, Ended);

    internal static int? ComputePercent(int kept, int ended) => ended == 0 ? null : (int)Math.Round(100.0 * kept / ended);
}

/// <summary>The figures of one person or client.</summary>
public sealed record PromiseStatisticsRow(int Id, string Name, PromiseFigures Figures);

/// <summary>A page of promise figures: the period (both days included), the totals, and the total number of rows.</summary>
public sealed record PromiseStatisticsView(
    DateOnly First,
    DateOnly Last,
    PromiseFigures All,
    IReadOnlyList<PromiseStatisticsRow> Rows,
    int Total
);

/// <summary>
/// A promise that ended. <see cref="Date"/> is the promised day. <see cref="EndedAt"/> is UTC; for a promise whose time passed without an
/// update, <see cref="EndedAt"/> is the time by which the promise had to be kept. <see cref="Moves"/> counts how often the date was moved;
/// if a move ended this promise, that move counts too.
/// </summary>
public sealed record PromiseRow(
    int Id,
    int TaskId,
    string Task,
    int ClientId,
    string Client,
    int PersonId,
    string Person,
    DateOnly Date,
    PromiseOutcome Outcome,
    DateTime EndedAt,
    DateOnly? MovedTo,
    int Moves
);

/// <summary>A page of promises, their total number, and the name of the person if the promises are filtered by person.</summary>
public sealed record PromiseList(IReadOnlyList<PromiseRow> Rows, int Total, string? Person);

/// <summary>
/// Reads how many promises were kept, moved, broken and withdrawn. Managers and administrators see these figures by person and
/// client; everybody who sees a person's tasks sees the figures of that person.
/// </summary>
public sealed class PromiseStatistics(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>The number of rows per page.</summary>
    public const int PageSize = 50;

    /// <summary>Returns the figures by person or by client, most broken and moved first; pages are counted from 1.</summary>
    /// <exception cref="RuleException">The viewer is a representative (<see cref="RuleError.NotAllowed"/>).</exception>
    public async Task<PromiseStatisticsView> GetAsync(
        Viewer viewer,
        PromiseFilter filter,
        bool byClient,
        int page,
        CancellationToken cancellationToken = default
    )
    {
        viewer.EnsureManager();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (first, last) = PromiseFilter.GetDays(filter.Period, GetToday(viewer));
        var promises = FilteredPromises(db, viewer, filter);
        var keyed = promises.Select(p => new
        {
            Key = byClient ? p.Task.ClientId : p.PersonId,
            p.Outcome,
            p.Moves,
        });
        var grouped = keyed
            .GroupBy(p => p.Key)
            .Select(g => new
            {
                Id = g.Key,
                Kept = g.Sum(p => p.Outcome == PromiseOutcome.Kept ? 1 : 0),
                Moved = g.Sum(p => p.Outcome == PromiseOutcome.Moved ? 1 : 0),
                Broken = g.Sum(p => p.Outcome == PromiseOutcome.Broken || p.Outcome == PromiseOutcome.Open ? 1 : 0),
                Withdrawn = g.Sum(p => p.Outcome == PromiseOutcome.Withdrawn ? 1 : 0),
                Most = g.Max(p => p.Outcome == PromiseOutcome.Moved ? p.Moves + 1 : 0),
            });
        var total = await keyed.Select(p => p.Key).Distinct().CountAsync(cancellationToken);
        var rows = await grouped
            .OrderByDescending(g => g.Broken + g.Moved)
            .ThenByDescending(g => g.Kept)
            .ThenBy(g => g.Id)
            .TakePage(page, PageSize)
            .ToListAsync(cancellationToken);
        var names = await ReadNamesAsync(db, rows.ConvertAll(r => r.Id), byClient, cancellationToken);
        return new PromiseStatisticsView(
            first,
            last,
            await CountByOutcomeAsync(promises, cancellationToken),
            rows.ConvertAll(r => new PromiseStatisticsRow(
                r.Id,
                names.GetValueOrDefault(r.Id, ""),
                new PromiseFigures(r.Kept, r.Moved, r.Broken, r.Withdrawn, r.Most)
            )),
            total
        );
    }

    /// <summary>
    /// Returns the promises that the figures count, optionally with one outcome only, in descending order of their end; pages are
    /// counted from 1.
    /// </summary>
    /// <exception cref="RuleException">The viewer is a representative (<see cref="RuleError.NotAllowed"/>).</exception>
    public async Task<PromiseList> ListPromisesAsync(
        Viewer viewer,
        PromiseFilter filter,
        PromiseOutcome? outcome,
        int page,
        CancellationToken cancellationToken = default
    )
    {
        viewer.EnsureManager();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var promises = FilteredPromises(db, viewer, filter);
        if (outcome is { } only)
            promises = PromiseFilter.WhereOutcome(promises, only);
        var total = await promises.CountAsync(cancellationToken);
        var rows = await promises
            .OrderByDescending(p => p.EndedAt ?? p.KeepBy)
            .ThenByDescending(p => p.Id)
            .TakePage(page, PageSize)
            .Select(p => new PromiseRow(
                p.Id,
                p.TaskId,
                p.Task.Title,
                p.Task.ClientId,
                p.Task.Client.Name,
                p.PersonId,
                p.Person.Name,
                p.Date,
                p.Outcome == PromiseOutcome.Open ? PromiseOutcome.Broken : p.Outcome,
                p.EndedAt ?? p.KeepBy,
                p.MovedTo,
                p.Outcome == PromiseOutcome.Moved ? p.Moves + 1 : p.Moves
            ))
            .ToListAsync(cancellationToken);
        var person = filter.PersonId is { } id
            ? await db
                .People.AsNoTracking()
                .VisibleTo(db, viewer)
                .Where(p => p.Id == id)
                .Select(p => p.Name)
                .FirstOrDefaultAsync(cancellationToken)
            : null;
        return new PromiseList(rows, total, person);
    }

    /// <summary>Returns the figures of one person, counting only promises on tasks that the viewer may see.</summary>
    public async Task<PromiseFigures> GetForPersonAsync(
        Viewer viewer,
        int personId,
        PromisePeriod period,
        CancellationToken cancellationToken = default
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (first, last) = PromiseFilter.GetDays(period, GetToday(viewer));
        return await CountByOutcomeAsync(
            PromiseFilter.WhereEnded(
                db.Promises.AsNoTracking().VisibleTo(db, viewer).Where(p => p.PersonId == personId),
                first,
                last,
                viewer,
                Now
            ),
            cancellationToken
        );
    }

    private IQueryable<Promise> FilteredPromises(HexaDbContext db, Viewer viewer, PromiseFilter filter)
    {
        var (first, last) = PromiseFilter.GetDays(filter.Period, GetToday(viewer));
        var promises = PromiseFilter.WhereEnded(filter.ControlRoomFilter.FilteredPromises(db, viewer), first, last, viewer, Now);
        return filter.PersonId is { } person ? promises.Where(p => p.PersonId == person) : promises;
    }

    private static async Task<PromiseFigures> CountByOutcomeAsync(IQueryable<Promise> promises, CancellationToken cancellationToken)
    {
        var by = await promises
            .GroupBy(p => p.Outcome)
            .Select(g => new
            {
                Outcome = g.Key,
                Count = g.Count(),
                Moves = g.Max(p => p.Moves),
            })
            .ToListAsync(cancellationToken);
        int CountOf(PromiseOutcome outcome) => by.Find(b => b.Outcome == outcome)?.Count ?? 0;
        return new PromiseFigures(
            CountOf(PromiseOutcome.Kept),
            CountOf(PromiseOutcome.Moved),
            CountOf(PromiseOutcome.Broken) + CountOf(PromiseOutcome.Open),
            CountOf(PromiseOutcome.Withdrawn),
            by.Find(b => b.Outcome == PromiseOutcome.Moved) is { } moved ? moved.Moves + 1 : 0
        );
    }

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private DateOnly GetToday(Viewer viewer) => LocalTime.Day(Now, viewer.TimeZone);

    private static Task<Dictionary<int, string>> ReadNamesAsync(
        HexaDbContext db,
        List<int> ids,
        bool byClient,
        CancellationToken cancellationToken
    ) =>
        (
            byClient
                ? db.Clients.Where(c => ids.Contains(c.Id)).Select(c => new { c.Id, c.Name })
                : db.People.Where(p => ids.Contains(p.Id)).Select(p => new { p.Id, p.Name })
        ).ToDictionaryAsync(n => n.Id, n => n.Name, cancellationToken);
}
