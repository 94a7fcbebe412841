using System.Globalization;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Live;
using HexaLive.Web.Components;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace HexaLive.Web.Features.Tasks;

/// <summary>A screen of many tasks whose filter is all in its address, with saved views: the explorer and the board.</summary>
public abstract class TaskScreen : LiveComponent
{
    private Dictionary<string, StringValues> _values = [];

    [Inject] private NavigationManager Navigation { get; set; } = default!;
    [Inject] private SavedViews SavedViews { get; set; } = default!;
    [Inject] private TaskExplorer Explorer { get; set; } = default!;

    /// <summary>The first part of the screen's address: "tasks".</summary>
    protected abstract string Route { get; }

    /// <summary>What the address says.</summary>
    protected TaskFilter Filter => TaskFilter.Parse(Value);

    /// <summary>The views in the menu.</summary>
    protected IReadOnlyList<SavedViewRow> Views { get; private set; } = [];

    /// <summary>The view that the address names.</summary>
    protected SavedViewRow? View => Views.FirstOrDefault(v => v.Id.ToString(CultureInfo.InvariantCulture) == Value("view"));

    /// <summary>What the filters let choose; null until they are opened.</summary>
    protected ExplorerChoices? Choices { get; private set; }

    /// <summary>The names of the client, the project and the team that the filter is set to.</summary>
    protected (string? Client, string? Project, string? Team) Names { get; private set; }

    /// <summary>What a saved view keeps: everything but the page and the view itself.</summary>
    protected string SavedQuery => string.Join('&', _values.Where(v => v.Key is not ("page" or "view") && !StringValues.IsNullOrEmpty(v.Value))
        .Select(v => $"{v.Key}={Uri.EscapeDataString(v.Value.ToString())}"));

    /// <inheritdoc />
    protected override IEnumerable<LiveTopic> Topics => [Filter switch
    {
        { Role: TaskRole.Controller } => LiveTopic.Controller(Viewer.PersonId),
        { Role: TaskRole.Responsible } => LiveTopic.Responsible(Viewer.PersonId),
        { ProjectId: { } project } => LiveTopic.Project(project),
        { ClientId: { } client } => LiveTopic.Client(client),
        _ => LiveTopic.All,
    }];

    /// <summary>What a value is where the address does not say.</summary>
    protected virtual string? Default(string name) => null;

    /// <summary>A value of the address.</summary>
    protected string? Value(string name) => _values.TryGetValue(name, out var value) ? value.ToString() : Default(name);

    /// <summary>The address says something else: what was picked on the screen is no more.</summary>
    protected virtual void OnMoved() { }

    /// <inheritdoc />
    protected override void OnInitialized()
    {
        ReadAddress();
        Navigation.LocationChanged += OnLocationChanged;
    }

    /// <inheritdoc />
    protected override void OnLeft() => Navigation.LocationChanged -= OnLocationChanged;

    /// <inheritdoc />
    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (!Loaded)
        {
            Views = await SavedViews.ListAsync(Viewer, cancellationToken);
            if (_values.Count == 0 && Views.FirstOrDefault(v => v.IsDefault) is { } first)
            {
                Navigation.NavigateTo($"{Route}?view={first.Id}&{first.Query}", replace: true);
                ReadAddress();
            }
        }
        var filter = Filter;
        if (filter is { TypeId: not null } or { OriginId: not null } or { ResponsibleId: not null } or { ControllerId: not null } or { OriginatorId: not null }) await LoadChoicesAsync();
        Names = await Explorer.NamesAsync(Viewer, filter, cancellationToken);
        await RefreshAsync(cancellationToken);
    }

    /// <summary>Reads what the filters let choose, once.</summary>
    protected async Task LoadChoicesAsync() => Choices ??= await Explorer.ChoicesAsync(Viewer, Gone);

    /// <summary>Goes to the same address with another value.</summary>
    protected void Go(string name, string? value) => Go(new Dictionary<string, object?> { [name] = value });

    /// <summary>Goes to the same address with other values.</summary>
    protected void Go(Dictionary<string, object?> changes)
    {
        if (!changes.ContainsKey("page")) changes["page"] = null;
        foreach (var (name, value) in changes.ToList()) changes[name] = string.IsNullOrWhiteSpace(value as string) ? null : value;
        // A plain screen stays plain: without any value the default view would open.
        if (_values.Count == 0 || !_values.ContainsKey("view")) changes.TryAdd("view", "0");
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(changes));
    }

    /// <summary>A view was saved, changed or deleted.</summary>
    protected async Task ViewsChangedAsync(int? id)
    {
        Views = await SavedViews.ListAsync(Viewer, Gone);
        if (id is not null) Go("view", id.Value.ToString(CultureInfo.InvariantCulture));
    }

    private void ReadAddress() => _values = QueryHelpers.ParseQuery(Navigation.ToAbsoluteUri(Navigation.Uri).Query);

    private void OnLocationChanged(object? sender, LocationChangedEventArgs e)
    {
        if (!Navigation.ToBaseRelativePath(e.Location).Split('?')[0].Equals(Route, StringComparison.OrdinalIgnoreCase)) return;
        _ = InvokeAsync(async () =>
        {
            ReadAddress();
            OnMoved();
            await OnParametersSetAsync();
            StateHasChanged();
        });
    }
}
