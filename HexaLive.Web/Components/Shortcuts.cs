using HexaLive.Infrastructure.Features.Tasks;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace HexaLive.Web.Components;

/// <summary>A phone call started by clicking a number on the page.</summary>
public sealed record Call(int ClientId, int? ContactId = null, int? TaskId = null);

/// <summary>
/// The actions available on every page: log an entry (L), create a task (N), search (Ctrl+K), list the shortcuts (?).
/// </summary>
public sealed class Shortcuts(NavigationManager navigation)
{
    /// <summary>Raised to open the log form, optionally for a task.</summary>
    public event Func<int?, Task>? LogRequested;

    /// <summary>Raised to open the search.</summary>
    public event Func<Task>? SearchRequested;

    /// <summary>Raised to show the keyboard shortcuts.</summary>
    public event Func<Task>? KeyboardHelpRequested;

    /// <summary>Raised when the person's timer was started or stopped.</summary>
    public event Func<Task>? TimerChanged;

    /// <summary>Raised when the person dials a number on the page.</summary>
    public event Func<Call, Task>? CallStarted;

    /// <summary>Raised when the person returns to the page after a call.</summary>
    public event Func<Task>? CallEnded;

    /// <summary>Handles a click on a phone link; called by app.js.</summary>
    [JSInvokable]
    public Task OnCallAsync(Call call) => CallStarted?.Invoke(call) ?? Task.CompletedTask;

    /// <summary>Called by app.js when the person returns to the page after a telephone call.</summary>
    [JSInvokable]
    public Task OnBackAsync() => CallEnded?.Invoke() ?? Task.CompletedTask;

    /// <summary>Announces that the person's timer was started or stopped.</summary>
    public Task NotifyTimerChangedAsync() => TimerChanged?.Invoke() ?? Task.CompletedTask;

    /// <summary>
    /// Opens the log form of the current page; returns false if that form belongs to another task. Null if the page has no log form.
    /// </summary>
    public Func<int?, bool>? TryLogOnPage { get; set; }

    /// <summary>Opens the log form of the current page if that form fits the task; otherwise opens the log dialog.</summary>
    public Task RequestLogAsync(int? taskId = null) =>
        TryLogOnPage?.Invoke(taskId) == true ? Task.CompletedTask : LogRequested?.Invoke(taskId) ?? Task.CompletedTask;

    /// <summary>Opens the search.</summary>
    public Task RequestSearchAsync() => SearchRequested?.Invoke() ?? Task.CompletedTask;

    /// <summary>Shows the keyboard shortcuts.</summary>
    public Task RequestKeyboardHelpAsync() => KeyboardHelpRequested?.Invoke() ?? Task.CompletedTask;

    /// <summary>Opens the form for a new task, with the current page's client or project preselected.</summary>
    public Task OpenNewTaskAsync() => NavigateAsync(NewTask);

    /// <summary>Handles a shortcut; called by app.js for L, N and ? outside input fields, and for Ctrl+K anywhere.</summary>
    [JSInvokable]
    public Task OnShortcut(string key) =>
        key switch
        {
            "l" => RequestLogAsync(),
            "n" => OpenNewTaskAsync(),
            "k" => RequestSearchAsync(),
            "?" => RequestKeyboardHelpAsync(),
            _ => Task.CompletedTask,
        };

    // On the page of a client or project, preselect that client or project for the new task.
    private string NewTask =>
        navigation.ToBaseRelativePath(navigation.Uri).Split('?', '#')[0].Split('/') switch
        {
            ["clients", var text] when QueryValue.ParseNumber(text) is { } id => AppUrls.NewTaskFor(client: id),
            ["projects", var text] when QueryValue.ParseNumber(text) is { } id => AppUrls.NewTaskFor(project: id),
            _ => AppUrls.NewTask,
        };

    private Task NavigateAsync(string page)
    {
        navigation.NavigateTo(page);
        return Task.CompletedTask;
    }
}
