using System.Runtime.CompilerServices;

namespace HexaLive.Infrastructure.Features.Import;

/// <summary>The state of a background operation: running, or how it ended.</summary>
public enum ImportState
{
    Running = 0,
    Completed = 1,
    Cancelled = 2,
    Failed = 3,
}

/// <summary>A background operation that continues when the user leaves the page, and whose progress pages can follow.</summary>
public abstract class ImportOperation
{
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ImportState State { get; private set; }

    /// <summary>The reason for the failure; null if it did not fail.</summary>
    public ImportReason? Failure { get; private set; }

    /// <summary>Completes when the operation ends; never faults.</summary>
    public Task Completion { get; internal set; } = Task.CompletedTask;

    /// <summary>Yields at once, again after each change (at most once per <paramref name="interval"/>), and once more at the end.</summary>
    public async IAsyncEnumerable<bool> ChangesAsync(
        TimeSpan interval,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        while (true)
        {
            var changed = Volatile.Read(ref _changed).Task;
            var hasEnded = State != ImportState.Running;
            yield return true;
            if (hasEnded)
                yield break;
            await changed.WaitAsync(cancellationToken);
            if (State == ImportState.Running)
                await Task.Delay(interval, cancellationToken);
        }
    }

    internal void End(ImportState state, ImportReason? failure = null)
    {
        (Failure, State) = (failure, state);
        NotifyChanged();
    }

    /// <summary>Tells the callers of <see cref="ChangesAsync"/> that the progress or the state has changed.</summary>
    protected void NotifyChanged() =>
        Interlocked.Exchange(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
