using HexaLive.Infrastructure.Reporting;

namespace HexaLive.Web.Features.Reports.Run;

/// <summary>A line of a report page: the heading of a group, or a row.</summary>
public abstract record RunLine;

/// <summary>
/// The heading of a group. <see cref="Continued"/> indicates whether the group began on an earlier page. <see cref="Path"/> holds the
/// tokens that lead to the group.
/// </summary>
public sealed record GroupLine(
    int Level,
    ResolvedGroup Group,
    object? Key,
    ReportGroupNode? Node,
    bool IsContinued,
    IReadOnlyList<string> Path
) : RunLine;

/// <summary>A row of the report.</summary>
public sealed record RowLine(ReportRow Row) : RunLine;

/// <summary>Inserts the headings of groups between the rows of a page.</summary>
public static class RunLines
{
    /// <summary>Returns the lines of a page. The opened groups in <paramref name="path"/> get no heading.</summary>
    public static IReadOnlyList<RunLine> Create(ReportPage page, IReadOnlyList<string> path, int pageSize)
    {
        var (lines, from, at) = (new List<RunLine>(), page.Path.Count, (page.Page - 1) * pageSize);
        IReadOnlyList<object?>? before = null;
        foreach (var row in page.Rows)
        {
            var level = from;
            while (before is not null && level < row.Keys.Count && AreSameGroup(before[level], row.Keys[level]))
                level++;
            if (before is null || level < row.Keys.Count)
            {
                // Go from the outermost level inwards, because each group is looked up among the subgroups of its parent.
                var (within, begins, tokens) = ((IReadOnlyList<ReportGroupNode>?)page.Figures.Groups, 0, path.ToList());
                for (var i = from; i < row.Keys.Count; i++)
                {
                    ReportGroupNode? node = null;
                    foreach (var each in within ?? [])
                    {
                        if (AreSameGroup(each.Key, row.Keys[i]))
                        {
                            node = each;
                            break;
                        }
                        begins += each.RowCount;
                    }
                    tokens = [.. tokens, node?.Token ?? new ReportGroupNode(row.Keys[i], 0, [], []).Token];
                    if (i >= level)
                        lines.Add(
                            new GroupLine(
                                i,
                                page.Report.Groups[i],
                                row.Keys[i],
                                node,
                                before is null && node is not null && begins < at,
                                tokens
                            )
                        );
                    within = node?.Groups;
                }
            }
            before = row.Keys;
            lines.Add(new RowLine(row));
        }
        return lines;
    }

    private static bool AreSameGroup(object? first, object? second) =>
        first is ReportReference a && second is ReportReference b ? a.Id == b.Id : Equals(first, second);
}
