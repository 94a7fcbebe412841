using HexaLive.Tests.Support;
using HexaLive.Web.Components;
using HexaLive.Web.Features.Reminders;
using Microsoft.Playwright;
using Xunit;

namespace HexaLive.Tests.Browser;

/// <summary>The bar and the navigation, which are static HTML around the interactive page.</summary>
public sealed class ShellTests(BrowserSession browser) : IClassFixture<BrowserSession>
{
    [Fact]
    public async Task Navigation_and_page_skeleton_are_in_the_first_response()
    {
        var page = await browser.SignInAsync("manager@demo.local", "/today");
        var html = await (await page.APIRequest.GetAsync("/tasks")).TextAsync();
        Assert.Matches("<a href=\"/tasks\" aria-current=\"page\"", html);
        Assert.Matches($"skeleton-title\"[^>]*>{Ui.Text<App>("Nav_Tasks")}<", html);
    }

    [Fact]
    public async Task Text_is_rendered_in_the_bundled_font()
    {
        var page = await browser.SignInAsync("rep@demo.local", "/today");
        Assert.True(await page.EvaluateAsync<bool>("() => document.fonts.load('500 16px Roboto').then(loaded => loaded.length === 1)"));
    }

    [Fact]
    public async Task Navigation_offers_only_what_the_role_may_open()
    {
        var rep = await browser.SignInAsync("rep@demo.local", "/today");
        await Assertions.Expect(rep.Locator("#nav a")).Not.ToHaveCountAsync(0);
        await Assertions.Expect(rep.Locator("#nav a[href='/control'], #nav a[href='/settings']")).ToHaveCountAsync(0);
        var admin = await browser.SignInAsync("admin@demo.local", "/today");
        await Assertions.Expect(admin.Locator("#nav a[href='/control'], #nav a[href='/settings']")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task Clicking_a_navigation_link_keeps_the_circuit_and_marks_the_link_as_current()
    {
        var page = await browser.SignInAsync("rep@demo.local", "/today");
        await page.Locator("html[data-keys]").WaitForAsync();
        await page.EvaluateAsync("() => { window.sameDocument = true; }");
        await page.Locator("#nav").GetByRole(AriaRole.Link, new() { Name = Ui.Text<App>("Nav_Clients") }).ClickAsync();
        await page.WaitForAddressAsync("**/clients");
        await Assertions.Expect(page.Locator("#nav [aria-current=page]")).ToHaveTextAsync(Ui.Text<App>("Nav_Clients"));
        Assert.True(await page.EvaluateAsync<bool>("() => window.sameDocument === true"));
        await page.GoBackAsync();
        await Assertions.Expect(page.Locator("#nav [aria-current=page]")).ToHaveTextAsync(Ui.Text<App>("Nav_Today"));
    }

    [Fact]
    public async Task Navigation_can_be_hidden_and_shown_again()
    {
        var page = await browser.SignInAsync("rep@demo.local", "/today");
        var toggle = page.Locator("[data-nav-toggle]");
        await page.Locator("html[data-keys]").WaitForAsync();
        await toggle.ClickAsync();
        await Assertions.Expect(page.Locator("#nav")).ToBeHiddenAsync();
        await Assertions.Expect(toggle).ToHaveAttributeAsync("aria-expanded", "false");
        await toggle.ClickAsync();
        await Assertions.Expect(page.Locator("#nav")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Theme_changes_at_once_and_survives_a_reload()
    {
        var page = await browser.SignInAsync("rep@demo.local", "/today");
        await page.Locator("html[data-keys]").WaitForAsync();
        const string background =
            "() => getComputedStyle(document.body).backgroundColor"
            + " + getComputedStyle(document.documentElement).getPropertyValue('--mud-palette-surface')";
        var light = await page.EvaluateAsync<string>(background);
        await page.GetByRole(AriaRole.Button, new() { Name = Ui.Text<App>("Theme_Switch") }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = Ui.Text<App>("Theme_Dark") }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Menu)).ToHaveCountAsync(0);
        // The background changes in a transition, which may be very short, so wait until the transition has ended.
        await BrowserSession.WaitUntilIdleAsync(page);
        var dark = await page.EvaluateAsync<string>(background);
        Assert.NotEqual(light, dark);
        await page.ReloadAsync();
        await page.Locator("h1").WaitForAsync();
        Assert.Equal(dark, await page.EvaluateAsync<string>(background));
    }

    [Fact]
    public async Task Home_page_leads_to_the_start_page_without_merging_the_two_pages()
    {
        var page = await browser.SignInAsync("rep@demo.local", "/today");
        var merged = new System.Collections.Concurrent.ConcurrentBag<string>();
        page.Request += (_, request) =>
        {
            if (request.Headers.GetValueOrDefault("accept", "").Contains("blazor-enhanced-nav", StringComparison.Ordinal))
                merged.Add(request.Url);
        };

        await page.GotoAsync("/");
        await page.WaitForURLAsync("**/today");

        await page.Locator("html[data-keys]").WaitForAsync();
        await page.Keyboard.PressAsync("?");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        Assert.Empty(merged);
    }

    [Fact]
    public async Task Account_menu_works_by_keyboard()
    {
        var page = await browser.SignInAsync("rep@demo.local", "/today");
        await page.Locator("html[data-keys]").WaitForAsync();
        var button = page.GetByRole(AriaRole.Button, new() { Name = Ui.Text<App>("Account_Menu") });
        await button.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Menuitem).First).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(button).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Menuitem, new() { Name = Ui.Text<App>("Keys") }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog, new() { Name = Ui.Text<App>("Keys") })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Clicking_a_reminder_closes_the_reminder_list()
    {
        var page = await browser.SignInAsync("rep@demo.local", "/today");
        await page.Locator(".bell-row").First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await page.Locator("[popovertarget=bell]").ClickAsync();
        var list = page.GetByRole(AriaRole.Dialog, new() { Name = Ui.Text<ReminderMenu>("Title") });
        await Assertions.Expect(list).ToBeVisibleAsync();
        await list.Locator(".bell-row a").First.ClickAsync();
        await page.WaitForAddressAsync("**/tasks/*");
        await Assertions.Expect(list).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Dialog_opened_from_a_reminder_closes_the_reminder_list()
    {
        var page = await browser.SignInAsync("rep@demo.local", "/today", width: 390);
        await page.Locator(".bell-row").First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await page.Locator("[popovertarget=bell]").ClickAsync();
        await page.Locator(".bell-row [aria-haspopup=menu]").First.ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = Ui.Text<RemindersPage>("Snooze_Pick") }).ClickAsync();
        await Assertions.Expect(page.Locator(".mud-dialog")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#bell")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Phone_navigation_closes_on_Escape_and_on_a_link_click()
    {
        var page = await browser.SignInAsync("rep@demo.local", "/today", width: 390);
        await page.Locator("html[data-keys]").WaitForAsync();
        var button = page.GetByRole(AriaRole.Button, new() { Name = Ui.Text<App>("Nav_Menu") });
        await Assertions.Expect(page.Locator("#nav")).ToBeHiddenAsync();
        await button.ClickAsync();
        await Assertions.Expect(page.Locator("#nav")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator("#nav")).ToBeHiddenAsync();
        await button.ClickAsync();
        await page.Locator("#nav").GetByRole(AriaRole.Link, new() { Name = Ui.Text<App>("Nav_Projects") }).ClickAsync();
        await page.WaitForAddressAsync("**/projects");
        await Assertions.Expect(page.Locator("#nav")).ToBeHiddenAsync();
    }
}
