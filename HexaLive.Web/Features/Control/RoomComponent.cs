using HexaLive.Infrastructure.Features.Control;
using HexaLive.Infrastructure.Live;
using HexaLive.Web.Components;
using Microsoft.AspNetCore.Components;

namespace HexaLive.Web.Features.Control;

/// <summary>
/// A part of the control room that counts: its filter is in the address, and it reads again when something happened, at most every two seconds, and each minute, since days end by themselves.
/// </summary>
public abstract class RoomComponent : LiveComponent
{
    private ITimer? _minute;

    [Inject] private TimeProvider Clock { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    [SupplyParameterFromQuery(Name = "team")] private string? TeamValue { get; set; }
    [SupplyParameterFromQuery(Name = "client")] private string? ClientValue { get; set; }
    [SupplyParameterFromQuery(Name = "kind")] private string? KindValue { get; set; }
    [SupplyParameterFromQuery(Name = "period")] private string? PeriodValue { get; set; }

    /// <summary>Whose work is counted.</summary>
    protected RoomFilter Filter => RoomFilter.Parse(TeamValue, ClientValue, KindValue, PeriodValue);

    /// <inheritdoc />
    protected override IEnumerable<LiveTopic> Topics => [LiveTopic.All];

    /// <inheritdoc />
    protected override TimeSpan RefreshEvery => TimeSpan.FromSeconds(2);

    /// <inheritdoc />
    protected override void OnInitialized()
    {
        if (RendererInfo.IsInteractive)
            _minute = Clock.CreateTimer(_ => _ = InvokeAsync(async () => { await ReloadAsync(); StateHasChanged(); }), null, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
    }

    /// <inheritdoc />
    protected override void OnLeft() => _minute?.Dispose();

    /// <summary>The present address with other values; null takes one away.</summary>
    protected string With(params (string Name, string? Value)[] changes) =>
        Navigation.GetUriWithQueryParameters(changes.ToDictionary(c => c.Name, c => (object?)(string.IsNullOrWhiteSpace(c.Value) ? null : c.Value)));

    /// <summary>Goes to <see cref="With"/>.</summary>
    protected void Go(params (string Name, string? Value)[] changes) => Navigation.NavigateTo(With(changes));

    /// <summary>An address within the control room that keeps the filter.</summary>
    protected string Kept(string address) => Navigation.GetUriWithQueryParameters(
        Navigation.ToAbsoluteUri(address).ToString(),
        new Dictionary<string, object?> { ["team"] = Filter.TeamId, ["client"] = Filter.ClientId, ["kind"] = Filter.Kind?.ToString().ToLowerInvariant(), ["period"] = PeriodValue });
}
