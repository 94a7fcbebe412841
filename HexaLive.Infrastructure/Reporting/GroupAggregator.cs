using HexaLive.Domain.Reports;
using HexaLive.Domain.Shared;

namespace HexaLive.Infrastructure.Reporting;

/// <summary>
/// Merges the groups that the database returns into the groups that the report shows on each level, and computes the overall
/// figures. The database groups dates by day; the report may show months, for example.
/// </summary>
internal sealed class GroupAggregator(IReadOnlyList<ResolvedGroup> groups, IReadOnlyList<ResolvedTotal> totals, string zone)
{
    private readonly GroupNode _root = new(totals.Count);

    /// <summary>The number of innermost groups that the report shows.</summary>
    public int Count { get; private set; }

    /// <summary>
    /// Adds a group that the database returned: its keys, its number of rows and the values from which each total is computed.
    /// </summary>
    public void Add(object?[] values)
    {
        var node = _root;
        node.Add(values, groups.Count, totals);
        for (var level = 0; level < groups.Count; level++)
        {
            // Dictionary keys cannot be null.
            var key = StepOf(values[level], groups[level].Group.Step) ?? NullKey;
            if (!node.Groups.TryGetValue(key, out var next))
            {
                node.Groups[key] = next = new GroupNode(totals.Count);
                if (level == groups.Count - 1)
                    Count++;
            }
            next.Add(values, groups.Count, totals);
            node = next;
        }
    }

    /// <summary>Returns the distinct keys of a level.</summary>
    public IEnumerable<object> GetKeys(int level)
    {
        IEnumerable<GroupNode> nodes = [_root];
        for (; level > 0; level--)
            nodes = nodes.SelectMany(n => n.Groups.Values);
        return nodes.SelectMany(n => n.Groups.Keys).Distinct();
    }

    /// <summary>Returns the figures, sorted on each level. <paramref name="displayKey"/> converts a key of a level to the key to show.</summary>
    public ReportFigures CreateFigures(Func<int, object, object> displayKey) =>
        new(_root.RowCount, _root.ComputeTotals(totals, zone), CreateSortedNodes(_root, displayKey, 0));

    private static object? StepOf(object? key, DayStep step) =>
        key switch
        {
            DateOnly day => ReportPeriod.StartOf(day, step),
            DateTime day => ReportPeriod.StartOf(DateOnly.FromDateTime(day), step),
            _ => key,
        };

    private List<ReportGroupNode> CreateSortedNodes(GroupNode node, Func<int, object, object> displayKey, int level)
    {
        if (level == groups.Count)
            return [];
        var nodes = node
            .Groups.Select(g => new ReportGroupNode(
                g.Key == NullKey ? null : displayKey(level, g.Key),
                g.Value.RowCount,
                g.Value.ComputeTotals(totals, zone),
                CreateSortedNodes(g.Value, displayKey, level + 1)
            ))
            .ToList();
        nodes.Sort((a, b) => GroupKeyComparer.Compare(a.Key, b.Key));
        if (groups[level].Group.Descending)
            nodes.Reverse();
        return nodes;
    }

    private static readonly object NullKey = new();
}
