using System.Globalization;
using HexaLive.Domain.Reports;

namespace HexaLive.Infrastructure.Reporting.Documents;

/// <summary>The totals of one group, or of the report, computed while its rows are read.</summary>
internal sealed class RunningTotals(IReadOnlyList<ResolvedTotal> totals, IReadOnlyList<int> sources)
{
    private readonly int[] _known = new int[totals.Count];
    private readonly long[] _whole = new long[totals.Count];
    private readonly double[] _real = new double[totals.Count];
    private readonly object?[] _extreme = new object?[totals.Count];

    public int RowCount { get; private set; }

    public void Add(IReadOnlyList<object?> cells)
    {
        RowCount++;
        for (var i = 0; i < totals.Count; i++)
        {
            if (sources[i] < 0 || cells[sources[i]] is not { } value)
                continue;
            _known[i]++;
            switch (totals[i].Total.Function)
            {
                case TotalFunction.Sum or TotalFunction.Average when value is double or decimal:
                    _real[i] += Convert.ToDouble(value, CultureInfo.InvariantCulture);
                    break;
                case TotalFunction.Sum or TotalFunction.Average:
                    _whole[i] += Convert.ToInt64(value, CultureInfo.InvariantCulture);
                    break;
                default:
                    UpdateExtreme(i, value);
                    break;
            }
        }
    }

    public void Add(RunningTotals inner)
    {
        RowCount += inner.RowCount;
        for (var i = 0; i < totals.Count; i++)
        {
            _known[i] += inner._known[i];
            _whole[i] += inner._whole[i];
            _real[i] += inner._real[i];
            if (inner._extreme[i] is { } value)
                UpdateExtreme(i, value);
        }
    }

    public void Clear()
    {
        RowCount = 0;
        Array.Clear(_known);
        Array.Clear(_whole);
        Array.Clear(_real);
        Array.Clear(_extreme);
    }

    public IReadOnlyList<object?> GetValues()
    {
        var values = new object?[totals.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = totals[i].Total.Function switch
            {
                TotalFunction.Count when totals[i].Field is null => RowCount,
                _ when sources[i] < 0 => null,
                TotalFunction.Count => _known[i],
                _ when _known[i] == 0 => null,
                TotalFunction.Sum => _real[i] != 0 ? _real[i] + _whole[i] : _whole[i],
                TotalFunction.Average => (_real[i] + _whole[i]) / _known[i],
                _ => _extreme[i],
            };
        }
        return values;
    }

    private void UpdateExtreme(int total, object value)
    {
        if (totals[total].Total.Function is not (TotalFunction.Min or TotalFunction.Max) || value is not IComparable comparable)
            return;
        var order = _extreme[total] is { } other ? comparable.CompareTo(other) : 0;
        if (_extreme[total] is null || (totals[total].Total.Function == TotalFunction.Min ? order < 0 : order > 0))
            _extreme[total] = value;
    }
}
