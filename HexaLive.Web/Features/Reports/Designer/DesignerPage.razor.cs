using System.Globalization;
using HexaLive.Domain;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Infrastructure.Reporting;
using HexaLive.Web.Components;
using HexaLive.Web.Components.Forms;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;
using MudBlazor;

namespace HexaLive.Web.Features.Reports.Designer;

/// <summary>
/// The report designer with its preview. Unsaved changes are kept in the browser and restored after a reload or a lost connection.
/// People who cannot edit the report can save a copy.
/// </summary>
public sealed partial class DesignerPage(
    ReportLibrary library,
    ReportSearch search,
    ReportEditing editing,
    ReportReferences references,
    CurrentViewer current,
    Drafts drafts,
    NavigationManager navigation,
    IJSRuntime js,
    IDialogService dialogs,
    ISnackbar snackbar,
    TextFormatter format
) : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private DotNetObjectReference<DesignerPage>? _self;
    private ElementReference _root;
    private ColumnsEditor? _columns;
    private DesignerState? _state;
    private ReportView? _shared;
    private DesignValidation _validation = new(new(), [], true);
    private IReadOnlyList<ReportValidationError> _missing = [];
    private IReadOnlyList<string> _folders = [];
    private DateOnly _today;
    private string _draftKey = "";
    private string? _problem;
    private int _version;
    private int? _loaded;
    private bool _conflict;
    private bool _nameMissing;
    private bool _refused;
    private bool _restored;
    private bool _saving;
    private bool _listening;

    [Parameter]
    public int? Id { get; set; }

    [SupplyParameterFromQuery]
    private string? Source { get; set; }

    private string Key => Id!.Value.ToString(CultureInfo.InvariantCulture);
    private string DroppedTitles =>
        string.Join(
            ", ",
            _state!.DroppedTitles.Select(n =>
                Enum.GetValues<ReportSource>().Select(s => FieldCatalog.Find(s, n)).FirstOrDefault(f => f is not null) is { } known
                    ? ReportNames.GetTitle(known)
                    : n
            )
        );

    /// <inheritdoc />
    protected override Task OnParametersSetAsync() =>
        _state is not null && _loaded == Id ? Task.CompletedTask : CatchErrorsAsync(LoadAsync);

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_state is null || _listening || _root.Context is null)
            return;
        _listening = true;
        _self ??= DotNetObjectReference.Create(this);
        await js.InvokeVoidAsync("hexa.designer", _root, _self);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
        _self?.Dispose();
        if (_state is not null)
            _state.Changed -= OnChanged;
    }

    /// <summary>Handles a keyboard shortcut: save, undo or redo.</summary>
    [JSInvokable]
    public async Task HandleShortcutAsync(string key)
    {
        if (_state is null)
            return;
        if (key == "save")
            await SaveAsync();
        else if (key == "undo")
            _state.Undo();
        else if (key == "redo")
            _state.Redo();
        StateHasChanged();
    }

    /// <summary>
    /// Moves the column at <paramref name="index"/> by one position after a key press: up if <paramref name="offset"/> is negative, down if
    /// it is positive. <paramref name="part"/> names the element with the focus in the row of that column.
    /// </summary>
    [JSInvokable]
    public Task MoveAsync(int index, int offset, string part) => _columns?.MoveAsync(index, Math.Sign(offset), part) ?? Task.CompletedTask;

    /// <summary>Moves a column that was dragged from one position to another.</summary>
    [JSInvokable]
    public void Drop(int from, int to) => _state?.MoveColumn(from, to);

    private async Task LoadAsync()
    {
        var viewer = await current.GetAsync(_gone.Token);
        _today = format.Today(viewer.TimeZone);
        _draftKey = await drafts.GetKeyAsync("report", Id);
        (_shared, _refused, _problem, _conflict, _restored, _missing) = (null, false, null, false, false, []);
        if (await LoadDesignAsync(viewer) is not { } start)
            return;
        var state = new DesignerState(start);
        if (await drafts.ReadAsync<DesignDraft>(_draftKey) is { } draft && draft.Restore(start) is { } design)
        {
            state.Restore(design);
            // Keep the version that the draft is based on, so that saving detects other people's changes since then.
            (_restored, _version) = (state.IsChanged, draft.Version ?? _version);
        }
        state.AddNames(await references.ReadNamesAsync(viewer, state.Definition, _gone.Token));
        _folders =
        [
            .. (await search.ListAsync(viewer, _gone.Token))
                .Where(r => r.IsMine && !string.IsNullOrEmpty(r.Folder))
                .Select(r => r.Folder!)
                .Distinct()
                .Order(StringComparer.CurrentCulture),
        ];
        if (_state is not null)
            _state.Changed -= OnChanged;
        (_state, _loaded) = (state, Id);
        _state.Changed += OnChanged;
        Validate();
    }

    // Returns the saved design or, for a new report, the initial design. Returns null if the viewer cannot edit the report.
    private async Task<Design?> LoadDesignAsync(Viewer viewer)
    {
        if (Id is null)
        {
            _version = 0;
            var hasSource = Enum.TryParse<ReportSource>(Source, ignoreCase: true, out var source) && Enum.IsDefined(source);
            return new Design("", "", DesignerState.CreateDefinition(hasSource ? source : ReportSource.Dedications));
        }
        var view = await library.GetAsync(viewer, Key, _gone.Token);
        if (!view.MayEdit)
        {
            _shared = view;
            return null;
        }
        _version = view.Version;
        _missing = [.. view.Errors.Where(e => e.Kind == ReportValidationErrorKind.MissingReference)];
        return new Design(view.Name, view.Folder ?? "", view.Definition);
    }

    private void OnChanged() =>
        _ = InvokeAsync(async () =>
        {
            _nameMissing = _nameMissing && string.IsNullOrWhiteSpace(_state!.Current.Name);
            Validate();
            StateHasChanged();
            try
            {
                await KeepDraftAsync();
                await LoadNamesAsync();
                StateHasChanged();
            }
            catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException or ObjectDisposedException)
            {
                // The person has left the page.
            }
        });

    private void Validate() => _validation = DesignValidation.Validate(_state!.Definition, _missing);

    // A design that was undone or restored can refer to records whose names are not loaded yet.
    private async Task LoadNamesAsync()
    {
        if (!DesignValidation.HasUnnamed(_state!.Definition, _state.Names, _missing))
            return;
        _state.AddNames(await references.ReadNamesAsync(await current.GetAsync(_gone.Token), _state.Definition, _gone.Token));
    }

    private async Task KeepDraftAsync()
    {
        if (_state!.IsChanged)
            await drafts.StoreAsync(_draftKey, DesignDraft.From(_state.Current, Id is null ? null : _version));
        else
            await drafts.DeleteAsync(_draftKey);
    }

    private async Task DiscardAsync()
    {
        await drafts.DeleteAsync(_draftKey);
        if (Id is null && _state is not null)
            navigation.NavigateTo(AppUrls.NewReport, replace: true);
        await CatchErrorsAsync(LoadAsync);
    }

    // On a phone, the preview is below the editor, so scroll to it.
    private async Task ScrollToPreviewAsync() => await js.InvokeVoidAsync("hexa.toTop", "designer-view");

    private async Task CopySharedAsync()
    {
        await CatchErrorsAsync(async () =>
        {
            try
            {
                var id = await editing.CopyAsync(await current.GetAsync(_gone.Token), Key, null);
                _shared = null;
                navigation.NavigateTo(AppUrls.EditReport(id));
            }
            catch (RuleException refusal) when (refusal.Error != RuleError.NotFound)
            {
                _problem = format.Describe(refusal);
            }
        });
    }

    private Task NavigateAsync(string address)
    {
        navigation.NavigateTo(address);
        return Task.CompletedTask;
    }

    private async Task BeforeLeavingAsync(LocationChangingContext leaving)
    {
        if (_state is not { IsChanged: true } || _saving)
            return;
        if (
            await dialogs.ShowMessageBoxAsync(Text["LeaveTitle"], Text["LeaveText"], yesText: Text["Leave"], cancelText: Text["Stay"])
            == true
        )
            await drafts.DeleteAsync(_draftKey);
        else
            leaving.PreventNavigation();
    }

    private async Task CatchErrorsAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (RuleException)
        {
            _refused = true;
        }
        catch (SignedOutException)
        {
            navigation.NavigateTo(AppUrls.Login, forceLoad: true);
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // The person has left the page.
        }
    }
}
