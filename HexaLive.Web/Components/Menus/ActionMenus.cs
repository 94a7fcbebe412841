using Microsoft.AspNetCore.Components;

namespace HexaLive.Web.Components.Menus;

/// <summary>An item of a menu: its text, and what happens when the person chooses it.</summary>
public sealed record ActionMenuItem(string Text, Func<Task> ChooseAsync)
{
    /// <summary>
    /// The heading of the group to which the item belongs. Items with the same heading must follow each other. Groups are separated by
    /// lines; a group without a heading has an empty text or null.
    /// </summary>
    public string? Group { get; init; }

    /// <summary>An icon before the text; see <see cref="SpriteIcons"/>.</summary>
    public MarkupString? Icon { get; init; }

    /// <summary>The address that the item links to, if it is a link.</summary>
    public string? Href { get; private init; }

    /// <summary>Whether the address downloads a file. Otherwise it opens a page of the application.</summary>
    public bool IsDownload { get; private init; }

    /// <summary>Returns an item that is a link. The browser follows it by itself.</summary>
    public static ActionMenuItem Link(string text, string href, bool isDownload = false) =>
        new(text, () => Task.CompletedTask) { Href = href, IsDownload = isDownload };
}

/// <summary>
/// Opens the menu of a row. The page has one menu, which shows the items of the row whose button was clicked last; a menu for each row
/// would cost too much memory.
/// </summary>
public sealed class ActionMenus
{
    private TaskCompletionSource<ActionMenuItem?>? _choice;

    /// <summary>Raised to open the menu with a name for screen readers and its items.</summary>
    public event Func<string, IReadOnlyList<ActionMenuItem>, Task>? OpenRequested;

    /// <summary>
    /// Opens the menu at the button that was clicked last, and runs the item that the person chooses. The button needs
    /// <c>aria-haspopup="menu"</c>. Ends after the item has run, or when another menu opens. An error of the item is thrown here, so that
    /// it reaches the error boundary of the row's page.
    /// </summary>
    public async Task OpenAsync(string name, IReadOnlyList<ActionMenuItem> items)
    {
        if (OpenRequested is null)
            return;
        _choice?.TrySetResult(null);
        var choice = _choice = new TaskCompletionSource<ActionMenuItem?>();
        await OpenRequested(name, items);
        if (await choice.Task is { } item)
            await item.ChooseAsync();
    }

    /// <summary>
    /// Chooses an item of the open menu; called by the menu. The item starts to run at once, so it also completes if the person leaves the
    /// page right after the click.
    /// </summary>
    public void Choose(ActionMenuItem item) => _choice?.TrySetResult(item);
}
