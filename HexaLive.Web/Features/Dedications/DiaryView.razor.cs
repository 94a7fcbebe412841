using System.Globalization;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Calendar;
using HexaLive.Domain.Dedications;
using HexaLive.Infrastructure.Features.Activity;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Live;
using HexaLive.Web.Components;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace HexaLive.Web.Features.Dedications;

/// <summary>
/// The diary of a task, project, client or person: newest first, more as one scrolls, live at its top. Its filter is in the address; what came since the
/// viewer's last visit is marked.
/// </summary>
public sealed partial class DiaryView(Diary diary, NavigationManager navigation, IJSRuntime js) : LiveComponent
{
    private readonly List<DiaryLine> _lines = [];
    private IReadOnlyList<Choice> _people = [];
    private IReadOnlyDictionary<DateOnly, int> _minutes = new Dictionary<DateOnly, int>();
    private DotNetObjectReference<DiaryView>? _self;
    private PersonCardView? _taken;
    private ElementReference _end;
    private ActivityCursor? _cursor;
    private (DiaryOf, DiaryFilter)? _loaded;
    private DiaryOf? _visited;
    private long? _lastRead;
    private long _snapshot;
    private bool _more;
    private bool _reading;
    private bool _filtering;
    private bool _watched;

    /// <summary>Whose diary.</summary>
    [Parameter, EditorRequired] public DiaryOf Of { get; set; } = default!;

    /// <summary>The card around a person's diary: the days of its year need not be read again.</summary>
    [Parameter] public PersonCardView? Card { get; set; }

    [SupplyParameterFromQuery(Name = "entries")] private string? Entries { get; set; }
    [SupplyParameterFromQuery(Name = "said")] private string? Text { get; set; }
    [SupplyParameterFromQuery(Name = "by")] private string? By { get; set; }
    [SupplyParameterFromQuery(Name = "channel")] private string? Channel { get; set; }
    [SupplyParameterFromQuery(Name = "from")] private string? From { get; set; }
    [SupplyParameterFromQuery(Name = "to")] private string? To { get; set; }

    /// <inheritdoc />
    protected override IEnumerable<LiveTopic> Topics => [Of switch
    {
        { TaskId: { } task } => LiveTopic.Task(task),
        { ProjectId: { } project } => LiveTopic.Project(project),
        { ClientId: { } client } => LiveTopic.Client(client),
        _ => LiveTopic.Responsible(Of.PersonId!.Value),
    }];

    private DiaryFilter Filter => new(
        Entries == "1", int.TryParse(By, NumberStyles.None, CultureInfo.InvariantCulture, out var person) ? person : null,
        Enum.TryParse<DedicationChannel>(Channel, true, out var channel) && Enum.IsDefined(channel) ? channel : null, Day(From), Day(To), string.IsNullOrWhiteSpace(Text) ? null : Text);

    private int Filtered => Filter switch { var f => (f.PersonId is null ? 0 : 1) + (f.Channel is null ? 0 : 1) + (f.From is null ? 0 : 1) + (f.To is null ? 0 : 1) + (f.Text is null ? 0 : 1) };

