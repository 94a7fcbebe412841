using HexaLive.Domain.Calendar;
using HexaLive.Domain.Reports;
using HexaLive.Domain.Text;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>Puts innermost groups together into the groups of every level and the figures of all.</summary>
internal sealed class GroupFolder(IReadOnlyList<ShapedTotal> totals, string zone)
{
    private readonly Node _root = new(totals.Count);

    /// <summary>Adds an innermost group with its keys, and what the database computed of it from place <paramref name="at"/> on: rows, then each total's parts.</summary>
    public void Add(IReadOnlyList<object?> keys, object?[] values, int at)
    {
        var node = _root;
        node.Add(values, at, totals);
        foreach (var key in keys)
        {
            // A dictionary knows no null.
            var named = key ?? Nothing;
            if (!node.Groups.TryGetValue(named, out var next)) node.Groups[named] = next = new Node(totals.Count);
            next.Add(values, at, totals);
            node = next;
        }
    }

    /// <summary>What was put together, each level in its order.</summary>
    public ReportFigures Figures(IReadOnlyList<ShapedGroup> groups) => new(_root.Rows, _root.Totals(totals, zone), Ordered(_root, groups, 0));

    private List<ReportGroupNode> Ordered(Node node, IReadOnlyList<ShapedGroup> groups, int level)
    {
        if (level == groups.Count) return [];
        var nodes = node.Groups.Select(g => new ReportGroupNode(g.Key == Nothing ? null : g.Key, g.Value.Rows, g.Value.Totals(totals, zone), Ordered(g.Value, groups, level + 1))).ToList();
        nodes.Sort((a, b) => KeyOrder.Compare(a.Key, b.Key));
        if (groups[level].Group.Descending) nodes.Reverse();
        return nodes;
    }

    private static readonly object Nothing = new();

    private sealed class Node(int count)
    {
        private readonly long[] _known = new long[count];
        private readonly object?[] _values = new object?[count];

        public int Rows { get; private set; }

        public Dictionary<object, Node> Groups { get; } = [];

        public void Add(object?[] values, int at, IReadOnlyList<ShapedTotal> totals)
        {
            Rows += (int)values[at++]!;
            for (var i = 0; i < totals.Count; i++)
            {
                if (totals[i].Field is null) continue;
                switch (totals[i].Total.Function)
                {
                    case TotalFunction.Count:
                        _known[i] += Convert.ToInt64(values[at++], System.Globalization.CultureInfo.InvariantCulture);
                        break;
                    case TotalFunction.Min or TotalFunction.Max:
                        var value = values[at++];
                        if (value is not null && (_values[i] is null || Math.Sign(((IComparable)value).CompareTo(_values[i])) == (totals[i].Total.Function == TotalFunction.Min ? -1 : 1))) _values[i] = value;
                        break;
                    default:
                        _known[i] += Convert.ToInt64(values[at++], System.Globalization.CultureInfo.InvariantCulture);
                        _values[i] = (_values[i], values[at++]) switch
                        {
                            (var sum, null) => sum,
                            (null, var more) => more,
                            (long sum, long more) => sum + more,
                            var (sum, more) => Convert.ToDouble(sum, System.Globalization.CultureInfo.InvariantCulture) + Convert.ToDouble(more, System.Globalization.CultureInfo.InvariantCulture),
                        };
                        break;
                }
            }
        }

        public IReadOnlyList<object?> Totals(IReadOnlyList<ShapedTotal> totals, string zone)
        {
            var result = new object?[totals.Count];
            for (var i = 0; i < result.Length; i++)
            {
                result[i] = totals[i].Total.Function switch
                {
                    TotalFunction.Count => totals[i].Field is null ? Rows : (int)_known[i],
                    TotalFunction.Min or TotalFunction.Max => _values[i] is DateTime utc ? LocalTime.At(utc, zone) : _values[i],
                    TotalFunction.Sum => _known[i] == 0 ? null : _values[i],
                    _ => _known[i] == 0 ? null : Convert.ToDouble(_values[i], System.Globalization.CultureInfo.InvariantCulture) / _known[i],
                };
            }
            return result;
        }
    }
}

/// <summary>The order of groups' keys, which is that of the rows in the database: nothing first, names and texts ignoring case and accents, everything else by its value.</summary>
internal static class KeyOrder
{
    public static int Compare(object? a, object? b) => (a, b) switch
    {
        (null, null) => 0,
        (null, _) => -1,
        (_, null) => 1,
        (ReportReference x, ReportReference y) => string.CompareOrdinal(SearchText.Fold(x.Name), SearchText.Fold(y.Name)) is not 0 and var order ? order : x.Id.CompareTo(y.Id),
        (string x, string y) => string.CompareOrdinal(SearchText.Fold(x), SearchText.Fold(y)) is not 0 and var order ? order : string.CompareOrdinal(x, y),
        _ => ((IComparable)a).CompareTo(b),
    };
}
