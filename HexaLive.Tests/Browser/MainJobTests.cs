using System.Globalization;
using HexaLive.Domain.Tasks;
using HexaLive.Tests.Support;
using HexaLive.Web.Components;
using HexaLive.Web.Features.Reminders;
using HexaLive.Web.Features.Tasks;
using HexaLive.Web.Features.Today;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit;

namespace HexaLive.Tests.Browser;

/// <summary>Two people are signed in: one logs an entry, and the other sees the entry.</summary>
public sealed class MainJobTests(BrowserSession browser) : IClassFixture<BrowserSession>
{
    [Fact]
    public async Task Entry_logged_by_keyboard_appears_on_the_managers_screen()
    {
        var manager = await browser.SignInAsync("manager@demo.local", "/control");
        await manager.Locator(".feed-row").First.WaitForAsync();
        var rep = await browser.SignInAsync("rep@demo.local", "/today");
        await rep.Locator(".task-line").First.WaitForAsync();

        var text = $"Prueba en vivo {Guid.NewGuid():N} <b>negrita</b> 😀";
        await rep.Locator("html[data-keys]").WaitForAsync();
        await rep.Keyboard.PressAsync("l");
        await rep.Locator("#quick-log-tasks li").First.ClickAsync();
        await rep.Locator("#quick-log-comment").FillAsync(text);
        await rep.Locator("#quick-log-comment").PressAsync("Control+Enter");

        // The text appears exactly as typed, because user input is never treated as markup.
        await manager.GetByText(text, new() { Exact = true }).WaitForAsync();
        await rep.Locator(".mud-dialog").WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        await using var db = browser.App.Open();
        Assert.Equal(1, await db.Dedications.CountAsync(d => d.Comment == text));
    }

    [Fact]
    public async Task Entries_logged_in_quick_succession_appear_once_each_on_the_managers_screen()
    {
        var manager = await browser.SignInAsync("manager@demo.local", "/control");
        await manager.Locator(".feed-row").First.WaitForAsync();
        var rep = await browser.App.GetViewerAsync("rep@demo.local");
        var task = await FindControlledTaskIdAsync();
        var rows = manager.Locator(".feed-row .pre").Filter(new() { HasTextRegex = new("^seguida [0-9]+$") });

        await browser.App.LogTodayAsync(rep, task, 5, "seguida 0");
        await Assertions.Expect(rows).ToHaveTextAsync(["seguida 0"]);
        for (var i = 1; i < 5; i++)
            await browser.App.LogTodayAsync(rep, task, 5, $"seguida {i}");

        await Assertions.Expect(rows).ToHaveTextAsync(["seguida 4", "seguida 3", "seguida 2", "seguida 1", "seguida 0"]);
    }

    [Fact]
    public async Task Entries_saved_one_by_one_in_the_form_appear_once_each_on_the_managers_screen()
    {
        var manager = await browser.SignInAsync("manager@demo.local", "/control");
        await manager.Locator(".feed-row").First.WaitForAsync();
        var task = await FindControlledTaskIdAsync();
        var rep = await browser.SignInAsync("rep@demo.local", $"/tasks/{task}");
        await rep.Locator("html[data-keys]").WaitForAsync();
        var rows = manager.Locator(".feed-row .pre").Filter(new() { HasTextRegex = new("^guardada [0-9]+$") });
        for (var i = 0; i < 3; i++)
        {
            await rep.Locator(".log-prompt").ClickAsync();
            await rep.Locator("#quick-log-comment").FillAsync($"guardada {i}");
            await rep.Locator("[data-save]").ClickAsync();
            await Assertions.Expect(rep.Locator(".log-entry")).ToBeHiddenAsync();
        }

        await Assertions.Expect(rows).ToHaveTextAsync(["guardada 2", "guardada 1", "guardada 0"]);
        await using var db = browser.App.Open();
        Assert.Equal(3, await db.Dedications.CountAsync(d => d.TaskId == task && d.Comment.StartsWith("guardada ")));
    }

    [Fact]
    public async Task Reminders_can_be_completed_and_snoozed_in_the_bell_menu()
    {
        var rep = await browser.SignInAsync("rep@demo.local", "/today");
        await rep.Locator(".bell-count").WaitForAsync();
        var count = int.Parse(await rep.Locator(".bell-count").InnerTextAsync(), CultureInfo.InvariantCulture);
        await rep.Locator("[popovertarget=bell]").ClickAsync();
        await rep.Locator(".bell-row").First.GetByRole(AriaRole.Button, new() { Name = Ui.Text<ReminderMenu>("Done") }).ClickAsync();
        await Assertions.Expect(rep.Locator(".bell-count")).ToHaveTextAsync($"{count - 1}");
        await rep.Locator(".bell-row").First.GetByRole(AriaRole.Button, new() { Name = Ui.Text<RemindersPage>("Snooze") }).ClickAsync();
        await rep.GetByRole(AriaRole.Menuitem, new() { Name = "Una hora" }).ClickAsync();
        await Assertions.Expect(rep.Locator(".bell-count")).ToHaveTextAsync($"{count - 2}");
    }

