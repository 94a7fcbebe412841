using System.Globalization;
using HexaLive.Domain;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Import;
using HexaLive.Web.Components;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.JSInterop;

namespace HexaLive.Web.Features.Import;

/// <summary>The steps of an import, in order.</summary>
public enum ImportStep
{
    File = 0,
    Columns = 1,
    Values = 2,
    Preview = 3,
    Run = 4,
}

/// <summary>
/// The import wizard. <see cref="ImportJobs"/> keeps the uploaded file and the settings, so that the person can leave the page and come
/// back. The step is in the URL.
/// </summary>
public sealed partial class ImportPage(
    ImportJobs jobs,
    ImportTexts importTexts,
    CurrentViewer currentViewer,
    IJSRuntime js,
    NavigationManager navigation
) : IDisposable
{
    private readonly CancellationTokenSource _disposed = new();
    private CancellationTokenSource? _upload;
    private Viewer _viewer = default!;
    private ImportSession? _session;
    private ImportStep _step;
    private ImportStep? _focusedStep;
    private string? _problem;
    private string? _uploadingName;
    private long _uploadedBytes;
    private long _totalBytes;
    private bool _isLoaded;

    [SupplyParameterFromQuery]
    private string? Step { get; set; }

    private static bool IsSpanish => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "es";

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        try
        {
            _viewer = await currentViewer.GetAsync(_disposed.Token);
            _session = jobs.FindCurrent(_viewer);
        }
        catch (SignedOutException)
        {
            navigation.NavigateTo(AppUrls.Login, forceLoad: true);
            return;
        }
        catch (RuleException refusal)
        {
            // The viewer is no longer an administrator, so show only the error.
            (_problem, _session) = (Format.Describe(refusal), null);
            return;
        }
        // Without a step in the URL, open the step that shows the run, if there is a run.
        var requested =
            Enum.TryParse<ImportStep>(Step, ignoreCase: true, out var step) ? step
            : _session?.Run is not null ? ImportStep.Run
            : ImportStep.File;
        _step =
            MayGoTo(requested) ? requested
            : _session?.Run is not null ? ImportStep.Run
            : ImportStep.File;
        if (_step == ImportStep.Preview && _session!.Preview is null)
            RunAndShowError(() => jobs.StartPreview(_viewer, _session.Id));
        if (_step == ImportStep.Preview && _session!.Preview is null)
            _step = ImportStep.Columns;
        _isLoaded = true;
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_focusedStep == _step)
            return;
        // Move the focus to the heading of the new step, which also scrolls to the top.
        var isFirstStep = _focusedStep is null;
        _focusedStep = _step;
        if (!isFirstStep)
            await js.InvokeVoidAsync("hexa.focus", "h1");
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _disposed.Cancel();
        _disposed.Dispose();
        _upload?.Dispose();
    }

    private static string NameOf(ImportStep step) => $"Step_{step.ToString().ToLowerInvariant()}";

    private bool MayGoTo(ImportStep step) =>
        step switch
        {
            ImportStep.File => _session?.Run is not { State: ImportState.Running },
            ImportStep.Run => _session?.Run is not null,
            ImportStep.Preview => MayGoTo(ImportStep.Columns) && !_session!.Plan.MissingFields().Any(),
            _ => _session is { HasFile: true } && _session.Run is not { State: ImportState.Running },
        };

    private void GoTo(ImportStep step)
    {
        _problem = null;
        navigation.NavigateTo(navigation.GetUriWithQueryParameter("step", step.ToString().ToLowerInvariant()));
    }

    private async Task UploadAsync(IBrowserFile file)
    {
        (_problem, _uploadingName, _uploadedBytes, _totalBytes) = (null, file.Name, 0, file.Size);
        using var upload = CancellationTokenSource.CreateLinkedTokenSource(_disposed.Token);
        _upload = upload;
        try
        {
            if (file.Size > CsvFile.MaxBytes)
                throw new ImportException(ImportError.TooLarge, CsvFile.MaxBytes / 1024 / 1024);
            await using var content = file.OpenReadStream(CsvFile.MaxBytes, upload.Token);
            _session = await jobs.UploadAsync(_viewer, file.Name, content, IsSpanish, ReportProgress(), upload.Token);
        }
        catch (ImportException refusal)
        {
            _problem = importTexts.Describe(refusal.Reason);
        }
        catch (RuleException refusal)
        {
            _problem = Format.Describe(refusal);
        }
        catch (OperationCanceledException)
        {
            // The person cancelled the upload or left the page.
        }
        catch (IOException)
        {
            _problem = Text["UploadLost"];
        }
        finally
        {
            (_upload, _uploadingName) = (null, null);
        }
    }

    // Returns a handler that renders the upload progress at most about a hundred times per file.
    private Action<long> ReportProgress()
    {
        var reported = 0L;
        return uploaded =>
        {
            if (uploaded - reported < Math.Max(1 << 18, _totalBytes / 100) && uploaded < _totalBytes)
                return;
            reported = uploaded;
            _ = InvokeAsync(() =>
            {
                _uploadedBytes = uploaded;
                StateHasChanged();
            });
        };
    }

    private void StopUpload() => _upload?.Cancel();

    private async Task ChangeFormatAsync(CsvFormat format)
    {
        _problem = null;
        try
        {
            await jobs.ChangeFormatAsync(_viewer, _session!.Id, format, IsSpanish, _disposed.Token);
        }
        catch (ImportException refusal)
        {
            _problem = importTexts.Describe(refusal.Reason);
        }
    }

    private void ChooseKind(ImportKind kind) => RunAndShowError(() => jobs.ChooseKind(_viewer, _session!.Id, kind, IsSpanish));

    private void ChangePlan(ImportPlan plan) => RunAndShowError(() => jobs.ChangePlan(_viewer, _session!.Id, plan));

    private void StartRun()
    {
        RunAndShowError(() => jobs.StartRun(_viewer, _session!.Id));
        if (_problem is null)
            GoTo(ImportStep.Run);
    }

    private void Cancel() => RunAndShowError(() => jobs.Cancel(_viewer, _session!.Id));

    private void Discard()
    {
        RunAndShowError(() => jobs.Discard(_viewer, _session!.Id));
        _session = jobs.FindCurrent(_viewer);
        navigation.NavigateTo(AppUrls.Import);
    }

    private void RunAndShowError(Action action)
    {
        _problem = null;
        try
        {
            action();
        }
        catch (ImportException refusal)
        {
            _problem = importTexts.Describe(refusal.Reason);
            if (refusal.Error == ImportError.FileExpired)
                (_session, _step) = (jobs.FindCurrent(_viewer), ImportStep.File);
        }
        catch (RuleException refusal)
        {
            _problem = Format.Describe(refusal);
        }
    }
}
