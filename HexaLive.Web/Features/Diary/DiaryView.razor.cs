using System.Globalization;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Diary;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Shared;
using HexaLive.Infrastructure.Live;
using HexaLive.Web.Components;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace HexaLive.Web.Features.Diary;

/// <summary>
/// The diary of a task, project, client or person. The newest lines come first, more lines load on scrolling, and new lines appear live.
/// The filter is in the URL. Lines that other people have added since the viewer's last visit are marked as new.
/// </summary>
public sealed partial class DiaryView(DiaryList diary, IJSRuntime js) : UrlStateComponent<DiaryState>
{
    private readonly List<DiaryLine> _lines = [];
    private IReadOnlyList<Choice> _people = [];
    private IReadOnlyDictionary<DateOnly, int> _minutes = new Dictionary<DateOnly, int>();
    private DotNetObjectReference<DiaryView>? _self;
    private PersonCardView? _loadedCard;
    private ElementReference _end;
    private ActivityCursor? _cursor;
    private (DiarySubject, DiaryFilter)? _loaded;
    private DiarySubject? _visited;
    private long? _lastRead;
    private long _snapshot;
    private bool _more;
    private bool _reading;
    private bool _filtering;
    private bool _watched;

    /// <summary>The task, project, client or person whose diary is shown.</summary>
    [Parameter, EditorRequired]
    public DiarySubject Subject { get; set; } = default!;

    /// <summary>The person card around the diary, if any. The card supplies the minutes per day without a query.</summary>
    [Parameter]
    public PersonCardView? Card { get; set; }

    /// <inheritdoc />
    protected override IEnumerable<LiveTopic> Topics =>
        [
            Subject switch
            {
                { TaskId: { } task } => LiveTopic.Task(task),
                { ProjectId: { } project } => LiveTopic.Project(project),
                { ClientId: { } client } => LiveTopic.Client(client),
                _ => LiveTopic.Responsible(Subject.PersonId!.Value),
            },
        ];

    private DiaryFilter Filter => State.Filter;

    private int ActiveFilterCount =>
        Filter switch
        {
            var f => (f.PersonId is null ? 0 : 1)
                + (f.Channel is null ? 0 : 1)
                + (f.From is null ? 0 : 1)
                + (f.To is null ? 0 : 1)
                + (f.Text is null ? 0 : 1),
        };

    /// <inheritdoc />
    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        // The page around the diary renders often, so read again only if the subject or the filter changed.
        var (of, filter) = (Subject, Filter);
        if (_loaded == (of, filter))
        {
            if (Card != _loadedCard)
                TryLoadMinutesFromCard();
            return;
        }
        if (_filtering || ActiveFilterCount > 0)
            await OpenFiltersAsync();
        var page = await diary.GetPageAsync(Viewer, of, filter, null, cancellationToken);
        _more = page.Count == DiaryList.PageSize;
        _cursor = new ActivityCursor(page.Select(l => l.Id), _more ? page[^1].Id : 0);
        _snapshot = page.Count > 0 ? page[0].Id : 0;
        _lines.Clear();
        _lines.AddRange(page);
        _loaded = (of, filter);
        if (!TryLoadMinutesFromCard())
            await LoadMinutesAsync();
        if (_visited == of || page.Count == 0 || filter != DiaryFilter.None)
            return;
        (_lastRead, _visited) = (await diary.RecordVisitAsync(Viewer, of, page[0].Id, cancellationToken), of);
    }

    /// <inheritdoc />
    protected override async Task RefreshAsync(CancellationToken cancellationToken)
    {
        if (_cursor is null)
        {
            await LoadAsync(cancellationToken);
            return;
        }
        var filter = Filter;
        foreach (var line in await diary.GetNewSinceAsync(Viewer, Subject, filter, _cursor, cancellationToken))
        {
            if (line.ChangesEntry)
            {
                var changed = _lines.FindIndex(l => l.Kind == ActivityKind.DedicationLogged && l.DedicationId == line.DedicationId);
                if (changed >= 0)
                    _lines[changed] = _lines[changed].WithEntryValuesFrom(line);
                if (filter.ShowsOnlyEntries || line.Kind != ActivityKind.DedicationCorrected)
                    continue;
            }
            var place = _lines.FindIndex(l => l.Id < line.Id);
            _lines.Insert(place < 0 ? _lines.Count : place, line);
        }
        await LoadMinutesAsync();
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!_more || _watched)
            return;
        _watched = true;
        _self ??= DotNetObjectReference.Create(this);
        await js.InvokeVoidAsync("hexa.whenSeen", _end, _self);
    }

    /// <inheritdoc />
    protected override void OnDispose()
    {
        base.OnDispose();
        _self?.Dispose();
    }

    /// <summary>Loads the next page. Called from JavaScript when the end of the list comes into view.</summary>
    [JSInvokable]
    public async Task SeenAsync()
    {
        await LoadMoreAsync();
        StateHasChanged();
    }

    private async Task LoadMoreAsync()
    {
        if (_reading || !_more || _lines.Count == 0)
            return;
        _reading = true;
        try
        {
            // Wait for a read in progress, because it may load the diary of another subject. The next page must belong to that diary.
            await ReadAsync(async () =>
            {
                if (!_more || _lines.Count == 0)
                    return;
                var page = await diary.GetPageAsync(Viewer, Subject, Filter, _lines[^1].Id, Disposed);
                _lines.AddRange(page);
                _more = page.Count == DiaryList.PageSize;
                await LoadMinutesAsync();
            });
        }
        finally
        {
            (_reading, _watched) = (false, false);
        }
    }

    // A person's diary is grouped by the day worked and shows the total time of each day. Other diaries are grouped by the day of the
    // activity.
    private DateOnly DayOf(DiaryLine line) =>
        Subject.PersonId is not null && line.Date is { } date ? date : LocalTime.Day(line.At, Viewer.TimeZone);

    private async Task LoadMinutesAsync()
    {
        if (Subject.PersonId is not { } person || _lines.Count == 0)
            return;
        _minutes = await diary.SumMinutesByDayAsync(Viewer, person, _lines.Min(DayOf), _lines.Max(DayOf), Disposed);
    }

    // Takes the minutes per day from the person card; returns false if the card does not cover all days shown.
    private bool TryLoadMinutesFromCard()
    {
        if (
            Card is not { } card
            || card.Id != Subject.PersonId
            || _lines.Count == 0
            || _lines.Min(DayOf).Year != card.Year
            || _lines.Max(DayOf).Year != card.Year
        )
            return false;
        (_loadedCard, _minutes) = (card, card.Days.ToDictionary(d => d.Day, d => d.Minutes));
        return true;
    }

    private async Task ToggleFiltersAsync()
    {
        if (_filtering)
            _filtering = false;
        else
            await OpenFiltersAsync();
    }

    private async Task OpenFiltersAsync()
    {
        if (_people.Count == 0)
            _people = await diary.ListPeopleAsync(Viewer, Subject, Disposed);
        _filtering = true;
    }

    private bool IsNew(DiaryLine line) => _lastRead is { } read && line.Id > read && line.ActorId != Viewer.PersonId;

    private void ApplyFilter(DiaryFilter filter) => GoTo(new DiaryState(filter));

    private void ClearFilters() => ApplyFilter(DiaryFilter.None with { OnlyEntries = Filter.OnlyEntries });
}
