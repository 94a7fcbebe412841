using System.Globalization;
using HexaLive.Domain.Reports;
using HexaLive.Domain.Shared;

namespace HexaLive.Infrastructure.Reporting;

/// <summary>A group that is being built: the row count, totals and subgroups of the rows read so far.</summary>
internal sealed class GroupNode(int count)
{
    private readonly long[] _known = new long[count];
    private readonly object?[] _values = new object?[count];

    public int RowCount { get; private set; }

    public Dictionary<object, GroupNode> Groups { get; } = [];

    public void Add(object?[] values, int index, IReadOnlyList<ResolvedTotal> totals)
    {
        RowCount += (int)values[index++]!;
        for (var i = 0; i < totals.Count; i++)
        {
            if (totals[i].Field is null)
                continue;
            switch (totals[i].Total.Function)
            {
                case TotalFunction.Count:
                    _known[i] += Convert.ToInt64(values[index++], CultureInfo.InvariantCulture);
                    break;
                case TotalFunction.Min or TotalFunction.Max:
                    var value = values[index++];
                    if (
                        value is not null
                        && (
                            _values[i] is null
                            || Math.Sign(((IComparable)value).CompareTo(_values[i]))
                                == (totals[i].Total.Function == TotalFunction.Min ? -1 : 1)
                        )
                    )
                        _values[i] = value;
                    break;
                default:
                    _known[i] += Convert.ToInt64(values[index++], CultureInfo.InvariantCulture);
                    _values[i] = (_values[i], values[index++]) switch
                    {
                        (var sum, null) => sum,
                        (null, var more) => more,
                        (long sum, long more) => sum + more,
                        var (sum, more) => Convert.ToDouble(sum, CultureInfo.InvariantCulture)
                            + Convert.ToDouble(more, CultureInfo.InvariantCulture),
                    };
                    break;
            }
        }
    }

    public IReadOnlyList<object?> ComputeTotals(IReadOnlyList<ResolvedTotal> totals, string zone)
    {
        var result = new object?[totals.Count];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = totals[i].Total.Function switch
            {
                TotalFunction.Count => totals[i].Field is null ? RowCount : (int)_known[i],
                TotalFunction.Min or TotalFunction.Max => _values[i] is DateTime utc ? LocalTime.FromUtc(utc, zone) : _values[i],
                TotalFunction.Sum => _known[i] == 0 ? null : _values[i],
                _ => _known[i] == 0 ? null : Convert.ToDouble(_values[i], CultureInfo.InvariantCulture) / _known[i],
            };
        }
        return result;
    }
}
