using HexaLive.Domain;
using HexaLive.Domain.VisitSheets;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.VisitSheets;

/// <summary>Records when a viewer prepared a visit: printed its visit sheet or marked the sheet as taken to the visit.</summary>
public sealed class VisitPreparations(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>Records that the viewer prepares a visit to a client now; the next sheet shows what has changed since then.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> if the client is outside the viewer's scope.</exception>
    public async Task RecordForClientAsync(Viewer viewer, int clientId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!await db.Clients.VisibleTo(db, viewer).AnyAsync(c => c.Id == clientId, cancellationToken))
            throw new RuleException(RuleError.NotFound);
        await RecordAsync(db, viewer, clientId, null, cancellationToken);
    }

    /// <summary>Records that the viewer prepares a visit for a project now; the next sheet shows what has changed since then.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> if the project is outside the viewer's scope.</exception>
    public async Task RecordForProjectAsync(Viewer viewer, int projectId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var client =
            await db
                .Projects.VisibleTo(db, viewer)
                .Where(p => p.Id == projectId)
                .Select(p => (int?)p.ClientId)
                .FirstOrDefaultAsync(cancellationToken)
            ?? throw new RuleException(RuleError.NotFound);
        await RecordAsync(db, viewer, client, projectId, cancellationToken);
    }

    private async Task RecordAsync(HexaDbContext db, Viewer viewer, int clientId, int? projectId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var before = await WhereSubject(db, viewer.PersonId, clientId, projectId).FirstOrDefaultAsync(cancellationToken);
        if (before is null)
            db.VisitPreparations.Add(new VisitPreparation(viewer.PersonId, clientId, projectId, now));
        else
            before.MarkPreparedAgain(now);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException e) when (DatabaseErrors.IsUniqueViolation(e))
        {
            // Ignore the error. The viewer marked the sheet in two windows at the same time, and the other window has recorded the visit.
        }
    }

    /// <summary>
    /// Returns a person's records of a sheet, newest first. A client's sheet can have two records, if two windows added the first
    /// record at the same time. The record of a project's sheet is found by project only, because merging clients changes the
    /// client of a project.
    /// </summary>
    internal static IQueryable<VisitPreparation> WhereSubject(HexaDbContext db, int personId, int clientId, int? projectId)
    {
        var mine = db.VisitPreparations.Where(s => s.PersonId == personId);
        mine = projectId is { } id ? mine.Where(s => s.ProjectId == id) : mine.Where(s => s.ClientId == clientId && s.ProjectId == null);
        return mine.OrderByDescending(s => s.PreparedAt);
    }
}
