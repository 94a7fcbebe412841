using System.Text.RegularExpressions;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using HexaLive.Web.Features.Presets;
using HexaLive.Web.Features.Tasks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit;

namespace HexaLive.Tests.Browser;

/// <summary>The new-task wizard as a representative uses it.</summary>
public sealed partial class NewTaskStoryTests(BrowserSession browser) : IClassFixture<BrowserSession>
{
    [Fact]
    public async Task New_task_wizard_keeps_typed_text_and_logs_the_first_entry()
    {
        var page = await browser.SignInAsync("rep@demo.local", "/clients");
        await page.Locator("table.list tbody a.strong").First.ClickAsync();
        await page.WaitForAddressAsync("**/clients/*");
        await page.GetByRole(AriaRole.Heading, new() { Level = 1 }).WaitForAsync();
        await page.Keyboard.PressAsync("n");
        await page.WaitForAddressAsync("**/tasks/new**");
        // The wizard skips this step for a client with a single open project.
        if (await page.Locator(".place").First.IsVisibleAsync())
            await page.Locator(".place").First.ClickAsync();
        var type = page.Locator("#task-type");
        await type.SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await Assertions.Expect(page.Locator(".preset-note").First).ToContainTextAsync("según el tipo");
        await page.Locator("#task-title").FillAsync("Faltan dos palés en la entrega");
        await page.Locator("#task-description").FillAsync("Lo dice por teléfono");
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator("#task-title")).ToHaveValueAsync("Faltan dos palés en la entrega");
        await Assertions.Expect(page.Locator("#task-description")).ToHaveValueAsync("Lo dice por teléfono");

        // The person can reset a changed field to its preset value.
        await page.GetByText(Ui.Text<PresetNote>("UsePreset")).First.ClickAsync();
        await Assertions.Expect(page.Locator("#task-description")).Not.ToHaveValueAsync("Lo dice por teléfono");
        // Another task type replaces the preset values, except in fields where the person has typed.
        await type.SelectOptionAsync(new SelectOptionValue { Index = 2 });
        await Assertions.Expect(page.Locator("#task-title")).ToHaveValueAsync("Faltan dos palés en la entrega");
        await page.GetByRole(AriaRole.Button, new() { Name = Ui.Text<TaskPage>("Next") }).ClickAsync();
        await page.WaitForAddressAsync("**step=who**");
        await page.GoBackAsync();
        await Assertions.Expect(page.Locator("#task-title")).ToBeVisibleAsync();
        await page.GoForwardAsync();
        await page.GetByText(Ui.Text<TaskPage>("LogToo")).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = Ui.Text<TaskPage>("CreateAndLog") }).ClickAsync();
        await Assertions.Expect(page.GetByText(Ui.Text<TaskPage>("MinutesWrong"))).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "15", Exact = true }).ClickAsync();
        await page.Locator("#task-comment").FillAsync("Luis pide el abono");
        await page.Keyboard.PressAsync("Control+Enter");
        await page.WaitForAddressAsync(TaskPagePattern());
        await Assertions.Expect(page.Locator(".diary")).ToContainTextAsync("Luis pide el abono");

        await using var db = browser.App.Open();
        Assert.Equal(1, await db.Tasks.CountAsync(t => t.Title == "Faltan dos palés en la entrega", TestContext.Current.CancellationToken));
    }

    [GeneratedRegex("/tasks/[0-9]+$")]
    private static partial Regex TaskPagePattern();
}
