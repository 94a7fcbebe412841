using HexaLive.Domain.Holidays;
using HexaLive.Domain.Reviews;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Holidays;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Control;

/// <summary>
/// The entries of one person that wait for the viewer's review: their number, when the oldest began to wait (<see cref="Since"/>,
/// UTC), and the viewer's working days since then.
/// </summary>
public sealed record WaitingEntries(int PersonId, string Person, int Count, DateTime Since, int WorkingDays);

/// <summary>Counts the entries that wait for the viewer's review.</summary>
public sealed class ReviewQueue(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>Returns how many entries of each person within the filter wait for the viewer's review, longest wait first.</summary>
    public async Task<IReadOnlyList<WaitingEntries>> CountByPersonAsync(
        Viewer viewer,
        ControlRoomFilter filter,
        CancellationToken cancellationToken = default
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var me = viewer.PersonId;
        var rows = await filter
            .Apply(db, db.Reviews.AsNoTracking().Where(r => r.ControllerId == me && r.State < ReviewState.Questioned))
            .GroupBy(r => new { r.PersonId, r.Person.Name })
            .Select(g => new
            {
                g.Key.PersonId,
                g.Key.Name,
                Count = g.Count(),
                Since = g.Min(r => r.At),
            })
            .OrderBy(g => g.Since)
            .Take(100)
            .ToListAsync(cancellationToken);
        if (rows.Count == 0)
            return [];
        var today = LocalTime.Day(time.GetUtcNow().UtcDateTime, viewer.TimeZone);
        var oldest = LocalTime.Day(rows[0].Since, viewer.TimeZone);
        var calendar = oldest == today ? WorkingCalendar.Default : await db.ReadCalendarAsync(viewer, oldest, cancellationToken);
        return rows.ConvertAll(r => new WaitingEntries(
            r.PersonId,
            r.Name,
            r.Count,
            r.Since,
            calendar.CountWorkingDays(LocalTime.Day(r.Since, viewer.TimeZone), today)
        ));
    }
}
