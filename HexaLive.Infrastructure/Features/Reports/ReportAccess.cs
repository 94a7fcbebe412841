using HexaLive.Domain;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>
/// Decides who sees and changes saved reports. Viewers see their own reports and reports that are shared with everybody, with the
/// viewer, with a team to which the viewer belongs or which the viewer manages, or with a team above such a team. Administrators
/// see all shared reports. Owners can change their own reports. Administrators can change all reports that they see.
/// </summary>
internal static class ReportAccess
{
    /// <summary>Returns the reports that the viewer sees, without deleted ones.</summary>
    public static IQueryable<Report> VisibleReports(HexaDbContext db, Viewer viewer) =>
        VisibleReports(db, db.Reports.Where(r => r.DeletedAt == null), viewer);

    /// <summary>Returns the reports that the viewer sees or saw before they were deleted.</summary>
    public static IQueryable<Report> VisibleReportsAndDeleted(HexaDbContext db, Viewer viewer) => VisibleReports(db, db.Reports, viewer);

    /// <summary>Throws unless the viewer may change the report.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/>.</exception>
    public static void EnsureMayEdit(Viewer viewer, int ownerId)
    {
        if (ownerId != viewer.PersonId && !viewer.IsAdministrator)
            throw new RuleException(RuleError.NotAllowed);
    }

    // A report shared with a team is also shared with the teams up to three levels below that team. The viewer's teams are the team
    // to which the viewer belongs and the teams that the viewer manages.
    private static IQueryable<Report> VisibleReports(HexaDbContext db, IQueryable<Report> reports, Viewer viewer)
    {
        var me = viewer.PersonId;
        if (viewer.IsAdministrator)
            return reports.Where(r => r.OwnerId == me || r.Sharing != ReportSharing.Private);
        var managed = viewer.TeamIds.ToArray();
        var teams = db.Teams.Where(t => managed.Contains(t.Id) || db.People.Any(p => p.Id == me && p.TeamId == t.Id));
        return reports.Where(r =>
            r.OwnerId == me
            || r.Sharing == ReportSharing.Everybody
            || (
                r.Sharing == ReportSharing.Chosen
                && r.Shares.Any(s =>
                    s.PersonId == me
                    || (
                        s.TeamId != null
                        && teams.Any(t =>
                            t.Id == s.TeamId
                            || t.ParentId == s.TeamId
                            || t.Parent!.ParentId == s.TeamId
                            || t.Parent.Parent!.ParentId == s.TeamId
                        )
                    )
                )
            )
        );
    }
}
