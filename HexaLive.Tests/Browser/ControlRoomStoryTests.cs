using System.Text.RegularExpressions;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using HexaLive.Web.Features.Control;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit;

namespace HexaLive.Tests.Browser;

/// <summary>A representative logs entries, and the manager's control room and the wall screen update by themselves.</summary>
public sealed partial class ControlRoomStoryTests(BrowserSession browser) : IClassFixture<BrowserSession>
{
    [Fact]
    public async Task Logged_call_updates_the_control_room_and_the_wall_display()
    {
        var room = await browser.SignInAsync("manager@demo.local", "/control", width: 1440);
        var wall = await browser.SignInAsync("manager@demo.local", "/control?wall", width: 1920);
        await wall.Locator("html[data-keys=wall]").WaitForAsync();
        await Assertions.Expect(wall.Locator("[data-clock]")).ToHaveTextAsync(ClockPattern());
        Assert.Equal(0, await wall.Locator(".app-bar, nav, input, select, a[href^='/']").CountAsync());
        Assert.False(await wall.EvaluateAsync<bool>("() => document.documentElement.scrollHeight > innerHeight + 1"));

        var before = int.Parse(
            await room.Locator(".tile-calls .figure").InnerTextAsync(),
            System.Globalization.CultureInfo.InvariantCulture
        );
        await LogAsync("Quieren verlo el jueves");
        var calls = (before + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
        await Assertions.Expect(room.Locator(".tile-calls .figure")).ToHaveTextAsync(calls);
        await Assertions.Expect(wall.Locator(".tile-calls .figure")).ToHaveTextAsync(calls);
        await Assertions.Expect(wall.Locator(".wall-entry").First).ToContainTextAsync("Quieren verlo el jueves");
        await Assertions
            .Expect(room.Locator(".at-work").First)
            .ToContainTextAsync((await browser.App.GetViewerAsync("rep@demo.local")).Name);

        await room.GetByRole(AriaRole.Link, new() { Name = Ui.Text<ControlPage>("Tab_Charts") }).ClickAsync();
        await room.GetByLabel(Ui.Text<ControlPage>("Period")).SelectOptionAsync("week");
        await Assertions.Expect(room.Locator(".heat-table thead th")).ToHaveCountAsync(9);
        await room.ReloadAsync();
        await Assertions.Expect(room.Locator(".heat-table thead th")).ToHaveCountAsync(9);
        await Assertions.Expect(room.GetByLabel(Ui.Text<ControlPage>("Period"))).ToHaveValueAsync("week");

        // A figure links to the list of the tasks that the figure counts.
        var overdue = await room.Locator(".tile-overdue .figure").InnerTextAsync();
        await room.Locator(".tile-overdue").ClickAsync();
        await Assertions.Expect(room.Locator("h1 .count")).ToHaveTextAsync(overdue);
    }

    [Theory]
    [InlineData("/control?view=charts", "light", 1280)]
    [InlineData("/control?view=charts", "dark", 390)]
    [InlineData("/control?wall=1", "dark", 1920)]
    [InlineData("/control?waiting=1", "light", 390)]
    [InlineData("/control/promises?outcome=any&months=year", "dark", 1280)]
    [InlineData("/control/silence?days=1", "light", 390)]
    public async Task Control_room_views_are_accessible_and_fit_the_screen(string route, string theme, int width)
    {
        var page = await browser.SignInAsync("admin@demo.local", "/today", width: width);
        await page.EmulateMediaAsync(
            new() { ColorScheme = theme == "dark" ? ColorScheme.Dark : ColorScheme.Light, ReducedMotion = ReducedMotion.Reduce }
        );
        await page.Context.AddCookiesAsync([
            new()
            {
                Name = "theme",
                Value = theme,
                Url = browser.App.Address.ToString(),
            },
        ]);
        await page.GotoAsync(route);
        await page.Locator("html[data-keys]").WaitForAsync();
        await page.Locator(".heat-table, .wall-entry, .feed-row, .promise-row, .silent-row, .empty").First.WaitForAsync();
        Assert.Empty(await Accessibility.FindViolationsAsync(page));
        // Nothing overflows the page horizontally.
        Assert.False(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth > innerWidth + 1"), "It scrolls sideways.");
    }

    [Fact]
    public async Task Wall_display_reconnects_after_a_server_restart()
    {
        var wall = await browser.SignInAsync("manager@demo.local", "/control?wall=1", width: 1920);
        await wall.Locator(".wall-entry").First.WaitForAsync();
        await browser.RestartServerAsync();
        await LogAsync("Después del corte");
        await Assertions.Expect(wall.Locator(".wall-entry").First).ToContainTextAsync("Después del corte", new() { Timeout = 120_000 });
    }

    private async Task LogAsync(string comment)
    {
        var rep = await browser.App.GetViewerAsync("rep@demo.local");
        await using var db = browser.App.Open();
        var task = await db
            .Tasks.Where(t => t.ResponsibleId == rep.PersonId && t.Status < WorkTaskStatus.Finished)
            .OrderBy(t => t.Id)
            .Select(t => t.Id)
            .FirstAsync(TestContext.Current.CancellationToken);
        await browser.App.LogTodayAsync(rep, task, 12, comment);
    }

    [GeneratedRegex(@"^\d?\d:\d\d$")]
    private static partial Regex ClockPattern();
}
