using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.WebUtilities;

namespace HexaLive.Web.Components;

/// <summary>
/// Base class of components that keep their state in the address, so that Back, a reload and a pasted link show the same content. To change
/// the state, the component navigates to the new address, which loads the data again. Query-string values of other components stay in the
/// address. This class parses the address itself, because <c>SupplyParameterFromQuery</c> ends the circuit when components that use it are
/// added and removed.
/// </summary>
public abstract class UrlStateComponent<TState> : LiveComponent
    where TState : class, IUrlState<TState>
{
    private string _path = "";

    [Inject]
    protected NavigationManager Navigation { get; set; } = default!;

    /// <summary>The state in the address.</summary>
    protected TState State { get; private set; } = default!;

    /// <summary>Whether the address has any query-string value.</summary>
    protected bool HasQuery { get; private set; }

    /// <inheritdoc />
    protected override void OnInitialized()
    {
        ReadAddress();
        Navigation.LocationChanged += OnLocationChanged;
    }

    /// <inheritdoc />
    protected override Task OnParametersSetAsync()
    {
        ReadAddress();
        return base.OnParametersSetAsync();
    }

    /// <inheritdoc />
    protected override void OnDispose() => Navigation.LocationChanged -= OnLocationChanged;

    /// <summary>Called when the state in the address changed, before the component loads again.</summary>
    protected virtual void OnStateChanged() { }

    /// <summary>Returns the current address with another state.</summary>
    protected string Href(TState state) =>
        Navigation.GetUriWithQueryParameters(state.ToValues().ToDictionary(v => v.Name, v => (object?)v.Value));

    /// <summary>Navigates to another state, unless it is the current one.</summary>
    protected void GoTo(TState state)
    {
        if (!AreEqual(state, State))
            Navigation.NavigateTo(Href(state));
    }

    /// <summary>Reads the state from the address.</summary>
    protected void ReadAddress()
    {
        var uri = Navigation.ToAbsoluteUri(Navigation.Uri);
        var values = QueryHelpers.ParseQuery(uri.Query);
        _path = uri.AbsolutePath;
        HasQuery = values.Count > 0;
        State = TState.Parse(name => values.TryGetValue(name, out var value) ? value.ToString() : null);
    }

    private void OnLocationChanged(object? sender, LocationChangedEventArgs e)
    {
        // The path changed: another page opens, or this page gets other route parameters and loads by itself.
        if (!string.Equals(Navigation.ToAbsoluteUri(e.Location).AbsolutePath, _path, StringComparison.OrdinalIgnoreCase))
            return;
        _ = InvokeAsync(OnAddressChangedAsync);
    }

    private async Task OnAddressChangedAsync()
    {
        try
        {
            var before = State;
            ReadAddress();
            if (Disposed.IsCancellationRequested || AreEqual(before, State))
                return;
            OnStateChanged();
            await OnParametersSetAsync();
            StateHasChanged();
        }
        catch (Exception e)
        {
            await DispatchExceptionAsync(e);
        }
    }

    private static bool AreEqual(TState first, TState second) => first.ToValues().SequenceEqual(second.ToValues());
}
