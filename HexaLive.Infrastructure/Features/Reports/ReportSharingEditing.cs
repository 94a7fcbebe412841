using HexaLive.Domain;
using HexaLive.Domain.Reports;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Shared;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>The people and teams with whom a report is shared.</summary>
public sealed record ReportShares(ReportSharing Sharing, IReadOnlyList<Choice> People, IReadOnlyList<Choice> Teams);

/// <summary>Reads and changes the people and teams with whom reports are shared.</summary>
public sealed class ReportSharingEditing(IDbContextFactory<HexaDbContext> databases, ReportStore store)
{
    private const int MaxShares = 200;

    /// <summary>Returns the people and teams with whom a report is shared. Only for viewers who may edit the report.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> or <see cref="RuleError.NotAllowed"/>.</exception>
    public async Task<ReportShares> GetSharesAsync(Viewer viewer, int id, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var report =
            await ReportAccess
                .VisibleReports(db, viewer)
                .AsNoTracking()
                .Where(r => r.Id == id)
                .Select(r => new { r.OwnerId, r.Sharing })
                .FirstOrDefaultAsync(cancellationToken)
            ?? throw new RuleException(RuleError.NotFound);
        ReportAccess.EnsureMayEdit(viewer, report.OwnerId);
        var shares = await db
            .Reports.AsNoTracking()
            .Where(r => r.Id == id)
            .SelectMany(r => r.Shares)
            .OrderBy(s => s.Id)
            .Take(MaxShares)
            .Select(s => new
            {
                s.PersonId,
                Person = s.Person!.Name,
                s.TeamId,
                Team = s.Team!.Name,
            })
            .ToListAsync(cancellationToken);
        return new(
            report.Sharing,
            [.. shares.Where(s => s.PersonId != null).Select(s => new Choice(s.PersonId!.Value, s.Person))],
            [.. shares.Where(s => s.TeamId != null).Select(s => new Choice(s.TeamId!.Value, s.Team))]
        );
    }

    /// <summary>
    /// Finds the people and teams with whom the viewer can share a report, by words of their names. People must be visible to the viewer.
    /// Returns at most ten of each.
    /// </summary>
    public async Task<(IReadOnlyList<Choice> People, IReadOnlyList<Choice> Teams)> FindReadersAsync(
        Viewer viewer,
        string? text,
        CancellationToken cancellationToken = default
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var me = viewer.PersonId;
        var people = db.People.AsNoTracking().VisibleTo(db, viewer).Where(p => p.Active && p.Id != me);
        var teams = db.Teams.AsNoTracking();
        foreach (var word in SearchText.SplitWords(text))
        {
            people = people.Where(p => p.SearchKey.Contains(word));
            teams = teams.Where(t => t.SearchKey.Contains(word));
        }
        return (
            await people
                .OrderBy(p => p.Name)
                .ThenBy(p => p.Id)
                .Take(10)
                .Select(p => new Choice(p.Id, p.Name))
                .ToListAsync(cancellationToken),
            await teams.OrderBy(t => t.Name).ThenBy(t => t.Id).Take(10).Select(t => new Choice(t.Id, t.Name)).ToListAsync(cancellationToken)
        );
    }

    /// <summary>
    /// Shares a report with nobody, everybody, or the given people and teams. People who are added must be visible to the viewer.
    /// </summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.NotFound"/> if the report, an added person or a team is not found;
    /// <see cref="RuleError.NotAllowed"/>; <see cref="RuleError.Required"/> if nobody is chosen;
    /// <see cref="RuleError.InvalidValue"/> if too many are chosen; <see cref="RuleError.Conflict"/> if the report was changed
    /// in the meantime.
    /// </exception>
    public async Task ShareAsync(
        Viewer viewer,
        int id,
        ReportSharing sharing,
        IReadOnlyList<int> people,
        IReadOnlyList<int> teams,
        CancellationToken cancellationToken = default
    )
    {
        var (persons, groups) = (people.Distinct().ToArray(), teams.Distinct().ToArray());
        if (sharing == ReportSharing.Chosen && persons.Length + groups.Length == 0)
            throw new RuleException(RuleError.Required, nameof(Report.Shares));
        if (persons.Length + groups.Length > MaxShares)
            throw new RuleException(RuleError.InvalidValue, nameof(Report.Shares));
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var report =
            await ReportAccess.VisibleReports(db, viewer).Include(r => r.Shares).FirstOrDefaultAsync(r => r.Id == id, cancellationToken)
            ?? throw new RuleException(RuleError.NotFound);
        ReportAccess.EnsureMayEdit(viewer, report.OwnerId);
        var added = persons.Except(report.Shares.Where(s => s.PersonId != null).Select(s => s.PersonId!.Value)).ToArray();
        if (
            sharing == ReportSharing.Chosen
            && added.Length > 0
            && await db.People.VisibleTo(db, viewer).CountAsync(p => p.Active && added.Contains(p.Id), cancellationToken) < added.Length
        )
            throw new RuleException(RuleError.NotFound);
        if (
            sharing == ReportSharing.Chosen
            && groups.Length > 0
            && await db.Teams.CountAsync(t => groups.Contains(t.Id), cancellationToken) < groups.Length
        )
            throw new RuleException(RuleError.NotFound);
        report.Share(sharing, persons, groups);
        await store.SaveAsync(db, report, cancellationToken);
    }
}
