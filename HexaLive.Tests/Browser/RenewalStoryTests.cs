using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using HexaLive.Web.Features.Clients;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit;

namespace HexaLive.Tests.Browser;

/// <summary>A manager renews projects for the next year on a phone and undoes the renewal. An administrator merges two clients.</summary>
public sealed class RenewalStoryTests(BrowserSession browser) : IClassFixture<BrowserSession>
{
    [Fact]
    public async Task Projects_can_be_renewed_and_the_renewal_undone_on_a_phone()
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
        await MustBeAccessibleAsync(page);
        await page.ReloadAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo Projects for" }).ClickAsync();
        await MustBeAccessibleAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes, undo" }).ClickAsync();
        await Assertions
            .Expect(page.GetByText($"Renewals undone: {all - 1}. Projects kept: 0."))
            .ToBeVisibleAsync(new() { Timeout = 20_000 });
        await Assertions.Expect(rows).ToHaveCountAsync(all);
    }

    [Fact]
    public async Task Merged_client_page_redirects_to_the_kept_client()
    {
        int[] ids;
        await using (var db = browser.App.Open())
            ids = await db
                .Clients.OrderByDescending(c => c.Id)
                .Select(c => c.Id)
                .Take(2)
                .ToArrayAsync(TestContext.Current.CancellationToken);
        var page = await browser.SignInAsync("admin@demo.local", $"/clients/{ids[0]}/merge?with={ids[1]}", width: 390);
        await page.Locator(".merge-kept").WaitForAsync();
        await MustBeAccessibleAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = Ui.Text<MergePage>("Merge") }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = Ui.Text<MergePage>("SureYes") }).ClickAsync();
        await page.WaitForAddressAsync($"**/clients/{ids[0]}");
        await page.GotoAsync($"/clients/{ids[1]}");
        await page.WaitForAddressAsync($"**/clients/{ids[0]}");
        await Assertions.Expect(page.Locator(".diary")).ToContainTextAsync("ha fusionado");
    }

    private static async Task MustBeAccessibleAsync(IPage page)
    {
        Assert.Empty(await Accessibility.FaultsAsync(page));
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
    }
}
