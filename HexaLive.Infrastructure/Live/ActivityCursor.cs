namespace HexaLive.Infrastructure.Live;

/// <summary>
/// The position of a reader in the activity table. On SQL Server, rows may be committed out of id order, so each read starts some
/// ids before the last known id and skips rows that are already known. Every row is returned exactly once.
/// </summary>
public sealed class ActivityCursor
{
    /// <summary>The number of ids before the newest known id at which each read starts.</summary>
    public const int Overlap = 200;

    /// <summary>The maximum number of rows per read while catching up.</summary>
    public const int PageSize = 500;

    private readonly SortedSet<long> _known = [];
    private readonly long _lowerBound;

    /// <summary>
    /// Starts with the ids of a snapshot that was already read. If the snapshot omits older rows, <paramref name="lowerBound"/> is
    /// its oldest id; otherwise 0. The cursor never reads rows with this id or a lower id.
    /// </summary>
    public ActivityCursor(IEnumerable<long> snapshot, long lowerBound)
    {
        _known.UnionWith(snapshot);
        _lowerBound = lowerBound;
    }

    /// <summary>The id after which the next read starts.</summary>
    public long After => _known.Count == 0 ? _lowerBound : Math.Max(_known.Max - Overlap, _lowerBound);

    /// <summary>
    /// Reads page by page until the end and returns the new rows, oldest first. <paramref name="read"/> returns at most
    /// <see cref="PageSize"/> rows with ids above a given id, in the order of their ids.
    /// </summary>
    public async Task<IReadOnlyList<T>> CatchUpAsync<T>(Func<long, Task<List<T>>> read, Func<T, long> id)
    {
        var fresh = new List<T>();
        var after = After;
        while (true)
        {
            var rows = await read(after);
            fresh.AddRange(FilterUnseen(rows, id));
            if (rows.Count < PageSize)
                return fresh;
            after = id(rows[^1]);
        }
    }

    /// <summary>Returns the rows that are not known yet, in the given order, and remembers their ids.</summary>
    public IReadOnlyList<T> FilterUnseen<T>(IEnumerable<T> rows, Func<T, long> id)
    {
        var fresh = rows.Where(r => _known.Add(id(r))).ToList();
        while (_known.Count > 4 * Overlap && _known.Min < _known.Max - 2 * Overlap)
            _known.Remove(_known.Min);
        return fresh;
    }
}
