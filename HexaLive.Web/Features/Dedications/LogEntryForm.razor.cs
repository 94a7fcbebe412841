using System.Globalization;
using HexaLive.Domain;
using HexaLive.Domain.Timers;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Account;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.Timers;
using HexaLive.Web.Components;
using HexaLive.Web.Components.Forms;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;

namespace HexaLive.Web.Features.Dedications;

/// <summary>
/// The log form, shown on the task page and in a dialog on every page. Each keystroke is kept in the browser as a draft, which is
/// restored when the form opens again. The draft includes the idempotency key, so that an entry whose response was lost is not stored
/// twice.
/// </summary>
public sealed partial class LogEntryForm(
    Shortcuts shortcuts,
    CurrentViewer current,
    DedicationLog log,
    LogFormData form,
    WorkTimers timers,
    ProfileEditing profiles,
    TimeProvider time,
    Drafts drafts,
    IJSRuntime js,
    ISnackbar snackbar,
    NavigationManager navigation
) : ComponentBase
{
    private static readonly string[] Steps = ["5", "10", "15", "30", "60"];

    private LogEntryModel _model = new();
    private LogFormTask? _task;
    private RunningTimer? _timer;
    private IReadOnlyDictionary<string, string> _problems = new Dictionary<string, string>();
    private RuleException? _refused;
    private string _draftKey = "";
    private string _zone = "UTC";
    private DateOnly _today;
    private int _minutes = 15;
    private bool _ready;
    private bool _restored;
    private bool _timerUsed;

    /// <summary>The id of the task that the form logs on; null lets the person choose the task.</summary>
    [Parameter]
    public int? TaskId { get; set; }

    /// <summary>The id of the task that is preselected when the person can choose the task.</summary>
    [Parameter]
    public int? ProposedTaskId { get; set; }

    /// <summary>The id of the contact that is preselected, if any.</summary>
    [Parameter]
    public int? ContactId { get; set; }

    /// <summary>Raised when the entry was saved or the form closed.</summary>
    [Parameter]
    public EventCallback OnDone { get; set; }

    /// <summary>Returns whether the viewer left this form open with text typed in it.</summary>
    public static async Task<bool> HasOpenDraftAsync(Drafts drafts, int? taskId) =>
        await drafts.ReadAsync<LogEntryModel>(await drafts.GetKeyAsync("log", taskId)) is { HasText: true, Open: true };

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        try
        {
            var viewer = await current.GetAsync();
            _zone = viewer.TimeZone;
            _today = Format.Today(_zone);
            _timer = await timers.FindRunningAsync(viewer);
            _minutes = (await profiles.GetPreferencesAsync(viewer)).DefaultMinutes ?? 15;
            _draftKey = await drafts.GetKeyAsync("log", TaskId);
            var draft = await drafts.ReadAsync<LogEntryModel>(_draftKey);
            _restored = draft is { HasText: true };
            _model = _restored ? draft! : new LogEntryModel();
            // A restored draft keeps its own task, even if the form was opened for another task.
            var wanted = TaskId ?? (_restored ? _model.TaskId ?? ProposedTaskId : ProposedTaskId ?? _timer?.TaskId);
            if (!_restored)
                _model.ContactId = ContactId;
            if (wanted is { } id)
                await ShowTaskAsync(id);
            if (!_restored)
                SetDefaultMinutes();
        }
        catch (RuleException refusal)
        {
            // The viewer can no longer see the draft's task. Keep the text, so that the viewer can choose another task for it.
            (_task, _model.TaskId, _refused) = (null, null, refusal);
        }
        catch (SignedOutException)
        {
            navigation.NavigateTo(AppUrls.Login, forceLoad: true);
            return;
        }
        (_ready, _model.Open) = (true, true);
        await StoreDraftAsync();
    }

    private void SetDefaultMinutes()
    {
        if (_timer is null)
        {
            _model.Minutes = _minutes.ToString(CultureInfo.InvariantCulture);
            return;
        }
        _timerUsed = true;
        _model.Minutes = FormatElapsed();
    }

    private string FormatElapsed() =>
        WorkTimer.MinutesBetween(_timer!.StartedAt, time.GetUtcNow().UtcDateTime).ToString(CultureInfo.InvariantCulture);

    private async Task ShowTaskAsync(int id)
    {
        _task = await form.GetTaskAsync(await current.GetAsync(), id);
        _model.TaskId = id;
        // Preselect the task's contact, unless a contact of this client is already chosen.
        if (_task.Contacts.All(c => c.Id != _model.ContactId))
            _model.ContactId = _task.Contacts.Any(c => c.Id == _task.ContactId) ? _task.ContactId : null;
    }

    private async Task PickAsync(int taskId)
    {
        try
        {
            await ShowTaskAsync(taskId);
            await StoreDraftAsync();
            await js.InvokeVoidAsync("hexa.focus", "#quick-log-comment");
        }
        catch (RuleException refusal)
        {
            _refused = refusal;
        }
    }

    private async Task ClearTaskAsync()
    {
        (_task, _model.TaskId, _model.ContactId) = (null, null, null);
        await StoreDraftAsync();
        await js.InvokeVoidAsync("hexa.focus", "#quick-log-search");
    }

    private Task SetMinutesAsync(string? minutes) =>
        ChangeAsync(() =>
        {
            _timerUsed = false;
            _model.Minutes = minutes ?? "";
        });

    private Task UseTimerAsync() =>
        ChangeAsync(() =>
        {
            _timerUsed = true;
            _model.Minutes = FormatElapsed();
        });

    private async Task StartTimerAsync()
    {
        var viewer = await current.GetAsync();
        await timers.StartAsync(viewer, _model.TaskId);
        _timer = await timers.FindRunningAsync(viewer);
        _timerUsed = true;
        _model.Minutes = FormatElapsed();
        await shortcuts.NotifyTimerChangedAsync();
    }

    private async Task StopTimerAsync()
    {
        await timers.StopAsync(await current.GetAsync());
        (_timer, _timerUsed) = (null, false);
        await shortcuts.NotifyTimerChangedAsync();
        // The button that had the focus no longer exists, so move the focus to the comment.
        await js.InvokeVoidAsync("hexa.focus", "#quick-log-comment");
    }

    private Task ChangeAsync(Action change)
    {
        change();
        return StoreDraftAsync();
    }

    private async Task StoreDraftAsync()
    {
        if (_problems.Count > 0)
            _problems = _model.GetProblems(_today);
        await drafts.StoreAsync(_draftKey, _model);
    }

    private bool Validate()
    {
        _today = Format.Today(_zone);
        if (_timerUsed && _timer is not null)
            _model.Minutes = FormatElapsed();
        _refused = null;
        _problems = _model.GetProblems(_today);
        return _problems.Count == 0;
    }

    private async Task SaveAsync(Viewer viewer)
    {
        await log.LogAsync(viewer, _model.ToRequest(_today));
        if (_timerUsed)
            await timers.StopAsync(viewer);
        snackbar.Add(
            Text["Logged", Format.Minutes(int.Parse(_model.Minutes, CultureInfo.InvariantCulture)), _task!.Client],
            Severity.Success
        );
    }

    private async Task OnSavedAsync()
    {
        if (_timerUsed)
            await shortcuts.NotifyTimerChangedAsync();
        await OnDone.InvokeAsync();
    }

    /// <summary>Closes the form. Typed text stays as a draft and is restored when the form opens again.</summary>
    public async Task CloseAsync()
    {
        if (_model.HasText)
        {
            _model.Open = false;
            await StoreDraftAsync();
        }
        else
            await drafts.DeleteAsync(_draftKey);
        await OnDone.InvokeAsync();
    }

    private void Discard()
    {
        _model = new LogEntryModel { TaskId = _model.TaskId };
        _restored = false;
        SetDefaultMinutes();
    }

    private string? ProblemOf(string field) => _problems.TryGetValue(field, out var key) ? Text[key].Value : null;

    private string AriaInvalid(string field) => _problems.ContainsKey(field) ? "true" : "false";

    private static string AriaPressed(bool pressed) => pressed ? "true" : "false";

    private static string ToIso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateOnly? ParseDay(ChangeEventArgs e) =>
        DateOnly.TryParseExact(e.Value?.ToString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : null;
}
