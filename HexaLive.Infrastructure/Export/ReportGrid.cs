using System.Runtime.CompilerServices;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Features.Reports;

namespace HexaLive.Infrastructure.Export;

/// <summary>What a line of a written report is.</summary>
public enum ReportLineKind
{
    /// <summary>A group begins.</summary>
    Begin,
    /// <summary>A row; of a report without columns, an innermost group.</summary>
    Row,
    /// <summary>A group ends, with its totals.</summary>
    End,
    /// <summary>The totals of all.</summary>
    All,
}

/// <summary>
/// A line of a written report. <see cref="Level"/>: of which group (0 is the outermost); <see cref="Keys"/>: those of the groups that it lies in; <see cref="Totals"/> and <see cref="Rows"/>: what is
/// totalled and how many rows there are, of groups that end and of all.
/// </summary>
public sealed record ReportLine(ReportLineKind Kind, int Level, IReadOnlyList<object?> Keys, IReadOnlyList<object?> Cells, IReadOnlyList<object?> Totals, int Rows);

/// <summary>
/// A column of a written report. <see cref="Total"/>: which total stands below it, -1 for none. <see cref="Hidden"/>: it is there for its total alone. <see cref="Group"/>: it holds the keys of a group.
/// </summary>
public sealed record ReportGridColumn(string Title, FieldType Type, ReportColumn Column, int Total = -1, bool Hidden = false, ShapedGroup? Group = null)
{
    /// <summary>On which side its values stand, decided.</summary>
    public ColumnAlign Align => Column.Align != ColumnAlign.Auto ? Column.Align : Group is null && Type is FieldType.Number or FieldType.Minutes or FieldType.Percent ? ColumnAlign.End : ColumnAlign.Start;

    // Heads are bold: a little more than its letters.
    private int LongestWord => Math.Min(18, Title.Split(' ').Max(w => w.Length) + 2);

    /// <summary>Its width in characters; where nobody said, no word of its head is broken.</summary>
    public int Width => Column.Width ?? Math.Max(LongestWord, Type switch
    {
        FieldType.LongText => 44,
        FieldType.Text or FieldType.Reference => 24,
        FieldType.Instant => 18,
        FieldType.Choice or FieldType.Day => 13,
        FieldType.Flag => 8,
        _ => 10,
    });
}

/// <summary>
/// A report as the table that every kind of file writes: heads of groups, columns, and a total below the columns where they have one. Subtotals are added up while rows pass, so that no number of rows or
/// groups is held; what is totalled without being a column is asked as a hidden one.
/// </summary>
public sealed class ReportGrid
{
    private readonly List<int> _sources;

    private ReportGrid(ReportDefinition definition, ReportShape shape, IReadOnlyList<ShapedGroup> heads, IReadOnlyList<ReportGridColumn> columns, IReadOnlyList<ShapedTotal> totals, List<int> sources, bool ofRows) =>
        (Definition, Shape, Heads, Columns, Totals, _sources, OfRows) = (definition, shape, heads, columns, totals, sources, ofRows);

    /// <summary>The definition to run: with the hidden columns, and with those of the rows behind a figure where they were asked for.</summary>
    public ReportDefinition Definition { get; }

    /// <summary>The same with its fields.</summary>
    public ReportShape Shape { get; }

    /// <summary>Groups that have a heading: all; of a report without columns all but the innermost, which is its rows.</summary>
    public IReadOnlyList<ShapedGroup> Heads { get; }

    /// <summary>The columns, the hidden ones last.</summary>
    public IReadOnlyList<ReportGridColumn> Columns { get; }

    /// <summary>What is totalled.</summary>
    public IReadOnlyList<ShapedTotal> Totals { get; }

    /// <summary>Whether its lines are rows; else they are the innermost groups, or the totals alone.</summary>
    public bool OfRows { get; }

    /// <summary>In which column the field of a total stands; -1 for the count of rows.</summary>
    public int SourceOf(int total) => _sources[total];

    /// <summary>The totals that do not stand below one of these columns.</summary>
    public IReadOnlyList<int> Apart(IEnumerable<ReportGridColumn> shown)
    {
        var below = shown.Select(c => c.Total).ToHashSet();
        return [.. Enumerable.Range(0, Totals.Count).Where(t => !below.Contains(t))];
    }

