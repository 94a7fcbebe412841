using System.Globalization;
using HexaLive.Domain;
using HexaLive.Infrastructure.Features.Import;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Web.Components;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.JSInterop;

namespace HexaLive.Web.Features.Import;

/// <summary>The steps of an import, in their order.</summary>
public enum ImportStep { File = 0, Columns = 1, Values = 2, Preview = 3, Run = 4 }

/// <summary>
/// An import, step by step. What was brought and chosen is kept by <see cref="ImportJobs"/>, so that the page can be left and come back to; the step is in
/// the address.
/// </summary>
public sealed partial class ImportPage : IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private CancellationTokenSource? _upload;
    private Viewer _viewer = default!;
    private ImportSession? _session;
    private ImportStep _step;
    private ImportStep? _shown;
    private string? _problem;
    private string? _uploading;
    private long _taken;
    private long _size;
    private bool _loaded;

    [Inject] private ImportJobs Jobs { get; set; } = default!;
    [Inject] private ImportTexts Words { get; set; } = default!;
    [Inject] private Texts T { get; set; } = default!;
    [Inject] private CurrentViewer Current { get; set; } = default!;
    [Inject] private IJSRuntime Js { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    [SupplyParameterFromQuery] private string? Step { get; set; }

    private static bool Spanish => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "es";

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        try
        {
            _viewer = await Current.GetAsync(_gone.Token);
            _session = Jobs.Current(_viewer);
        }
        catch (SignedOutException)
        {
            Navigation.NavigateTo("account/login", forceLoad: true);
            return;
        }
        catch (RuleException refusal)
        {
            // No longer an administrator: the page shows no more than that.
            (_problem, _session) = (T.Of(refusal), null);
            return;
        }
        // Coming back without a step: where it stands.
        var asked = Enum.TryParse<ImportStep>(Step, ignoreCase: true, out var step) ? step : _session?.Run is not null ? ImportStep.Run : ImportStep.File;
        _step = MayGo(asked) ? asked : _session?.Run is not null ? ImportStep.Run : ImportStep.File;
        if (_step == ImportStep.Preview && _session!.Preview is null) Try(() => Jobs.StartPreview(_viewer, _session.Id));
        if (_step == ImportStep.Preview && _session!.Preview is null) _step = ImportStep.Columns;
        _loaded = true;
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_shown == _step) return;
        // The next step begins at its top, for eyes and screen readers alike.
        var first = _shown is null;
        _shown = _step;
        if (!first) await Js.InvokeVoidAsync("hexa.focus", "h1");
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
        _upload?.Dispose();
    }

    private static string Name(ImportStep step) => $"Step_{step.ToString().ToLowerInvariant()}";

    private bool MayGo(ImportStep step) => step switch
    {
        ImportStep.File => _session?.Run is not { State: ImportState.Running },
        ImportStep.Run => _session?.Run is not null,
        ImportStep.Preview => MayGo(ImportStep.Columns) && !_session!.Plan.Missing().Any(),
        _ => _session is { HasFile: true } && _session.Run is not { State: ImportState.Running },
    };

    private void Go(ImportStep step)
    {
        _problem = null;
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("step", step.ToString().ToLowerInvariant()));
    }

    private async Task UploadAsync(IBrowserFile file)
    {
        (_problem, _uploading, _taken, _size) = (null, file.Name, 0, file.Size);
        using var upload = CancellationTokenSource.CreateLinkedTokenSource(_gone.Token);
        _upload = upload;
        try
        {
            if (file.Size > CsvFile.MaxBytes) throw new ImportException(ImportTrouble.TooLarge, CsvFile.MaxBytes / 1024 / 1024);
            await using var content = file.OpenReadStream(CsvFile.MaxBytes, upload.Token);
            var told = 0L;
            _session = await Jobs.UploadAsync(_viewer, file.Name, content, Spanish, taken =>
            {
                // A hundred renderings are enough for any file.
                if (taken - told < Math.Max(1 << 18, _size / 100) && taken < _size) return;
                told = taken;
                _ = InvokeAsync(() => { _taken = taken; StateHasChanged(); });
            }, upload.Token);
        }
        catch (ImportException refusal)
        {
            _problem = Words.Say(refusal.Reason);
        }
        catch (RuleException refusal)
        {
            _problem = T.Of(refusal);
        }
        catch (OperationCanceledException)
        {
            // Stopped by hand, or the page was left.
        }
        catch (IOException)
        {
            _problem = L["UploadLost"];
        }
        finally
        {
            (_upload, _uploading) = (null, null);
        }
    }

    private void StopUpload() => _upload?.Cancel();

    private async Task ReadAsAsync(CsvFormat format)
    {
        _problem = null;
        try
        {
            await Jobs.ReadAsAsync(_viewer, _session!.Id, format, Spanish, _gone.Token);
        }
        catch (ImportException refusal)
        {
            _problem = Words.Say(refusal.Reason);
        }
    }

    private void ChooseKind(ImportKind kind) => Try(() => Jobs.ChooseKind(_viewer, _session!.Id, kind, Spanish));

    private void ChangePlan(ImportPlan plan) => Try(() => Jobs.ChangePlan(_viewer, _session!.Id, plan));

    private void StartRun()
    {
        Try(() => Jobs.StartRun(_viewer, _session!.Id));
        if (_problem is null) Go(ImportStep.Run);
    }

    private void Cancel() => Try(() => Jobs.Cancel(_viewer, _session!.Id));

    private void Discard()
    {
        Try(() => Jobs.Discard(_viewer, _session!.Id));
        _session = Jobs.Current(_viewer);
        Navigation.NavigateTo("/settings/import");
    }

    private void Try(Action what)
    {
        _problem = null;
        try
        {
            what();
        }
        catch (ImportException refusal)
        {
            _problem = Words.Say(refusal.Reason);
            if (refusal.Trouble == ImportTrouble.Gone) (_session, _step) = (Jobs.Current(_viewer), ImportStep.File);
        }
        catch (RuleException refusal)
        {
            _problem = T.Of(refusal);
        }
    }
}