    /// <inheritdoc />
    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        // The card around it renders often; the diary reads again only when it is another's or shows something else.
        var (of, filter) = (Of, Filter);
        if (_loaded == (of, filter))
        {
            if (Card != _taken) CountFromCard();
            return;
        }
        if (_filtering || Filtered > 0) await OpenFiltersAsync();
        var page = await diary.PageAsync(Viewer, of, filter, null, cancellationToken);
        _more = page.Count == Diary.PageSize;
        _cursor = new ActivityCursor(page.Select(l => l.Id), _more ? page[^1].Id : 0);
        _snapshot = page.Count > 0 ? page[0].Id : 0;
        _lines.Clear();
        _lines.AddRange(page);
        _loaded = (of, filter);
        if (!CountFromCard()) await CountAsync();
        if (_visited == of || page.Count == 0 || filter != DiaryFilter.None) return;
        (_lastRead, _visited) = (await diary.VisitAsync(Viewer, of, page[0].Id, cancellationToken), of);
    }

    /// <inheritdoc />
    protected override async Task RefreshAsync(CancellationToken cancellationToken)
    {
        if (_cursor is null) { await LoadAsync(cancellationToken); return; }
        var filter = Filter;
        foreach (var line in await diary.NewSinceAsync(Viewer, Of, filter, _cursor, cancellationToken))
        {
            if (line.ChangesEntry)
            {
                var changed = _lines.FindIndex(l => l.Kind == ActivityKind.DedicationLogged && l.DedicationId == line.DedicationId);
                if (changed >= 0) _lines[changed] = _lines[changed].ChangedBy(line);
                if (filter.EntriesAlone || line.Kind != ActivityKind.DedicationCorrected) continue;
            }
            var place = _lines.FindIndex(l => l.Id < line.Id);
            _lines.Insert(place < 0 ? _lines.Count : place, line);
        }
        await CountAsync();
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!_more || _watched) return;
        _watched = true;
        _self ??= DotNetObjectReference.Create(this);
        await js.InvokeVoidAsync("hexa.whenSeen", _end, _self);
    }

    /// <inheritdoc />
    protected override void OnLeft() => _self?.Dispose();

    /// <summary>The end of the list came into sight.</summary>
    [JSInvokable]
    public async Task SeenAsync()
    {
        await MoreAsync();
        StateHasChanged();
    }

    private async Task MoreAsync()
    {
        if (_reading || !_more || _lines.Count == 0) return;
        _reading = true;
        try
        {
            // In its turn: of another diary, opened meanwhile, it would be the wrong page.
            await ReadAsync(async () =>
            {
                if (!_more || _lines.Count == 0) return;
                var page = await diary.PageAsync(Viewer, Of, Filter, _lines[^1].Id, Gone);
                _lines.AddRange(page);
                _more = page.Count == Diary.PageSize;
                await CountAsync();
            });
        }
        finally
        {
            (_reading, _watched) = (false, false);
        }
    }

    // A person's diary is read by the day that the work was done on, with what was done that day in all.
    private DateOnly DayOf(DiaryLine line) => Of.PersonId is not null && line.Date is { } date ? date : LocalTime.Day(line.At, Viewer.TimeZone);

    private async Task CountAsync()
    {
        if (Of.PersonId is not { } person || _lines.Count == 0) return;
        _minutes = await diary.MinutesByDayAsync(Viewer, person, _lines.Min(DayOf), _lines.Max(DayOf), Gone);
    }

    // False where the card has not all the days that are shown.
    private bool CountFromCard()
    {
        if (Card is not { } card || card.Id != Of.PersonId || _lines.Count == 0 || _lines.Min(DayOf).Year != card.Year || _lines.Max(DayOf).Year != card.Year) return false;
        (_taken, _minutes) = (card, card.Days.ToDictionary(d => d.Day, d => d.Minutes));
        return true;
    }

    private async Task ToggleFiltersAsync()
    {
        if (_filtering) _filtering = false;
        else await OpenFiltersAsync();
    }

    private async Task OpenFiltersAsync()
    {
        if (_people.Count == 0) _people = await diary.PeopleAsync(Viewer, Of, Gone);
        _filtering = true;
    }

    private bool IsNew(DiaryLine line) => _lastRead is { } read && line.Id > read && line.ActorId != Viewer.PersonId;

    private void Go(string name, string? value) => navigation.NavigateTo(navigation.GetUriWithQueryParameter(name, string.IsNullOrWhiteSpace(value) ? null : value));

    private void ClearFilters() => navigation.NavigateTo(navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { ["said"] = null, ["by"] = null, ["channel"] = null, ["from"] = null, ["to"] = null }));

    private static DateOnly? Day(string? value) => DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
