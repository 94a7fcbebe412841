using System.Collections.Immutable;
using System.Globalization;
using HexaLive.Domain.Text;

namespace HexaLive.Infrastructure.Features.Import;

/// <summary>What one column holds: its different values in the order met (at most <see cref="MaxValues"/>), and how its dates and durations look.</summary>
public sealed class ImportColumn(string heading)
{
    /// <summary>Most different values that are told.</summary>
    public const int MaxValues = 100;

    private readonly Dictionary<string, (string Text, int Count)> _values = [];
    private readonly List<string> _order = [];

    /// <summary>The heading, perhaps empty.</summary>
    public string Heading { get; } = heading;

    /// <summary>The first values that are not empty.</summary>
    public IReadOnlyList<string> Samples => [.. Values.Take(3).Select(v => v.Text)];

    /// <summary>Different values (comparable form, as written, how often).</summary>
    public IEnumerable<(string Key, string Text, int Count)> Values => _order.Select(k => (k, _values[k].Text, _values[k].Count));

    /// <summary>Whether there are more different values than are told.</summary>
    public bool HasMore { get; private set; }

    internal int DayFirst { get; private set; }
    internal int MonthFirst { get; private set; }
    internal bool HasFractions { get; private set; }

    internal void Add(string cell)
    {
        var text = cell.Trim();
        if (text.Length == 0) return;
        if (ImportValues.Numbers(text) is var (first, second))
        {
            if (first > 12) DayFirst++;
            if (second > 12) MonthFirst++;
        }
        HasFractions |= ImportValues.IsFraction(text);
        if (text.Length > 100)
        {
            HasMore = true;
            return;
        }
        var key = SearchText.Of(text);
        if (_values.TryGetValue(key, out var known)) _values[key] = (known.Text, known.Count + 1);
        else if (_order.Count >= MaxValues) HasMore = true;
        else
        {
            _values[key] = (text, 1);
            _order.Add(key);
        }
    }
}

/// <summary>What a look over the whole file found.</summary>
public sealed record ImportScan(CsvFormat Format, IReadOnlyList<ImportColumn> Columns, int Rows)
{
    /// <summary>The first rows, each cell at most 100 characters.</summary>
    public IReadOnlyList<IReadOnlyList<string>> FirstRows { get; init; } = [];

    /// <summary>The headings.</summary>
    public IReadOnlyList<string> Headings => [.. Columns.Select(c => c.Heading)];

    /// <summary>Reads the whole file once.</summary>
    /// <exception cref="ImportException">Something is wrong with the file.</exception>
    public static ImportScan Of(CsvFile file, CancellationToken cancellationToken = default)
    {
        var columns = file.Headings().Select(h => new ImportColumn(h)).ToList();
        var rows = 0;
        var firstRows = new List<IReadOnlyList<string>>();
        try
        {
            foreach (var row in file.Rows())
            {
                if (rows++ % 1000 == 0) cancellationToken.ThrowIfCancellationRequested();
                if (firstRows.Count < 3) firstRows.Add([.. row.Cells.Select(c => c.Length <= 100 ? c : c[..100] + "…")]);
                for (var i = 0; i < columns.Count; i++) columns[i].Add(row.Cells[i]);
            }
        }
        catch (System.Text.DecoderFallbackException)
        {
            throw new ImportException(ImportTrouble.NotUtf8);
        }
        if (rows == 0) throw new ImportException(ImportTrouble.OnlyHeadings);
        return new ImportScan(file.Format, columns, rows) { FirstRows = firstRows };
    }

    /// <summary>A plan from headings and values, for whoever imports to correct.</summary>
    public ImportPlan Propose(ImportKind kind, string timeZone, bool spanish) =>
        WithColumns(new ImportPlan { Kind = kind, Columns = [], TimeZone = timeZone, ProjectName = spanish ? "Comercial" : "Commercial" }, [.. ImportFields.Match(kind, Headings)]);

    /// <summary>The plan with other columns, and what follows from their values proposed again.</summary>
    public ImportPlan WithColumns(ImportPlan plan, ImmutableArray<ImportField?> columns)
    {
        var values = plan.Values;
        for (var i = 0; i < columns.Length; i++)
        {
            if (columns[i] is not { } field || !ImportFields.IsChoice(field)) continue;
            if (plan.Columns.Length == columns.Length && plan.Columns[i] == field && values.ContainsKey(field)) continue;
            values = values.SetItem(field, ImportValues.Propose(field, Columns[i].Values.Select(v => v.Key)));
        }
        var dates = Chosen(columns, ImportFields.IsDate);
        var durations = Chosen(columns, ImportFields.IsDuration);
        return plan with
        {
            Columns = columns,
            Values = values,
            Dates = dates.Sum(c => c.MonthFirst) > dates.Sum(c => c.DayFirst) ? DateOrder.MonthFirst : DateOrder.DayFirst,
            Durations = durations.Any(c => c.HasFractions) ? DurationUnit.Hours : DurationUnit.Minutes,
        };
    }

    private List<ImportColumn> Chosen(ImmutableArray<ImportField?> columns, Func<ImportField, bool> which) =>
        [.. Columns.Where((_, i) => columns[i] is { } field && which(field))];
}
