using System.Globalization;
using System.Text.RegularExpressions;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Reporting;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace HexaLive.Tests.Browser;

/// <summary>Two people are signed in: one logs an entry, and the other sees the entry.</summary>
public sealed partial class MainJobTests(BrowserSession browser, ITestOutputHelper output) : IClassFixture<BrowserSession>
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
    public async Task Fifty_entries_in_a_row_all_appear_on_the_managers_screen()
    {
        var manager = await browser.SignInAsync("manager@demo.local", "/control");
        await manager.Locator(".feed-row").First.WaitForAsync();
        var rep = await browser.App.ViewerAsync("rep@demo.local");
        await using var db = browser.App.Open();
        var task = await db
            .Tasks.Where(t => t.ResponsibleId == rep.PersonId && t.Status != WorkTaskStatus.Finished)
            .Select(t => t.Id)
            .FirstAsync();
        var log = browser.App.Services.GetRequiredService<DedicationLog>();
        await WatchAsync(manager, "medida ");
        var lags = new List<double>();
        // Log an entry every 150 ms, as in a busy control room. Entries at shorter intervals would share a refresh.
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(150));
        for (var i = 0; i < 50; i++)
        {
            await pace.WaitForNextTickAsync(TestContext.Current.CancellationToken);
            var text = $"medida {i}";
            await log.LogAsync(
                rep,
                new LogRequest(
                    task,
                    new DedicationFields(DateOnly.FromDateTime(DateTime.UtcNow), 5, text),
                    EntryFollowUp.Keep,
                    Guid.NewGuid()
                ),
                TestContext.Current.CancellationToken
            );
            var committed = Now();
            lags.Add(Math.Max(0, await SeenAsync(manager, text) - committed));
        }
        Print("commit to visible", lags);
        Assert.Equal(50, await manager.Locator(".feed-row .pre").Filter(new() { HasTextRegex = MeasuredEntry() }).CountAsync());
    }

    [Fact]
    public async Task Fifty_entries_saved_in_the_form_appear_on_the_managers_screen()
    {
        var manager = await browser.SignInAsync("manager@demo.local", "/control");
        await manager.Locator(".feed-row").First.WaitForAsync();
        var rep = await browser.SignInAsync("rep@demo.local", "/today");
        var task = await ControlledTaskAsync();
        await rep.GotoAsync($"/tasks/{task}");
        await WatchAsync(manager, "pulsada ");
        await rep.EvaluateAsync(
            "() => addEventListener('click', e => { if (e.target.closest('[data-save]')) window.clicked = Date.now(); }, true)"
        );
        var lags = new List<double>();
        for (var i = 0; i < 50; i++)
        {
            var text = $"pulsada {i}";
            await rep.Locator(".log-prompt").ClickAsync();
            await rep.Locator("#quick-log-comment").FillAsync(text);
            await rep.Locator("[data-save]").ClickAsync();
            var seen = await SeenAsync(manager, text);
            lags.Add(seen - await rep.EvaluateAsync<double>("() => window.clicked"));
            await rep.Locator(".log-entry").WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        }
        Print("click to visible", lags);
        await using var db = browser.App.Open();
        Assert.Equal(50, await db.Dedications.CountAsync(d => d.TaskId == task && d.Comment.StartsWith("pulsada ")));
    }

    [Fact]
    public async Task Reminders_can_be_completed_and_snoozed_in_the_bell_menu()
    {
        var rep = await browser.SignInAsync("rep@demo.local", "/today");
        await rep.Locator(".bell-count").WaitForAsync();
        var count = int.Parse(await rep.Locator(".bell-count").InnerTextAsync(), CultureInfo.InvariantCulture);
        await rep.Locator(".bell-badge button").ClickAsync();
        await rep.Locator(".bell-row").First.GetByRole(AriaRole.Button, new() { Name = "Marcar como hecho" }).ClickAsync();
        await Assertions.Expect(rep.Locator(".bell-count")).ToHaveTextAsync($"{count - 1}");
        await rep.Locator(".bell-row").First.GetByRole(AriaRole.Button, new() { Name = "Posponer" }).ClickAsync();
        await rep.GetByText("Una hora").ClickAsync();
        await Assertions.Expect(rep.Locator(".bell-count")).ToHaveTextAsync($"{count - 2}");
    }

    [Fact]
    public async Task Task_can_be_rescheduled_and_finished_from_its_row()
    {
        var rep = await browser.SignInAsync("rep@demo.local", "/today");
        var overdue = rep.Locator("section[aria-label='Atrasadas'] .task-line");
        // Identify the task by its address, because two tasks can have the same title.
        var moved = await overdue.First.Locator("a.strong").GetAttributeAsync("href");
        await overdue.First.GetByRole(AriaRole.Button, new() { Name = "Cambiar fecha" }).ClickAsync();
        await rep.GetByText("Mañana", new() { Exact = true }).ClickAsync();
        await Assertions.Expect(rep.Locator($"section[aria-label='Próximas'] .task-line a[href='{moved}']")).ToBeVisibleAsync();

        var next = await overdue.First.Locator("a.strong").GetAttributeAsync("href");
        await overdue.First.GetByRole(AriaRole.Button, new() { Name = "Finalizar" }).ClickAsync();
        var dialog = rep.Locator(".mud-dialog");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Finalizar" }).ClickAsync();
        await Assertions.Expect(dialog.Locator(".field-problem")).ToBeVisibleAsync();
        await dialog.Locator("textarea").FillAsync("Pedido confirmado");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Finalizar" }).ClickAsync();
        var line = rep.Locator($"section[aria-label='Atrasadas'] .task-line a[href='{next}']");
        await Assertions.Expect(line).ToHaveCountAsync(0);
        await rep.GetByRole(AriaRole.Button, new() { Name = "Deshacer" }).ClickAsync();
        await Assertions.Expect(line).ToBeVisibleAsync();
        await rep.GotoAsync(next!);
        await Assertions.Expect(rep.Locator(".log-prompt")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Row_menu_opens_by_keyboard_and_Escape_returns_the_focus()
    {
        var rep = await browser.SignInAsync("rep@demo.local", "/today");
        var button = rep.Locator(".task-line").First.GetByRole(AriaRole.Button, new() { Name = "Cambiar fecha" });
        var tomorrow = rep.GetByText("Mañana", new() { Exact = true });
        await button.FocusAsync();
        foreach (var _ in new[] { "the first time", "and again" })
        {
            await rep.Keyboard.PressAsync("Enter");
            await Assertions.Expect(tomorrow).ToBeVisibleAsync();
            // The menu does not handle keys until a moment after it is shown, so press the key until an item has the focus.
            for (var i = 0; i < 50 && !await rep.EvaluateAsync<bool>("() => document.activeElement.role === 'menuitem'"); i++)
            {
                await rep.Keyboard.PressAsync("ArrowDown");
                await rep.WaitForTimeoutAsync(100);
            }
            await rep.Keyboard.PressAsync("Escape");
            await Assertions.Expect(tomorrow).ToBeHiddenAsync();
            await Assertions.Expect(button).ToBeFocusedAsync();
        }
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
        foreach (var minutes in new[] { "0", "1441", "abc", "" })
        {
            await rep.Locator(".field.minutes").FillAsync(minutes);
            await rep.Locator("[data-save]").ClickAsync();
            await Assertions.Expect(rep.Locator(".field-problem")).ToHaveCountAsync(2);
        }
        Assert.Equal(before, await db.Dedications.CountAsync());
    }

    [GeneratedRegex("^medida [0-9]+$")]
    private static partial Regex MeasuredEntry();

    private async Task<int> ControlledTaskAsync()
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

    // Records on the page when each marked line appears. Browser and test use the same system clock.
    private static Task WatchAsync(IPage page, string mark) =>
        page.EvaluateAsync(
            "mark => { window.seen = {}; new MutationObserver(() => document.querySelectorAll('.feed-row .pre').forEach(e => { const t = e.textContent; if (t.startsWith(mark) && !seen[t]) seen[t] = Date.now(); })).observe(document.body, { childList: true, subtree: true, characterData: true }); }",
            mark
        );

    private static async Task<double> SeenAsync(IPage page, string text)
    {
        await page.WaitForFunctionAsync("t => window.seen[t]", text);
        return await page.EvaluateAsync<double>("t => window.seen[t]", text);
    }

    private static long Now() => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    private void Print(string what, List<double> lags)
    {
        lags.Sort();
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{what} over {lags.Count} entries: p50 {lags[lags.Count / 2]} ms, p95 {lags[lags.Count * 95 / 100]} ms, most {lags[^1]} ms"
            )
        );
    }
}
