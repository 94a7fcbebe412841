using HexaLive.Domain;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Infrastructure.Live;
using HexaLive.Infrastructure.Reporting;
using HexaLive.Web.Components;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace HexaLive.Web.Features.Reports.Run;

/// <summary>
/// The page that runs a report. The whole view is in the URL. The page first asks for the parameters that have no value in the URL and no
/// default.
/// </summary>
public partial class RunPage(
    ReportLibrary library,
    ReportEditing editing,
    PersonalReportStates marks,
    ReportRunner runner,
    ReportReferences references,
    ReportSentences sentences,
    NavigationManager navigation,
    ISnackbar snackbar,
    TimeProvider time
)
{
    /// <summary>The number of rows per page.</summary>
    public const int PageSize = 50;

    private static readonly TimeSpan SlowAfter = TimeSpan.FromMilliseconds(400);

    private RunAddress _address = new("");
    private ReportView? _view;
    private ReportPage? _page;
    private IReadOnlyDictionary<(ReferenceKind Kind, int Id), string> _names = new Dictionary<(ReferenceKind, int), string>();
    private CancellationTokenSource? _run;
    private RuleException? _problem;
    private string _lead = "";
    private string? _lastQuery;
    private DateTime _ranAt;
    private int _groupPage = 1;
    private bool _busy,
        _changed,
        _favourite,
        _missing,
        _slow,
        _stopped,
        _waitsForPrompts;

    [Parameter]
    public string Key { get; set; } = "";

    /// <inheritdoc />
    protected override IEnumerable<LiveTopic> Topics => [LiveTopic.All];

    /// <inheritdoc />
    protected override TimeSpan RefreshEvery => TimeSpan.FromSeconds(15);

    private string Title => _view!.Definition.Layout.GetTitleOrDefault(_view.Name);

    // The parameters to ask for, each with the criterion that uses it.
    private IReadOnlyList<ReportPrompt> Prompts => _view is null ? [] : ReportPrompt.CreateAll(_view.Definition, sentences);

    /// <inheritdoc />
    protected override void OnInitialized() => navigation.LocationChanged += OnMoved;

    /// <inheritdoc />
    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        var uri = navigation.ToAbsoluteUri(navigation.Uri);
        if (_view?.Key != Key)
            (_view, _page, _lastQuery) = (null, null, null);
        _address = RunAddress.Parse(Key, uri.Query);
        (_missing, _problem, _stopped) = (false, null, false);
        try
        {
            _view = await library.GetAsync(Viewer, Key, cancellationToken);
        }
        catch (RuleException e)
        {
            (_missing, _view, _page) = (true, null, null);
            if (e.Error != RuleError.NotFound)
                throw;
            return;
        }
        _favourite = _view.IsFavourite;
        var resolved = ParameterValues.Resolve(_view.Definition, _address.Parameters);
        _names = await references.ReadNamesAsync(Viewer, resolved, cancellationToken);
        _lead = sentences.DescribeCriteria(resolved, _names)[0];
        // Ask first for parameters without a default. An empty value in the URL counts as an answer.
        _waitsForPrompts = Prompts.Any(a =>
            string.IsNullOrEmpty(a.Parameter.Default) && !_address.Parameters.ContainsKey(a.Parameter.Name)
        );
        if (_waitsForPrompts || ReportValidator.Validate(_view.Definition).Count > 0)
        {
            _page = null;
            return;
        }
        await RunAsync(cancellationToken);
    }

    /// <summary>Shows that the data has changed, without running the report again, which would disturb a person who is reading.</summary>
    protected override Task RefreshAsync(CancellationToken cancellationToken)
    {
        _changed = true;
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    protected override void OnDispose()
    {
        navigation.LocationChanged -= OnMoved;
        _run?.Cancel();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        if (_run is not null)
            await _run.CancelAsync();
        var run = _run = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var (at, busy) = (time.GetUtcNow().UtcDateTime, _address);
        _busy = true;
        _ = ShowSlowNoticeAsync(run);
        try
        {
            var page = await runner.ReadPageAsync(Viewer, _view!.Definition, busy.Request with { PageSize = PageSize }, run.Token);
            if (run != _run)
                return;
            (_page, _ranAt, _changed) = (page, at, false);
            // The runner pages the rows. A report that shows only groups is paged here, by its outermost groups.
            _groupPage =
                page.Report.Columns.Count > 0
                    ? 1
                    : Math.Clamp(busy.Page, 1, Math.Max(1, (page.Figures.Groups.Count + PageSize - 1) / PageSize));
            if (_lastQuery != Key)
            {
                await marks.RecordRunAsync(Viewer, Key, cancellationToken);
                _lastQuery = Key;
            }
        }
        catch (RuleException e) when (run == _run)
        {
            (_problem, _page) = (e, null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The person cancelled this run, or a newer run replaced it. In the second case, only the newer run shows a result.
            if (run == _run)
                (_stopped, _page) = (true, null);
        }
        finally
        {
            if (run == _run)
                (_busy, _slow, _run) = (false, false, null);
            run.Dispose();
        }
    }

    // Show the progress only after a moment, so that the display does not flicker during fast runs.
    private async Task ShowSlowNoticeAsync(CancellationTokenSource run)
    {
        await Task.Delay(SlowAfter, time);
        await InvokeAsync(() =>
        {
            if (run != _run)
                return;
            _slow = true;
            StateHasChanged();
        });
    }

    private void Stop() => _run?.Cancel();

    private async Task RunAgainAsync()
    {
        _stopped = false;
        await RunAsync(Disposed);
    }

    private void NavigateTo(RunAddress address) => navigation.NavigateTo(address.Href);

    private async Task SetFavouriteAsync(bool favourite)
    {
        await marks.SetFavouriteAsync(Viewer, Key, favourite, Disposed);
        _favourite = favourite;
    }

    private async Task CopyAsync()
    {
        try
        {
            navigation.NavigateTo(AppUrls.EditReport(await editing.CopyAsync(Viewer, Key, null, Disposed)));
        }
        catch (RuleException refusal)
        {
            snackbar.Add(Format.Describe(refusal), Severity.Error);
        }
    }

    private void OnMoved(object? sender, LocationChangedEventArgs e)
    {
        var path = navigation.ToAbsoluteUri(e.Location).AbsolutePath;
        if (path != AppUrls.Report(Key) || _view?.Key != Key)
            return;
        _ = InvokeAsync(async () =>
        {
            await ReloadAsync();
            StateHasChanged();
        });
    }
}
