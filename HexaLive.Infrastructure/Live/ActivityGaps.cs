namespace HexaLive.Infrastructure.Live;

/// <summary>
/// The missing ids in the sequence of activity ids. SQL Server assigns ids before it commits rows, so a row with a lower id may
/// appear after a row with a higher id. The poller looks for each missing id for two minutes, which is longer than any write takes.
/// If an id is still missing after that time, its transaction was rolled back.
/// </summary>
internal sealed class ActivityGaps
{
    public static readonly TimeSpan RetryFor = TimeSpan.FromMinutes(2);

    /// <summary>
    /// The maximum number of missing ids to track. A restart of SQL Server may skip ten thousand ids at once, and no row will ever
    /// have these ids.
    /// </summary>
    public const int MaxTracked = 2000;

    private readonly SortedDictionary<long, long> _missing = [];

    /// <summary>Returns the ids that are still missing, and forgets ids that have been missing for too long.</summary>
    public long[] GetMissing(long now, TimeProvider time)
    {
        if (_missing.Count == 0)
            return [];
        foreach (var (id, since) in _missing.ToList())
            if (time.GetElapsedTime(since, now) > RetryFor)
                _missing.Remove(id);
        return [.. _missing.Keys];
    }

    /// <summary>
    /// Records that a row was read. The id of the row is no longer missing, and the ids between <paramref name="newest"/> and this
    /// id become missing. <paramref name="newest"/> is the highest id read before this row.
    /// </summary>
    public void Record(long id, long newest, long now)
    {
        if (!_missing.Remove(id) && newest > 0)
            for (var missing = Math.Max(newest + 1, id - MaxTracked); missing < id; missing++)
                _missing[missing] = now;
        while (_missing.Count > MaxTracked)
            _missing.Remove(_missing.Keys.First());
    }
}
