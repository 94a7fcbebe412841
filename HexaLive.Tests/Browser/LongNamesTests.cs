using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace HexaLive.Tests.Browser;

/// <summary>Very long names without spaces do not push any element off the screen.</summary>
public sealed class LongNamesTests(BrowserSession browser) : IClassFixture<BrowserSession>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Pages that are not tested, because the columns of their tables are as wide as the longest word in them.
    private static readonly string[] Tables = ["/clients", "/people", "/settings/people", "/settings/teams", "/settings/types", "/tasks"];

    [Theory]
    [InlineData(390, "es")]
    [InlineData(1440, "en")]
    public async Task No_page_is_wider_than_the_screen(int width, string language)
    {
        Chromium.SkipIfMissing();
        await LengthenNamesAsync();
        var page = await browser.SignInAsync("admin@demo.local", "/today", language, width);
        var wide = new List<string>();
        foreach (var route in AppRoutes.Templates.Except([.. Tables, "/"]).Select(r => AppRoutes.Fill(r, _ => 1, "hours-by-person")))
        {
            await page.GotoAsync(new Uri(browser.App.Address, route).ToString());
            await page.Locator("h1").First.WaitForAsync();
            if (!route.StartsWith("/account", StringComparison.Ordinal))
                await page.Locator("html[data-keys], .message-page, .account-card, .print-desk").First.WaitForAsync();
            // Return the elements that are wider than the screen, if the page scrolls sideways.
            var found = await page.EvaluateAsync<string>(
                """
                () => document.documentElement.scrollWidth <= innerWidth ? "" : [...document.querySelectorAll("main *")]
                    .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.parentElement.closest(".clip"))
                    .slice(0, 3).map(e => `${e.tagName}.${e.className}`).join(" > ")
                """
            );
            if (found.Length > 0)
                wide.Add($"{route}: {found}");
        }
        Assert.True(wide.Count == 0, string.Join('\n', wide));
    }

    [Theory]
    [InlineData(390)]
    [InlineData(1440)]
    public async Task Dialog_with_a_long_title_keeps_its_buttons_on_screen(int width)
    {
        Chromium.SkipIfMissing();
        var name = new string('W', 100);
        await browser
            .App.Services.GetRequiredService<ReportEditing>()
            .AddAsync(
                await browser.App.GetViewerAsync("admin@demo.local"),
                name,
                null,
                new ReportDefinition { Source = ReportSource.Tasks, Columns = [new("task.title")] }
            );
        await LengthenNamesAsync();
        var page = await browser.SignInAsync("admin@demo.local", "/reports", "es", width);
        await page.Locator("html[data-keys]").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = $"Acciones de «{name}»" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Compartir" }).ClickAsync();
        await page.GetByLabel("Personas y equipos concretos").CheckAsync();
        await page.Locator(".share-found button").First.WaitForAsync();

        var dialog = page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(dialog.Locator(".mud-dialog-actions button").Last).ToBeInViewportAsync(new() { Ratio = 1 });
        Assert.Equal(
            "",
            await page.EvaluateAsync<string>(
                """
                () => [...document.querySelectorAll(".mud-dialog, .mud-dialog *")]
                    .filter(e => e.clientWidth > 0 && e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX !== "hidden")
                    .map(e => `${e.tagName}.${e.className}`).join(" > ")
                """
            )
        );
    }

    private async Task LengthenNamesAsync()
    {
        await using var db = browser.App.Open();
        var (half, whole) = (new string('W', 90), new string('M', 190));
        await db.Clients.ExecuteUpdateAsync(s => s.SetProperty(c => c.Name, c => whole + c.Id), Cancellation);
        await db.Projects.ExecuteUpdateAsync(s => s.SetProperty(p => p.Name, p => whole + p.Id), Cancellation);
        await db.Tasks.ExecuteUpdateAsync(s => s.SetProperty(t => t.Title, t => whole + t.Id), Cancellation);
        await db.People.ExecuteUpdateAsync(s => s.SetProperty(p => p.Name, p => whole + p.Id), Cancellation);
        await db.Contacts.ExecuteUpdateAsync(s => s.SetProperty(c => c.Name, c => whole + c.Id), Cancellation);
        await db.Teams.ExecuteUpdateAsync(s => s.SetProperty(t => t.Name, t => half + t.Id), Cancellation);
        await db.Dedications.ExecuteUpdateAsync(s => s.SetProperty(d => d.Comment, whole), Cancellation);
    }
}
