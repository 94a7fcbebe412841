using HexaLive.Domain;
using HexaLive.Domain.Calendar;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Control;

/// <summary>Which months a ledger is of: it counts the promises that ended in them.</summary>
public enum LedgerPeriod { Month, LastMonth, Quarter, Year }

/// <summary>What a ledger is of: the people and clients of the room, perhaps one person alone, in a period of the viewer's own calendar.</summary>
public sealed record LedgerFilter(RoomFilter Room, LedgerPeriod Period = LedgerPeriod.Month, int? PersonId = null)
{
    /// <summary>Reads a period from the value of an address.</summary>
    public static LedgerPeriod PeriodOf(string? value) => QueryValue.Enum(value, LedgerPeriod.Month);

    /// <summary>Reads an outcome from the value of an address; null where there is none.</summary>
    public static PromiseOutcome? OutcomeOf(string? value) => QueryValue.Enum<PromiseOutcome>(value) is { } outcome and not PromiseOutcome.Open ? outcome : null;

    /// <summary>The days of a period, both included, seen from a day.</summary>
    public static (DateOnly First, DateOnly Last) Span(LedgerPeriod period, DateOnly today)
    {
        var month = new DateOnly(today.Year, today.Month, 1);
        return period switch
        {
            LedgerPeriod.LastMonth => (month.AddMonths(-1), month.AddDays(-1)),
            LedgerPeriod.Quarter => (new DateOnly(today.Year, (today.Month - 1) / 3 * 3 + 1, 1), today),
            LedgerPeriod.Year => (new DateOnly(today.Year, 1, 1), today),
            _ => (month, today),
        };
    }

    // A promise whose day went by without a word is broken since then, though it stands until somebody touches it.
    internal static IQueryable<Promise> Ended(IQueryable<Promise> promises, DateOnly first, DateOnly last, Viewer viewer, DateTime now)
    {
        var (from, to) = (LocalTime.ToUtc(first, null, viewer.TimeZone), LocalTime.ToUtc(last.AddDays(1), null, viewer.TimeZone));
        var lapsed = now < to ? now : to;
        return promises.Where(p => (p.EndedAt >= from && p.EndedAt < to) || (p.Outcome == PromiseOutcome.Open && p.KeepBy >= from && p.KeepBy < lapsed));
    }
}

/// <summary>How promises ended; those that lapsed untouched are among the broken. <see cref="MostMoves"/>: how often the one was moved that was moved most.</summary>
public sealed record LedgerFigures(int Kept, int Moved, int Broken, int Withdrawn, int MostMoves)
{
    /// <summary>Those that were to be kept.</summary>
    public int Settled => Kept + Moved + Broken;

    /// <summary>Of these, how many were kept, in per cent; null where there was none.</summary>
    public int? KeptPercent => Settled == 0 ? null : (int)Math.Round(100.0 * Kept / Settled);
}

/// <summary>The figures of a person or a client.</summary>
public sealed record LedgerRow(int Id, string Name, LedgerFigures Figures);

/// <summary>A page of a ledger: days both included, the figures of all, and how many rows there are.</summary>
public sealed record LedgerView(DateOnly First, DateOnly Last, LedgerFigures All, IReadOnlyList<LedgerRow> Rows, int Total);

/// <summary>One promise that ended. <see cref="Date"/> was promised; <see cref="EndedAt"/> is UTC, of one that lapsed untouched the end of its day; <see cref="Moves"/>: how often its date had been moved, this time included.</summary>
public sealed record PromiseRow(int Id, int TaskId, string Task, int ClientId, string Client, int PersonId, string Person, DateOnly Date, PromiseOutcome Outcome, DateTime EndedAt, DateOnly? MovedTo, int Moves);

/// <summary>A page of promises, how many there are in all, and the name of the one person that they are of.</summary>
public sealed record PromiseRows(IReadOnlyList<PromiseRow> Rows, int Total, string? Person);

