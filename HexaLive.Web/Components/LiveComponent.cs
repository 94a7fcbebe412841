using HexaLive.Domain;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Live;
using HexaLive.Infrastructure.Persistence;
using Microsoft.AspNetCore.Components;

namespace HexaLive.Web.Components;

/// <summary>
/// A screen that shows what the database has and keeps up with it: subscribes, reads a snapshot, then reads again what is new whenever
/// something it watches changed. It runs on the circuit, so culture and principal are the person's; its errors reach the error boundary.
/// It reads one thing after the other: what is new never comes amid a snapshot, nor does an older answer replace a newer one.
/// </summary>
public abstract class LiveComponent : ComponentBase, IDisposable
{
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _gone = new();
    private readonly SemaphoreSlim _turn = new(1);
    private LiveSubscription? _subscription;

    [Inject] private ActivityFeed Feed { get; set; } = default!;
    [Inject] private CurrentViewer Current { get; set; } = default!;
    [Inject] private NavigationManager Navigator { get; set; } = default!;

    /// <summary>Who looks.</summary>
    protected Viewer Viewer { get; private set; } = default!;

    /// <summary>Whether the first snapshot is there.</summary>
    protected bool Loaded { get; private set; }

    /// <summary>What a rule said instead of showing the screen: outside the scope, for example.</summary>
    protected RuleException? Refused { get; private set; }

    /// <summary>Ends when the screen is left.</summary>
    protected CancellationToken Gone => _gone.Token;

    /// <summary>At most one refresh in this time.</summary>
    protected virtual TimeSpan RefreshEvery => TimeSpan.FromMilliseconds(100);

    /// <summary>What to be told of. Asked after each change of parameters.</summary>
    protected abstract IEnumerable<LiveTopic> Topics { get; }

    /// <summary>Reads the snapshot for the present parameters.</summary>
    protected abstract Task LoadAsync(CancellationToken cancellationToken);

    /// <summary>What a refresh waits for; a snapshot that the person asks for meanwhile does not.</summary>
    protected virtual Task PaceAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Reads what changed; the whole snapshot unless the screen knows better.</summary>
    protected virtual Task RefreshAsync(CancellationToken cancellationToken) => LoadAsync(cancellationToken);

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        await GuardAsync(async () =>
        {
            Viewer = await Current.GetAsync(Gone);
            var topics = Topics.ToList();
            if (RendererInfo.IsInteractive && (_subscription is null || !_subscription.Topics.SequenceEqual(topics)))
            {
                _subscription?.Dispose();
                _subscription = Feed.Subscribe(topics);
                _ = PumpAsync(_subscription);
            }
            await LoadAsync(Gone);
            Loaded = true;
        });
    }

    /// <summary>Reads the snapshot again, after the person's own change.</summary>
    protected Task ReloadAsync() => ReadAsync(() => LoadAsync(Gone));

    /// <summary>Reads something when what is being read is there.</summary>
    protected Task ReadAsync(Func<Task> read) => GuardAsync(async () =>
    {
        Viewer = await Current.GetAsync(Gone);
        await read();
    });

    /// <inheritdoc />
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _gone.Cancel();
        _subscription?.Dispose();
        OnLeft();
    }

    /// <summary>The screen is left.</summary>
    protected virtual void OnLeft() { }

    private async Task PumpAsync(LiveSubscription subscription)
    {
        try
        {
            await foreach (var _ in subscription.ChangesAsync(RefreshEvery, Gone))
            {
                await PaceAsync(Gone);
                await CatchUpAsync();
                StateHasChanged();
            }
        }
        catch (OperationCanceledException)
        {
            // The screen was left.
        }
        catch (Exception e)
        {
            await DispatchExceptionAsync(e);
        }
    }

    // A database that is away for a moment ends no screen: it keeps what it shows and asks again.
    private async Task CatchUpAsync()
    {
        while (true)
        {
            try
            {
                await ReadAsync(() => RefreshAsync(Gone));
                return;
            }
            catch (Exception e) when (StorageTrouble.Is(e))
            {
                await Task.Delay(AskAgainAfter, Gone);
            }
        }
    }

    private async Task GuardAsync(Func<Task> work)
    {
        try
        {
            await _turn.WaitAsync(Gone);
            try
            {
                Refused = null;
                await work();
            }
            finally
            {
                _turn.Release();
            }
        }
        catch (RuleException e)
        {
            Refused = e;
        }
        catch (SignedOutException)
        {
            Navigator.NavigateTo("account/login", forceLoad: true);
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // The screen was left.
        }
    }
}
