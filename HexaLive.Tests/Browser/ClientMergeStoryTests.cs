using HexaLive.Tests.Support;
using HexaLive.Web.Features.Clients;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit;

namespace HexaLive.Tests.Browser;

/// <summary>An administrator merges two clients on a phone.</summary>
public sealed class ClientMergeStoryTests(BrowserSession browser) : IClassFixture<BrowserSession>
{
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
        Assert.Empty(await Accessibility.FindViolationsAsync(page));
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        await page.GetByRole(AriaRole.Button, new() { Name = Ui.Text<MergePage>("Merge") }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = Ui.Text<MergePage>("SureYes") }).ClickAsync();
        await page.WaitForAddressAsync($"**/clients/{ids[0]}");
        await page.GotoAsync($"/clients/{ids[1]}");
        await page.WaitForAddressAsync($"**/clients/{ids[0]}");
        await Assertions.Expect(page.Locator(".diary")).ToContainTextAsync("ha fusionado");
    }
}
