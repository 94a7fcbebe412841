using HexaLive.Tests.Support;
using HexaLive.Web.Components;
using HexaLive.Web.Features.Tasks;
using Microsoft.Playwright;
using Xunit;

namespace HexaLive.Tests.Browser;

/// <summary>The menu that the rows of a page share, and the buttons of a row, used by keyboard, by mouse and on a phone.</summary>
public sealed class RowMenuTests(BrowserSession browser) : IClassFixture<BrowserSession>
{
    [Fact]
    public async Task Menu_opens_by_keyboard_and_Escape_returns_the_focus_to_its_button()
    {
        var page = await OpenAsync();
        var button = MoreOf(page.Locator(".task-line").First);
        await button.FocusAsync();
        foreach (var _ in new[] { "the first time", "and again" })
        {
            await page.Keyboard.PressAsync("Enter");
            await Assertions.Expect(Items(page).First).ToBeFocusedAsync();
            await Assertions.Expect(button).ToHaveAttributeAsync("aria-expanded", "true");
            await page.Keyboard.PressAsync("ArrowDown");
            await Assertions.Expect(Items(page).Nth(1)).ToBeFocusedAsync();
            await page.Keyboard.PressAsync("End");
            await Assertions.Expect(Items(page).Last).ToBeFocusedAsync();
            await page.Keyboard.PressAsync("ArrowDown");
            await Assertions.Expect(Items(page).First).ToBeFocusedAsync();
            await page.Keyboard.PressAsync("ArrowUp");
            await Assertions.Expect(Items(page).Last).ToBeFocusedAsync();
            await page.Keyboard.PressAsync("Home");
            await Assertions.Expect(Items(page).First).ToBeFocusedAsync();
            await page.Keyboard.PressAsync("Escape");
            await Assertions.Expect(Items(page)).ToHaveCountAsync(0);
            await Assertions.Expect(button).ToBeFocusedAsync();
            await Assertions.Expect(button).ToHaveAttributeAsync("aria-expanded", "false");
        }
    }

