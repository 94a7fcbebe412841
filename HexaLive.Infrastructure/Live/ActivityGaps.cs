namespace HexaLive.Infrastructure.Live;

/// <summary>
/// The ids missing from the sequence. SQL Server assigns ids before the rows are committed, so a lower id may appear after a
/// higher one. Each gap is read again for two minutes, longer than any write takes; an id still missing then was rolled back.
/// </summary>
internal sealed class ActivityGaps
{
    public static readonly TimeSpan RetryFor = TimeSpan.FromMinutes(2);

    /// <summary>
    /// The maximum number of missing ids to track. Restarting SQL Server may skip ten thousand ids at once, which no row will
    /// ever have.
    /// </summary>
    public const int MaxTracked = 2000;

    private readonly SortedDictionary<long, long> _missing = [];

    /// <summary>Returns the ids still missing and drops those that have expired.</summary>
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
    /// Records that a row was read: closes its gap or opens gaps for the ids skipped before it. <paramref name="newest"/> is the
    /// highest id read before this row.
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
