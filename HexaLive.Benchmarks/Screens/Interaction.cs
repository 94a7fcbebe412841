using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;

namespace HexaLive.Benchmarks.Screens;

/// <summary>
/// Something that a person does on a screen. <paramref name="RunAsync"/> does it and waits until the screen shows the result.
/// </summary>
internal sealed record Interaction(string Name, ScreenKind Screen, bool IsForPhone, Func<IPage, Device, Task> RunAsync)
{
    private const string Rows = ".task-line";
    private const string Comment = "#quick-log-comment";

    /// <summary>The measured interactions: log, finish, snooze, approve and drag.</summary>
    public static IReadOnlyList<Interaction> All(IReadOnlyList<ScreenKind> kinds)
    {
        return
        [
            new("log", Kind("task"), true, LogAsync),
            new("finish", Kind("today"), true, FinishAsync),
            new("snooze", Kind("today"), true, SnoozeAsync),
            new("OK", Kind("control room"), true, ApproveAsync),
            new("drag", Kind("board"), false, DragAsync),
        ];

        ScreenKind Kind(string name) => kinds.First(k => k.Name == name);
    }

    /// <summary>Opens the form of a task, types a comment, saves, and waits until the diary shows it.</summary>
    public static async Task LogAsync(IPage page, Device device)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"Ha llamado {Stopwatch.GetTimestamp()}");
        await PressAsync(page.Locator(".log-prompt"), device);
        await page.Locator(Comment).WaitForAsync();
        await page.Locator(Comment).FocusAsync();
        await page.Keyboard.TypeAsync(text);
        await PressAsync(page.Locator("[data-save]"), device);
        await page.GetByText(text, new() { Exact = true }).First.WaitForAsync();
        await page.Locator(".log-prompt").WaitForAsync();
    }

    private static async Task FinishAsync(IPage page, Device device)
    {
        var row = page.Locator(Rows).First;
        var task = await row.Locator("a.strong").First.GetAttributeAsync("href");
        await PressAsync(row.GetByRole(AriaRole.Button, new() { Name = "Finalizar" }), device);
        await page.Locator("#finish-outcome").WaitForAsync();
        await page.Locator("#finish-outcome").FocusAsync();
        await page.Keyboard.TypeAsync("Pedido");
        var confirm = page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Finalizar" });
        await PressAsync(confirm, device);
        await page.Locator($"{Rows} a[href='{task}']").First.WaitForAsync(new() { State = WaitForSelectorState.Detached });
    }

    private static async Task SnoozeAsync(IPage page, Device device)
    {
        var button = page.GetByRole(AriaRole.Button, new() { Name = "Posponer" });
        var row = page.Locator($"{Rows}:not(:has(.snoozed))").Filter(new() { Has = button }).First;
        var task = await row.Locator("a.strong").First.GetAttributeAsync("href");
        await PressAsync(row.GetByRole(AriaRole.Button, new() { Name = "Posponer" }), device);
        await PressAsync(page.GetByRole(AriaRole.Menuitem).Filter(new() { HasText = "hora" }).First, device);
        await page.Locator($"{Rows}:has(a[href='{task}']) .snoozed").First.WaitForAsync();
    }

    // Needs entries that the representative has already logged on the manager's tasks.
    private static async Task ApproveAsync(IPage page, Device device)
    {
        var ok = new PageGetByRoleOptions { Name = "OK", Exact = true };
        var row = page.Locator("[data-entry]").Filter(new() { Has = page.GetByRole(AriaRole.Button, ok) }).First;
        var entry = await row.GetAttributeAsync("data-entry");
        var button = page.Locator($"[data-entry='{entry}']").GetByRole(AriaRole.Button, new() { Name = "OK", Exact = true });
        await PressAsync(button, device);
        await button.WaitForAsync(new() { State = WaitForSelectorState.Detached });
    }

    private static async Task DragAsync(IPage page, Device device)
    {
        var card = page.Locator("[data-column]:has([data-card]) [data-card]").First;
        var id = await card.GetAttributeAsync("data-card");
        var from = await card.EvaluateAsync<string>("c => c.closest('[data-column]').dataset.column");
        var target = page.Locator($"[data-drop]:not([data-column='{from}'])").First;
        var to = await target.GetAttributeAsync("data-column");
        await card.Locator(".board-foot")
            .DragToAsync(
                target,
                new()
                {
                    TargetPosition = new() { X = 30, Y = 15 },
                }
            );
        await page.Locator($"[data-column='{to}'] [data-card='{id}']").WaitForAsync();
    }

    private static Task PressAsync(ILocator what, Device device) => device.IsPhone ? what.TapAsync() : what.ClickAsync();
}
