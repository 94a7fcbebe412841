using HexaLive.Domain;
using HexaLive.Domain.Calendar;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Infrastructure.Live;
using HexaLive.Web.Components;
using HexaLive.Web.Resources;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace HexaLive.Web.Features.Reports;

/// <summary>A report as it runs. The whole view is in the address; what is asked without a value there, and has none of its own, is asked first.</summary>
public partial class RunPage
{
    /// <summary>Rows a page.</summary>
    public const int PageSize = 50;

    private static readonly TimeSpan AMoment = TimeSpan.FromMilliseconds(400);

    private RunAddress _address = new("");
    private ReportView? _view;
    private ReportPage? _page;
    private IReadOnlyDictionary<(ReferenceKind Kind, int Id), string> _names = new Dictionary<(ReferenceKind, int), string>();
    private CancellationTokenSource? _run;
    private RuleException? _problem;
    private string _lead = "";
    private string? _ran;
    private DateTime _at;
    private int _groupPage;
    private bool _busy, _changed, _favourite, _missing, _slow, _stopped, _waits;

    [Inject] private ReportLibrary Library { get; set; } = default!;
    [Inject] private ReportRunner Runner { get; set; } = default!;
    [Inject] private ReportReferences References { get; set; } = default!;
    [Inject] private ReportSentences Sentences { get; set; } = default!;
    [Inject] private ReportWords Words { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;
    [Inject] private ISnackbar Snackbar { get; set; } = default!;
    [Inject] private TimeProvider Time { get; set; } = default!;
    [Inject] private Texts T { get; set; } = default!;
    [Inject] private IStringLocalizer<RunText> L { get; set; } = default!;
    [Inject] private IStringLocalizer<SharedText> S { get; set; } = default!;

    [Parameter] public string Key { get; set; } = "";

    /// <inheritdoc />
    protected override IEnumerable<LiveTopic> Topics => [LiveTopic.All];

    /// <inheritdoc />
    protected override TimeSpan RefreshEvery => TimeSpan.FromSeconds(15);

    private string Title => _view!.Definition.Layout.TitleOr(_view.Name);

    // What is asked, with the test that it is compared in.
    private IReadOnlyList<AskedParameter> Asked => _view is null ? [] : AskedParameter.Of(_view.Definition, Sentences);

    /// <inheritdoc />
    protected override void OnInitialized() => Navigation.LocationChanged += OnMoved;

    /// <inheritdoc />
    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        var uri = Navigation.ToAbsoluteUri(Navigation.Uri);
        if (_view?.Key != Key) (_view, _page, _ran) = (null, null, null);
        _address = RunAddress.Parse(Key, uri.Query);
        (_missing, _problem, _stopped) = (false, null, false);
        try
        {
            _view = await Library.GetAsync(Viewer, Key, cancellationToken);
        }
        catch (RuleException e)
        {
            (_missing, _view, _page) = (true, null, null);
            if (e.Error != RuleError.NotFound) throw;
            return;
        }
        _favourite = _view.Favourite;
        var resolved = ParameterValues.Resolve(_view.Definition, _address.Parameters);
        _names = await References.NamesAsync(Viewer, resolved, cancellationToken);
        _lead = Sentences.Of(resolved, _names)[0];
        // What has no value to begin with is asked first; an empty one in the address is a choice.
        _waits = Asked.Any(a => string.IsNullOrEmpty(a.Parameter.Default) && !_address.Parameters.ContainsKey(a.Parameter.Name));
        if (_waits || ReportCheck.Of(_view.Definition).Count > 0)
        {
            _page = null;
            return;
        }
        await RunAsync(cancellationToken);
    }

    /// <summary>Nothing is read again by itself: what stands there is being read by somebody. It is said that something happened.</summary>
    protected override Task RefreshAsync(CancellationToken cancellationToken)
    {
        _changed = true;
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    protected override void OnLeft()
    {
        Navigation.LocationChanged -= OnMoved;
        _run?.Cancel();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        if (_run is not null) await _run.CancelAsync();
        var run = _run = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var (at, busy) = (Time.GetUtcNow().UtcDateTime, _address);
        _busy = true;
        _ = SayAfterAMomentAsync(run);
        try
        {
            var page = await Runner.PageAsync(Viewer, _view!.Definition, busy.Ask with { PageSize = PageSize }, run.Token);
            if (run != _run) return;
            (_page, _at, _changed) = (page, at, false);
            // Rows have pages of the runner; of groups alone the page is of those that stand outermost.
            _groupPage = page.Shape.Columns.Count > 0 ? 0 : Math.Clamp(busy.Page, 0, Math.Max(0, (page.Figures.Groups.Count - 1) / PageSize));
            if (_ran != Key)
            {
                await Library.RanAsync(Viewer, Key, cancellationToken);
                _ran = Key;
            }
        }
        catch (RuleException e) when (run == _run)
        {
            (_problem, _page) = (e, null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Stopped by hand; or a newer run took its place, and shows what is asked now.
            if (run == _run) (_stopped, _page) = (true, null);
        }
        finally
        {
            if (run == _run) (_busy, _slow, _run) = (false, false, null);
            run.Dispose();
        }
    }

    // What is quick never flickers.
    private async Task SayAfterAMomentAsync(CancellationTokenSource run)
    {
        await Task.Delay(AMoment, Time);
        await InvokeAsync(() =>
        {
            if (run != _run) return;
            _slow = true;
            StateHasChanged();
        });
    }

    private void Stop() => _run?.Cancel();

    private async Task AgainAsync()
    {
        _stopped = false;
        await RunAsync(Gone);
    }

    private void Go(RunAddress address) => Navigation.NavigateTo(address.Href);

    private async Task FavouriteAsync(bool favourite)
    {
        await Library.FavouriteAsync(Viewer, Key, favourite, Gone);
        _favourite = favourite;
    }

    private async Task CopyAsync()
    {
        try
        {
            Navigation.NavigateTo($"/reports/{await Library.CopyAsync(Viewer, Key, null, Gone)}/edit");
        }
        catch (RuleException refusal)
        {
            Snackbar.Add(T.Of(refusal), Severity.Error);
        }
    }

    private void OnMoved(object? sender, LocationChangedEventArgs e)
    {
        var path = Navigation.ToAbsoluteUri(e.Location).AbsolutePath;
        if (path != $"/reports/{Uri.EscapeDataString(Key)}" || _view?.Key != Key) return;
        _ = InvokeAsync(async () =>
        {
            await ReloadAsync();
            StateHasChanged();
        });
    }
}
