using HexaLive.Domain.Calendar;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features;

/// <summary>Reads the days that somebody works.</summary>
internal static class WorkingDays
{
    /// <summary>The working days of the viewer, from a day on: less the holidays of the company and of their own team.</summary>
    public static async Task<WorkingCalendar> CalendarOfAsync(this HexaDbContext db, Viewer viewer, DateOnly from, CancellationToken cancellationToken)
    {
        var me = viewer.PersonId;
        return new WorkingCalendar(await db.Holidays.AsNoTracking()
            .Where(h => h.Day >= from && (h.TeamId == null || db.People.Any(p => p.Id == me && p.TeamId == h.TeamId)))
            .Select(h => h.Day).ToListAsync(cancellationToken));
    }
}
