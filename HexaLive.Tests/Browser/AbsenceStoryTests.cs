using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using HexaLive.Web.Components;
using HexaLive.Web.Features.Absences;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace HexaLive.Tests.Browser;

/// <summary>
/// A representative is away for two days, and the manager covers. Afterwards, the representative reads a summary of the absence.
/// </summary>
public sealed class AbsenceStoryTests : IAsyncDisposable
{
    private readonly ShiftedTimeProvider _time = new();
    private readonly BrowserSession _browser;

    public AbsenceStoryTests() =>
        _browser = new BrowserSession
        {
            Start = () =>
                new HexaApp(
                    Directory.CreateTempSubdirectory("hexalive-app-").FullName,
                    services => services.AddSingleton<TimeProvider>(_time)
                ),
        };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _browser.DisposeAsync();

    [Fact]
    public async Task Person_returning_from_absence_sees_what_the_stand_in_did()
    {
        var page = await _browser.SignInAsync("rep@demo.local", "/today");
        await page.GetByRole(AriaRole.Button, new() { Name = "Cuenta" }).ClickAsync();
        await page.GetByText(Ui.Text<App>("Account_Absences")).ClickAsync();
        await page.WaitForAddressAsync("**/absences");
        var (rep, manager) = (await _browser.App.GetViewerAsync("rep@demo.local"), await _browser.App.GetViewerAsync("manager@demo.local"));
        var today = _browser.App.TodayOf(rep);
        await page.FillAsync("#absence-to", FormatIso(today.AddDays(1)));
        await page.FillAsync("#absence-from", FormatIso(today));
        await page.SelectOptionAsync("#absence-stand-in", new SelectOptionValue { Label = manager.Name });
        await page.FillAsync("#absence-note", "Vacaciones");
        await page.GetByRole(AriaRole.Button, new() { Name = Ui.Text<AbsencesPage>("Add") }).ClickAsync();
        await Assertions.Expect(page.Locator(".absence")).ToContainTextAsync("Ausentes ahora");

        int task;
        await using (var db = _browser.App.Open())
            task = await db
                .Tasks.Where(t => t.ResponsibleId == rep.PersonId && t.Status < WorkTaskStatus.Finished && t.NextActionDate < today)
                .OrderBy(t => t.Id)
                .Select(t => t.Id)
                .FirstAsync(Cancellation);
        var chief = await _browser.SignInAsync("manager@demo.local", "/today");
        await Assertions.Expect(chief.Locator(".stand-in")).ToContainTextAsync($"Sustituyes a {rep.Name}");
        await chief.GotoAsync($"/tasks/{task}");
        await Assertions.Expect(chief.Locator(".facts")).ToContainTextAsync($"le sustituye {manager.Name}");
        await _browser.App.LogTodayAsync(manager, task, 20, "Les he llamado yo: firman el lunes");
        await _browser.App.Services.GetRequiredService<TaskEditing>().FinishAsync(manager, task, "Firmado", Cancellation);

        _time.Offset = TimeSpan.FromDays(2);
        await page.GotoAsync("/today");
        var story = page.Locator(".away-panel");
        await Assertions.Expect(story).ToContainTextAsync("Mientras no estabas");
        await Assertions.Expect(story).ToContainTextAsync("1 tarea finalizada");
        await Assertions.Expect(story.Locator(".feed-row").Filter(new() { HasText = "firman el lunes" })).ToContainTextAsync(manager.Name);
        await page.GetByRole(AriaRole.Button, new() { Name = Ui.Text<AbsencesPage>("HaveRead") }).ClickAsync();
        await Assertions.Expect(story).ToHaveCountAsync(0);
        await page.ReloadAsync();
        await page.Locator(".task-line").First.WaitForAsync();
        await Assertions.Expect(story).ToHaveCountAsync(0);
        await chief.GotoAsync("/today");
        await chief.Locator("h1").WaitForAsync();
        await Assertions.Expect(chief.Locator(".stand-in")).ToHaveCountAsync(0);
    }

    private static string FormatIso(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private sealed class ShiftedTimeProvider : TimeProvider
    {
        public TimeSpan Offset { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;
    }
}
