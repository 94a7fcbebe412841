using HexaLive.Domain;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Control;

/// <summary>An entry as shown on the wall screen. <see cref="At"/> is UTC.</summary>
public sealed record WallEntry(
    int Id,
    DateTime At,
    string Person,
    string Client,
    string Task,
    int Minutes,
    DedicationChannel Channel,
    string Comment
);

/// <summary>Reads the entries of the wall screen, for managers and administrators.</summary>
public sealed class WallEntries(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>Returns the newest entries dated today or in the last three days, for the wall screen.</summary>
    /// <exception cref="RuleException">The viewer is a representative (<see cref="RuleError.NotAllowed"/>).</exception>
    public async Task<IReadOnlyList<WallEntry>> ListNewestAsync(
        Viewer viewer,
        ControlRoomFilter filter,
        int max,
        CancellationToken cancellationToken = default
    )
    {
        viewer.EnsureManager();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var since = LocalTime.Day(time.GetUtcNow().UtcDateTime, viewer.TimeZone).AddDays(-3);
        return await filter
            .FilteredEntries(db, viewer)
            .Where(d => d.Date >= since)
            .OrderByDescending(d => d.CreatedAt)
            .ThenByDescending(d => d.Id)
            .Take(Math.Clamp(max, 1, 50))
            .Select(d => new WallEntry(
                d.Id,
                d.CreatedAt,
                d.Person.Name,
                d.Client.Name,
                d.Task.Title,
                d.Minutes,
                d.Channel,
                d.Comment.Substring(0, 300)
            ))
            .ToListAsync(cancellationToken);
    }
}