    /// <summary>What stands in a column of a row.</summary>
    public string Written(ReportLine line, int column, ReportWords words) =>
        Columns[column].Group is { } group ? words.Key(line.Cells[column], group)
        : !OfRows && _sources.IndexOf(column) is >= 0 and var total ? words.Total(line.Cells[column], Totals[total])
        : words.Cell(line.Cells[column], Columns[column].Type, Columns[column].Column.Format);

    /// <summary>Lays a definition out.</summary>
    public static ReportGrid Of(ReportDefinition definition, ReportAsk ask, ReportWords words)
    {
        var sound = ReportRunner.Shape(definition);
        if (sound.Columns.Count == 0 && ask.Rows) definition = definition with { Groups = [.. definition.Groups.Take(ask.Path.Count)] };
        if (sound.Columns.Count > 0 || ask.Rows || sound.Groups.Count + sound.Totals.Count == 0) return OfColumns(definition, sound, words);
        // Of the groups that are looked into only what is within is shown.
        var groups = sound.Groups.Skip(ask.Path.Count).ToList();
        var totals = sound.Totals.Count > 0 ? sound.Totals : [new ShapedTotal(new ReportTotal(TotalFunction.Count), null)];
        var columns = new List<ReportGridColumn>();
        if (groups is [.., var inner]) columns.Add(new(words.Title(inner), inner.Field.Type, new ReportColumn(inner.Field.Name, Width: 32), Group: inner));
        columns.AddRange(totals.Select((t, i) => new ReportGridColumn(words.Title(t), t.Total.Function == TotalFunction.Count ? FieldType.Number : t.Field!.Type, new ReportColumn(t.Field?.Name ?? "", Width: 16), groups.Count > 0 ? i : -1)));
        var first = columns.Count - totals.Count;
        return new(definition, sound, [.. groups.SkipLast(1)], columns, totals, [.. totals.Select((_, i) => first + i)], false);
    }

    private static ReportGrid OfColumns(ReportDefinition definition, ReportShape sound, ReportWords words)
    {
        IReadOnlyList<ReportColumn> shown = sound.Columns.Count > 0 ? [.. sound.Columns.Select(c => c.Column)] : [.. FieldCatalog.DefaultColumns(definition.Source).Select(f => new ReportColumn(f))];
        var hidden = sound.Totals.Select(t => t.Total.Field).OfType<string>().Distinct().Except(shown.Select(c => c.Field)).Take(Math.Max(0, ReportDefinition.MostColumns - shown.Count)).ToList();
        definition = definition with { Columns = [.. shown, .. hidden.Select(f => new ReportColumn(f))] };
        var shape = ReportRunner.Shape(definition);
        var fields = shape.Columns.Select(c => c.Field.Name).ToList();
        var sources = shape.Totals.Select(t => t.Total.Field is { } field ? fields.IndexOf(field) : -1).ToList();
        var columns = shape.Columns.Select((c, i) => new ReportGridColumn(words.Title(c), c.Field.Type, c.Column, sources.IndexOf(i), i >= shown.Count)).ToList();
        return new(definition, shape, shape.Groups, columns, shape.Totals, sources, true);
    }