/// <summary>What was promised and what became of it: managers and administrators by person and client; of one person, whoever sees them.</summary>
public sealed class PromiseLedger(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>Rows a page.</summary>
    public const int PageSize = 50;

    /// <summary>The figures by person or by client, most broken and moved first; pages are counted from 0.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> to representatives.</exception>
    public async Task<LedgerView> GetAsync(Viewer viewer, LedgerFilter filter, bool byClient, int page, CancellationToken cancellationToken = default)
    {
        viewer.MustManage();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (first, last) = LedgerFilter.Span(filter.Period, Today(viewer));
        var promises = Promises(db, viewer, filter);
        var keyed = promises.Select(p => new { Key = byClient ? p.Task.ClientId : p.PersonId, p.Outcome, p.Moves });
        var grouped = keyed.GroupBy(p => p.Key).Select(g => new
        {
            Id = g.Key,
            Kept = g.Sum(p => p.Outcome == PromiseOutcome.Kept ? 1 : 0),
            Moved = g.Sum(p => p.Outcome == PromiseOutcome.Moved ? 1 : 0),
            Broken = g.Sum(p => p.Outcome == PromiseOutcome.Broken || p.Outcome == PromiseOutcome.Open ? 1 : 0),
            Withdrawn = g.Sum(p => p.Outcome == PromiseOutcome.Withdrawn ? 1 : 0),
            Most = g.Max(p => p.Outcome == PromiseOutcome.Moved ? p.Moves + 1 : 0),
        });
        var total = await keyed.Select(p => p.Key).Distinct().CountAsync(cancellationToken);
        var rows = await grouped.OrderByDescending(g => g.Broken + g.Moved).ThenByDescending(g => g.Kept).ThenBy(g => g.Id).Skip(Math.Max(0, page) * PageSize).Take(PageSize).ToListAsync(cancellationToken);
        var ids = rows.ConvertAll(r => r.Id);
        var names = await (byClient ? db.Clients.Where(c => ids.Contains(c.Id)).Select(c => new { c.Id, c.Name }) : db.People.Where(p => ids.Contains(p.Id)).Select(p => new { p.Id, p.Name }))
            .ToDictionaryAsync(n => n.Id, n => n.Name, cancellationToken);
        return new LedgerView(first, last, await FiguresAsync(promises, cancellationToken),
            rows.ConvertAll(r => new LedgerRow(r.Id, names.GetValueOrDefault(r.Id, ""), new LedgerFigures(r.Kept, r.Moved, r.Broken, r.Withdrawn, r.Most))), total);
    }

    /// <summary>The promises behind the figures, perhaps of one outcome alone, the last that ended first; pages are counted from 0.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> to representatives.</exception>
    public async Task<PromiseRows> PromisesAsync(Viewer viewer, LedgerFilter filter, PromiseOutcome? outcome, int page, CancellationToken cancellationToken = default)
    {
        viewer.MustManage();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var promises = Promises(db, viewer, filter);
        if (outcome is { } only) promises = promises.Where(p => p.Outcome == only || (only == PromiseOutcome.Broken && p.Outcome == PromiseOutcome.Open));
        var total = await promises.CountAsync(cancellationToken);
        var rows = await promises.OrderByDescending(p => p.EndedAt ?? p.KeepBy).ThenByDescending(p => p.Id).Skip(Math.Max(0, page) * PageSize).Take(PageSize)
            .Select(p => new PromiseRow(p.Id, p.TaskId, p.Task.Title, p.Task.ClientId, p.Task.Client.Name, p.PersonId, p.Person.Name, p.Date, p.Outcome == PromiseOutcome.Open ? PromiseOutcome.Broken : p.Outcome, p.EndedAt ?? p.KeepBy, p.MovedTo, p.Outcome == PromiseOutcome.Moved ? p.Moves + 1 : p.Moves))
            .ToListAsync(cancellationToken);
        var person = filter.PersonId is { } id ? await db.People.AsNoTracking().VisibleTo(db, viewer).Where(p => p.Id == id).Select(p => p.Name).FirstOrDefaultAsync(cancellationToken) : null;
        return new PromiseRows(rows, total, person);
    }

    /// <summary>The figures of one person, on the tasks that the viewer sees: none of whom they do not see.</summary>
    public async Task<LedgerFigures> OfPersonAsync(Viewer viewer, int personId, LedgerPeriod period, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (first, last) = LedgerFilter.Span(period, Today(viewer));
        return await FiguresAsync(LedgerFilter.Ended(db.Promises.AsNoTracking().VisibleTo(db, viewer).Where(p => p.PersonId == personId), first, last, viewer, Now), cancellationToken);
    }

    private IQueryable<Promise> Promises(HexaDbContext db, Viewer viewer, LedgerFilter filter)
    {
        var (first, last) = LedgerFilter.Span(filter.Period, Today(viewer));
        var promises = LedgerFilter.Ended(filter.Room.Promises(db, viewer), first, last, viewer, Now);
        return filter.PersonId is { } person ? promises.Where(p => p.PersonId == person) : promises;
    }

    private static async Task<LedgerFigures> FiguresAsync(IQueryable<Promise> promises, CancellationToken cancellationToken)
    {
        var by = await promises.GroupBy(p => p.Outcome).Select(g => new { Outcome = g.Key, Count = g.Count(), Moves = g.Max(p => p.Moves) }).ToListAsync(cancellationToken);
        int Of(PromiseOutcome outcome) => by.Find(b => b.Outcome == outcome)?.Count ?? 0;
        return new LedgerFigures(Of(PromiseOutcome.Kept), Of(PromiseOutcome.Moved), Of(PromiseOutcome.Broken) + Of(PromiseOutcome.Open), Of(PromiseOutcome.Withdrawn), by.Find(b => b.Outcome == PromiseOutcome.Moved) is { } moved ? moved.Moves + 1 : 0);
    }

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private DateOnly Today(Viewer viewer) => LocalTime.Day(Now, viewer.TimeZone);
}
