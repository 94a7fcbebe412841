using System.Globalization;
using HexaLive.Domain;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Live;
using HexaLive.Web.Components;
using HexaLive.Web.Resources;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Primitives;
using MudBlazor;

namespace HexaLive.Web.Features.Tasks;

/// <summary>The explorer of tasks. All that it shows is in its address, so that Back, a reload and a pasted link give the same.</summary>
public sealed partial class TasksPage(
    TaskExplorer explorer, SavedViews views, NavigationManager navigation, IDialogService dialogs, Texts say,
    IStringLocalizer<ExplorerText> texts, IStringLocalizer<SharedText> shared) : LiveComponent
{
    private readonly HashSet<int> _selected = [];
    private Dictionary<string, StringValues> _values = [];
    private TaskQuery _query = TaskQuery.Parse(_ => null);
    private ExplorerPage? _page;
    private ExplorerChoices? _choices;
    private IReadOnlyList<SavedViewRow> _views = [];
    private SavedViewRow? _view;
    private string _zone = "UTC";
    private (string? Client, string? Project) _names;

    private IStringLocalizer<ExplorerText> L => texts;
    private IStringLocalizer<SharedText> S => shared;
    private Texts T => say;
    private TaskFilter Filter => _query.Filter;
    private int Number => int.TryParse(Value("page"), NumberStyles.None, CultureInfo.InvariantCulture, out var page) ? page : 0;

    // What a saved view keeps: everything but the page and the view itself.
    private string SavedQuery => string.Join('&', _values.Where(v => v.Key is not ("page" or "view") && !StringValues.IsNullOrEmpty(v.Value))
        .Select(v => $"{v.Key}={Uri.EscapeDataString(v.Value.ToString())}"));

    /// <inheritdoc />
    protected override IEnumerable<LiveTopic> Topics => [Filter.Role switch
    {
        TaskRole.Controller => LiveTopic.Controller(Viewer.PersonId),
        TaskRole.Responsible => LiveTopic.Responsible(Viewer.PersonId),
        _ when Filter.ProjectId is { } project => LiveTopic.Project(project),
        _ when Filter.ClientId is { } client => LiveTopic.Client(client),
        _ => LiveTopic.All,
    }];

    // The whole list may concern everybody's work: once in two seconds is lively enough.
    /// <inheritdoc />
    protected override TimeSpan RefreshEvery => TimeSpan.FromSeconds(2);

    /// <inheritdoc />
    protected override void OnInitialized()
    {
        ReadAddress();
        navigation.LocationChanged += OnLocationChanged;
    }

    /// <inheritdoc />
    protected override void OnLeft() => navigation.LocationChanged -= OnLocationChanged;

    /// <inheritdoc />
    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        _zone = Viewer.TimeZone;
        if (_choices is null)
        {
            _choices = await explorer.ChoicesAsync(Viewer, cancellationToken);
            _views = await views.ListAsync(Viewer, cancellationToken);
            if (_values.Count == 0 && _views.FirstOrDefault(v => v.IsDefault) is { } first)
            {
                navigation.NavigateTo($"tasks?view={first.Id}&{first.Query}", replace: true);
                ReadAddress();
            }
        }
        _view = _views.FirstOrDefault(v => v.Id.ToString(CultureInfo.InvariantCulture) == Value("view"));
        _names = await explorer.NamesAsync(Viewer, Filter, cancellationToken);
        await RefreshAsync(cancellationToken);
    }

    /// <inheritdoc />
    protected override async Task RefreshAsync(CancellationToken cancellationToken)
    {
        _page = await explorer.PageAsync(Viewer, _query, Number, cancellationToken);
        _selected.IntersectWith(_page.Rows.Select(r => r.Id));
    }

    private string? Value(string name) => _values.TryGetValue(name, out var value) ? value.ToString() : null;

    private void ReadAddress()
    {
        _values = QueryHelpers.ParseQuery(navigation.ToAbsoluteUri(navigation.Uri).Query);
        _query = TaskQuery.Parse(Value);
    }

    private void OnLocationChanged(object? sender, LocationChangedEventArgs e)
    {
        if (!navigation.ToBaseRelativePath(e.Location).Split('?')[0].Equals("tasks", StringComparison.OrdinalIgnoreCase)) return;
        _ = InvokeAsync(async () =>
        {
            ReadAddress();
            _selected.Clear();
            await OnParametersSetAsync();
            StateHasChanged();
        });
    }

    private void Go(string name, string? value) => Go(new Dictionary<string, object?> { [name] = value });

    private void Go(Dictionary<string, object?> changes)
    {
        if (!changes.ContainsKey("page")) changes["page"] = null;
        foreach (var (name, value) in changes.ToList()) changes[name] = string.IsNullOrWhiteSpace(value as string) ? null : value;
        // A plain explorer stays plain: without any value the default view would open.
        if (_values.Count == 0 || !_values.ContainsKey("view")) changes.TryAdd("view", "0");
        navigation.NavigateTo(navigation.GetUriWithQueryParameters(changes));
    }

    private void SortBy((TaskColumn Column, bool Add) by)
    {
        var known = _query.Sort.FirstOrDefault(s => s.Column == by.Column);
        // Up, down, and back to "which first?".
        TaskSort? next = known is null ? new TaskSort(by.Column, false) : known.Descending ? null : known with { Descending = true };
        var sort = by.Add ? _query.Sort.Where(s => s.Column != by.Column).ToList() : [];
        if (next is not null) sort.Add(next);
        Go("sort", TaskQuery.SortText(sort));
    }

    private async Task ChooseColumnsAsync()
    {
        var dialog = await dialogs.ShowAsync<ColumnsDialog>(L["Columns"], new DialogParameters<ColumnsDialog> { { d => d.Columns, _query.Columns } });
        if ((await dialog.Result)?.Data is IReadOnlyList<TaskColumn> columns)
            Go("columns", columns.SequenceEqual(TaskQuery.DefaultColumns) ? null : string.Join(',', columns.Select(c => c.ToString().ToLowerInvariant())));
    }

    private async Task ViewsChangedAsync(int? id)
    {
        _views = await views.ListAsync(Viewer, Gone);
        _view = _views.FirstOrDefault(v => v.Id == id);
        if (id is not null) Go("view", id.Value.ToString(CultureInfo.InvariantCulture));
    }
}
