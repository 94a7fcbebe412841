using System.Globalization;
using HexaLive.Domain;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Web.Components;
using HexaLive.Web.Resources;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;
using MudBlazor;

namespace HexaLive.Web.Features.Reports.Designer;

/// <summary>Makes and changes a report beside its preview. What is not saved is kept in the browser and comes back after a reload or a lost server; whoever may only read makes a copy.</summary>
public sealed partial class DesignerPage(
    ReportLibrary library, ReportReferences references, ReportSentences sentences, ReportWords words, CurrentViewer current, Drafts drafts, NavigationManager navigation, IJSRuntime js, IDialogService dialogs, ISnackbar snackbar,
    Texts say, IStringLocalizer<DesignerText> texts, IStringLocalizer<SharedText> shared) : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private DotNetObjectReference<DesignerPage>? _self;
    private ElementReference _root;
    private ColumnsEditor? _columns;
    private DesignerState? _state;
    private ReportView? _shared;
    private ReportDefinition _runnable = new();
    private IReadOnlyList<ReportFault> _faults = [];
    private IReadOnlyList<ReportFault> _missing = [];
    private IReadOnlyList<string> _folders = [];
    private DateOnly _today;
    private string _draftKey = "";
    private string? _problem;
    private int _version;
    private int? _loaded;
    private bool _sound = true;
    private bool _conflict;
    private bool _nameMissing;
    private bool _refused;
    private bool _restored;
    private bool _saving;
    private bool _listening;

    [Parameter] public int? Id { get; set; }
    [SupplyParameterFromQuery] private string? Source { get; set; }

    private IStringLocalizer<DesignerText> L => texts;
    private IStringLocalizer<SharedText> S => shared;
    private ReportWords Words => words;
    private ReportSentences Sentences => sentences;
    private string Key => Id!.Value.ToString(CultureInfo.InvariantCulture);
    private string DroppedTitles => string.Join(", ", _state!.Dropped.Select(n => Enum.GetValues<ReportSource>().Select(s => FieldCatalog.Find(s, n)).FirstOrDefault(f => f is not null) is { } known ? words.Title(known) : n));

    /// <inheritdoc />
    protected override Task OnParametersSetAsync() => _state is not null && _loaded == Id ? Task.CompletedTask : GuardAsync(LoadAsync);

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_state is null || _listening || _root.Context is null) return;
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
        if (_state is not null) _state.Changed -= OnChanged;
    }

    /// <summary>A key of the designer was pressed: save, undo, redo.</summary>
    [JSInvokable]
    public async Task KeyAsync(string key)
    {
        if (_state is null) return;
        if (key == "save") await SaveAsync();
        else if (key == "undo") _state.Undo();
        else if (key == "redo") _state.Redo();
        StateHasChanged();
    }

    /// <summary>The keyboard moves a column; <paramref name="part"/> of its line has the focus.</summary>
    [JSInvokable]
    public Task MoveAsync(int at, int by, string part) => _columns?.MoveAsync(at, Math.Sign(by), part) ?? Task.CompletedTask;

    /// <summary>A column was dropped on the place of another.</summary>
    [JSInvokable]
    public void Drop(int from, int to) => _state?.MoveColumn(from, to);

    private async Task LoadAsync()
    {
        var viewer = await current.GetAsync(_gone.Token);
        _today = say.Today(viewer.TimeZone);
        _draftKey = await drafts.KeyAsync("report", Id);
        (_shared, _refused, _problem, _conflict, _restored, _missing) = (null, false, null, false, false, []);
        Design start;
        if (Id is null)
        {
            start = new Design("", "", DesignerState.Begin(Enum.TryParse<ReportSource>(Source, ignoreCase: true, out var source) && Enum.IsDefined(source) ? source : ReportSource.Dedications));
            _version = 0;
        }
        else
        {
            var view = await library.GetAsync(viewer, Key, _gone.Token);
            if (!view.MayEdit)
            {
                _shared = view;
                return;
            }
            start = new Design(view.Name, view.Folder ?? "", view.Definition);
            _version = view.Version;
            _missing = [.. view.Faults.Where(f => f.Kind == ReportFaultKind.MissingReference)];
        }
        var state = new DesignerState(start);
        if (await drafts.ReadAsync<Draft>(_draftKey) is { } draft && Restored(draft, start) is { } design)
        {
            state.Restore(design);
            // It keeps the version that it was made over: what others did meanwhile is told when it is saved.
            (_restored, _version) = (state.IsChanged, draft.Version ?? _version);
        }
        foreach (var (key, name) in await references.NamesAsync(viewer, state.Definition, _gone.Token)) state.Names[key] = name;
        _folders = [.. (await library.ListAsync(viewer, _gone.Token)).Where(r => r.Mine && !string.IsNullOrEmpty(r.Folder)).Select(r => r.Folder!).Distinct().Order(StringComparer.CurrentCulture)];
        if (_state is not null) _state.Changed -= OnChanged;
        (_state, _loaded) = (state, Id);
        _state.Changed += OnChanged;
        Look();
    }

    private void OnChanged() => _ = InvokeAsync(async () =>
    {
        _nameMissing = _nameMissing && string.IsNullOrWhiteSpace(_state!.Now.Name);
        Look();
        StateHasChanged();
        try
        {
            await KeepAsync();
            // Undone and restored designs may name what was not read yet.
            foreach (var (key, name) in await UnknownAsync()) _state!.Names[key] = name;
            StateHasChanged();
        }
        catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException or ObjectDisposedException)
        {
            // The screen was left.
        }
    });

    private void Look()
    {
        _runnable = Criteria.Runnable(_state!.Definition);
        var faults = ReportCheck.Of(_runnable);
        _sound = faults.Count == 0;
        _faults = [.. faults, .. _missing.Where(m => _runnable.Where.Nodes.Any(n => n.Field == m.Args[0] && n.Values.Contains(m.Args.ElementAtOrDefault(1) ?? "")))];
    }

    private async Task<IReadOnlyDictionary<(ReferenceKind Kind, int Id), string>> UnknownAsync()
    {
        var unknown = _state!.Definition.Where.Nodes.Any(n => FieldCatalog.Find(_state.Definition.Source, n.Field)?.Refers is { } kind
            && n.Values.Any(v => int.TryParse(v, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && !_state.Names.ContainsKey((kind, id))) && _missing.All(m => m.Args[0] != n.Field));
        return unknown ? await references.NamesAsync(await current.GetAsync(_gone.Token), _state.Definition, _gone.Token) : new Dictionary<(ReferenceKind, int), string>();
    }

    private async Task KeepAsync()
    {
        if (_state!.IsChanged) await drafts.KeepAsync(_draftKey, new Draft(_state.Now.Name, _state.Now.Folder, ReportJson.Write(_state.Definition), Id is null ? null : _version));
        else await drafts.ForgetAsync(_draftKey);
    }

    private static Design? Restored(Draft draft, Design start)
    {
        try
        {
            return new Design(draft.Name ?? start.Name, draft.Folder ?? start.Folder, draft.Json is null ? start.Definition : ReportJson.Read(draft.Json));
        }
        catch (RuleException)
        {
            // Kept by another version of the product.
            return null;
        }
    }

    private async Task DiscardAsync()
    {
        await drafts.ForgetAsync(_draftKey);
        if (Id is null && _state is not null) navigation.NavigateTo("reports/new", replace: true);
        await GuardAsync(LoadAsync);
    }

    // On a phone what it shows stands below all that it is made of.
    private async Task LookAsync() => await js.InvokeVoidAsync("hexa.toTop", "designer-view");

    private Task SaveAsync() => SaveAsync(then: null);

    private Task RunAsync() => Id is not null && !_state!.IsChanged ? GoAsync($"reports/{Key}") : SaveAsync(id => $"reports/{id.ToString(CultureInfo.InvariantCulture)}");

    private Task SaveAsync(Func<int, string>? then) => SavingAsync(async viewer =>
    {
        var now = _state!.Now;
        var definition = Criteria.Runnable(now.Definition);
        if (Id is { } id)
        {
            _version = await library.SaveAsync(viewer, id, _version, now.Name, now.Folder, definition);
        }
        else
        {
            id = await library.AddAsync(viewer, now.Name, now.Folder, definition);
            then ??= made => $"reports/{made.ToString(CultureInfo.InvariantCulture)}/edit";
        }
        await DoneAsync();
        if (then is not null) navigation.NavigateTo(then(id), replace: Id is null);
    });

    private Task SaveCopyAsync() => SavingAsync(async viewer =>
    {
        var now = _state!.Now;
        // A copy of the same name would be taken for the other.
        var name = now.Name == _state.Saved.Name ? L["CopyOf", now.Name].Value is var copy && copy.Length > 100 ? copy[..100] : copy : now.Name;
        var id = await library.AddAsync(viewer, name, now.Folder, Criteria.Runnable(now.Definition));
        await DoneAsync();
        navigation.NavigateTo($"reports/{id.ToString(CultureInfo.InvariantCulture)}/edit");
    });

    private async Task DoneAsync()
    {
        _state!.MarkSaved();
        (_restored, _conflict, _problem) = (false, false, null);
        await drafts.ForgetAsync(_draftKey);
        snackbar.Add(S["Saved"], Severity.Success);
    }

    private Task OverwriteAsync() => SavingAsync(async viewer =>
    {
        _version = (await library.GetAsync(viewer, Key)).Version;
        _version = await library.SaveAsync(viewer, Id!.Value, _version, _state!.Now.Name, _state.Now.Folder, Criteria.Runnable(_state.Definition));
        await DoneAsync();
    });

    private async Task CopySharedAsync()
    {
        await GuardAsync(async () =>
        {
            try
            {
                var id = await library.CopyAsync(await current.GetAsync(_gone.Token), Key, null);
                _shared = null;
                navigation.NavigateTo($"reports/{id.ToString(CultureInfo.InvariantCulture)}/edit");
            }
            catch (RuleException refusal) when (refusal.Error != RuleError.NotFound)
            {
                _problem = say.Of(refusal);
            }
        });
    }

    private async Task SavingAsync(Func<Viewer, Task> save)
    {
        if (_saving || _state is null) return;
        (_problem, _conflict) = (null, false);
        if (_nameMissing = string.IsNullOrWhiteSpace(_state.Now.Name))
        {
            await js.InvokeVoidAsync("hexa.focus", "#report-name");
            return;
        }
        if (_state.Definition.Where.Nodes.Any(Criteria.IsUnfinished))
        {
            _problem = L["UnfinishedProblem"];
            return;
        }
        _saving = true;
        try
        {
            await save(await current.GetAsync(_gone.Token));
        }
        catch (RuleException refusal)
        {
            (_problem, _conflict) = (say.Of(refusal), refusal.Error == RuleError.Conflict);
        }
        catch (SignedOutException)
        {
            navigation.NavigateTo("account/login", forceLoad: true);
        }
        finally
        {
            _saving = false;
        }
    }

    private Task GoAsync(string address)
    {
        navigation.NavigateTo(address);
        return Task.CompletedTask;
    }

    private async Task BeforeLeavingAsync(LocationChangingContext leaving)
    {
        if (_state is not { IsChanged: true } || _saving) return;
        if (await dialogs.ShowMessageBoxAsync(L["LeaveTitle"], L["LeaveText"], yesText: L["Leave"], cancelText: L["Stay"]) == true) await drafts.ForgetAsync(_draftKey);
        else leaving.PreventNavigation();
    }

    private async Task GuardAsync(Func<Task> work)
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
            navigation.NavigateTo("account/login", forceLoad: true);
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // The screen was left.
        }
    }

    /// <summary>What is not saved, as the browser keeps it.</summary>
    private sealed record Draft(string? Name, string? Folder, string? Json, int? Version);
}
