namespace HexaLive.Web.Components.Menus;

/// <summary>An item of a menu: its text, and what happens when the person chooses it.</summary>
public sealed record ActionMenuItem(string Text, Func<Task> ChooseAsync);

/// <summary>
/// Opens the menu of a row. The page has one menu, which shows the items of the row whose button was clicked last; a menu for each row would
/// cost too much memory.
/// </summary>
public sealed class ActionMenus
{
    /// <summary>Raised to open the menu with a name for screen readers and its items.</summary>
    public event Func<string, IReadOnlyList<ActionMenuItem>, Task>? OpenRequested;

    /// <summary>Opens the menu at the button that was clicked last. The button needs <c>aria-haspopup="menu"</c>.</summary>
    public Task OpenAsync(string name, IReadOnlyList<ActionMenuItem> items) => OpenRequested?.Invoke(name, items) ?? Task.CompletedTask;
}
