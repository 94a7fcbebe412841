using HexaLive.Domain;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Live;
using Microsoft.AspNetCore.Components;

namespace HexaLive.Web.Components;

/// <summary>
/// Base class of live screens. A live screen subscribes to its topics, reads a snapshot, and refreshes after each change in a topic.
/// Refreshes run on the circuit, so they use the person's culture and principal, and errors reach the error boundary. Reads run one at a
/// time, so an older result never replaces a newer one.
/// </summary>
public abstract class LiveComponent : ComponentBase, IDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _disposal = new();
    private readonly SemaphoreSlim _readLock = new(1);
    private LiveSubscription? _subscription;

    [Inject]
    private ActivityFeed Feed { get; set; } = default!;

    [Inject]
    private CurrentViewer Current { get; set; } = default!;

    [Inject]
    private NavigationManager Navigator { get; set; } = default!;

    /// <summary>The person looking at the screen.</summary>
    protected Viewer Viewer { get; private set; } = default!;

    /// <summary>Whether the first snapshot has been read.</summary>
    protected bool IsLoaded { get; private set; }

    /// <summary>
    /// The rule that prevented the last read, for example because the record is outside the scope; null if the read succeeded.
    /// </summary>
    protected RuleException? LoadError { get; private set; }

    /// <summary>A token cancelled when the person leaves the screen.</summary>
    protected CancellationToken Disposed => _disposal.Token;

    /// <summary>The minimum time between two refreshes.</summary>
    protected virtual TimeSpan RefreshEvery => TimeSpan.FromMilliseconds(100);

    /// <summary>The topics to subscribe to. The component reads this property again after each parameter change.</summary>
    protected abstract IEnumerable<LiveTopic> Topics { get; }

    /// <summary>Reads the snapshot for the current parameters.</summary>
    protected abstract Task LoadAsync(CancellationToken cancellationToken);

    /// <summary>Waits before an automatic refresh. Reads that the person triggers do not wait.</summary>
    protected virtual Task DelayRefreshAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Reads the changes since the last read. The default implementation reads the whole snapshot.</summary>
    protected virtual Task RefreshAsync(CancellationToken cancellationToken) => LoadAsync(cancellationToken);

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        await RunGuardedAsync(async () =>
        {
            Viewer = await Current.GetAsync(Disposed);
            var topics = Topics.ToList();
            if (RendererInfo.IsInteractive && (_subscription is null || !_subscription.Topics.SequenceEqual(topics)))
            {
                _subscription?.Dispose();
                _subscription = Feed.Subscribe(topics);
                _ = RefreshOnChangesAsync(_subscription);
            }
            await LoadAsync(Disposed);
            IsLoaded = true;
        });
    }

    /// <summary>Reads the snapshot again after the person's own change.</summary>
    protected Task ReloadAsync() => ReadAsync(() => LoadAsync(Disposed));

    /// <summary>Runs a read after any read in progress has finished.</summary>
    protected Task ReadAsync(Func<Task> read) =>
        RunGuardedAsync(async () =>
        {
            Viewer = await Current.GetAsync(Disposed);
            await read();
        });

    /// <inheritdoc />
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _disposal.Cancel();
        _subscription?.Dispose();
        OnDispose();
    }

    /// <summary>Called when the person leaves the screen.</summary>
    protected virtual void OnDispose() { }

    private async Task RefreshOnChangesAsync(LiveSubscription subscription)
    {
        try
        {
            await foreach (var _ in subscription.ChangesAsync(RefreshEvery, Disposed))
            {
                await DelayRefreshAsync(Disposed);
                await RefreshWithRetryAsync();
                StateHasChanged();
            }
        }
        catch (OperationCanceledException)
        {
            // The person has left the screen.
        }
        catch (Exception e)
        {
            await DispatchExceptionAsync(e);
        }
    }

    // During a database outage, the screen keeps its content and retries.
    private async Task RefreshWithRetryAsync()
    {
        while (true)
        {
            try
            {
                await ReadAsync(() => RefreshAsync(Disposed));
                return;
            }
            catch (Exception e) when (DatabaseErrors.IsUnavailable(e))
            {
                await Task.Delay(RetryDelay, Disposed);
            }
        }
    }

    private async Task RunGuardedAsync(Func<Task> work)
    {
        try
        {
            await _readLock.WaitAsync(Disposed);
            try
            {
                LoadError = null;
                await work();
            }
            finally
            {
                _readLock.Release();
            }
        }
        catch (RuleException e)
        {
            LoadError = e;
        }
        catch (SignedOutException)
        {
            Navigator.NavigateTo(AppUrls.Login, forceLoad: true);
        }
        catch (OperationCanceledException) when (_disposal.IsCancellationRequested)
        {
            // The person has left the screen.
        }
    }
}
