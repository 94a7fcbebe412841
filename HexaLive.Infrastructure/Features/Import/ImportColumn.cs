using HexaLive.Domain.Shared;

namespace HexaLive.Infrastructure.Features.Import;

/// <summary>
/// The content of a column: its distinct values in order of appearance (at most <see cref="MaxValues"/>), and the format of
/// its dates and durations.
/// </summary>
public sealed class ImportColumn(string heading)
{
    /// <summary>The maximum number of distinct values listed.</summary>
    public const int MaxValues = 100;

    private const int MaxValueLength = 100;

    private readonly Dictionary<string, (string Text, int Count)> _values = [];
    private readonly List<string> _keys = [];

    /// <summary>The heading, which may be empty.</summary>
    public string Heading { get; } = heading;

    /// <summary>The first three distinct values.</summary>
    public IReadOnlyList<string> Samples => [.. Values.Take(3).Select(v => v.Text)];

    /// <summary>The distinct values: the normalised text, the text as written, and the number of occurrences.</summary>
    public IEnumerable<(string Key, string Text, int Count)> Values => _keys.Select(k => (k, _values[k].Text, _values[k].Count));

    /// <summary>Whether the column has values that are not listed, because there are too many values or a value is too long.</summary>
    public bool HasUnlistedValues { get; private set; }

    /// <summary>The number of dates that can only be read with the day first.</summary>
    internal int DayFirstDates { get; private set; }

    /// <summary>The number of dates that can only be read with the month first.</summary>
    internal int MonthFirstDates { get; private set; }

    /// <summary>Whether the column has numbers with decimals, which suggest hours rather than minutes.</summary>
    internal bool HasFractions { get; private set; }

    internal void Add(string cell)
    {
        var text = cell.Trim();
        if (text.Length == 0)
            return;
        if (ImportValues.ParseDayAndMonth(text) is var (first, second))
        {
            if (first > 12)
                DayFirstDates++;
            if (second > 12)
                MonthFirstDates++;
        }
        HasFractions |= ImportValues.IsFraction(text);
        if (text.Length > MaxValueLength)
        {
            HasUnlistedValues = true;
            return;
        }
        var key = SearchText.Normalize(text);
        if (_values.TryGetValue(key, out var known))
            _values[key] = (known.Text, known.Count + 1);
        else if (_keys.Count >= MaxValues)
            HasUnlistedValues = true;
        else
        {
            _values[key] = (text, 1);
            _keys.Add(key);
        }
    }
}
