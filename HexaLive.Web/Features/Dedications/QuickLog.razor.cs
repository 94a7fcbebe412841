using System.Globalization;
using HexaLive.Domain;
using HexaLive.Domain.Dedications;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Web.Components;
using HexaLive.Web.Resources;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;
using MudBlazor;

namespace HexaLive.Web.Features.Dedications;

/// <summary>
/// The log form, in the layout of every page. What is typed is kept in the browser by each keystroke, and the form opens again with it after a
/// reload; its client key travels with the draft, so that an entry whose answer was lost is not stored twice.
/// </summary>
public sealed partial class QuickLog(
    Shortcuts shortcuts, CurrentViewer current, DedicationLog log, LogForm form, TimeProvider time,
    Drafts drafts, IJSRuntime js, ISnackbar snackbar, NavigationManager navigation,
    IStringLocalizer<LogText> texts, IStringLocalizer<SharedText> shared, Texts say) : ComponentBase, IDisposable
{
    private static readonly string[] Steps = ["5", "10", "15", "30", "60"];

    private readonly DialogOptions _options = new() { MaxWidth = MaxWidth.Small, FullWidth = true, CloseOnEscapeKey = true, BackdropClick = false };
    private QuickLogModel _model = new();
    private LogFormTask? _task;
    private RunningTimer? _timer;
    private IReadOnlyDictionary<string, string> _problems = new Dictionary<string, string>();
    private ElementReference _root;
    private string? _problem;
    private string? _draftKey;
    private string _zone = "UTC";
    private DateOnly _today;
    private bool _open;
    private bool _started;
    private bool _restored;
    private bool _saving;
    private bool _timerUsed;

    private IStringLocalizer<LogText> L => texts;
    private IStringLocalizer<SharedText> S => shared;
    private Texts T => say;

    /// <inheritdoc />
    protected override void OnInitialized() => shortcuts.LogRequested += OpenAsync;

    /// <inheritdoc />
    public void Dispose() => shortcuts.LogRequested -= OpenAsync;

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender && await ReadDraftAsync() is { HasText: true, Open: true }) await OpenAsync(null);
        if (_open && !_started && _root.Id is not null)
        {
            _started = true;
            await js.InvokeVoidAsync("hexa.form.start", _root, _task is null ? "#quick-log-search" : "#quick-log-comment");
        }
    }

    private Task OpenAsync(int? taskId) => InvokeAsync(async () =>
    {
        if (_open) return;
        try
        {
            var viewer = await current.GetAsync();
            _zone = viewer.TimeZone;
            _today = say.Today(_zone);
            _timer = await form.TimerAsync(viewer);
            var draft = await ReadDraftAsync();
            _restored = draft is { HasText: true };
            _model = _restored ? draft! : new QuickLogModel();
            // Asked for on another task, an unsaved entry stays with its own: it is shown first.
            var wanted = _restored ? _model.TaskId ?? taskId : taskId ?? _timer?.TaskId;
            (_task, _problem, _problems, _timerUsed, _saving, _started) = (null, null, new Dictionary<string, string>(), false, false, false);
            if (wanted is { } id) await ShowTaskAsync(id);
            if (!_restored) SetDefaultMinutes();
            _open = _model.Open = true;
            StateHasChanged();
            await KeepAsync();
        }
        catch (RuleException refusal)
        {
            snackbar.Add(say.Of(refusal), Severity.Error);
        }
        catch (SignedOutException)
        {
            navigation.NavigateTo("account/login", forceLoad: true);
        }
    });

    private void SetDefaultMinutes()
    {
        if (_timer is null) { _model.Minutes = "15"; return; }
        _timerUsed = true;
        _model.Minutes = Elapsed();
    }

    private string Elapsed() =>
        WorkTimer.MinutesBetween(_timer!.StartedAt, time.GetUtcNow().UtcDateTime).ToString(CultureInfo.InvariantCulture);

    private async Task ShowTaskAsync(int id)
    {
        _task = await form.TaskAsync(await current.GetAsync(), id);
        _model.TaskId = id;
        if (_model.ContactId is { } contact && _task.Contacts.All(c => c.Id != contact)) _model.ContactId = null;
    }

    private async Task PickAsync(int taskId)
    {
        try
        {
            await ShowTaskAsync(taskId);
            await KeepAsync();
            await js.InvokeVoidAsync("hexa.focus", "#quick-log-comment");
        }
        catch (RuleException refusal)
        {
            _problem = say.Of(refusal);
        }
    }

    private async Task UnpickAsync()
    {
        (_task, _model.TaskId, _model.ContactId) = (null, null, null);
        await KeepAsync();
        await js.InvokeVoidAsync("hexa.focus", "#quick-log-search");
    }

    private Task SetMinutesAsync(string? minutes) => SetAsync(() => { _timerUsed = false; _model.Minutes = minutes ?? ""; });

    private Task UseTimerAsync() => SetAsync(() => { _timerUsed = true; _model.Minutes = Elapsed(); });

    private async Task StartTimerAsync()
    {
        var viewer = await current.GetAsync();
        await form.StartTimerAsync(viewer, _model.TaskId);
        _timer = await form.TimerAsync(viewer);
        _timerUsed = true;
        _model.Minutes = Elapsed();
        await shortcuts.TimerChangedAsync();
    }

    private Task SetAsync(Action change)
    {
        change();
        return KeepAsync();
    }

    private async Task KeepAsync()
    {
        if (_problems.Count > 0) _problems = _model.Problems(_today);
        if (_draftKey is not null) await drafts.KeepAsync(_draftKey, _model);
    }

    private async Task SaveAsync()
    {
        if (_saving) return;
        _today = say.Today(_zone);
        if (_timerUsed && _timer is not null) _model.Minutes = Elapsed();
        _problems = _model.Problems(_today);
        _problem = null;
        if (_problems.Count > 0) return;
        _saving = true;
        try
        {
            var viewer = await current.GetAsync();
            await log.LogAsync(viewer, _model.ToRequest(_today));
            if (_timerUsed) await form.StopTimerAsync(viewer);
            snackbar.Add(L["Logged", say.Minutes(int.Parse(_model.Minutes, CultureInfo.InvariantCulture)), _task!.Client], Severity.Success);
            await ForgetAsync();
            if (_timerUsed) await shortcuts.TimerChangedAsync();
        }
        catch (RuleException refusal)
        {
            _problem = say.Of(refusal);
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

    private Task VisibleChangedAsync(bool visible) => visible ? Task.CompletedTask : CloseAsync();

    // Closing keeps a typed comment as a draft: it comes back when the form opens again.
    private async Task CloseAsync()
    {
        if (!_model.HasText) { await ForgetAsync(); return; }
        _open = _model.Open = false;
        await KeepAsync();
    }

    private async Task DiscardAsync()
    {
        await drafts.ForgetAsync(_draftKey!);
        var task = _model.TaskId;
        _model = new QuickLogModel { TaskId = task };
        _restored = false;
        SetDefaultMinutes();
    }

    private async Task ForgetAsync()
    {
        _open = false;
        if (_draftKey is not null) await drafts.ForgetAsync(_draftKey);
        _model = new QuickLogModel();
    }

    private async Task<QuickLogModel?> ReadDraftAsync()
    {
        try
        {
            _draftKey ??= await drafts.KeyAsync("log");
            return await drafts.ReadAsync<QuickLogModel>(_draftKey);
        }
        catch (SignedOutException)
        {
            // Nobody there: nothing to restore.
            return null;
        }
    }

    private string? ProblemOf(string field) => _problems.TryGetValue(field, out var key) ? L[key].Value : null;
    private string Invalid(string field) => _problems.ContainsKey(field) ? "true" : "false";
    private static string Pressed(bool pressed) => pressed ? "true" : "false";
    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    private static DateOnly? Day(ChangeEventArgs e) =>
        DateOnly.TryParseExact(e.Value?.ToString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
