using HexaLive.Infrastructure.Features.Control;
using HexaLive.Infrastructure.Live;
using HexaLive.Web.Components;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace HexaLive.Web.Features.Control;

/// <summary>
/// A part of the control room that counts: its filter is in the address, and it reads again when something happened, at most every two seconds, and each minute, since days end by themselves.
/// It reads the address itself: parameters supplied from the query end the circuit where parts come and go with it.
/// </summary>
public abstract class RoomComponent : LiveComponent
{
    private Dictionary<string, StringValues> _values = [];
    private string _address = "";
    private ITimer? _minute;

    [Inject] private TimeProvider Clock { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    /// <summary>Whose work is counted.</summary>
    protected RoomFilter Filter => RoomFilter.Parse(Value("team"), Value("client"), Value("kind"), Value("period"));

    /// <inheritdoc />
    protected override IEnumerable<LiveTopic> Topics => [LiveTopic.All];

    /// <inheritdoc />
    protected override TimeSpan RefreshEvery => TimeSpan.FromSeconds(2);

    /// <inheritdoc />
    protected override void OnInitialized()
    {
        ReadAddress();
        Navigation.LocationChanged += OnMoved;
        if (RendererInfo.IsInteractive && Topics.Any())
            _minute = Clock.CreateTimer(_ => _ = InvokeAsync(ReadAgainAsync), null, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
    }

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
            await ReadAgainAsync();
        });
    }

    private async Task ReadAgainAsync()
    {
        if (Gone.IsCancellationRequested) return;
        await ReloadAsync();
        StateHasChanged();
    }
}
