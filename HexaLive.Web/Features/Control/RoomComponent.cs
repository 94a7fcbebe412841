using HexaLive.Infrastructure.Features.Control;
using HexaLive.Infrastructure.Live;
using HexaLive.Web.Components;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace HexaLive.Web.Features.Control;

/// <summary>
/// A part of the control room that counts: its filter is in the address, and it reads again when something happened, at most every two seconds, and each minute, since days end by themselves. What
/// it reads then it shares with the other rooms of the same person: a hundred screens ask the database no more often than one.
/// It reads the address itself: parameters supplied from the query end the circuit where parts come and go with it.
/// </summary>
public abstract class RoomComponent : LiveComponent
{
    private Dictionary<string, StringValues> _values = [];
    private string _address = "";
    private ITimer? _minute;
    private TimeSpan? _span;

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(2), Minute = TimeSpan.FromMinutes(1);

    [Inject] private TimeProvider Clock { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;
    [Inject] private RoomShare Share { get; set; } = default!;

    /// <summary>Whose work is counted.</summary>
    protected RoomFilter Filter => RoomFilter.Parse(Value("team"), Value("client"), Value("kind"), Value("period"));

    /// <inheritdoc />
    protected override IEnumerable<LiveTopic> Topics => [LiveTopic.All];

    /// <inheritdoc />
    protected override TimeSpan RefreshEvery => Paced ? TimeSpan.Zero : Tick;

    /// <summary>Whether it waits for the next two seconds to begin, to read with the others; else it has a pace of its own.</summary>
    protected virtual bool Paced => true;

    /// <inheritdoc />
    protected override void OnInitialized()
    {
        ReadAddress();
        Navigation.LocationChanged += OnMoved;
        if (RendererInfo.IsInteractive && Topics.Any())
            _minute = Clock.CreateTimer(_ => _ = InvokeAsync(() => ReadAgainAsync(Minute)), null, Minute, Minute);
    }

    /// <inheritdoc />
    protected override Task PaceAsync(CancellationToken cancellationToken) => Paced ? Task.Delay(RoomShare.UntilNext(Tick), cancellationToken) : Task.CompletedTask;

    /// <inheritdoc />
    protected override Task RefreshAsync(CancellationToken cancellationToken) => SharedAsync(Paced ? Tick : null, () => LoadAsync(cancellationToken));

    /// <summary>Reads: with the other rooms of the person when something happened; by itself when it is opened or its filter changed.</summary>
    protected Task<T> ReadAsync<T>(string part, Func<Task<T>> read) => _span is { } span ? ReadAsync(part, span, read) : read();

    /// <summary>Reads with the other rooms of the person, at most once in a span.</summary>
    protected Task<T> ReadAsync<T>(string part, TimeSpan span, Func<Task<T>> read) => Share.ReadAsync(part, Viewer.PersonId, Filter, span, read);

    /// <summary>Whether this reading is one with the others.</summary>
    protected bool Together => _span is not null;

    /// <inheritdoc />
    protected override void OnLeft()
    {
        Navigation.LocationChanged -= OnMoved;
        _minute?.Dispose();
    }

    /// <summary>A value of the address.</summary>
    protected string? Value(string name) => _values.TryGetValue(name, out var value) ? value.ToString() : null;

    /// <summary>A page number of the address, counted from 0.</summary>
    protected int Number(string name) => int.TryParse(Value(name), out var number) ? Math.Max(0, number) : 0;

    /// <summary>The present address with other values; null takes one away.</summary>
    protected string With(params (string Name, string? Value)[] changes) =>
        Navigation.GetUriWithQueryParameters(changes.ToDictionary(c => c.Name, c => (object?)(string.IsNullOrWhiteSpace(c.Value) ? null : c.Value)));

    /// <summary>Goes to <see cref="With"/>.</summary>
    protected void Go(params (string Name, string? Value)[] changes) => Navigation.NavigateTo(With(changes));

    /// <summary>Goes to another page of a list.</summary>
    protected void GoToPage(string name, int number) => Go((name, number == 0 ? null : number.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    /// <summary>An address within the control room that keeps the filter.</summary>
    protected string Kept(string address) => Navigation.GetUriWithQueryParameters(
        Navigation.ToAbsoluteUri(address).ToString(),
        new Dictionary<string, object?> { ["team"] = Filter.TeamId, ["client"] = Filter.ClientId, ["kind"] = Filter.Kind?.ToString().ToLowerInvariant(), ["period"] = address.Contains("period=", StringComparison.Ordinal) ? "today" : Value("period") });

    private void ReadAddress()
    {
        var uri = Navigation.ToAbsoluteUri(Navigation.Uri);
        (_address, _values) = (uri.AbsolutePath, QueryHelpers.ParseQuery(uri.Query));
    }

    private void OnMoved(object? sender, LocationChangedEventArgs e)
    {
        if (Navigation.ToAbsoluteUri(e.Location).AbsolutePath != _address) return;
        _ = InvokeAsync(async () =>
        {
            ReadAddress();
            await ReadAgainAsync(null);
        });
    }

    private async Task ReadAgainAsync(TimeSpan? span)
    {
        if (Gone.IsCancellationRequested) return;
        await ReadAsync(() => SharedAsync(span, () => LoadAsync(Gone)));
        StateHasChanged();
    }

    private async Task SharedAsync(TimeSpan? span, Func<Task> read)
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