    /// <summary>The lines of rows in their order.</summary>
    public async IAsyncEnumerable<ReportLine> LinesAsync(IAsyncEnumerable<ReportRow> rows, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var levels = Heads.Count;
        var sums = Enumerable.Range(0, levels + 1).Select(_ => new Sums(Totals, _sources)).ToArray();
        IReadOnlyList<object?>? keys = null;
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            var changed = 0;
            if (keys is not null)
            {
                while (changed < levels && Equals(keys[changed], row.Keys[changed])) changed++;
                for (var level = levels - 1; level >= changed; level--) yield return Ended(level, keys, sums);
            }
            for (var level = changed; level < levels; level++) yield return new(ReportLineKind.Begin, level, [.. row.Keys.Take(level + 1)], [], [], 0);
            keys = row.Keys;
            sums[levels].Add(row.Cells);
            yield return new(ReportLineKind.Row, levels, row.Keys, row.Cells, [], 1);
        }
        for (var level = levels - 1; level >= 0 && keys is not null; level--) yield return Ended(level, keys, sums);
        yield return new(ReportLineKind.All, -1, [], [], sums[0].Values(), sums[0].Rows);
    }

    /// <summary>The lines of the groups of a report without columns.</summary>
    public IEnumerable<ReportLine> Lines(ReportFigures figures)
    {
        IReadOnlyList<object?> Values(IReadOnlyList<object?> totals, int rows) => Shape.Totals.Count > 0 ? totals : [rows];
        if (Columns[0].Group is null)
        {
            yield return new(ReportLineKind.Row, 0, [], Values(figures.Totals, figures.Rows), [], figures.Rows);
            yield break;
        }
        foreach (var line in Within(figures.Groups, [])) yield return line;
        yield return new(ReportLineKind.All, -1, [], [], Values(figures.Totals, figures.Rows), figures.Rows);

        IEnumerable<ReportLine> Within(IReadOnlyList<ReportGroupNode> nodes, IReadOnlyList<object?> above)
        {
            foreach (var node in nodes)
            {
                if (above.Count == Heads.Count)
                {
                    yield return new(ReportLineKind.Row, above.Count, above, [node.Key, .. Values(node.Totals, node.Rows)], [], node.Rows);
                    continue;
                }
                IReadOnlyList<object?> keys = [.. above, node.Key];
                yield return new(ReportLineKind.Begin, above.Count, keys, [], [], 0);
                foreach (var line in Within(node.Groups, keys)) yield return line;
                yield return new(ReportLineKind.End, above.Count, keys, [], Values(node.Totals, node.Rows), node.Rows);
            }
        }
    }

    private static ReportLine Ended(int level, IReadOnlyList<object?> keys, Sums[] sums)
    {
        var inner = sums[level + 1];
        var line = new ReportLine(ReportLineKind.End, level, [.. keys.Take(level + 1)], [], inner.Values(), inner.Rows);
        sums[level].Add(inner);
        inner.Clear();
        return line;
    }

    // What one level adds up while rows pass.
    private sealed class Sums(IReadOnlyList<ShapedTotal> totals, IReadOnlyList<int> sources)
    {
        private readonly int[] _known = new int[totals.Count];
        private readonly long[] _whole = new long[totals.Count];
        private readonly double[] _real = new double[totals.Count];
        private readonly object?[] _extreme = new object?[totals.Count];

        public int Rows { get; private set; }

        public void Add(IReadOnlyList<object?> cells)
        {
            Rows++;
            for (var i = 0; i < totals.Count; i++)
            {
                if (sources[i] < 0 || cells[sources[i]] is not { } value) continue;
                _known[i]++;
                switch (totals[i].Total.Function)
                {
                    case TotalFunction.Sum or TotalFunction.Average when value is double or decimal: _real[i] += Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture); break;
                    case TotalFunction.Sum or TotalFunction.Average: _whole[i] += Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture); break;
                    default: Extreme(i, value); break;
                }
            }
        }

        public void Add(Sums within)
        {
            Rows += within.Rows;
            for (var i = 0; i < totals.Count; i++)
            {
                _known[i] += within._known[i];
                _whole[i] += within._whole[i];
                _real[i] += within._real[i];
                if (within._extreme[i] is { } value) Extreme(i, value);
            }
        }

        public void Clear()
        {
            Rows = 0;
            Array.Clear(_known);
            Array.Clear(_whole);
            Array.Clear(_real);
            Array.Clear(_extreme);
        }

        public IReadOnlyList<object?> Values()
        {
            var values = new object?[totals.Count];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = totals[i].Total.Function switch
                {
                    TotalFunction.Count when totals[i].Field is null => Rows,
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

        private void Extreme(int total, object value)
        {
            if (totals[total].Total.Function is not (TotalFunction.Min or TotalFunction.Max) || value is not IComparable comparable) return;
            var order = _extreme[total] is { } other ? comparable.CompareTo(other) : 0;
            if (_extreme[total] is null || (totals[total].Total.Function == TotalFunction.Min ? order < 0 : order > 0)) _extreme[total] = value;
        }
    }
}
