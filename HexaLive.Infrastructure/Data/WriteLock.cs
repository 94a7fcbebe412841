namespace HexaLive.Infrastructure.Data;

/// <summary>
/// Allows one write at a time in this process. SQLite allows only one writer; waiting here is fairer than waiting in SQLite, so the
/// slowest writes take less time.
/// </summary>
public sealed class WriteLock : IDisposable
{
    private readonly SemaphoreSlim _semaphore = new(1, 1);

    /// <summary>Waits until no other write is running. Dispose the result to let the next one start.</summary>
    public async Task<IDisposable> AcquireAsync(CancellationToken cancellationToken)
    {
        await _semaphore.WaitAsync(cancellationToken);
        return new Releaser(_semaphore);
    }

    /// <inheritdoc />
    public void Dispose() => _semaphore.Dispose();

    private sealed class Releaser(SemaphoreSlim semaphore) : IDisposable
    {
        public void Dispose() => semaphore.Release();
    }
}
