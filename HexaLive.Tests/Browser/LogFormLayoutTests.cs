using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit;

namespace HexaLive.Tests.Browser;

/// <summary>Long names do not push the controls of the log form off the screen. Choosing a next step does not move the controls.</summary>
public sealed class LogFormLayoutTests(BrowserSession browser) : IClassFixture<BrowserSession>
{
    private const string Save = ".log-entry [data-save]",
        NextSteps = ".log-entry .next-steps .chip";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(390, "es", true)]
    [InlineData(390, "en", true)]
    [InlineData(390, "es", false)]
    [InlineData(1440, "es", true)]
    [InlineData(1440, "en", true)]
    [InlineData(1440, "es", false)]
    public async Task Save_button_stays_on_screen_even_if_names_are_long(int width, string language, bool inDialog)
    {
        var page = await OpenAsync(width, language, inDialog, longNames: true);

        var fits = await page.Locator(".log-entry").EvaluateAsync<bool>("e => e.scrollWidth <= e.clientWidth");
        Assert.True(fits, "The form is wider than its frame.");
        // Scrolling down to the Save button is allowed; scrolling sideways is not.
        if (!inDialog)
            await page.Locator(Save).EvaluateAsync("e => e.scrollIntoView({ block: 'center' })");
        await Assertions.Expect(page.Locator(Save)).ToBeInViewportAsync(new() { Ratio = 1 });
        Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
    }

    [Theory]
    [InlineData(390, "es", true)]
    [InlineData(390, "en", true)]
    [InlineData(390, "es", false)]
    [InlineData(1440, "es", true)]
    [InlineData(1440, "en", true)]
    [InlineData(1440, "es", false)]
    public async Task Choosing_a_next_action_does_not_shift_the_buttons(int width, string language, bool inDialog)
    {
        var page = await OpenAsync(width, language, inDialog, longNames: false);
        var steps = page.Locator(NextSteps);
        var count = await steps.CountAsync();
        Assert.Equal(7, count);
        await steps.First.EvaluateAsync("e => e.scrollIntoView({ block: 'center' })");
        var before = await MeasureBoundsAsync(page);
        for (var i = 0; i < count; i++)
        {
            var place = before[i];
            for (var click = 0; click < 2; click++)
            {
                await page.Mouse.ClickAsync(place.X + place.Width / 2, place.Y + place.Height / 2);
                await Assertions.Expect(steps.Nth(i)).ToHaveAttributeAsync("aria-pressed", "true");
                await Assertions.Expect(page.Locator($"{NextSteps}[aria-pressed=true]")).ToHaveCountAsync(1);
                Assert.Equal(before, await MeasureBoundsAsync(page));
            }
        }
    }

    // Returns the positions of the next-step chips and of the Save button.
    private static async Task<ElementBounds[]> MeasureBoundsAsync(IPage page)
    {
        var places = await page.EvaluateAsync<float[][]>(
            """
            s => [...document.querySelectorAll(s)].map(e => e.getBoundingClientRect())
                .map(r => [r.x, r.y, r.width, r.height].map(Math.round))
            """,
            $"{NextSteps}, {Save}"
        );
        return [.. places.Select(p => new ElementBounds(p[0], p[1], p[2], p[3]))];
    }

    private async Task<IPage> OpenAsync(int width, string language, bool inDialog, bool longNames)
    {
        Chromium.SkipIfMissing();
        var rep = await browser.App.GetViewerAsync("rep@demo.local");
        int task;
        await using (var db = browser.App.Open())
        {
            // Choose a task with a promise that is not due yet, because only such a task offers the chip that clears the promise.
            var today = browser.App.TodayOf(rep);
            var tasks = db.Tasks.Where(t =>
                t.ResponsibleId == rep.PersonId && t.Status != WorkTaskStatus.Finished && t.NextActionDate > today
            );
            (task, var client) = await tasks.OrderBy(t => t.Id).Select(t => ValueTuple.Create(t.Id, t.ClientId)).FirstAsync(Cancellation);
            var (title, name) = longNames ? (new string('M', 200), new string('W', 150)) : ("Una visita", "Un cliente");
            await db.Tasks.Where(t => t.Id == task).ExecuteUpdateAsync(s => s.SetProperty(t => t.Title, title), Cancellation);
            await db.Clients.Where(c => c.Id == client).ExecuteUpdateAsync(s => s.SetProperty(c => c.Name, name), Cancellation);
        }
        var page = await browser.SignInAsync("rep@demo.local", inDialog ? "/today" : $"/tasks/{task}", language, width);
        await page.SetViewportSizeAsync(width, width == 390 ? 844 : 900);
        await page.Locator("html[data-keys]").WaitForAsync();
        await page.Keyboard.PressAsync("l");
        if (inDialog)
        {
            await page.FillAsync("#quick-log-search", $"#{task}");
            await page.Locator("#quick-log-tasks li").And(page.Locator(":only-child")).ClickAsync();
            await page.Locator(".picked-task").WaitForAsync();
        }
        await page.Locator(Save).WaitForAsync();
        await page.WaitForFunctionAsync("() => document.getAnimations().every(a => a.playState === 'finished')");
        return page;
    }

    private sealed record ElementBounds(float X, float Y, float Width, float Height);
}
