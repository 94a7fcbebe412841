using HexaLive.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace HexaLive.Tests.Browser;

/// <summary>A manager renews projects for the next year on a phone and undoes the renewal.</summary>
public sealed class RenewalStoryTests(BrowserSession browser) : IClassFixture<BrowserSession>
{
    [Fact]
    public async Task Projects_can_be_renewed_and_renewals_can_be_undone_on_a_phone()
    {
        var page = await browser.SignInAsync("manager@demo.local", "/projects/new-year", "en", 390);
        await page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        var rows = page.Locator(".renewal");
        await rows.First.WaitForAsync();
        var all = await rows.CountAsync();
        await rows.First.Locator("input").UncheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = $"Create {all - 1} projects" }).ClickAsync();
        await Assertions.Expect(page.GetByText($"Projects created: {all - 1} ·")).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await Assertions.Expect(rows).ToHaveCountAsync(1);
        await AssertAccessibleAndFitsAsync(page);
        await page.ReloadAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo Projects for" }).ClickAsync();
        await AssertAccessibleAndFitsAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes, undo" }).ClickAsync();
        await Assertions
            .Expect(page.GetByText($"Renewals undone: {all - 1}. Projects kept: 0."))
            .ToBeVisibleAsync(new() { Timeout = 20_000 });
        await Assertions.Expect(rows).ToHaveCountAsync(all);
    }

    private static async Task AssertAccessibleAndFitsAsync(IPage page)
    {
        Assert.Empty(await Accessibility.FindViolationsAsync(page));
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
    }
}
