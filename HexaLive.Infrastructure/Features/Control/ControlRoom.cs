using HexaLive.Domain;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Reviews;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Control;

/// <summary>
/// Today's figures, by the viewer's local day. <see cref="AverageCalls"/> and <see cref="AverageMinutes"/> are averages over the same
/// weekday in the last eight weeks. Days on which nothing was logged do not count; the averages are null if no other day is left.
/// <see cref="WaitingCount"/> counts the entries that wait for the viewer's review. <see cref="EndedPromiseCount"/> counts the promises that ended
/// as kept, moved or broken this month, including open promises whose day has passed. <see cref="KeptPromiseCount"/> counts only the kept
/// promises.
/// </summary>
public sealed record ControlRoomFigures(
    DateOnly Today,
    int CallCount,
    int EntryCount,
    int Minutes,
    int? AverageCalls,
    int? AverageMinutes,
    int DueCount,
    int OverdueCount,
    int WaitingCount,
    int KeptPromiseCount,
    int EndedPromiseCount
)
{
    /// <summary>The percentage of settled promises that were kept; null if there are none.</summary>
    public int? KeptPercent => PromiseFigures.ComputePercent(KeptPromiseCount, EndedPromiseCount);
}

/// <summary>
/// Reads the figures of the control room, for managers and administrators. A <see cref="ControlRoomFilter"/> selects the people counted.
/// </summary>
public sealed class ControlRoom(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    private const int Weeks = 8;

    /// <summary>Returns today's figures.</summary>
    /// <exception cref="RuleException">The viewer is a representative (<see cref="RuleError.NotAllowed"/>).</exception>
    public Task<ControlRoomFigures> GetFiguresAsync(
        Viewer viewer,
        ControlRoomFilter filter,
        CancellationToken cancellationToken = default
    ) => ReadAsync(viewer, filter, true, cancellationToken);

    /// <summary>
    /// Returns today's figures without this month's promises (<see cref="ControlRoomFigures.KeptPromiseCount"/> and
    /// <see cref="ControlRoomFigures.EndedPromiseCount"/> are 0), because counting promises takes longer than all other counts, and the
    /// numbers of promises change rarely.
    /// </summary>
    /// <exception cref="RuleException">The viewer is a representative (<see cref="RuleError.NotAllowed"/>).</exception>
    public Task<ControlRoomFigures> GetTodayAsync(Viewer viewer, ControlRoomFilter filter, CancellationToken cancellationToken = default) =>
        ReadAsync(viewer, filter, false, cancellationToken);

    private async Task<ControlRoomFigures> ReadAsync(
        Viewer viewer,
        ControlRoomFilter filter,
        bool withPromises,
        CancellationToken cancellationToken
    )
    {
        viewer.EnsureManager();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var instant = time.GetUtcNow().UtcDateTime;
        var today = LocalTime.Day(instant, viewer.TimeZone);
        var logged = await ReadDayTotalsAsync(filter.FilteredEntries(db, viewer), today, cancellationToken);
        var (now, before) = (logged.Find(l => l.Day == today), logged.FindAll(l => l.Day != today));

        var (first, last) = PromiseFilter.GetDays(PromisePeriod.Month, today);
        var (me, open, promises) = (
            viewer.PersonId,
            filter.FilteredTasks(db, viewer).WhereOpen(),
            PromiseFilter.WhereEnded(filter.FilteredPromises(db, viewer), first, last, viewer, instant)
        );
        var kept = PromiseFilter.WhereOutcome(promises, PromiseOutcome.Kept);
        var waiting = filter.Apply(db, db.Reviews.AsNoTracking().Where(r => r.ControllerId == me && r.State < ReviewState.Questioned));
        // Read all single counts in one query.
        var counts = await db
            .People.AsNoTracking()
            .Where(p => p.Id == me)
            .Select(_ => new
            {
                Due = open.Count(t => t.NextActionDate == today),
                Overdue = open.Count(t => t.NextActionDate < today),
                Waiting = waiting.Count(),
                Kept = !withPromises ? 0 : kept.Count(),
                Settled = !withPromises ? 0 : promises.Count(p => p.Outcome != PromiseOutcome.Withdrawn),
            })
            .FirstAsync(cancellationToken);
        return new ControlRoomFigures(
            today,
            now?.Calls ?? 0,
            now?.Entries ?? 0,
            now?.Minutes ?? 0,
            before.Count == 0 ? null : (int)Math.Round(before.Average(l => l.Calls)),
            before.Count == 0 ? null : (int)Math.Round(before.Average(l => l.Minutes)),
            counts.Due,
            counts.Overdue,
            counts.Waiting,
            counts.Kept,
            counts.Settled
        );
    }

    // Returns the totals logged today and on the same weekday of the previous weeks. The result omits days without entries.
    private static Task<List<DayTotals>> ReadDayTotalsAsync(
        IQueryable<Dedication> entries,
        DateOnly today,
        CancellationToken cancellationToken
    )
    {
        var days = Enumerable.Range(0, Weeks + 1).Select(w => today.AddDays(-7 * w)).ToArray();
        return entries
            .Where(d => days.Contains(d.Date))
            .GroupBy(d => d.Date)
            .Select(g => new DayTotals(g.Key, g.Sum(d => d.Channel == DedicationChannel.Call ? 1 : 0), g.Count(), g.Sum(d => d.Minutes)))
            .ToListAsync(cancellationToken);
    }

    private sealed record DayTotals(DateOnly Day, int Calls, int Entries, int Minutes);
}