    [Fact]
    public async Task Task_can_be_rescheduled_and_finished_from_its_row()
    {
        var rep = await browser.SignInAsync("rep@demo.local", "/today");
        var overdue = rep.Locator($"section[aria-label='{Ui.Text<TodayPage>("Overdue")}'] .task-line");
        // Identify the task by its address, because two tasks can have the same title.
        var moved = await overdue.First.Locator("a.strong").GetAttributeAsync("href");
        await overdue.First.HoverAsync();
        await overdue.First.GetByRole(AriaRole.Button, new() { Name = Ui.Text<TaskPage>("MoreActions") }).ClickAsync();
        await rep.GetByRole(AriaRole.Group, new() { Name = Ui.Text<TaskPage>("Reschedule") })
            .GetByRole(AriaRole.Menuitem, new() { Name = Ui.Text<TaskPage>("Tomorrow"), Exact = true })
            .ClickAsync();
        await Assertions
            .Expect(rep.Locator($"section[aria-label='{Ui.Text<TodayPage>("Coming")}'] .task-line a[href='{moved}']"))
            .ToBeVisibleAsync();
        await rep.GetByRole(AriaRole.Button, new() { Name = Ui.Text<App>("Undo") }).ClickAsync();
        await Assertions
            .Expect(rep.Locator($"section[aria-label='{Ui.Text<TodayPage>("Overdue")}'] .task-line a[href='{moved}']"))
            .ToBeVisibleAsync();

        var direct = await overdue.First.Locator("a.strong").GetAttributeAsync("href");
        await overdue.First.HoverAsync();
        await overdue.First.GetByRole(AriaRole.Button, new() { Name = Ui.Text<TaskPage>("Tomorrow"), Exact = true }).ClickAsync();
        await Assertions
            .Expect(rep.Locator($"section[aria-label='{Ui.Text<TodayPage>("Coming")}'] .task-line a[href='{direct}']"))
            .ToBeVisibleAsync();

        var next = await overdue.First.Locator("a.strong").GetAttributeAsync("href");
        await overdue.First.HoverAsync();
        await overdue.First.GetByRole(AriaRole.Button, new() { Name = Ui.Text<TaskPage>("MoreActions") }).ClickAsync();
        await rep.GetByRole(AriaRole.Menuitem, new() { Name = Ui.Text<TaskPage>("Finish") }).ClickAsync();
        var dialog = rep.Locator(".mud-dialog");
        await dialog.GetByRole(AriaRole.Button, new() { Name = Ui.Text<TaskPage>("Finish") }).ClickAsync();
        await Assertions.Expect(dialog.Locator(".field-problem")).ToBeVisibleAsync();
        await dialog.Locator("textarea").FillAsync("Pedido confirmado");
        await dialog.GetByRole(AriaRole.Button, new() { Name = Ui.Text<TaskPage>("Finish") }).ClickAsync();
        var line = rep.Locator($"section[aria-label='{Ui.Text<TodayPage>("Overdue")}'] .task-line a[href='{next}']");
        await Assertions.Expect(line).ToHaveCountAsync(0);
        await rep.Locator(".mud-snackbar")
            .Filter(new() { HasText = Ui.Text<TaskPage>("Finished") })
            .GetByRole(AriaRole.Button, new() { Name = Ui.Text<App>("Undo") })
            .ClickAsync();
        await Assertions.Expect(line).ToBeVisibleAsync();
        await rep.GotoAsync(next!);
        await Assertions.Expect(rep.Locator(".log-prompt")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Unsaved_comment_survives_a_reload()
    {
        var rep = await browser.SignInAsync("rep@demo.local", "/today");
        await rep.Locator(".task-line").First.WaitForAsync();
        await rep.Locator("html[data-keys]").WaitForAsync();
        await rep.Keyboard.PressAsync("l");
        await rep.Locator("#quick-log-tasks li").First.ClickAsync();
        await rep.Locator("#quick-log-comment").FillAsync("A medio escribir");

        await rep.ReloadAsync();

        await Assertions.Expect(rep.Locator("#quick-log-comment")).ToHaveValueAsync("A medio escribir");
    }

    [Fact]
    public async Task Invalid_minutes_and_empty_comment_are_reported_at_their_fields()
    {
        var rep = await browser.SignInAsync("rep@demo.local", "/today");
        await rep.Locator(".task-line").First.WaitForAsync();
        await using var db = browser.App.Open();
        var before = await db.Dedications.CountAsync();
        await rep.Locator("html[data-keys]").WaitForAsync();
        await rep.Keyboard.PressAsync("l");
        await rep.Locator("#quick-log-tasks li").First.ClickAsync();
        // The form moves the focus, and may scroll, after the task was chosen. A click at that moment would miss the button.
        await Assertions.Expect(rep.Locator("#quick-log-comment")).ToBeFocusedAsync();
        foreach (var minutes in new[] { "0", "1441", "abc", "" })
        {
            await rep.Locator(".field.minutes").FillAsync(minutes);
            await rep.Locator("[data-save]").ClickAsync();
            await Assertions.Expect(rep.Locator(".field-problem")).ToHaveCountAsync(2);
        }
        Assert.Equal(before, await db.Dedications.CountAsync());
    }

    private async Task<int> FindControlledTaskIdAsync()
    {
        await using var db = browser.App.Open();
        return await db
            .Tasks.Where(t =>
                t.Responsible.Email == "rep@demo.local" && t.Controller.Email == "manager@demo.local" && t.Status != WorkTaskStatus.Finished
            )
            .OrderBy(t => t.Id)
            .Select(t => t.Id)
            .FirstAsync();
    }
}
