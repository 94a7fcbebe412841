using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace HexaLive.Tests.Browser;

/// <summary>
/// A manager schedules a report to be mailed each Monday at 8:00 to the manager and another person. The test runs in Spanish on a light
/// desktop screen, and in English on a dark phone screen.
/// </summary>
public sealed class ScheduleStoryTests(BrowserSession browser) : IClassFixture<BrowserSession>
{
    [Theory]
    [InlineData("es", ColorScheme.Light, 1280)]
    [InlineData("en", ColorScheme.Dark, 390)]
    public async Task Report_can_be_scheduled_for_every_Monday(string language, ColorScheme scheme, int width)
    {
        Chromium.SkipIfMissing();
        var manager = await browser.App.GetViewerAsync("manager@demo.local");
        var report = await browser
            .App.Services.GetRequiredService<ReportEditing>()
            .AddAsync(
                manager,
                $"Tareas {language}",
                null,
                new ReportDefinition
                {
                    Source = ReportSource.Tasks,
                    Columns = [new("task.title"), new("client.name")],
                    Where = ReportCriterion.AllOf(
                        ReportCriterion.CreateTest("task.created", TestOperator.During, "?when"),
                        ReportCriterion.CreateTest("client.name", TestOperator.OneOf, "?client")
                    ),
                    Parameters = [new("when", null, "last-month"), new("client")],
                }
            );
        var page = await browser.SignInAsync("manager@demo.local", $"/reports/{report}/schedules", language, width);
        await page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        await page.Context.AddCookiesAsync([
            new()
            {
                Name = "theme",
                Value = scheme == ColorScheme.Dark ? "dark" : "light",
                Url = browser.App.Address.ToString(),
            },
        ]);
        await page.ReloadAsync();
        await page.Locator("html[data-keys]").WaitForAsync();
        await Assertions.Expect(page.Locator(".panel.empty")).ToBeVisibleAsync();
        await page.Locator(".page-head button").ClickAsync();
        await page.Locator("#schedule-reader").FillAsync("fernandez luc");
        await Assertions.Expect(page.Locator(".schedule-found button")).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".schedule-chosen button")).ToHaveCountAsync(2);
        Assert.Empty(await Accessibility.FindViolationsAsync(page));
        await page.SelectOptionAsync("#schedule-format", "Mail");
        await page.Locator("form button[type=submit]").ClickAsync();

        await Assertions
            .Expect(page.Locator(".job-name"))
            .ToHaveTextAsync(language == "es" ? "Cada lunes a las 8:00, Madrid" : "Every Monday at 8:00 AM, Madrid");
        await page.Locator(".schedule-actions button").First.ClickAsync();
        await Assertions.Expect(page.Locator(".job-runs tbody tr")).ToHaveCountAsync(1);
        await page.Locator(".schedule-actions button").Last.ClickAsync();
        await Assertions.Expect(page.Locator(".schedule-confirm")).ToBeVisibleAsync();
        // Wait until the toast is gone, because the contrast check fails on a toast that is fading out.
        await Assertions.Expect(page.Locator(".mud-snackbar")).ToHaveCountAsync(0, new() { Timeout = 20_000 });
        Assert.Empty(await Accessibility.FindViolationsAsync(page));
        await page.GotoAsync("/reports/schedules");
        await Assertions.Expect(page.Locator(".job-name a").First).ToBeVisibleAsync();
        Assert.Empty(await Accessibility.FindViolationsAsync(page));
        // No element is wider than the screen.
        Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
    }
}
