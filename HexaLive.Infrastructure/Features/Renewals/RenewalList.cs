using HexaLive.Domain;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Shared;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Renewals;

/// <summary>
/// A project that can be renewed for a new year, and the new project. <see cref="IsRenewed"/> is true if the new project already exists.
/// Days are local calendar days.
/// </summary>
public sealed record RenewalRow(
    int ProjectId,
    string Name,
    string? Code,
    int ClientId,
    string Client,
    string? Manager,
    string NewName,
    string? NewCode,
    DateOnly Start,
    DateOnly End,
    int OpenTaskCount,
    bool IsRenewed
);

/// <summary>A page of renewable projects, with their total number and the number already renewed.</summary>
public sealed record RenewalPage(IReadOnlyList<RenewalRow> Rows, int Total, int RenewedCount);

/// <summary>
/// A previous run. <see cref="At"/> and <see cref="UndoneAt"/> are UTC. <see cref="KeptProjectCount"/> is the number of renewals that are not
/// completely undone.
/// </summary>
public sealed record RenewalRun(
    Guid RunId,
    int Year,
    string By,
    DateTime At,
    int ProjectCount,
    int TaskCount,
    DateTime? UndoneAt,
    int KeptProjectCount
);

/// <summary>Reads the projects that can be renewed and the earlier runs.</summary>
public sealed class RenewalList(IDbContextFactory<HexaDbContext> databases)
{
    /// <summary>The number of rows per page of the preview.</summary>
    public const int PageSize = 100;

    private const int MaxRuns = 10;

    /// <summary>
    /// Returns the open commercial projects of the year before <paramref name="year"/>, by client, with the new projects that a
    /// renewal would create; pages are counted from 1.
    /// </summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.NotAllowed"/> for representatives, <see cref="RuleError.InvalidValue"/> if the year is out of range.
    /// </exception>
    public async Task<RenewalPage> PreviewAsync(
        Viewer viewer,
        int year,
        int? teamId,
        int page,
        CancellationToken cancellationToken = default
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var projects = RenewalCandidates.SelectCandidates(db, viewer, year, teamId);
        var total = await projects.CountAsync(cancellationToken);
        var done = await projects.CountAsync(RenewalCandidates.HasRenewal(db, year, true), cancellationToken);
        var shown = projects.OrderBy(p => p.Client.Name).ThenBy(p => p.Name).ThenBy(p => p.Id).TakePage(page, PageSize);
        var rows = await shown
            .Select(p => new Candidate(
                p.Id,
                p.Name,
                p.Code,
                p.ClientId,
                p.Client.Name,
                p.Manager!.Name,
                p.PlannedStart,
                p.PlannedEnd,
                db.Tasks.WhereOpen().Count(t => t.ProjectId == p.Id)
            ))
            .ToListAsync(cancellationToken);
        var ids = rows.Select(r => r.Id).ToArray();
        var there = await db
            .Projects.Where(p => ids.Contains(p.Id))
            .Where(RenewalCandidates.HasRenewal(db, year, true))
            .Select(p => p.Id)
            .ToListAsync(cancellationToken);
        return new RenewalPage([.. rows.Select(r => r.ToRow(year, there.Contains(r.Id)))], total, done);
    }

    /// <summary>Returns the viewer's ten latest runs, newest first; administrators get the runs of all users.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> for representatives.</exception>
    public async Task<IReadOnlyList<RenewalRun>> ListRunsAsync(Viewer viewer, CancellationToken cancellationToken = default)
    {
        RenewalCandidates.EnsureManager(viewer);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await RenewalCandidates
            .ManagedRenewals(db, viewer)
            .AsNoTracking()
            .GroupBy(r => new
            {
                r.RunId,
                r.Year,
                r.By.Name,
            })
            .OrderByDescending(g => g.Max(r => r.Id))
            .Take(MaxRuns)
            .Select(g => new RenewalRun(
                g.Key.RunId,
                g.Key.Year,
                g.Key.Name,
                g.Min(r => r.At),
                g.Count(),
                g.Sum(r => r.Tasks),
                g.Max(r => r.UndoneAt),
                g.Sum(r => r.UndoneAt == null || r.ToProjectId != null ? 1 : 0)
            ))
            .ToListAsync(cancellationToken);
    }

    private sealed record Candidate(
        int Id,
        string Name,
        string? Code,
        int ClientId,
        string Client,
        string? Manager,
        DateOnly? PlannedStart,
        DateOnly? PlannedEnd,
        int OpenTaskCount
    )
    {
        public RenewalRow ToRow(int year, bool done)
        {
            var next = RenewalCandidates.ComputeRenewedFields(year, Name, Code, PlannedStart, PlannedEnd);
            return new RenewalRow(
                Id,
                Name,
                Code,
                ClientId,
                Client,
                Manager,
                next.Name,
                next.Code,
                next.Start,
                next.End,
                OpenTaskCount,
                done
            );
        }
    }
}
