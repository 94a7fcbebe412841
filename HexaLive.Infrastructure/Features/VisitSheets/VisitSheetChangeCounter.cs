using HexaLive.Domain.Activity;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.VisitSheets;

/// <summary>Counts what happened since a viewer last prepared a visit.</summary>
internal static class VisitSheetChangeCounter
{
    /// <summary>Returns the counts; null if the viewer has never prepared a visit with the sheet.</summary>
    public static async Task<VisitSheetChanges?> CountAsync(
        HexaDbContext db,
        Viewer viewer,
        int clientId,
        int? projectId,
        CancellationToken cancellationToken
    )
    {
        var preparedAt = await VisitPreparations
            .WhereSubject(db, viewer.PersonId, clientId, projectId)
            .AsNoTracking()
            .Select(s => (DateTime?)s.PreparedAt)
            .FirstOrDefaultAsync(cancellationToken);
        if (preparedAt is not { } at)
            return null;
        var activity = db.Activity.AsNoTracking().VisibleTo(db, viewer).Where(a => a.At > at);
        activity = projectId is { } id ? activity.Where(a => a.ProjectId == id) : activity.Where(a => a.ClientId == clientId);
        var finished = nameof(WorkTaskStatus.Finished);
        var kinds = await activity
            .Where(a => a.Kind != ActivityKind.StatusChanged || a.To == finished)
            .GroupBy(a => a.Kind)
            .Select(g => new { Kind = g.Key, Count = g.Count() })
            .ToListAsync(cancellationToken);
        int Count(ActivityKind kind) => kinds.Find(k => k.Kind == kind)?.Count ?? 0;
        return new VisitSheetChanges(
            at,
            Count(ActivityKind.DedicationLogged),
            Count(ActivityKind.TaskCreated),
            Count(ActivityKind.StatusChanged),
            Count(ActivityKind.NextActionChanged),
            Count(ActivityKind.ClientChanged) + Count(ActivityKind.ContactAdded) + Count(ActivityKind.ContactChanged)
        );
    }
}
