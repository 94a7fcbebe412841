using HexaLive.Domain;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>Records the favourite reports of each viewer, and when the viewer last ran a report.</summary>
public sealed class PersonalReportStates(IDbContextFactory<HexaDbContext> databases, BuiltInReports builtIn, TimeProvider time)
{
    /// <summary>Adds a report to the viewer's favourites, or removes it.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> if the viewer cannot see the report.</exception>
    public Task SetFavouriteAsync(Viewer viewer, string key, bool favourite, CancellationToken cancellationToken = default) =>
        ChangeAsync(viewer, key, mark => mark.SetFavourite(favourite), cancellationToken);

    /// <summary>Records that the viewer ran a report now.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> if the viewer cannot see the report.</exception>
    public Task RecordRunAsync(Viewer viewer, string key, CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return ChangeAsync(viewer, key, mark => mark.RecordRun(now), cancellationToken);
    }

    // If another window adds the mark at the same time, the next attempt finds that mark.
    private Task ChangeAsync(Viewer viewer, string key, Action<PersonalReportState> change, CancellationToken cancellationToken) =>
        ConcurrencyRetry.RunAsync(
            3,
            async () =>
            {
                await using var db = await databases.CreateDbContextAsync(cancellationToken);
                var found = ReportKey.ParseId(key) is { } id
                    ? await ReportAccess.VisibleReports(db, viewer).AnyAsync(r => r.Id == id, cancellationToken)
                    : builtIn.Find(key) is not null;
                if (!found)
                    throw new RuleException(RuleError.NotFound);
                var mark = await db.PersonalReportStates.FirstOrDefaultAsync(
                    m => m.PersonId == viewer.PersonId && m.ReportKey == key,
                    cancellationToken
                );
                if (mark is null)
                    db.PersonalReportStates.Add(mark = new PersonalReportState(viewer.PersonId, key));
                change(mark);
                await db.SaveChangesAsync(cancellationToken);
            }
        );
}
