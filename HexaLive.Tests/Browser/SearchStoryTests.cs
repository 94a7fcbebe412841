using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using HexaLive.Web.Features.Search;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit;

namespace HexaLive.Tests.Browser;

/// <summary>The search palette, used by keyboard and by touch.</summary>
public sealed class SearchStoryTests(BrowserSession browser) : IClassFixture<BrowserSession>
{
    [Fact]
    public async Task Client_is_found_by_keyboard_and_then_listed_as_recent()
    {
        var page = await browser.SignInAsync("admin@demo.local", "/today");
        await using var db = browser.App.Open();
        var client = await db.Clients.Where(c => c.Active).OrderBy(c => c.Name).FirstAsync(TestContext.Current.CancellationToken);
        await OpenSearchAsync(page);
        await page.Locator("#search-text").FillAsync(client.Name.ToUpperInvariant());
        await Assertions.Expect(page.GetByRole(AriaRole.Option).First).ToContainTextAsync(client.Name);
        await Assertions.Expect(page.Locator(".search-row mark").First).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(page.GetByRole(AriaRole.Option).Nth(1)).ToHaveAttributeAsync("aria-selected", "true");
        await Assertions.Expect(page.Locator("#search-text")).ToHaveAttributeAsync("aria-activedescendant", "search-row-1");
        await page.Keyboard.PressAsync("ArrowUp");
        await Assertions.Expect(page.GetByRole(AriaRole.Option).First).ToHaveAttributeAsync("aria-selected", "true");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page).ToHaveURLAsync($"/clients/{client.Id}", new() { Timeout = 30_000 });
        await Assertions.Expect(page.Locator("#search-text")).ToHaveCountAsync(0);

        await page.ReloadAsync();
        await OpenSearchAsync(page);
        await Assertions
            .Expect(page.GetByRole(AriaRole.Group, new() { Name = Ui.Text<SearchBox>("Group_Recent") }).GetByRole(AriaRole.Option).First)
            .ToContainTextAsync(client.Name);
    }

    [Fact]
    public async Task Enter_key_opens_a_task_by_its_number_before_search_results_appear()
    {
        var page = await browser.SignInAsync("admin@demo.local", "/today");
        await using var db = browser.App.Open();
        var task = await db.Tasks.OrderBy(t => t.Id).Select(t => t.Id).FirstAsync(TestContext.Current.CancellationToken);
        await OpenSearchAsync(page);
        await page.Keyboard.TypeAsync($"#{task}");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForAddressAsync($"**/tasks/{task}");
    }

    [Fact]
    public async Task Search_palette_offers_no_settings_to_representatives()
    {
        var page = await browser.SignInAsync("rep@demo.local", "/today", "en", width: 390);
        await page.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Option, new() { Name = "Board", Exact = true })).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Option, new() { Name = "Settings" })).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator("#search-text")).ToBeFocusedAsync();
        await BrowserSession.WaitUntilIdleAsync(page);
        var box = await page.Locator(".search-palette").BoundingBoxAsync();
        Assert.True(box is { X: 0, Width: 390, Height: >= 840 }, $"{box?.X} {box?.Width} {box?.Height}");
        await page.GetByRole(AriaRole.Option, new() { Name = "Dark theme" }).ClickAsync();
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
    }

    // Opens the search palette. Shortcuts work only once the page is interactive.
    private static async Task OpenSearchAsync(IPage page)
    {
        await page.Locator("html[data-keys]").WaitForAsync();
        await page.Keyboard.PressAsync("Control+k");
        await Assertions.Expect(page.Locator("#search-text")).ToBeFocusedAsync();
    }
}
