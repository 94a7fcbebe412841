using System.Globalization;
using HexaLive.Domain;
using HexaLive.Domain.Dedications;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Web.Components;
using HexaLive.Web.Resources;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;
using MudBlazor;

namespace HexaLive.Web.Features.Dedications;

/// <summary>
/// The log form: in a dialog from anywhere, and on the page of a task. What is typed is kept in the browser by each keystroke, and comes back when the form
/// opens again; its client key travels with the draft, so that an entry whose answer was lost is not stored twice.
/// </summary>
public sealed partial class LogEntryForm(
    Shortcuts shortcuts, CurrentViewer current, DedicationLog log, LogForm form, Profiles profiles, TimeProvider time,
    Drafts drafts, IJSRuntime js, ISnackbar snackbar, NavigationManager navigation,
    IStringLocalizer<LogText> texts, IStringLocalizer<SharedText> shared, Texts say) : ComponentBase
{
    private static readonly string[] Steps = ["5", "10", "15", "30", "60"];

    private LogEntryModel _model = new();
    private LogFormTask? _task;
    private RunningTimer? _timer;
    private IReadOnlyDictionary<string, string> _problems = new Dictionary<string, string>();
    private ElementReference _root;
    private string? _problem;
    private string _draftKey = "";
    private string _zone = "UTC";
    private DateOnly _today;
    private int _minutes = 15;
    private bool _ready;
    private bool _started;
    private bool _restored;
    private bool _saving;
    private bool _timerUsed;

    /// <summary>The task, where there is nothing to choose.</summary>
    [Parameter] public int? TaskId { get; set; }

    /// <summary>The task to begin with, where it can be chosen.</summary>
    [Parameter] public int? Proposed { get; set; }

    /// <summary>With whom one spoke, where that is known.</summary>
    [Parameter] public int? ContactId { get; set; }

    /// <summary>It was saved or closed.</summary>
    [Parameter] public EventCallback Done { get; set; }

    private IStringLocalizer<LogText> L => texts;
    private IStringLocalizer<SharedText> S => shared;
    private Texts T => say;

    /// <summary>The viewer's draft of this form, where it stood open with something typed in it.</summary>
    public static async Task<bool> IsLeftOpenAsync(Drafts drafts, int? taskId) =>
        await drafts.ReadAsync<LogEntryModel>(await drafts.KeyAsync("log", taskId)) is { HasText: true, Open: true };

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        try
        {
            var viewer = await current.GetAsync();
            _zone = viewer.TimeZone;
            _today = say.Today(_zone);
            _timer = await form.TimerAsync(viewer);
            _minutes = (await profiles.HabitsAsync(viewer)).DefaultMinutes ?? 15;
            _draftKey = await drafts.KeyAsync("log", TaskId);
            var draft = await drafts.ReadAsync<LogEntryModel>(_draftKey);
            _restored = draft is { HasText: true };
            _model = _restored ? draft! : new LogEntryModel();
            // Asked for on another task, an unsaved entry stays with its own: it is shown first.
            var wanted = TaskId ?? (_restored ? _model.TaskId ?? Proposed : Proposed ?? _timer?.TaskId);
            if (!_restored) _model.ContactId = ContactId;
            if (wanted is { } id) await ShowTaskAsync(id);
            if (!_restored) SetDefaultMinutes();
        }
        catch (RuleException refusal)
        {
            // The task of the draft is another's by now: its text stays, for the right one to be chosen.
            (_task, _model.TaskId, _problem) = (null, null, say.Of(refusal));
        }
        catch (SignedOutException)
        {
            navigation.NavigateTo("account/login", forceLoad: true);
            return;
        }
        (_ready, _model.Open) = (true, true);
        await KeepAsync();
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_started || _root.Id is null) return;
        _started = true;
        await js.InvokeVoidAsync("hexa.form.start", _root, _task is null ? "#quick-log-search" : "#quick-log-comment");
    }

    private void SetDefaultMinutes()
    {
        if (_timer is null) { _model.Minutes = _minutes.ToString(CultureInfo.InvariantCulture); return; }
        _timerUsed = true;
        _model.Minutes = Elapsed();
    }

    private string Elapsed() =>
        WorkTimer.MinutesBetween(_timer!.StartedAt, time.GetUtcNow().UtcDateTime).ToString(CultureInfo.InvariantCulture);

    private async Task ShowTaskAsync(int id)
    {
        _task = await form.TaskAsync(await current.GetAsync(), id);
        _model.TaskId = id;
        // With whom the task is, unless somebody of this client is chosen already.
        if (_task.Contacts.All(c => c.Id != _model.ContactId)) _model.ContactId = _task.Contacts.Any(c => c.Id == _task.ContactId) ? _task.ContactId : null;
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

    private async Task StopTimerAsync()
    {
        await form.StopTimerAsync(await current.GetAsync());
        (_timer, _timerUsed) = (null, false);
        await shortcuts.TimerChangedAsync();
        // The button that had the focus is gone.
        await js.InvokeVoidAsync("hexa.focus", "#quick-log-comment");
    }

    private Task SetAsync(Action change)
    {
        change();
        return KeepAsync();
    }

    private async Task KeepAsync()
    {
        if (_problems.Count > 0) _problems = _model.Problems(_today);
        await drafts.KeepAsync(_draftKey, _model);
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
            await drafts.ForgetAsync(_draftKey);
            if (_timerUsed) await shortcuts.TimerChangedAsync();
            await Done.InvokeAsync();
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

    /// <summary>Closes the form. What was typed stays as a draft: it comes back when the form opens again.</summary>
    public async Task CloseAsync()
    {
        if (_model.HasText)
        {
            _model.Open = false;
            await KeepAsync();
        }
        else await drafts.ForgetAsync(_draftKey);
        await Done.InvokeAsync();
    }

    private async Task DiscardAsync()
    {
        await drafts.ForgetAsync(_draftKey);
        _model = new LogEntryModel { TaskId = _model.TaskId };
        _restored = false;
        SetDefaultMinutes();
    }

    private string? ProblemOf(string field) => _problems.TryGetValue(field, out var key) ? L[key].Value : null;
    private string Invalid(string field) => _problems.ContainsKey(field) ? "true" : "false";
    private static string Pressed(bool pressed) => pressed ? "true" : "false";
    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    private static DateOnly? Day(ChangeEventArgs e) =>
        DateOnly.TryParseExact(e.Value?.ToString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
