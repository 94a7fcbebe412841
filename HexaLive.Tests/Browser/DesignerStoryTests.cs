using System.Text.RegularExpressions;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Tests.Support;
using HexaLive.Web.Features.Reports.Designer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace HexaLive.Tests.Browser;

/// <summary>Creates a report by mouse and keyboard: the entries of the north team last month by client and person.</summary>
public sealed partial class DesignerStoryTests(BrowserSession browser) : IClassFixture<BrowserSession>
{
    [Fact]
    public async Task Report_can_be_built_with_a_live_preview_and_saved()
    {
        var page = await browser.SignInAsync("admin@demo.local", "/reports/new");
        await page.Locator("html[data-keys]").WaitForAsync();
        await page.FillAsync("#report-name", "Zona Norte, mes pasado");
        var criteria = page.Locator(".criterion");
        await criteria.Nth(0).GetByLabel(Ui.Text<DesignerPage>("Value")).SelectOptionAsync("last-month");
        await page.SelectOptionAsync("#designer-criterion", "entry.person.team");
        await criteria.Nth(1).GetByRole(AriaRole.Combobox, new() { NameRegex = ValuePattern() }).FillAsync("norte");
        await Assertions
            .Expect(page.GetByRole(AriaRole.Option, new() { NameRegex = NorthPattern() }))
            .ToHaveAttributeAsync("aria-selected", "true");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(criteria.Nth(1).Locator(".chip-chosen")).ToContainTextAsync("Zona Norte");
        await page.SelectOptionAsync("#designer-group", "client.name");
        await Assertions.Expect(page.Locator("ol[aria-label=Grupos] > li")).ToHaveCountAsync(1);
        await page.SelectOptionAsync("#designer-group", "entry.person");
        await page.SelectOptionAsync("#designer-total", "entry.minutes");
        await page.Locator(".designer-columns").GetByLabel("Quitar Cliente").ClickAsync();
        await page.Locator(".designer-columns").GetByLabel("Quitar Persona").ClickAsync();

        // Move a column by keyboard. The focus follows the column. Then undo and redo the move.
        var lines = page.Locator(".designer-columns > li");
        await Assertions.Expect(lines).ToHaveCountAsync(5);
        await lines.Nth(3).Locator("[data-part=grip]").FocusAsync();
        await page.Keyboard.PressAsync("Alt+ArrowUp");
        await Assertions.Expect(lines.Nth(2)).ToContainTextAsync("Tiempo");
        await Assertions.Expect(lines.Nth(2).Locator("[data-part=grip]")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Control+z");
        await Assertions.Expect(lines.Nth(3)).ToContainTextAsync("Tiempo");
        await page.Keyboard.PressAsync("Control+Shift+Z");
        await Assertions.Expect(lines.Nth(2)).ToContainTextAsync("Tiempo");
        // Move a column by mouse.
        await lines.Nth(2).DragToAsync(lines.Nth(0));
        await Assertions.Expect(lines.Nth(0)).ToContainTextAsync("Tiempo");

        await Assertions
            .Expect(page.Locator(".designer-sentences"))
            .ToContainTextAsync("Entradas del mes pasado hechas por personas de Zona Norte, por cliente, luego por persona");
        await Assertions.Expect(page.Locator(".paper-group-1 .paper-totals").First).ToContainTextAsync("Suma de Tiempo");
        await Assertions.Expect(page.Locator(".designer-preview")).ToHaveAttributeAsync("aria-busy", "false");
        Assert.Empty(await Accessibility.FindViolationsAsync(page));

        await page.Keyboard.PressAsync("Control+s");
        await page.WaitForAddressAsync(SavedReportUrlPattern());
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("Zona Norte, mes pasado");
        await Assertions.Expect(page.Locator("h1 .tag")).ToHaveCountAsync(0);
        var viewer = await browser.App.GetViewerAsync("admin@demo.local");
        var library = browser.App.Services.GetRequiredService<ReportLibrary>();
        var key = SavedReportUrlPattern().Match(page.Url).Groups[1].Value;
        var definition = (await library.GetAsync(viewer, key, TestContext.Current.CancellationToken)).Definition;
        Assert.Equal(
            ["entry.minutes", "entry.date", "task.title", "entry.channel", "entry.comment"],
            definition.Columns.Select(c => c.Field)
        );
        Assert.Equal(["client.name", "entry.person"], definition.Groups.Select(g => g.Field));
        Assert.Equal(new ReportTotal(TotalFunction.Sum, "entry.minutes"), Assert.Single(definition.Totals));

        // Unsaved changes are restored after a reload, and leaving the page asks for confirmation.
        await page.FillAsync("#report-name", "Norte");
        await page.ReloadAsync();
        await Assertions.Expect(page.GetByText(Ui.Text<DesignerPage>("Restored"))).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#report-name")).ToHaveValueAsync("Norte");
        await page.Locator("a[href='/tasks']").First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = Ui.Text<DesignerPage>("Stay") }).ClickAsync();
        await Assertions.Expect(page.Locator("#report-name")).ToHaveValueAsync("Norte");
        await page.Locator("a[href='/tasks']").First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = Ui.Text<DesignerPage>("Leave"), Exact = true }).ClickAsync();
        await page.WaitForAddressAsync("**/tasks*");
        Assert.Equal("Zona Norte, mes pasado", (await library.GetAsync(viewer, key, TestContext.Current.CancellationToken)).Name);
    }

    [GeneratedRegex("^Valor: ")]
    private static partial Regex ValuePattern();

    [GeneratedRegex("^Zona Norte")]
    private static partial Regex NorthPattern();

    [GeneratedRegex(@"/reports/(\d+)/edit$")]
    private static partial Regex SavedReportUrlPattern();
}
