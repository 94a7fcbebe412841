using HexaLive.Domain;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Reporting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>Saves changed reports. If somebody else changed a report in the meantime, the error names that person.</summary>
public sealed class ReportStore(IStringLocalizer<ReportNames> texts)
{
    /// <summary>Saves a changed report.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.Conflict"/> if the report was changed in the meantime.</exception>
    internal Task SaveAsync(HexaDbContext db, Report report, CancellationToken cancellationToken) =>
        db.SaveOrThrowAsync(() => DescribeConflictAsync(db, report.Id, cancellationToken), cancellationToken);

    /// <summary>
    /// Returns the error for a report that was changed in the meantime. Only the owner can change a private report, so the error names
    /// the owner. A shared report may also have been changed by an administrator.
    /// </summary>
    internal async Task<RuleException> DescribeConflictAsync(HexaDbContext db, int id, CancellationToken cancellationToken)
    {
        var now = await db
            .Reports.AsNoTracking()
            .Where(r => r.Id == id)
            .Select(r => new
            {
                r.Name,
                r.Sharing,
                Owner = r.Owner.Name,
            })
            .FirstOrDefaultAsync(cancellationToken);
        return new RuleException(
            RuleError.Conflict,
            now?.Sharing == ReportSharing.Private ? now.Owner : texts["Library_Somebody"].Value,
            now?.Name ?? ""
        );
    }
}
