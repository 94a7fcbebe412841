using HexaLive.Domain.Presets;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using HexaLive.Web.Components;
using Microsoft.Playwright;
using Xunit;

namespace HexaLive.Tests.Browser;

/// <summary>
/// Checks every page in Spanish, with the light theme, on a desktop. Also tests the behaviour that belongs to no single page.
/// </summary>
public sealed class RouteTests(BrowserSession browser) : IClassFixture<BrowserSession>
{
    [Fact]
    public void Route_search_finds_more_than_30_routes_in_the_assembly() =>
        Assert.True(RouteVisit.Routes.Count > 30, string.Join(' ', RouteVisit.Routes));

    [Fact]
    public async Task Every_page_is_accessible_and_shows_only_Spanish()
    {
        var faults = await RouteVisit.FindFaultsAsync(browser, "es", "light", 1280);
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public async Task Question_mark_key_shows_the_keyboard_shortcuts()
    {
        var page = await browser.SignInAsync("rep@demo.local", "/today");
        await page.Locator("html[data-keys]").WaitForAsync();
        await page.Keyboard.PressAsync("?");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(dialog).ToContainTextAsync("Registrar entrada");
        // Escape closes the dialog only if the focus is inside, so wait for the focus.
        await page.WaitForFunctionAsync("document.activeElement?.closest('.mud-dialog-container')");
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(dialog).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Web_app_manifest_is_served_with_its_icons()
    {
        var page = await browser.SignInAsync("rep@demo.local", "/today");
        var href = await page.Locator("link[rel=manifest]").GetAttributeAsync("href");
        var answer = await page.APIRequest.GetAsync(new Uri(browser.App.Address, href).ToString());
        Assert.Equal(200, answer.Status);
        var manifest = (await answer.JsonAsync())!.Value;
        Assert.Equal("standalone", manifest.GetProperty("display").GetString());
        foreach (var icon in manifest.GetProperty("icons").EnumerateArray())
        {
            var image = await page.APIRequest.GetAsync(new Uri(browser.App.Address, icon.GetProperty("src").GetString()).ToString());
            Assert.Equal((200, icon.GetProperty("type").GetString()), (image.Status, image.Headers["content-type"]));
        }
    }
}
