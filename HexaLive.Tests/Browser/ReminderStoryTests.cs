using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Reminders;
using HexaLive.Infrastructure.Features.Reviews;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using HexaLive.Web.Features.Reminders;
using HexaLive.Web.Features.Tasks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace HexaLive.Tests.Browser;

/// <summary>Reminders appear on open pages by themselves, and people snooze them there.</summary>
public sealed class ReminderStoryTests(BrowserSession browser) : IClassFixture<BrowserSession>
{
    [Fact]
    public async Task Controllers_question_shows_a_toast_and_a_due_task_can_be_snoozed_in_its_row()
    {
        var stop = TestContext.Current.CancellationToken;
        var page = await browser.SignInAsync("rep@demo.local", "/today");
        await page.Locator("html[data-keys]").WaitForAsync();
        // A headless browser does not allow notifications, so record the notifications that the page requests.
        await page.EvaluateAsync("() => { window.told = []; hexa.notify = (...a) => told.push(a.slice(0, 2).join('|')); }");
        var (rep, chief) = (await browser.App.GetViewerAsync("rep@demo.local"), await browser.App.GetViewerAsync("manager@demo.local"));
        int task;
        string title;
        await using (var db = browser.App.Open())
        {
            var open = await db
                .Tasks.Where(t => t.ResponsibleId == rep.PersonId && t.ControllerId == chief.PersonId && t.Status < WorkTaskStatus.Finished)
                .OrderBy(t => t.Id)
                .Select(t => new { t.Id, t.Title })
                .FirstAsync(stop);
            (task, title) = (open.Id, open.Title);
        }
        var entry = await browser.App.LogTodayAsync(rep, task, 12, "Piden plazo");
        await browser.App.Services.GetRequiredService<EntryReviews>().AskAsync(chief, [entry], "¿Qué plazo?", stop);

        await Assertions.Expect(page.Locator(".mud-snackbar")).ToContainTextAsync($"Una pregunta para ti: {title}");
        await page.WaitForFunctionAsync("() => window.told.some(t => t.startsWith('Una pregunta para ti'))");
        await page.Locator("[popovertarget=bell]").First.ClickAsync();
        await Assertions.Expect(page.Locator(".bell-row").First).ToContainTextAsync("¿Qué plazo?");
        await page.Keyboard.PressAsync("Escape");

        await browser
            .App.Services.GetRequiredService<TaskEditing>()
            .RescheduleAsync(rep, task, new NextAction(browser.App.TodayOf(rep)), stop);
        await browser.App.Services.GetRequiredService<DueFlagging>().FlagDueAsync(stop);
        var line = page.Locator(".task-line").Filter(new() { Has = page.Locator($"a[href='/tasks/{task}']") });
        // Use the keyboard, because the toast at the bottom of the screen may cover the row.
        await line.GetByRole(AriaRole.Button, new() { Name = Ui.Text<TaskPage>("MoreActions") }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Group, new() { Name = Ui.Text<RemindersPage>("Snooze") })
            .GetByRole(AriaRole.Menuitem, new() { Name = "Mañana a las 9:00" })
            .ClickAsync();
        await Assertions.Expect(line.Locator(".snoozed")).ToContainTextAsync("mañana 9:00");
        await using (var db = browser.App.Open())
            Assert.All(
                await db
                    .Reminders.Where(r =>
                        r.TaskId == task
                        && r.PersonId == rep.PersonId
                        && r.PromiseId != null
                        && r.DoneAt == null
                        && r.Promise!.Outcome == PromiseOutcome.Open
                    )
                    .ToListAsync(stop),
                r => Assert.NotNull(r.SnoozedUntil)
            );
    }
}
