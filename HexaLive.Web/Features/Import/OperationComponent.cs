using HexaLive.Infrastructure.Features.Import;
using Microsoft.AspNetCore.Components;

namespace HexaLive.Web.Features.Import;

/// <summary>
/// Base class of components that show the progress of an import or of the undo of an import. These components render at most ten times a
/// second.
/// </summary>
public abstract class OperationComponent : ComponentBase, IDisposable
{
    private static readonly TimeSpan RenderInterval = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _disposed = new();
    private ImportOperation? _followed;

    protected abstract ImportOperation Operation { get; }

    /// <summary>Raised when the operation has ended.</summary>
    [Parameter]
    public EventCallback OnEnded { get; set; }

    /// <inheritdoc />
    protected override void OnParametersSet()
    {
        if (ReferenceEquals(_followed, Operation))
            return;
        _followed = Operation;
        _ = FollowAsync(Operation);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _disposed.Cancel();
        _disposed.Dispose();
    }

    private async Task FollowAsync(ImportOperation operation)
    {
        try
        {
            await foreach (var _ in operation.ChangesAsync(RenderInterval, _disposed.Token))
            {
                if (!ReferenceEquals(operation, _followed))
                    return;
                StateHasChanged();
            }
            await OnEnded.InvokeAsync();
        }
        catch (OperationCanceledException)
        {
            // The person has left the page; the operation continues.
        }
        catch (Exception e)
        {
            await DispatchExceptionAsync(e);
        }
    }
}
