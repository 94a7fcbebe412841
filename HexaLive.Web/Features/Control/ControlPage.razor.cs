using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Reviews;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Control;
using HexaLive.Infrastructure.Features.Reviews;
using HexaLive.Infrastructure.Live;
using HexaLive.Web.Components;
using HexaLive.Web.Features.Reviews;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;
using MudBlazor;

namespace HexaLive.Web.Features.Control;

/// <summary>
/// The control room, the home page of managers: figures, and a live feed of the tasks that the manager controls. The manager approves
/// or questions the entries in the feed by mouse or keyboard. An entry counts as seen after three seconds on the screen. The same
/// route also shows the charts and the wall screen.
/// </summary>
public sealed partial class ControlPage(ControlFeed feed, EntryReviews reviews, ReviewQueue queue, IJSRuntime js, ISnackbar snackbar)
    : UrlStateComponent<ControlRoomState>
{
    // The maximum number of lines kept on the screen. Older lines are read again on demand.
    private const int MaxShown = 300;

    private readonly List<ControlLine> _lines = [];
    private readonly HashSet<int> _selected = [];
    private IReadOnlyList<WaitingEntries> _waiting = [];
    private IReadOnlyCollection<int> _alsoSelected = [];
    private DotNetObjectReference<ControlPage>? _self;
    private ElementReference _feed;
    private ActivityCursor? _cursor;
    private string? _listening;
    private int? _asking;
    private long _snapshot;
    private bool _more;

    private bool OnlyWaiting => State.OnlyWaiting;
    private bool ShowsWall => State.ShowsWall;
    private bool ShowsCharts => State.ShowsCharts;
    private int? WaitingPersonId => State.WaitingPersonId;
    private int? OlderThanDays => State.OlderThanDays;

    // Only the charts use the period. A fixed value keeps the feed's filter equal whatever period the charts show.
    private ControlRoomFilter Filter => State.Filter with { Period = ControlRoomPeriod.Fortnight };

    /// <inheritdoc />
    protected override IEnumerable<LiveTopic> Topics => [LiveTopic.Controller(Viewer.PersonId)];

    /// <inheritdoc />
    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        // The charts and the wall screen load their own data.
        if (ShowsWall || ShowsCharts)
        {
            _cursor = null;
            return;
        }
        var newest = await feed.GetPageAsync(Viewer, Filter, null, cancellationToken);
        var page = OnlyWaiting
            ? await feed.ListWaitingAsync(Viewer, Filter, WaitingPersonId, OlderThanDays, null, cancellationToken)
            : newest;
        _waiting = await queue.CountByPersonAsync(Viewer, Filter, cancellationToken);
        _more = page.Count == ControlFeed.PageSize;
        _cursor = new ActivityCursor(newest.Select(l => l.Id), newest.Count == ControlFeed.PageSize ? newest[^1].Id : 0);
        _snapshot = newest.Count > 0 ? newest[0].Id : 0;
        _lines.Clear();
        _lines.AddRange(page);
        _selected.Clear();
        CloseQuestion();
    }

    /// <inheritdoc />
    protected override async Task RefreshAsync(CancellationToken cancellationToken)
    {
        if (_cursor is null)
        {
            await LoadAsync(cancellationToken);
            return;
        }
        foreach (var line in await feed.GetNewSinceAsync(Viewer, Filter, _cursor, cancellationToken))
        {
            if (line.Kind is not (ActivityKind.DedicationLogged or ActivityKind.FlaggedDue or ActivityKind.PromiseMovedOften))
            {
                // Update the entry's line in place. In the waiting list, an answered entry stays until the list is opened again.
                var changed = _lines.FindIndex(l => l.Kind == ActivityKind.DedicationLogged && l.DedicationId == line.DedicationId);
                if (changed >= 0)
                    _lines[changed] = _lines[changed].WithEntryValuesFrom(line);
                continue;
            }
            if (!OnlyWaiting)
                AddOrReplace(line);
        }
        // An older entry can also start waiting for a review: after a reply, or when the task gets another controller.
        if (OnlyWaiting)
            foreach (var line in await feed.ListWaitingAsync(Viewer, Filter, WaitingPersonId, OlderThanDays, null, cancellationToken))
                if (!_lines.Exists(l => l.Id == line.Id))
                    AddOrReplace(line);
        if (_lines.Count > MaxShown)
        {
            _lines.RemoveRange(MaxShown, _lines.Count - MaxShown);
            _more = true;
        }
        _waiting = await queue.CountByPersonAsync(Viewer, Filter, cancellationToken);
    }

    private void AddOrReplace(ControlLine line)
    {
        var place = _lines.FindIndex(l => l.Id < line.Id);
        _lines.Insert(place < 0 ? _lines.Count : place, line);
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_feed.Id is not { } id || id == _listening)
            return;
        _listening = id;
        _self ??= DotNetObjectReference.Create(this);
        await js.InvokeVoidAsync("hexa.feed", _feed, _self);
    }

    /// <inheritdoc />
    protected override void OnDispose()
    {
        base.OnDispose();
        _self?.Dispose();
    }

    /// <summary>Marks entries as seen. Called from JavaScript when they were visible for three seconds.</summary>
    [JSInvokable]
    public Task SeenAsync(int[] entries) => RunAsync(() => reviews.MarkSeenAsync(Viewer, entries, Disposed));

    /// <summary>
    /// Handles a key pressed on an entry: o approves the selected entries or, if none is selected, this entry; q asks a question; x selects
    /// or deselects this entry.
    /// </summary>
    [JSInvokable]
    public async Task KeyAsync(string key, int entry)
    {
        if (_lines.Find(l => l.DedicationId == entry && l.Kind == ActivityKind.DedicationLogged) is not { Review: not null })
            return;
        if (key == "x")
            Select(entry);
        else if (key == "q")
            OpenQuestion(entry);
        else
            await ApproveAsync(_selected.Count > 0 ? [.. _selected] : [entry]);
        StateHasChanged();
    }

    private async Task ApproveAsync(int[] entries)
    {
        await RunAsync(() => reviews.ApproveAsync(Viewer, entries, Disposed));
        _selected.Clear();
    }

    // Opens the form for a question about this entry. The question is also sent to the other selected entries.
    private void OpenQuestion(int entry)
    {
        _asking = entry;
        _alsoSelected = [.. _selected.Where(e => e != entry)];
    }

    private void CloseQuestion() => (_asking, _alsoSelected) = (null, []);

    private void Select(int entry)
    {
        if (!_selected.Remove(entry) && _selected.Count < EntryReviews.MaxEntries)
            _selected.Add(entry);
    }

    private void SelectAll() =>
        _selected.UnionWith(
            _lines
                .Where(l => l.Review is { State: < ReviewState.Questioned })
                .Select(l => l.DedicationId!.Value)
                .Take(EntryReviews.MaxEntries)
        );

    private async Task RunAsync(Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (RuleException refusal)
        {
            snackbar.Add(Format.Describe(refusal), Severity.Error);
        }
    }

    // ReadAsync runs one read after the other, so pressing the button twice loads two pages instead of the same page twice.
    private Task LoadMoreAsync() =>
        ReadAsync(async () =>
        {
            if (_lines.Count == 0)
                return;
            var page = OnlyWaiting
                ? await feed.ListWaitingAsync(Viewer, Filter, WaitingPersonId, OlderThanDays, _lines[^1].Id, Disposed)
                : await feed.GetPageAsync(Viewer, Filter, _lines[^1].Id, Disposed);
            _lines.AddRange(page);
            _more = page.Count == ControlFeed.PageSize;
        });

    // Returns the current URL with the waiting list on or off. The list can be limited to one person, or to entries older than some days.
    private string WaitingAddress(bool onlyWaiting, int? personId = null, int? olderThanDays = null) =>
        Href(State with { OnlyWaiting = onlyWaiting, WaitingPersonId = personId, OlderThanDays = olderThanDays });

    private static string? AriaCurrent(bool current) => current ? "page" : null;
}
