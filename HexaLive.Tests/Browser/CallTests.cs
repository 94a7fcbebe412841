using HexaLive.Domain.Clients;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using HexaLive.Web.Features.Dedications;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit;

namespace HexaLive.Tests.Browser;

/// <summary>Calls started with a phone link on a page.</summary>
public sealed class CallTests(BrowserSession browser) : IClassFixture<BrowserSession>
{
    [Fact]
    public async Task Calling_a_contact_starts_the_timer_and_offers_the_log_form()
    {
        var page = await browser.SignInAsync("rep@demo.local", "/today");
        var viewer = await browser.App.GetViewerAsync("rep@demo.local");
        await using var db = browser.App.Open();
        var task = await db
            .Tasks.Where(t =>
                t.ResponsibleId == viewer.PersonId && t.Status < WorkTaskStatus.Finished && t.Contact!.Phones.Any() && t.DueAt != null
            )
            .OrderBy(t => t.DueAt)
            .Select(t => new
            {
                t.ClientId,
                t.ContactId,
                Contact = t.Contact!.Name,
                Client = t.Client.Name,
            })
            .FirstAsync(TestContext.Current.CancellationToken);
        // The test machine has no telephone, so cancel the navigation to the tel: link.
        await page.AddInitScriptAsync(
            "addEventListener('click', e => { if (e.target.closest?.('a[href^=\"tel:\"]')) e.preventDefault(); }, true)"
        );
        await page.GotoAsync(new Uri(browser.App.Address, $"/clients/{task.ClientId}").ToString());
        await page.Locator("html[data-keys]").WaitForAsync();

        await page.Locator($".phone-link[data-contact='{task.ContactId}']").First.ClickAsync();
        await Assertions.Expect(page.Locator(".app-bar .timer-chip")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".quick-log")).ToHaveCountAsync(0);
        await page.EvaluateAsync("window.dispatchEvent(new Event('focus'))");
        await Assertions.Expect(page.Locator(".picked-task")).ToContainTextAsync(task.Client);
        await Assertions.Expect(page.Locator("#quick-log-contact")).ToHaveValueAsync($"{task.ContactId}");
        await Assertions.Expect(page.Locator(".quick-log .timer-chip")).ToHaveAttributeAsync("aria-pressed", "true");
        // The call was not answered, so stop the timer without logging an entry.
        await page.GetByRole(AriaRole.Button, new() { Name = Ui.Text<LogEntryForm>("StopTimer") }).ClickAsync();
        await Assertions.Expect(page.Locator("#quick-log-comment")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator(".quick-log")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator(".app-bar .timer-chip")).ToHaveCountAsync(0);

        await page.Locator($".phone-link[data-contact='{task.ContactId}']").First.ClickAsync();
        await page.WaitForFunctionAsync("Object.keys(localStorage).some(k => k.includes(':call:'))");
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator(".picked-task")).ToContainTextAsync(task.Client);
        await page.Locator("#quick-log-comment").FillAsync("Quedamos en que mando la oferta");
        await page.Keyboard.PressAsync("Control+Enter");
        await Assertions.Expect(page.Locator(".diary")).ToContainTextAsync("Quedamos en que mando la oferta");
        await Assertions.Expect(page.Locator(".diary").GetByText("con " + task.Contact).First).ToBeVisibleAsync();
        await page.ReloadAsync();
        await page.Locator("html[data-keys]").WaitForAsync();
        await Assertions.Expect(page.Locator(".quick-log")).ToHaveCountAsync(0);
    }
}
