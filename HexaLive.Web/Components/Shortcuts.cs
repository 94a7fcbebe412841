using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace HexaLive.Web.Components;

/// <summary>A call that was begun from the page.</summary>
public sealed record Call(int ClientId, int? ContactId = null, int? TaskId = null);

/// <summary>What can be asked from anywhere on a circuit: log a call (key L), make a task (key N), search (Ctrl+K), see the keys (?).</summary>
public sealed class Shortcuts(NavigationManager navigation)
{
    /// <summary>Somebody wants to log, perhaps on this task.</summary>
    public event Func<int?, Task>? LogRequested;

    /// <summary>Somebody wants to search.</summary>
    public event Func<Task>? SearchRequested;

    /// <summary>Somebody wants to see the keys.</summary>
    public event Func<Task>? KeysRequested;

    /// <summary>The person's stopwatch was started or stopped.</summary>
    public event Func<Task>? TimerChanged;

    /// <summary>A number was dialled from the page: of a client, perhaps of a contact and for a task.</summary>
    public event Func<Call, Task>? CallStarted;

    /// <summary>The person came back to the page after a call.</summary>
    public event Func<Task>? CallEnded;

    /// <summary>A telephone link was followed.</summary>
    [JSInvokable]
    public Task OnCallAsync(Call call) => CallStarted?.Invoke(call) ?? Task.CompletedTask;

    /// <summary>The page is looked at again after a call.</summary>
    [JSInvokable]
    public Task OnBackAsync() => CallEnded?.Invoke() ?? Task.CompletedTask;

    /// <summary>Tells that the stopwatch changed.</summary>
    public Task TimerChangedAsync() => TimerChanged?.Invoke() ?? Task.CompletedTask;

    /// <summary>Where the page has a log form of its own: opens it, or says false when another task is meant.</summary>
    public Func<int?, bool>? LogHere { get; set; }

    /// <summary>Opens the log form.</summary>
    public Task LogAsync(int? taskId = null) =>
        LogHere?.Invoke(taskId) == true ? Task.CompletedTask : LogRequested?.Invoke(taskId) ?? Task.CompletedTask;

    /// <summary>Opens the search.</summary>
    public Task SearchAsync() => SearchRequested?.Invoke() ?? Task.CompletedTask;

    /// <summary>Shows the list of keys.</summary>
    public Task KeysAsync() => KeysRequested?.Invoke() ?? Task.CompletedTask;

    /// <summary>Goes to the form of a new task.</summary>
    public Task NewTaskAsync() => Go(NewTask);

    /// <summary>A key was pressed: L, N and ? outside any field, K anywhere with Ctrl.</summary>
    [JSInvokable]
    public Task OnShortcut(string key) => key switch
    {
        "l" => LogAsync(),
        "n" => NewTaskAsync(),
        "k" => SearchAsync(),
        "?" => KeysAsync(),
        _ => Task.CompletedTask,
    };

    // From a client's or a project's page the new task is theirs.
    private string NewTask => navigation.ToBaseRelativePath(navigation.Uri).Split('?', '#')[0].Split('/') switch
    {
        ["clients", var id] when int.TryParse(id, out _) => $"tasks/new?client={id}",
        ["projects", var id] when int.TryParse(id, out _) => $"tasks/new?project={id}",
        _ => "tasks/new",
    };

    private Task Go(string page)
    {
        navigation.NavigateTo(page);
        return Task.CompletedTask;
    }
}