    [Fact]
    public async Task Tab_key_leaves_the_menu_and_moves_to_the_next_control()
    {
        var page = await OpenAsync();
        await MoreOf(page.Locator(".task-line").First).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(Items(page).First).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(Items(page)).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator(".task-line").Nth(1).Locator("a.strong")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Task_can_be_finished_in_its_row_menu_by_keyboard_alone()
    {
        var page = await OpenAsync();
        await MoreOf(page.Locator(".task-line").First).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(Items(page).First).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("End");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#finish-outcome")).ToBeFocusedAsync();
        await Assertions.Expect(Items(page)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Second_click_on_the_button_closes_the_menu()
    {
        var page = await OpenAsync();
        var line = page.Locator(".task-line").First;
        await line.HoverAsync();
        await MoreOf(line).ClickAsync();
        await Assertions.Expect(Items(page).First).ToBeFocusedAsync();
        await MoreOf(line).ClickAsync();
        await Assertions.Expect(Items(page)).ToHaveCountAsync(0);
        await MoreOf(line).ClickAsync();
        await Assertions.Expect(Items(page).First).ToBeFocusedAsync();
        // A click elsewhere also closes the menu.
        await page.Locator("h1").ClickAsync();
        await Assertions.Expect(Items(page)).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task Menu_of_the_last_row_is_within_the_screen(int width)
    {
        var page = await OpenAsync(width);
        var line = page.Locator(".task-line").Last;
        await line.ScrollIntoViewIfNeededAsync();
        await line.HoverAsync();
        await MoreOf(line).ClickAsync();
        await Assertions.Expect(Items(page).First).ToBeFocusedAsync();
        var (menu, button) = (await page.Locator("#action-menu").BoundingBoxAsync(), await MoreOf(line).BoundingBoxAsync());
        Assert.InRange(menu!.X, 0, width - menu.Width);
        Assert.InRange(menu.Y, 0, 850 - menu.Height);
        // The menu is above or below its button and does not cover it.
        Assert.True(menu.Y >= button!.Y + button.Height || menu.Y + menu.Height <= button.Y, $"{menu.Y} {menu.Height} {button.Y}");
        Assert.Empty(await Accessibility.FindViolationsAsync(page));
    }

    [Theory]
    [InlineData("/today", ".task-line")]
    [InlineData("/tasks?view=0&role=responsible", ".explorer tbody tr")]
    public async Task Row_buttons_appear_on_hover_and_on_focus(string path, string row)
    {
        var page = await OpenAsync(path: path, row: row);
        var (first, second) = (page.Locator(row).First, page.Locator(row).Nth(1));
        await page.Mouse.MoveAsync(1, 1);
        await ExpectOpacityAsync(first, "0");
        await first.HoverAsync();
        await ExpectOpacityAsync(first, "1");
        await ExpectOpacityAsync(second, "0");
        await second.Locator("a.strong").FocusAsync();
        await ExpectOpacityAsync(second, "1");
        await second.GetByRole(AriaRole.Button, new() { Name = Ui.Text<App>("Log") }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("/today", ".task-line")]
    [InlineData("/tasks?view=0&role=responsible", ".explorer tbody tr")]
    public async Task Phone_shows_the_buttons_of_every_row_without_hovering(string path, string row)
    {
        Chromium.SkipIfMissing();
        var cookies = await (await browser.SignInAsync("rep@demo.local", "/today")).Context.CookiesAsync();
        await using var phone = await Chromium.NewContextAsync(
            new()
            {
                BaseURL = browser.App.Address.ToString(),
                ViewportSize = new() { Width = 390, Height = 844 },
                HasTouch = true,
                IsMobile = true,
                Locale = "es",
            }
        );
        await phone.AddCookiesAsync(
            cookies.Select(c => new Cookie
            {
                Name = c.Name,
                Value = c.Value,
                Domain = c.Domain,
                Path = c.Path,
            })
        );
        var page = await phone.NewPageAsync();
        await page.GotoAsync(path);
        await page.Locator("html[data-keys]").WaitForAsync();
        var line = page.Locator(row).First;
        await ExpectOpacityAsync(line, "1");
        foreach (var button in new[] { line.GetByRole(AriaRole.Button, new() { Name = Ui.Text<App>("Log") }), MoreOf(line) })
        {
            var box = (await button.BoundingBoxAsync())!;
            Assert.True(box.Width >= 44 && box.Height >= 44, $"{box.Width} × {box.Height}");
        }
        await MoreOf(line).TapAsync();
        await Items(page).Filter(new() { HasText = Ui.Text<TaskPage>("InThreeDays") }).TapAsync();
        await Assertions.Expect(page.Locator(".mud-snackbar")).ToContainTextAsync(Ui.Text<TaskPage>("Rescheduled")[..10]);
    }

    [Fact]
    public async Task Snooze_menu_opens_on_top_of_the_reminder_list_and_leaves_the_list_open()
    {
        var page = await OpenAsync();
        await page.Locator("[popovertarget=bell]").First.ClickAsync();
        var reminder = page.Locator(".bell-row").First;
        await reminder.Locator("[aria-haspopup=menu]").ClickAsync();
        await Assertions.Expect(Items(page).First).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(Items(page)).ToHaveCountAsync(0);
        await Assertions.Expect(reminder).ToBeVisibleAsync();
        await Assertions.Expect(reminder.Locator("[aria-haspopup=menu]")).ToBeFocusedAsync();
    }

    private async Task<IPage> OpenAsync(int width = 1280, string path = "/today", string row = ".task-line")
    {
        var page = await browser.SignInAsync("rep@demo.local", path, width: width);
        await page.Locator("html[data-keys]").WaitForAsync();
        await page.Locator(row).First.WaitForAsync();
        return page;
    }

    private static ILocator MoreOf(ILocator row) => row.GetByRole(AriaRole.Button, new() { Name = Ui.Text<TaskPage>("MoreActions") });

    private static ILocator Items(IPage page) => page.Locator("#action-menu").GetByRole(AriaRole.Menuitem);

    private static Task ExpectOpacityAsync(ILocator row, string opacity) =>
        Assertions.Expect(row.Locator(".row-buttons")).ToHaveCSSAsync("opacity", opacity);
}
