using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Live;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace HexaLive.Tests.Browser;

/// <summary>A tab that stays hidden releases its circuit. When the person returns, the screen is where they left it.</summary>
public sealed class HiddenTabTests : IAsyncLifetime
{
    private readonly BrowserSession _browser = new()
    {
        Start = () => new HexaApp(HexaApp.DemoFolder(), "Development", null, ("App:PauseHiddenAfter", "00:00:00.1")),
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ActivityFeed Feed => _browser.App.Services.GetRequiredService<ActivityFeed>();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _browser.DisposeAsync();

    [Fact]
    public async Task Tab_shown_again_keeps_draft_and_focus_and_shows_what_changed_while_hidden()
    {
        var task = await FindTaskAsync();
        var page = await OpenAsync("rep@demo.local", $"/tasks/{task}");
        await page.EvaluateAsync("window.sameScreen = true");
        await page.Locator(".log-prompt").ClickAsync();
        await page.Locator("#quick-log-comment").ClickAsync();
        await page.Keyboard.TypeAsync("A medio escribir");
        await page.EvaluateAsync("document.documentElement.scrollTop = 150");

        await HideAsync(page);
        await Eventually.BecomesTrueAsync(() => Feed.SubscriptionCount == 0, "the server has released the circuit");
        await _browser.App.LogTodayAsync(await _browser.App.GetViewerAsync("manager@demo.local"), task, 5, "Mientras no mirabas");
        await ShowAsync(page);

        await Assertions.Expect(page.GetByText("Mientras no mirabas", new() { Exact = true })).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#quick-log-comment")).ToHaveValueAsync("A medio escribir");
        await Assertions.Expect(page.Locator("#quick-log-comment")).ToBeFocusedAsync();
        await page.WaitForFunctionAsync("document.documentElement.scrollTop === 150");
        Assert.True(await page.EvaluateAsync<bool>("window.sameScreen"));
        await page.Keyboard.TypeAsync(", y sigo");
        await page.Keyboard.PressAsync("Control+Enter");
        await Assertions.Expect(page.Locator(".diary")).ToContainTextAsync("A medio escribir, y sigo");
        // The screen is live again.
        await _browser.App.LogTodayAsync(await _browser.App.GetViewerAsync("manager@demo.local"), task, 5, "Ya de vuelta");
        await Assertions.Expect(page.GetByText("Ya de vuelta", new() { Exact = true })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Tab_with_an_open_dialog_keeps_its_circuit()
    {
        var page = await OpenAsync("rep@demo.local", "/tasks");
        await page.Keyboard.PressAsync("?");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.WaitForAsync();
        var other = await OpenAsync("rep@demo.local", "/board");
        var before = Feed.SubscriptionCount;

        await HideAsync(page);
        await HideAsync(other);
        await other.Locator("html[data-paused]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await Eventually.BecomesTrueAsync(() => Feed.SubscriptionCount < before, "the server has released the other circuit");
        Assert.Equal(0, await page.Locator("html[data-paused]").CountAsync());
        await ShowAsync(page);
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(dialog).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Hidden_tab_shows_the_sign_in_page_after_sign_out_in_another_tab()
    {
        var page = await OpenAsync("rep@demo.local", "/today");
        await HideAsync(page);
        await Eventually.BecomesTrueAsync(() => Feed.SubscriptionCount == 0, "the server has released the circuit");
        await page.Context.ClearCookiesAsync();

        await ShowAsync(page);

        await page.WaitForURLAsync(new System.Text.RegularExpressions.Regex("/account/login"));
    }

    private async Task<IPage> OpenAsync(string email, string path)
    {
        var page = await _browser.SignInAsync(email, path);
        await page.Locator("html[data-keys]").WaitForAsync();
        return page;
    }

    private async Task<int> FindTaskAsync()
    {
        var rep = await _browser.App.GetViewerAsync("rep@demo.local");
        await using var db = _browser.App.Open();
        return await db
            .Tasks.Where(t =>
                t.ResponsibleId == rep.PersonId && t.Controller.Email == "manager@demo.local" && t.Status < WorkTaskStatus.Finished
            )
            .OrderByDescending(t => db.Dedications.Count(d => d.TaskId == t.Id))
            .ThenBy(t => t.Id)
            .Select(t => t.Id)
            .FirstAsync(Cancellation);
    }

    // The browser of the tests has no window, so its pages are never hidden.
    private static Task HideAsync(IPage page) => SetVisibilityAsync(page, "hidden");

    private static Task ShowAsync(IPage page) => SetVisibilityAsync(page, "visible");

    private static Task SetVisibilityAsync(IPage page, string state) =>
        page.EvaluateAsync(
            """
            state => {
              Object.defineProperty(document, "visibilityState", { configurable: true, get: () => state });
              document.dispatchEvent(new Event("visibilitychange"));
            }
            """,
            state
        );
}
