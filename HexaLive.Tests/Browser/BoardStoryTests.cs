using System.Text.RegularExpressions;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using HexaLive.Web.Components;
using HexaLive.Web.Features.Tasks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace HexaLive.Tests.Browser;

/// <summary>The task board, used by mouse, by keyboard, and by two people at once.</summary>
public sealed class BoardStoryTests(BrowserSession browser) : IClassFixture<BrowserSession>
{
    [Fact]
    public async Task Dragging_a_card_updates_other_screens_and_can_be_undone()
    {
        var page = await browser.SignInAsync("rep@demo.local", "/board");
        var card = page.Locator(ColumnSelector(DueBucketKey.Later) + " .board-card").First;
        var id = await card.GetAttributeAsync("data-card");
        var manager = await browser.SignInAsync("admin@demo.local", $"/board?text=%23{id}");
        await Assertions.Expect(manager.Locator($"{ColumnSelector(DueBucketKey.Later)} [data-card='{id}']")).ToBeVisibleAsync();

        await card.Locator(".board-foot")
            .DragToAsync(
                page.Locator(ColumnSelector(DueBucketKey.Tomorrow)),
                new()
                {
                    TargetPosition = new() { X = 30, Y = 15 },
                }
            );

        await Assertions.Expect(page.Locator($"{ColumnSelector(DueBucketKey.Tomorrow)} [data-card='{id}']")).ToBeVisibleAsync();
        await Assertions.Expect(manager.Locator($"{ColumnSelector(DueBucketKey.Tomorrow)} [data-card='{id}']")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = Ui.Text<App>("Undo") }).First.ClickAsync();
        await Assertions.Expect(manager.Locator($"{ColumnSelector(DueBucketKey.Later)} [data-card='{id}']")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Card_moved_by_keyboard_keeps_the_focus()
    {
        var page = await browser.SignInAsync("rep@demo.local", "/board?by=status");
        var card = page.Locator("[data-column='0'] .board-card").First;
        var id = await card.GetAttributeAsync("data-card");
        await card.FocusAsync();
        await page.Keyboard.PressAsync("Shift+ArrowRight");
        await Assertions.Expect(page.Locator($"[data-column='1'] [data-card='{id}']")).ToBeFocusedAsync();

        await page.Keyboard.PressAsync("Shift+ArrowRight");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel(Ui.Text<TaskPage>("HowDidItEnd")).FillAsync("Cerrado con el cliente");
        await dialog.GetByRole(AriaRole.Button, new() { Name = Ui.Text<TaskPage>("Finish") }).ClickAsync();
        await Assertions.Expect(page.Locator($"[data-column='2'] [data-card='{id}']")).ToBeVisibleAsync();
        await using var db = browser.App.Open();
        var number = int.Parse(id!, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(
            "Cerrado con el cliente",
            (await db.Tasks.SingleAsync(t => t.Id == number, TestContext.Current.CancellationToken)).Outcome
        );
    }

    [Fact]
    public async Task Drag_is_not_interrupted_when_others_move_cards()
    {
        var page = await browser.SignInAsync("rep@demo.local", "/board");
        var card = page.Locator(ColumnSelector(DueBucketKey.Later) + " .board-card").First;
        var id = await card.GetAttributeAsync("data-card");
        var other = await page.Locator(ColumnSelector(DueBucketKey.Later) + " .board-card").Nth(1).GetAttributeAsync("data-card");
        var box = (await card.Locator(".board-foot").BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(box.X + 5, box.Y + 5);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + 25, box.Y + 15, new() { Steps = 4 });

        var admin = await browser.App.GetViewerAsync("admin@demo.local");
        await browser
            .App.Services.GetRequiredService<TaskEditing>()
            .ApplyAsync(
                admin,
                int.Parse(other!, System.Globalization.CultureInfo.InvariantCulture),
                null,
                new(ClearNext: true),
                TestContext.Current.CancellationToken
            );
        await Assertions.Expect(page.Locator($"{ColumnSelector(DueBucketKey.None)} [data-card='{other}']")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".board")).ToHaveClassAsync(new Regex("dragging"));

        var target = (await page.Locator(ColumnSelector(DueBucketKey.Tomorrow)).BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(target.X + 30, target.Y + 20, new() { Steps = 6 });
        await page.Mouse.UpAsync();
        await Assertions.Expect(page.Locator($"{ColumnSelector(DueBucketKey.Tomorrow)} [data-card='{id}']")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Collapsed_lanes_stay_collapsed_after_a_reload()
    {
        var page = await browser.SignInAsync("manager@demo.local", "/board?lanes=responsible");
        var lane = page.Locator(".lane-head").First;
        await lane.ClickAsync();
        await Assertions.Expect(lane).ToHaveAttributeAsync("aria-expanded", "false");
        await page.WaitForFunctionAsync("Object.keys(localStorage).some(k => k.startsWith('hexa:board-lanes'))");
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator(".lane-head").First).ToHaveAttributeAsync("aria-expanded", "false");
    }

    private static string ColumnSelector(DueBucketKey key) => $"[data-column='{(int)key}']";

    private enum DueBucketKey
    {
        Overdue,
        Today,
        Tomorrow,
        ThisWeek,
        Later,
        None,
    }
}
