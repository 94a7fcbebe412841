using System.Runtime.CompilerServices;
using HexaLive.Infrastructure.Access;

namespace HexaLive.Infrastructure.Reporting.Documents;

/// <summary>Runs a report and returns its lines.</summary>
internal sealed class ReportLineReader(ReportRunner runner)
{
    public async IAsyncEnumerable<ReportLine> ReadAsync(
        ReportGrid grid,
        Viewer viewer,
        ReportRequest request,
        RowCounter counter,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (grid.ListsRows)
        {
            await foreach (
                var line in grid.ReadLinesAsync(runner.StreamAsync(viewer, grid.Definition, request, cancellationToken), cancellationToken)
            )
            {
                if (line.Kind == ReportLineKind.Row)
                    counter.Add();
                yield return line;
            }
            yield break;
        }
        foreach (var line in grid.CreateLines(await runner.ReadFiguresAsync(viewer, grid.Definition, request, cancellationToken)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (line.Kind == ReportLineKind.Row)
                counter.Add();
            yield return line;
        }
    }

    /// <summary>
    /// Returns the lines with at most <paramref name="max"/> rows. If the report has more rows, the totals of the groups that have
    /// begun and the grand totals still include all rows.
    /// </summary>
    public async Task<(IReadOnlyList<ReportLine> Lines, bool IsTruncated)> ReadAsync(
        ReportGrid grid,
        Viewer viewer,
        ReportRequest request,
        int max,
        CancellationToken cancellationToken
    )
    {
        var (read, rows, open) = (new List<ReportLine>(), 0, 0);
        await foreach (var line in ReadAsync(grid, viewer, request, new RowCounter(null), cancellationToken))
        {
            if (line.Kind == ReportLineKind.Row && ++rows == max + 1)
            {
                // Remove the headings of groups whose rows were all cut off.
                for (; read is [.., { Kind: ReportLineKind.GroupStart } heading]; read.RemoveAt(read.Count - 1))
                    open = heading.Level;
            }
            if (rows <= max)
            {
                read.Add(line);
                open = line.Kind switch
                {
                    ReportLineKind.GroupStart => line.Level + 1,
                    ReportLineKind.GroupEnd => line.Level,
                    _ => open,
                };
            }
            else if (grid.ListsRows)
            {
                read.AddRange(
                    await ReadGroupEndsAsync(
                        grid,
                        viewer,
                        request,
                        read is [.., var last] ? [.. last.Keys.Take(open)] : [],
                        cancellationToken
                    )
                );
                break;
            }
            else if (line.Kind == ReportLineKind.GrandTotal || (line.Kind == ReportLineKind.GroupEnd && line.Level == open - 1))
            {
                read.Add(line);
                open--;
            }
        }
        return (read, rows > max);
    }

    // Returns the subtotal line of each group with these keys, and the line of the grand totals. The database computes all totals.
    private async Task<IReadOnlyList<ReportLine>> ReadGroupEndsAsync(
        ReportGrid grid,
        Viewer viewer,
        ReportRequest request,
        IReadOnlyList<object?> keys,
        CancellationToken cancellationToken
    )
    {
        var ends = new List<ReportLine>();
        for (var level = keys.Count - 1; level >= -1; level--)
        {
            // All rows are inside the opened group, so never query above its path.
            var within = keys.Take(level + 1).Select(key => new ReportGroupNode(key, 0, [], []).Token).ToList();
            var path = within.Count < request.Path.Count ? request.Path : within;
            var figures = await runner.ReadFiguresAsync(
                viewer,
                grid.Definition with
                {
                    Groups = [.. grid.Definition.Groups.Take(path.Count)],
                },
                request with
                {
                    Path = path,
                },
                cancellationToken
            );
            ends.Add(
                new(
                    level < 0 ? ReportLineKind.GrandTotal : ReportLineKind.GroupEnd,
                    level,
                    [.. keys.Take(level + 1)],
                    [],
                    figures.Totals,
                    figures.RowCount
                )
            );
        }
        return ends;
    }
}
