using HexaLive.Tests.Support;
using HexaLive.Web.Features.Reports.Run;
using HexaLive.Web.Features.VisitSheets;
using Microsoft.Playwright;
using Xunit;

namespace HexaLive.Tests.Browser;

/// <summary>Running a report, opening its groups, reopening the report by its address, and preparing a visit in one click.</summary>
public sealed class ReportStoryTests(BrowserSession browser) : IClassFixture<BrowserSession>
{
    [Fact]
    public async Task Rows_opened_by_drill_down_are_shown_again_after_a_reload()
    {
        var page = await browser.SignInAsync("manager@demo.local", "/reports/hours-by-person?p.period=");
        await page.Locator("html[data-keys]").WaitForAsync();
        var first = page.Locator(".run-tree tbody tr").First;
        var name = await first.Locator("th a").InnerTextAsync();
        var count = await first.Locator("td a").First.InnerTextAsync();
        await first.Locator("td a").First.ClickAsync();
        await Assertions.Expect(page.Locator(".run-crumbs")).ToContainTextAsync(name);
        await Assertions.Expect(page.Locator(".run-totals")).ToContainTextAsync(count);
        var rows = await page.Locator(".run-table tbody tr").CountAsync();
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator(".run-table tbody tr")).ToHaveCountAsync(rows);
        await page.GoBackAsync();
        await Assertions.Expect(page.Locator(".run-tree tbody tr").First).ToContainTextAsync(name);
        await page.GetByRole(AriaRole.Link, new() { Name = Ui.Text<RunPage>("Chart_Share") }).ClickAsync();
        await Assertions.Expect(page.Locator(".run-share circle").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Visit_sheet_opens_from_the_client_and_fits_a_phone()
    {
        var page = await browser.SignInAsync("rep@demo.local", "/clients", width: 390);
        await page.Locator("html[data-keys]").WaitForAsync();
        await page.Locator("main a[href^='/clients/']").First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = Ui.Text<VisitSheetPage>("Prepare") }).ClickAsync();
        await Assertions.Expect(page.Locator(".sheet-diary")).ToBeVisibleAsync();
        Assert.Equal(0, await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth"));
        await page.GetByRole(AriaRole.Button, new() { Name = Ui.Text<VisitSheetPage>("Taken") }).ClickAsync();
        await Assertions.Expect(page.Locator(".sheet-news")).ToContainTextAsync("Sin novedades");
    }
}
