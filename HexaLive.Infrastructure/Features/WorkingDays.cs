using HexaLive.Domain.Calendar;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features;

/// <summary>Reads the days that somebody works.</summary>
internal static class WorkingDays
{
    /// <summary>The working days of the viewer, from a day on: less the holidays of the company and of their own team.</summary>
    public static Task<WorkingCalendar> CalendarOfAsync(this HexaDbContext db, Viewer viewer, DateOnly from, CancellationToken cancellationToken) => db.CalendarOfAsync(viewer.PersonId, from, cancellationToken);

    /// <summary>The working days of a person, from a day on.</summary>
    public static async Task<WorkingCalendar> CalendarOfAsync(this HexaDbContext db, int personId, DateOnly from, CancellationToken cancellationToken) =>
        new(await db.Holidays.AsNoTracking()
            .Where(h => h.Day >= from && (h.TeamId == null || db.People.Any(p => p.Id == personId && p.TeamId == h.TeamId)))
            .Select(h => h.Day).ToListAsync(cancellationToken));
}
