using System.Text.RegularExpressions;
using HexaLive.Domain.Reports;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>Lists and finds the saved and built-in reports that the viewer sees (<see cref="ReportAccess"/>).</summary>
public sealed partial class ReportSearch(IDbContextFactory<HexaDbContext> databases, BuiltInReports builtIn)
{
    /// <summary>Maximum number of saved reports that <see cref="ListAsync"/> returns.</summary>
    public const int MaxReports = 300;

    private const int MaxShares = 200;

    /// <summary>Returns the first reports that the viewer can see, in the order of <see cref="GetPageAsync"/>.</summary>
    public async Task<IReadOnlyList<ReportListRow>> ListAsync(Viewer viewer, CancellationToken cancellationToken = default) =>
        (await GetPageAsync(viewer, null, MaxReports, cancellationToken)).Rows;

    /// <summary>
    /// Finds reports by words of name, folder and owner, ignoring case and accents: first saved reports by name, then built-in
    /// reports in their fixed order. Built-in reports are found by name only. If there are more than <paramref name="max"/> saved
    /// reports, the viewer's favourites and own reports take precedence over other reports.
    /// </summary>
    public async Task<(IReadOnlyList<ReportListRow> Rows, bool HasMore)> GetPageAsync(
        Viewer viewer,
        string? text,
        int max,
        CancellationToken cancellationToken = default
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (me, words) = (viewer.PersonId, SearchText.SplitWords(text));
        var marks = await db
            .PersonalReportStates.AsNoTracking()
            .Where(m => m.PersonId == me && (m.Favourite || m.LastRunAt != null))
            .OrderByDescending(m => m.Favourite)
            .ThenByDescending(m => m.LastRunAt)
            .Take(max)
            .ToDictionaryAsync(m => m.ReportKey, cancellationToken);
        var favourites = marks.Values.Where(m => m.Favourite).Select(m => ReportKey.ParseId(m.ReportKey)).OfType<int>().ToArray();
        var saved = await ListSavedAsync(db, viewer, words, favourites, max + 1, cancellationToken);
        var more = saved.Count > max;
        if (more)
            saved.RemoveAt(max);
        var editable = saved.Where(r => r.Sharing == ReportSharing.Chosen && r.MayEdit).Select(r => r.Id!.Value).ToArray();
        var sharedWith = await ReadSharedWithAsync(db, editable, cancellationToken);
        var rows = saved
            .OrderBy(r => r.Name, StringComparer.CurrentCultureIgnoreCase)
            .Select(r => r with { SharedWith = [.. sharedWith[r.Id!.Value]] })
            .Concat(ListBuiltIn(words).Select(RowOf))
            .Select(r =>
                r with
                {
                    IsFavourite = marks.GetValueOrDefault(r.Key)?.Favourite == true,
                    LastRunAt = marks.GetValueOrDefault(r.Key)?.LastRunAt,
                }
            );
        return ([.. rows], more);
    }

    private static async Task<List<ReportListRow>> ListSavedAsync(
        HexaDbContext db,
        Viewer viewer,
        IReadOnlyList<string> words,
        int[] favourites,
        int max,
        CancellationToken cancellationToken
    )
    {
        var (me, mayEditAll) = (viewer.PersonId, viewer.IsAdministrator);
        var found = words.Aggregate(
            ReportAccess.VisibleReports(db, viewer).AsNoTracking(),
            (reports, word) =>
                reports.Where(r =>
                    SqlText.FoldCaseAndAccents(r.Name)!.Contains(word)
                    || SqlText.FoldCaseAndAccents(r.Folder)!.Contains(word)
                    || SqlText.FoldCaseAndAccents(r.Owner.Name)!.Contains(word)
                )
        );
        var saved = await found
            .OrderBy(r => favourites.Contains(r.Id) ? 0 : 1)
            .ThenBy(r => r.OwnerId == me ? 0 : 1)
            .ThenBy(r => r.Name)
            .ThenBy(r => r.Id)
            .Take(max)
            .Select(r => new
            {
                r.Id,
                r.Name,
                r.Folder,
                Begin = r.Definition.Substring(0, 60),
                r.OwnerId,
                Owner = r.Owner.Name,
                r.Sharing,
                Shares = r.Shares.Count,
                r.Version,
            })
            .ToListAsync(cancellationToken);
        return saved.ConvertAll(r => new ReportListRow(ReportKey.FromId(r.Id), r.Id, r.Name, r.Sharing)
        {
            Folder = r.Folder,
            Source = SourceOf(r.Begin),
            Owner = r.Owner,
            IsMine = r.OwnerId == me,
            MayEdit = r.OwnerId == me || mayEditAll,
            ShareCount = r.Shares,
            Version = r.Version,
        });
    }

    private static async Task<ILookup<int, string>> ReadSharedWithAsync(
        HexaDbContext db,
        int[] reportIds,
        CancellationToken cancellationToken
    )
    {
        if (reportIds.Length == 0)
            return Array.Empty<int>().ToLookup(id => id, _ => "");
        var shares = await db
            .Reports.Where(r => reportIds.Contains(r.Id))
            .SelectMany(r => r.Shares)
            .OrderBy(s => s.Id)
            .Take(MaxShares)
            .Select(s => new { s.ReportId, Name = s.Team == null ? s.Person!.Name : s.Team.Name })
            .ToListAsync(cancellationToken);
        return shares.ToLookup(s => s.ReportId, s => s.Name);
    }

    private static ReportListRow RowOf(BuiltInReport report) =>
        new(report.Key, null, report.Name, ReportSharing.Everybody) { About = report.About, Source = report.Definition.Source };

    /// <summary>Finds the keys and names of reports by words of their names in any order, ignoring case and accents.</summary>
    public async Task<IReadOnlyList<(string Key, string Name)>> FindAsync(
        Viewer viewer,
        string? text,
        int max,
        CancellationToken cancellationToken = default
    )
    {
        var words = SearchText.SplitWords(text);
        if (words.Count == 0)
            return [];
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var me = viewer.PersonId;
        var saved = await words
            .Aggregate(
                ReportAccess.VisibleReports(db, viewer).AsNoTracking(),
                (found, word) => found.Where(r => SqlText.FoldCaseAndAccents(r.Name)!.Contains(word))
            )
            .OrderBy(r => r.OwnerId == me ? 0 : 1)
            .ThenBy(r => r.Name)
            .ThenBy(r => r.Id)
            .Take(max)
            .Select(r => new { r.Id, r.Name })
            .ToListAsync(cancellationToken);
        return
        [
            .. saved.Select(r => (Key: ReportKey.FromId(r.Id), r.Name)).Concat(ListBuiltIn(words).Select(r => (r.Key, r.Name))).Take(max),
        ];
    }

    private IEnumerable<BuiltInReport> ListBuiltIn(IReadOnlyList<string> words) =>
        builtIn.ListAll().Where(r => SearchText.Normalize(r.Name) is var name && words.All(name.Contains));

    // Reads the source from the first characters, because the JSON begins with the version and the source.
    private static ReportSource? SourceOf(string json) =>
        SourcePattern().Match(json) is { Success: true } match
        && Enum.TryParse<ReportSource>(match.Groups[1].ValueSpan, ignoreCase: true, out var source)
            ? source
            : null;

    [GeneratedRegex(@"""source"":""(\w+)""")]
    private static partial Regex SourcePattern();
}
