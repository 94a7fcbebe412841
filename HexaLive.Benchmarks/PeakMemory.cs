namespace HexaLive.Benchmarks;

/// <summary>
/// Samples the private memory of the process (see <see cref="PrivateMemory"/>) and keeps its largest increase, in bytes, since this object
/// was created.
/// </summary>
internal sealed class PeakMemory : IDisposable
{
    private readonly long _before = PrivateMemory.Now();
    private readonly Timer _timer;
    private long _max;

    public PeakMemory() => _timer = new Timer(_ => _max = Math.Max(_max, PrivateMemory.Now()), null, 0, 20);

    public long Increase => Math.Max(0, Math.Max(_max, PrivateMemory.Now()) - _before);

    public void Dispose() => _timer.Dispose();
}
