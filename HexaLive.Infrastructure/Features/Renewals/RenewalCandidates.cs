using System.Globalization;
using System.Linq.Expressions;
using HexaLive.Domain;
using HexaLive.Domain.Clients;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Renewals;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Renewals;

/// <summary>Determines which projects a viewer can renew, and the names and dates of the new projects.</summary>
internal static class RenewalCandidates
{
    /// <summary>Checks that the viewer is a manager or an administrator.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> for representatives.</exception>
    public static void EnsureManager(Viewer viewer)
    {
        if (viewer.Role == PersonRole.Representative)
            throw new RuleException(RuleError.NotAllowed);
    }

    /// <summary>Returns the renewals that the viewer made; administrators get the renewals made by anybody.</summary>
    public static IQueryable<ProjectRenewal> ManagedRenewals(HexaDbContext db, Viewer viewer)
    {
        var me = viewer.PersonId;
        return viewer.IsAdministrator ? db.ProjectRenewals : db.ProjectRenewals.Where(r => r.ById == me);
    }

    /// <summary>
    /// Returns the open commercial projects of the year before <paramref name="year"/> that the viewer may edit. Skips projects
    /// whose name contains the new year. The planned dates of a project must overlap the previous year. Projects without planned
    /// dates are skipped if their name contains a year that is two to four years before <paramref name="year"/>, but does not contain the
    /// previous year.
    /// </summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.NotAllowed"/> for representatives, <see cref="RuleError.InvalidValue"/> if the year is out of range.
    /// </exception>
    public static IQueryable<Project> SelectCandidates(HexaDbContext db, Viewer viewer, int year, int? teamId)
    {
        EnsureManager(viewer);
        if (year is < 1991 or > 2098)
            throw new RuleException(RuleError.InvalidValue, "Year");
        var (first, last, old, next) = (
            new DateOnly(year - 1, 1, 1),
            new DateOnly(year - 1, 12, 31),
            FormatYear(year - 1),
            FormatYear(year)
        );
        var (a, b, c) = (FormatYear(year - 2), FormatYear(year - 3), FormatYear(year - 4));
        var projects = db
            .Projects.AsNoTracking()
            .VisibleTo(db, viewer)
            .Where(p =>
                p.ClosedAt == null
                && p.Kind == ProjectKind.Commercial
                && !p.Name.Contains(next)
                && (p.PlannedStart == null || p.PlannedStart <= last)
                && (p.PlannedEnd == null || p.PlannedEnd >= first)
                && (
                    p.PlannedStart != null
                    || p.PlannedEnd != null
                    || p.Name.Contains(old)
                    || !(p.Name.Contains(a) || p.Name.Contains(b) || p.Name.Contains(c))
                )
            );
        if (teamId is { } team)
            projects = projects.Where(p => p.Client.TeamId == team);
        if (viewer.IsAdministrator)
            return projects;
        var (me, teams) = (viewer.PersonId, viewer.TeamIds.ToArray());
        return projects.Where(p =>
            p.ManagerId == me
            || (p.Manager!.TeamId != null && teams.Contains(p.Manager.TeamId.Value))
            || (p.Client.TeamId != null && teams.Contains(p.Client.TeamId.Value))
        );
    }

    /// <summary>Returns the candidates that a request selects.</summary>
    public static IQueryable<Project> WhereRequested(IQueryable<Project> candidates, RenewalRequest request)
    {
        var ids = request.ProjectIds.ToArray();
        return request.IncludesAllProjects ? candidates.Where(p => !ids.Contains(p.Id)) : candidates.Where(p => ids.Contains(p.Id));
    }

    /// <summary>
    /// Returns a condition for projects that were renewed for a year or, if <paramref name="expected"/> is false, for projects that
    /// were not renewed. A project also counts as renewed if its client has a project with the name that
    /// <see cref="Project.ReplaceYear"/> returns.
    /// </summary>
    public static Expression<Func<Project, bool>> HasRenewal(HexaDbContext db, int year, bool expected)
    {
        var (old, next, behind) = (FormatYear(year - 1), FormatYear(year), $" {FormatYear(year)}");
        Expression<Func<Project, bool>> there = p =>
            db.ProjectRenewals.Any(r => r.FromProjectId == p.Id && r.Year == year && r.UndoneAt == null)
            || db.Projects.Any(o =>
                o.ClientId == p.ClientId && o.Id != p.Id && o.Name == (p.Name.Contains(old) ? p.Name.Replace(old, next) : p.Name + behind)
            );
        return expected ? there : Expression.Lambda<Func<Project, bool>>(Expression.Not(there.Body), there.Parameters);
    }

    /// <summary>Returns the name, code and planned days of the new project when a project is renewed for <paramref name="year"/>.</summary>
    public static (string Name, string? Code, DateOnly Start, DateOnly End) ComputeRenewedFields(
        int year,
        string name,
        string? code,
        DateOnly? start,
        DateOnly? end
    )
    {
        var from = start?.AddYears(1) ?? new DateOnly(year, 1, 1);
        var to = end?.AddYears(1) ?? new DateOnly(Math.Max(year, from.Year), 12, 31);
        return (
            Project.ReplaceYear(name, year - 1, year, ' ', 200),
            code is null ? null : Project.ReplaceYear(code, year - 1, year, '-', 30),
            from <= to ? from : new DateOnly(to.Year, 1, 1),
            to
        );
    }

    private static string FormatYear(int year) => year.ToString(CultureInfo.InvariantCulture);
}
