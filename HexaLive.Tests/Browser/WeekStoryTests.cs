using HexaLive.Domain.Dedications;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.Diary;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace HexaLive.Tests.Browser;

/// <summary>A representative fills in the weekly timesheet by keyboard alone, while the manager has the same week open.</summary>
public sealed class WeekStoryTests(BrowserSession browser) : IClassFixture<BrowserSession>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Time_typed_in_a_week_cell_becomes_an_entry_and_can_be_corrected()
    {
        var page = await browser.SignInAsync("rep@demo.local", "/week");
        await page.Locator("html[data-keys]").WaitForAsync();
        // Use a task without entries today. Its row is below the rows with entries.
        var row = page.Locator(".week tbody tr").Last;
        var (task, cell) = (await row.Locator("a").InnerTextAsync(), row.Locator("td.today input"));
        var id = "#" + await cell.GetAttributeAsync("id");
        await cell.FocusAsync();
        await page.Keyboard.TypeAsync("mucho");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "Escribe un tiempo como 45" })).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(id)).ToHaveValueAsync("");
        await page.Keyboard.TypeAsync("1:30");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#week-comment")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("Reviso con ellos la oferta");
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator("#week-comment")).ToHaveValueAsync("Reviso con ellos la oferta");
        await Assertions.Expect(page.Locator(".week-new")).ToContainTextAsync(task);

        var viewer = await browser.App.GetViewerAsync("rep@demo.local");
        var manager = await browser.SignInAsync("manager@demo.local", $"/week?of={viewer.PersonId}");
        await manager.Locator("html[data-keys]").WaitForAsync();
        await Assertions.Expect(manager.Locator(".week")).ToBeVisibleAsync();
        await Assertions.Expect(manager.Locator(id)).ToHaveCountAsync(0);

        await page.Locator("#week-comment").FocusAsync();
        await page.Keyboard.PressAsync("Control+Enter");
        await Assertions.Expect(page.Locator(".week-new")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator(id)).ToHaveValueAsync("1:30");
        await Assertions.Expect(page.Locator(id)).ToBeFocusedAsync();
        await Assertions.Expect(manager.Locator(id)).ToHaveValueAsync("1:30");
        await Assertions.Expect(manager.Locator(id)).ToHaveAttributeAsync("readonly", "");

        // Typing in the same cell again corrects the entry. Escape discards the typed text.
        await page.Keyboard.TypeAsync("2");
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator(id)).ToHaveValueAsync("1:30");
        await page.Keyboard.TypeAsync("75");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(id)).ToHaveValueAsync("1:15");
        await Assertions.Expect(manager.Locator(id)).ToHaveValueAsync("1:15");
        await using var db = browser.App.Open();
        var entry = await db
            .Dedications.Include(d => d.Revisions)
            .SingleAsync(d => d.Comment == "Reviso con ellos la oferta", Cancellation);
        Assert.Equal((75, 90), (entry.Minutes, Assert.Single(entry.Revisions).Minutes));
    }

    [Fact]
    public async Task Week_page_shows_one_day_at_a_time_on_a_phone()
    {
        var page = await browser.SignInAsync("rep@demo.local", "/week", width: 390);
        await page.Locator("html[data-keys]").WaitForAsync();
        await Assertions.Expect(page.Locator(".week tbody tr").First.Locator("input:visible")).ToHaveCountAsync(1);
        var monday = page.Locator(".week-day-chip").First;
        await monday.ClickAsync();
        await Assertions.Expect(monday).ToHaveAttributeAsync("aria-pressed", "true");
        Assert.Equal(0, await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth"));
    }

    [Fact]
    public async Task Each_month_in_the_year_chart_of_a_person_links_to_the_diary_of_that_month()
    {
        var viewer = await browser.App.GetViewerAsync("rep@demo.local");
        var page = await browser.SignInAsync("manager@demo.local", $"/people/{viewer.PersonId}");
        await page.Locator("html[data-keys]").WaitForAsync();
        await page.Locator(".year-months a").Last.ClickAsync();
        await page.WaitForAddressAsync("**from=*");
        var (manager, diary) = (
            await browser.App.GetViewerAsync("manager@demo.local"),
            browser.App.Services.GetRequiredService<DiaryList>()
        );
        var day = (await diary.GetPageAsync(manager, new DiarySubject(PersonId: viewer.PersonId), DiaryFilter.None, null, Cancellation))
            .First(l => l.Date is not null)
            .Date!.Value;
        var minutes = (await diary.SumMinutesByDayAsync(manager, viewer.PersonId, day, day, Cancellation))[day];
        var days = page.Locator(".diary-day .count");
        await Assertions.Expect(days.First).ToHaveTextAsync(FormatMinutes(minutes));
        // The totals include an entry that was logged in the meantime.
        await using var db = browser.App.Open();
        var task = await db
            .Tasks.Where(t => t.ResponsibleId == viewer.PersonId && t.Status < WorkTaskStatus.Finished)
            .OrderBy(t => t.Id)
            .Select(t => t.Id)
            .FirstAsync(Cancellation);
        await browser
            .App.Services.GetRequiredService<DedicationLog>()
            .LogAsync(
                viewer,
                new LogRequest(
                    task,
                    new DedicationFields(day, 20, "Una llamada más", DedicationChannel.Call),
                    EntryFollowUp.Keep,
                    Guid.NewGuid()
                ),
                Cancellation
            );
        await Assertions.Expect(days.First).ToHaveTextAsync(FormatMinutes(minutes + 20));
        await page.GoBackAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(viewer.Name);

        static string FormatMinutes(int minutes) =>
            " · "
            + (minutes / 60, minutes % 60) switch
            {
                (0, var m) => $"{m} min",
                (var h, 0) => $"{h} h",
                var (h, m) => $"{h} h {m} min",
            };
    }
}
