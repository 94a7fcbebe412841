using HexaLive.Infrastructure.Features.Import;
using Microsoft.AspNetCore.Components;

namespace HexaLive.Web.Features.Import;

/// <summary>A part of the screen that follows a run: drawn anew while it goes on, at most ten times a second.</summary>
public abstract class RunWatch : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private ImportWork? _watched;

    /// <summary>The run to follow.</summary>
    protected abstract ImportWork Watched { get; }

    /// <summary>Told when the run has ended.</summary>
    [Parameter] public EventCallback Ended { get; set; }

    /// <inheritdoc />
    protected override void OnParametersSet()
    {
        if (ReferenceEquals(_watched, Watched)) return;
        _watched = Watched;
        _ = FollowAsync(Watched);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _gone.Cancel();
        _gone.Dispose();
    }

    private async Task FollowAsync(ImportWork run)
    {
        try
        {
            await foreach (var _ in run.ChangesAsync(TimeSpan.FromMilliseconds(100), _gone.Token))
            {
                if (!ReferenceEquals(run, _watched)) return;
                StateHasChanged();
            }
            await Ended.InvokeAsync();
        }
        catch (OperationCanceledException)
        {
            // The screen was left; the run goes on.
        }
        catch (Exception e)
        {
            await DispatchExceptionAsync(e);
        }
    }
}
