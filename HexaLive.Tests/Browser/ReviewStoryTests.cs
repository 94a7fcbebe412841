using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using HexaLive.Web.Features.Reviews;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit;

namespace HexaLive.Tests.Browser;

/// <summary>The manager reviews entries by keyboard alone, and the representative replies on the entry.</summary>
public sealed class ReviewStoryTests(BrowserSession browser) : IClassFixture<BrowserSession>
{
    [Fact]
    public async Task Question_and_reply_appear_at_once_on_the_screens_of_both_people()
    {
        var manager = await browser.SignInAsync("manager@demo.local", "/control");
        await manager.Locator("html[data-keys]").WaitForAsync();
        var (rep, chief) = (await browser.App.GetViewerAsync("rep@demo.local"), await browser.App.GetViewerAsync("manager@demo.local"));
        int task;
        await using (var db = browser.App.Open())
            task = await db
                .Tasks.Where(t =>
                    t.ResponsibleId == rep.PersonId
                    && t.ControllerId == chief.PersonId
                    && t.Status < HexaLive.Domain.Tasks.WorkTaskStatus.Finished
                )
                .OrderBy(t => t.Id)
                .Select(t => t.Id)
                .FirstAsync(TestContext.Current.CancellationToken);
        var page = await browser.SignInAsync("rep@demo.local", $"/tasks/{task}");
        await page.Locator("html[data-keys]").WaitForAsync();
        await browser.App.LogTodayAsync(rep, task, 12, "Quieren un descuento");

        var line = manager.Locator(".feed-row").Filter(new() { HasText = "Quieren un descuento" });
        var entry = page.Locator(".feed-row").Filter(new() { HasText = "Quieren un descuento" });
        await Assertions.Expect(entry.Locator(".review")).ToHaveTextAsync("Nueva");
        // An entry counts as seen after three seconds on the manager's screen.
        await Assertions.Expect(entry.Locator(".review")).ToHaveTextAsync("Vista", new() { Timeout = 15_000 });

        await manager.Keyboard.PressAsync("j");
        await Assertions.Expect(line).ToBeFocusedAsync();
        await manager.Keyboard.PressAsync("q");
        await Assertions.Expect(line.Locator("textarea")).ToBeFocusedAsync();
        await manager.Keyboard.TypeAsync("¿Cuánto piden?");
        await manager.Keyboard.PressAsync("Control+Enter");
        await Assertions.Expect(entry.Locator(".thread")).ToContainTextAsync("¿Cuánto piden?");
        await Assertions.Expect(entry.Locator(".review")).ToHaveTextAsync("Pregunta");

        await entry.GetByRole(AriaRole.Button, new() { Name = Ui.Text<EntryThread>("Reply") }).ClickAsync();
        await Assertions.Expect(entry.Locator("textarea")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("Un cinco por ciento");
        await page.Keyboard.PressAsync("Control+Enter");
        await Assertions.Expect(line.Locator(".thread")).ToContainTextAsync("Un cinco por ciento");
        await line.FocusAsync();
        await manager.Keyboard.PressAsync("o");
        await Assertions.Expect(entry.Locator(".review")).ToHaveTextAsync("OK");
        await Assertions.Expect(line.Locator(".review")).ToHaveTextAsync("OK");
    }
}
