using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Dedications;
using HexaLive.Infrastructure.Features.Activity;
using HexaLive.Infrastructure.Features.Control;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Live;
using HexaLive.Web.Components;
using HexaLive.Web.Resources;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;
using MudBlazor;

namespace HexaLive.Web.Features.Control;

/// <summary>
/// The manager's home: figures above, and what happens on the tasks that they control, as it happens, to be answered with OK or a question, by mouse or by key. An entry that stood
/// on the screen for three seconds was seen. The same address shows the charts, and the screen on the wall.
/// </summary>
public sealed partial class ControlPage(
    ControlFeed feed, Reviews reviews, NavigationManager navigation, IJSRuntime js, ISnackbar snackbar,
    IStringLocalizer<ControlText> texts, IStringLocalizer<ReviewText> reviewTexts, IStringLocalizer<SharedText> shared, Texts say) : LiveComponent
{
    // What a screen keeps: older lines are read again when asked for.
    private const int MostShown = 300;

    private readonly List<ControlLine> _lines = [];
    private readonly HashSet<int> _selected = [];
    private IReadOnlyList<Waiting> _waiting = [];
    private IReadOnlyCollection<int> _also = [];
    private DotNetObjectReference<ControlPage>? _self;
    private ElementReference _feed;
    private ActivityCursor? _cursor;
    private string? _listening;
    private int? _asking;
    private long _snapshot;
    private bool _more;

    private IStringLocalizer<ControlText> L => texts;
    private IStringLocalizer<ReviewText> R => reviewTexts;
    private IStringLocalizer<SharedText> S => shared;
    private Texts T => say;

    [SupplyParameterFromQuery(Name = "waiting")] private string? WaitingOnly { get; set; }
    [SupplyParameterFromQuery] private int? By { get; set; }
    [SupplyParameterFromQuery] private int? Older { get; set; }
    [SupplyParameterFromQuery] private string? Wall { get; set; }
    [SupplyParameterFromQuery] private string? View { get; set; }
    [SupplyParameterFromQuery(Name = "team")] private string? TeamValue { get; set; }
    [SupplyParameterFromQuery(Name = "client")] private string? ClientValue { get; set; }
    [SupplyParameterFromQuery(Name = "kind")] private string? KindValue { get; set; }

    private bool OnlyWaiting => WaitingOnly == "1";
    private bool IsWall => Wall is not null and not "0";
    private bool IsCharts => View == "charts";
    private RoomFilter Filter => RoomFilter.Parse(TeamValue, ClientValue, KindValue, null);

    /// <inheritdoc />
    protected override IEnumerable<LiveTopic> Topics => [LiveTopic.Controller(Viewer.PersonId)];

    /// <inheritdoc />
    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        // Charts and wall read for themselves.
        if (IsWall || IsCharts) { _cursor = null; return; }
        var newest = await feed.PageAsync(Viewer, Filter, null, cancellationToken);
        var page = OnlyWaiting ? await feed.WaitingAsync(Viewer, Filter, By, Older, null, cancellationToken) : newest;
        _waiting = await reviews.WaitingAsync(Viewer, Filter, cancellationToken);
        _more = page.Count == ControlFeed.PageSize;
        _cursor = new ActivityCursor(newest.Select(l => l.Id), newest.Count == ControlFeed.PageSize ? newest[^1].Id : 0);
        _snapshot = newest.Count > 0 ? newest[0].Id : 0;
        _lines.Clear();
        _lines.AddRange(page);
        _selected.Clear();
        Asked();
    }

    /// <inheritdoc />
    protected override async Task RefreshAsync(CancellationToken cancellationToken)
    {
        if (_cursor is null) { await LoadAsync(cancellationToken); return; }
        foreach (var line in await feed.NewSinceAsync(Viewer, Filter, _cursor, cancellationToken))
        {
            if (line.Kind is not (ActivityKind.DedicationLogged or ActivityKind.FlaggedDue or ActivityKind.PromiseMovedOften))
            {
                // What was answered stays in its place, with its mark, until the list is opened again.
                var changed = _lines.FindIndex(l => l.Kind == ActivityKind.DedicationLogged && l.DedicationId == line.DedicationId);
                if (changed >= 0) _lines[changed] = _lines[changed].ChangedBy(line);
                continue;
            }
            if (!OnlyWaiting) Place(line);
        }
        // What waits is not only what is new: a reply waits again, and what another controller had waits for the next one.
        if (OnlyWaiting)
            foreach (var line in await feed.WaitingAsync(Viewer, Filter, By, Older, null, cancellationToken))
                if (!_lines.Exists(l => l.Id == line.Id)) Place(line);
        if (_lines.Count > MostShown) { _lines.RemoveRange(MostShown, _lines.Count - MostShown); _more = true; }
        _waiting = await reviews.WaitingAsync(Viewer, Filter, cancellationToken);
    }

    private void Place(ControlLine line)
    {
        var place = _lines.FindIndex(l => l.Id < line.Id);
        _lines.Insert(place < 0 ? _lines.Count : place, line);
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_feed.Id is not { } id || id == _listening) return;
        _listening = id;
        _self ??= DotNetObjectReference.Create(this);
        await js.InvokeVoidAsync("hexa.feed", _feed, _self);
    }

    /// <inheritdoc />
    protected override void OnLeft() => _self?.Dispose();

    /// <summary>Entries stood on the screen for three seconds.</summary>
    [JSInvokable]
    public Task SeenAsync(int[] entries) => TryAsync(() => reviews.SeenAsync(Viewer, entries, Gone));

    /// <summary>A key was pressed on an entry: o for OK, q for a question, x to select it.</summary>
    [JSInvokable]
    public async Task KeyAsync(string key, int entry)
    {
        if (_lines.Find(l => l.DedicationId == entry && l.Kind == ActivityKind.DedicationLogged) is not { Review: not null }) return;
        if (key == "x") Select(entry);
        else if (key == "q") Ask(entry);
        else await ApproveAsync(_selected.Count > 0 ? [.. _selected] : [entry]);
        StateHasChanged();
    }

    private async Task ApproveAsync(int[] entries)
    {
        await TryAsync(() => reviews.ApproveAsync(Viewer, entries, Gone));
        _selected.Clear();
    }

    // With several selected the question goes to all of them.
    private void Ask(int entry)
    {
        _asking = entry;
        _also = [.. _selected.Where(e => e != entry)];
    }

    private void Asked() => (_asking, _also) = (null, []);

    private void Select(int entry)
    {
        if (!_selected.Remove(entry) && _selected.Count < Reviews.MostAtOnce) _selected.Add(entry);
    }

    private void SelectAll() => _selected.UnionWith(_lines.Where(l => l.Review is { State: < ReviewState.Questioned }).Select(l => l.DedicationId!.Value).Take(Reviews.MostAtOnce));

    private async Task TryAsync(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (RuleException refusal)
        {
            snackbar.Add(T.Of(refusal), Severity.Error);
        }
    }

    // In its turn: pressed twice it reads on twice, not the same twice.
    private Task MoreAsync() => ReadAsync(async () =>
    {
        if (_lines.Count == 0) return;
        var page = OnlyWaiting ? await feed.WaitingAsync(Viewer, Filter, By, Older, _lines[^1].Id, Gone) : await feed.PageAsync(Viewer, Filter, _lines[^1].Id, Gone);
        _lines.AddRange(page);
        _more = page.Count == ControlFeed.PageSize;
    });

    // The address that shows what waits, of one person or for longer than some days; the filter stays.
    private string Waits(bool waiting, int? by = null, int? older = null) =>
        navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { ["waiting"] = waiting ? 1 : null, ["by"] = by, ["older"] = older });

    private static string? Current(bool current) => current ? "page" : null;
}
