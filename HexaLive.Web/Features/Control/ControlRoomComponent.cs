using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Control;
using HexaLive.Infrastructure.Live;
using HexaLive.Web.Components;
using Microsoft.AspNetCore.Components;

namespace HexaLive.Web.Features.Control;

/// <summary>
/// Base class of the parts of the control room. The filter is in the URL. A part reads again after a change (at most every two seconds)
/// and once a minute, because no event marks the end of a day. A person's screens with the same filter share each read through
/// <see cref="ControlRoomCache"/>.
/// </summary>
public abstract class ControlRoomComponent : UrlStateComponent<ControlRoomState>
{
    private ITimer? _minute;
    private TimeSpan? _span;

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(2),
        Minute = TimeSpan.FromMinutes(1);

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    [Inject]
    private ControlRoomCache Cache { get; set; } = default!;

    /// <summary>The filter from the URL.</summary>
    protected ControlRoomFilter Filter => State.Filter;

    /// <inheritdoc />
    protected override IEnumerable<LiveTopic> Topics => [LiveTopic.All];

    /// <inheritdoc />
    protected override TimeSpan RefreshEvery => RefreshesOnTick ? TimeSpan.Zero : Tick;

    /// <summary>
    /// Whether a refresh waits for the next two-second interval, in order to share its read with other screens. If false, the part sets
    /// <see cref="RefreshEvery"/> itself.
    /// </summary>
    protected virtual bool RefreshesOnTick => true;

    /// <inheritdoc />
    protected override void OnInitialized()
    {
        base.OnInitialized();
        if (RendererInfo.IsInteractive && Topics.Any())
            _minute = Clock.CreateTimer(_ => _ = InvokeAsync(() => ReloadSharedAsync()), null, Minute, Minute);
    }

    /// <inheritdoc />
    protected override Task DelayRefreshAsync(CancellationToken cancellationToken) =>
        RefreshesOnTick ? Task.Delay(ControlRoomCache.TimeUntilNext(Tick), cancellationToken) : Task.CompletedTask;

    /// <inheritdoc />
    protected override Task RefreshAsync(CancellationToken cancellationToken) =>
        ReadSharedAsync(RefreshesOnTick ? Tick : null, () => LoadAsync(cancellationToken));

    /// <summary>
    /// Reads data. A refresh shares the read with the person's other screens. The first read and a read after a change of the filter are
    /// not shared.
    /// </summary>
    protected Task<T> ReadAsync<T>(string key, Func<Task<T>> read) => _span is { } span ? ReadAsync(key, span, read) : read();

    /// <summary>Reads data at most once per interval, shared with the person's other screens.</summary>
    protected Task<T> ReadAsync<T>(string key, TimeSpan span, Func<Task<T>> read) =>
        Cache.ReadAsync(key, Viewer.PersonId, Filter, span, read);

    /// <summary>Whether the current read is shared with other screens.</summary>
    protected bool IsSharedRead => _span is not null;

    /// <inheritdoc />
    protected override void OnDispose()
    {
        base.OnDispose();
        _minute?.Dispose();
    }

    /// <summary>Returns the address of another page of the control room with the current filter.</summary>
    protected string WithFilter(string address) => AppUrls.AppendQuery(address, State.FilterValues());

    private async Task ReloadSharedAsync()
    {
        if (Disposed.IsCancellationRequested)
            return;
        await ReadAsync(() => ReadSharedAsync(Minute, () => LoadAsync(Disposed)));
        StateHasChanged();
    }

    private async Task ReadSharedAsync(TimeSpan? span, Func<Task> read)
    {
        _span = span;
        try
        {
            await read();
        }
        finally
        {
            _span = null;
        }
    }
}
