namespace HexaLive.Infrastructure.Live;

/// <summary>
/// How far a reader of activity has come. The order of ids is not always the order of commits (on SQL Server), so each read goes back a
/// little and what is known already is dropped: every row is taken once.
/// </summary>
public sealed class ActivityCursor
{
    /// <summary>How many ids a read goes back.</summary>
    public const int Overlap = 200;

    /// <summary>Most rows that one read of a catch-up asks for.</summary>
    public const int ReadAtOnce = 500;

    private readonly SortedSet<long> _known = [];
    private readonly long _floor;

    /// <summary>Starts after a snapshot. <paramref name="floor"/> is the oldest id shown when older ones were left out, else 0.</summary>
    public ActivityCursor(IEnumerable<long> snapshot, long floor)
    {
        _known.UnionWith(snapshot);
        _floor = floor;
    }

    /// <summary>Read rows with ids above this.</summary>
    public long After => _known.Count == 0 ? _floor : Math.Max(_known.Max - Overlap, _floor);

    /// <summary>Everything that is new, oldest first. <paramref name="read"/> gives rows above an id in order, at most <see cref="ReadAtOnce"/>.</summary>
    public async Task<IReadOnlyList<T>> CatchUpAsync<T>(Func<long, Task<List<T>>> read, Func<T, long> id)
    {
        var fresh = new List<T>();
        var after = After;
        while (true)
        {
            var rows = await read(after);
            fresh.AddRange(Take(rows, id));
            if (rows.Count < ReadAtOnce) return fresh;
            after = id(rows[^1]);
        }
    }

    /// <summary>Those of the rows that are new, in the order given; they are known from now on.</summary>
    public IReadOnlyList<T> Take<T>(IEnumerable<T> rows, Func<T, long> id)
    {
        var fresh = rows.Where(r => _known.Add(id(r))).ToList();
        while (_known.Count > 4 * Overlap && _known.Min < _known.Max - 2 * Overlap) _known.Remove(_known.Min);
        return fresh;
    }
}
