using System.Globalization;
using HexaLive.Domain.People;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Infrastructure.Features.Search;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Web.Components;
using HexaLive.Web.Components.Forms;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;
using MudBlazor;
using Plain = HexaLive.Domain.Shared.SearchText;

namespace HexaLive.Web.Features.Search;

/// <summary>The search field and its results: at first recent results and commands, then the matches of the typed text.</summary>
public sealed partial class SearchBox(
    GlobalSearch search,
    ReportSearch reports,
    CurrentViewer current,
    Drafts drafts,
    Shortcuts shortcuts,
    NavigationManager navigation,
    IJSRuntime js,
    TimeProvider time
)
{
    /// <summary>The pause in typing after which the search starts.</summary>
    public static readonly TimeSpan DebounceTime = TimeSpan.FromMilliseconds(150);

    private const int MaxRecent = 8;

    private readonly CancellationTokenSource _gone = new();
    private CancellationTokenSource? _searchCancellation;
    private ElementReference _input;
    private Viewer? _viewer;
    private string? _recentKey;
    private List<SearchHit> _recent = [];
    private List<Row> _rows = [];
    private IReadOnlyList<string> _words = [];
    private string? _searchedText;
    private bool _found;
    private bool _openWhenFound;
    private int _activeIndex;

    [Parameter]
    public EventCallback OnDone { get; set; }

    private string? Status =>
        _searchedText is null ? null
        : _found ? Text.FormatCount("Answers", _rows.Count)
        : Text["Nothing", _searchedText].Value;

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        _viewer = await current.GetAsync();
        _recentKey = await drafts.GetKeyAsync("search");
        _recent = (await drafts.ReadAsync<RecentHits>(_recentKey))?.Hits ?? [];
        if (_searchedText is null && _searchCancellation is null)
            ShowRecent();
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
            await _input.FocusAsync();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _searchCancellation?.Dispose();
        _gone.Dispose();
    }

    private async Task SearchAsync(ChangeEventArgs change)
    {
        var text = (change.Value as string ?? "").Trim();
        _openWhenFound = false;
        if (_searchCancellation is not null)
            await _searchCancellation.CancelAsync();
        _searchCancellation?.Dispose();
        _searchCancellation = null;
        if (text.Length == 0)
        {
            ShowRecent();
            return;
        }
        var asking = _searchCancellation = CancellationTokenSource.CreateLinkedTokenSource(_gone.Token);
        try
        {
            var token = asking.Token;
            await Task.Delay(DebounceTime, time, token);
            var hits = await search.FindAsync(_viewer = await current.GetAsync(token), text, token);
            var found = text.Length > 1 ? await reports.FindAsync(_viewer, text, GlobalSearch.MaxHits, token) : [];
            token.ThrowIfCancellationRequested();
            Show(text, hits, found);
        }
        catch (OperationCanceledException)
        {
            // The text has changed, or the search was closed.
            return;
        }
        _searchCancellation = null;
        asking.Dispose();
        if (_openWhenFound && _rows.Count > 0)
            await OpenRowAsync(_rows[0]);
    }

    private void ShowRecent()
    {
        (_searchedText, _found, _words, _activeIndex) = (null, true, [], 0);
        _rows = [.. _recent.Select(h => CreateHitRow("Recent", h)), .. ListCommands()];
    }

    private void Show(string text, IReadOnlyList<SearchHit> hits, IReadOnlyList<(string Key, string Name)> found)
    {
        (_searchedText, _words, _activeIndex) = (text, Plain.SplitWords(text), 0);
        _rows =
        [
            .. hits.Select(h => CreateHitRow(h.Kind.ToString(), h)),
            .. found.Select(r => new Row("Report", Icons.Material.Rounded.Assessment, r.Name, null, AppUrls.Report(r.Key))),
            .. ListCommands().Where(c => _words.All(w => Plain.Normalize(c.Title).Contains(w, StringComparison.Ordinal))),
        ];
        _found = _rows.Count > 0;
        _rows.Add(
            new Row(
                "Command",
                Icons.Material.Rounded.ManageSearch,
                Text["AllTasks", text],
                null,
                AppUrls.TaskList(new TaskFilter(Text: text, Status: TaskStatusFilter.Any), plain: true)
            )
        );
    }

    private async Task KeyAsync(KeyboardEventArgs key)
    {
        switch (key.Key)
        {
            case "ArrowDown" when _rows.Count > 0:
                await MoveAsync((_activeIndex + 1) % _rows.Count);
                break;
            case "ArrowUp" when _rows.Count > 0:
                await MoveAsync((_activeIndex + _rows.Count - 1) % _rows.Count);
                break;
            case "Enter" when _searchCancellation is not null:
                // The results for the current text have not arrived yet, so open the first result when they arrive.
                _openWhenFound = true;
                break;
            case "Enter" when _rows.Count > 0:
                await OpenRowAsync(_rows[_activeIndex]);
                break;
        }
    }

    private async Task MoveAsync(int index)
    {
        _activeIndex = index;
        await js.InvokeVoidAsync("hexa.intoView", RowId(index));
    }

    private async Task OpenRowAsync(Row row)
    {
        if (row.Hit is { } hit && _recentKey is not null)
        {
            _recent = [hit, .. _recent.Where(r => (r.Kind, r.Id) != (hit.Kind, hit.Id)).Take(MaxRecent - 1)];
            await drafts.StoreAsync(_recentKey, new RecentHits(_recent));
        }
        await OnDone.InvokeAsync();
        if (row.Run is not null)
            await row.Run();
        else
            navigation.NavigateTo(row.Address!, AppUrls.IsAccount(row.Address!));
    }

    private IEnumerable<Row> ListCommands()
    {
        var role = _viewer?.Role ?? PersonRole.Representative;
        yield return CreateCommandRow("Log", Icons.Material.Rounded.Add, () => shortcuts.RequestLogAsync());
        yield return CreateCommandRow("NewTask", Icons.Material.Rounded.AddTask, shortcuts.OpenNewTaskAsync);
        yield return CreatePageRow("Nav_Today", Icons.Material.Rounded.WbSunny, AppUrls.Today);
        if (role != PersonRole.Representative)
            yield return CreatePageRow("Nav_Control", Icons.Material.Rounded.Sensors, AppUrls.Control);
        yield return CreatePageRow("Nav_Tasks", Icons.Material.Rounded.TaskAlt, AppUrls.Tasks);
        yield return CreatePageRow("Nav_Board", Icons.Material.Rounded.ViewKanban, AppUrls.Board);
        yield return CreatePageRow("Nav_Week", Icons.Material.Rounded.CalendarViewWeek, AppUrls.Week);
        yield return CreatePageRow("Nav_Projects", Icons.Material.Rounded.Folder, AppUrls.Projects);
        yield return CreatePageRow("Nav_Clients", Icons.Material.Rounded.Business, AppUrls.Clients);
        yield return CreatePageRow("Nav_Reports", Icons.Material.Rounded.Assessment, AppUrls.Reports);
        yield return CreatePageRow("NewReport", Icons.Material.Rounded.PostAdd, AppUrls.NewReport);
        yield return CreatePageRow("Nav_People", Icons.Material.Rounded.Groups, AppUrls.People);
        if (role == PersonRole.Administrator)
            yield return CreatePageRow("Nav_Settings", Icons.Material.Rounded.Settings, AppUrls.Settings);
        yield return CreatePageRow("Account_Profile", Icons.Material.Rounded.Person, AppUrls.Profile);
        yield return CreateCommandRow("Keys", Icons.Material.Rounded.Keyboard, shortcuts.RequestKeyboardHelpAsync);
        yield return new Row("Command", Icons.Material.Rounded.LightMode, Text["Theme_Light"], null, null, () => SetThemeAsync("light"));
        yield return new Row("Command", Icons.Material.Rounded.DarkMode, Text["Theme_Dark"], null, null, () => SetThemeAsync("dark"));
        yield return new Row("Command", Icons.Material.Rounded.Contrast, Text["Theme_System"], null, null, () => SetThemeAsync(null));
        yield return CreatePageRow("Account_SignOut", Icons.Material.Rounded.Logout, AppUrls.Logout);
    }

    private Task SetThemeAsync(string? theme) => js.InvokeVoidAsync("hexa.setTheme", theme).AsTask();

    private Row CreateCommandRow(string key, string icon, Func<Task> run) => new("Command", icon, Shared[key], null, null, run);

    private Row CreatePageRow(string key, string icon, string address) => new("Command", icon, Shared[key], null, address);

    private static Row CreateHitRow(string group, SearchHit hit) =>
        new(
            group,
            IconOf(hit.Kind),
            hit.Kind == SearchKind.Task ? $"{hit.Id} · {hit.Title}" : hit.Title,
            hit.Detail,
            AddressOf(hit),
            Hit: hit
        );

    private static string RowId(int index) => string.Create(CultureInfo.InvariantCulture, $"search-row-{index}");

    private static string AddressOf(SearchHit hit) =>
        hit.Kind switch
        {
            SearchKind.Client => AppUrls.Client(hit.Id),
            SearchKind.Contact => AppUrls.Client(hit.ClientId!.Value),
            SearchKind.Project => AppUrls.Project(hit.Id),
            SearchKind.Task => AppUrls.Task(hit.Id),
            _ => AppUrls.Person(hit.Id),
        };

    private static string IconOf(SearchKind kind) =>
        kind switch
        {
            SearchKind.Client => Icons.Material.Rounded.Business,
            SearchKind.Contact => Icons.Material.Rounded.ContactPhone,
            SearchKind.Project => Icons.Material.Rounded.Folder,
            SearchKind.Task => Icons.Material.Rounded.TaskAlt,
            _ => Icons.Material.Rounded.Person,
        };

    private sealed record Row(
        string Group,
        string Icon,
        string Title,
        string? Detail,
        string? Address,
        Func<Task>? Run = null,
        SearchHit? Hit = null
    );

    private sealed record RecentHits(List<SearchHit> Hits);
}
