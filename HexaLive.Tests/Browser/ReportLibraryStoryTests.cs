using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Tests.Support;
using HexaLive.Web.Components;
using HexaLive.Web.Features.Reports.Library;
using HexaLive.Web.Features.Search;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace HexaLive.Tests.Browser;

/// <summary>
/// The list of reports: a person copies, organises, shares, deletes and restores a report, and finds it by keyboard.
/// </summary>
public sealed class ReportLibraryStoryTests(BrowserSession browser) : IClassFixture<BrowserSession>
{
    [Fact]
    public async Task Copied_report_can_be_shared_exported_deleted_restored_and_imported()
    {
        var page = await browser.SignInAsync("rep@demo.local", "/reports");
        await ChooseAsync(page, "Diario de un cliente", "Duplicar");
        await page.FillAsync("#report-name", "Mis visitas");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = Ui.Text<ReportsPage>("Copy") }).ClickAsync();
        var link = page.GetByRole(AriaRole.Link, new() { Name = "Mis visitas" });
        await Assertions.Expect(link).ToBeVisibleAsync();

        await ChooseAsync(page, "Mis visitas", "Cambiar nombre o carpeta");
        await page.FillAsync("#report-folder", "Rutas");
        await page.GetByRole(AriaRole.Button, new() { Name = Ui.Text<App>("Save") }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Rutas" })).ToBeVisibleAsync();

        await ChooseAsync(page, "Mis visitas", "Compartir");
        await page.GetByLabel(Ui.Text<ReportsPage>("Share_Chosen")).CheckAsync();
        await page.Locator(".share-found button").First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = Ui.Text<App>("Save") }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);

        await page.GetByRole(AriaRole.Button, new() { Name = "Añadir «Mis visitas» a favoritos" }).ClickAsync();
        await Assertions.Expect(page.Locator(".reports-fold").First).ToContainTextAsync("Favoritos");

        var file = await page.RunAndWaitForDownloadAsync(() => ChooseAsync(page, "Mis visitas", "Exportar definición (JSON)"));
        Assert.Equal("Mis visitas.json", file.SuggestedFilename);
        var path = await file.PathAsync();

        await ChooseAsync(page, "Mis visitas", "Eliminar");
        await Assertions.Expect(link).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = Ui.Text<App>("Undo") }).ClickAsync();
        await Assertions.Expect(link).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = Ui.Text<ReportsPage>("Import") }).ClickAsync();
        await BrowserSession.ChooseFileAsync(page, file.SuggestedFilename, "application/json", await File.ReadAllBytesAsync(path!));
        await page.FillAsync("#import-name", "De vuelta");
        await page.GetByRole(AriaRole.Button, new() { Name = Ui.Text<ReportsPage>("Import_Save") }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "De vuelta" })).ToBeVisibleAsync();

        // The search palette finds the report by its name.
        await page.Keyboard.PressAsync("Control+k");
        await Assertions.Expect(page.Locator("#search-text")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("mis VISITAS");
        await Assertions
            .Expect(page.GetByRole(AriaRole.Group, new() { Name = Ui.Text<SearchBox>("Group_Report") }).GetByRole(AriaRole.Option).First)
            .ToHaveTextAsync("Mis visitas");
    }

    [Fact]
    public async Task Report_list_opens_from_the_menu_and_fits_a_phone()
    {
        var page = await browser.SignInAsync("manager@demo.local", "/today", "en", width: 390);
        var link = page.GetByRole(AriaRole.Link, new() { Name = "Reports", Exact = true });
        await Assertions.Expect(link).Not.ToBeInViewportAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Menu" }).ClickAsync();
        await link.ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Promises kept, moved and broken" })).ToBeVisibleAsync();
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= 390"));
    }

    [Fact]
    public async Task Report_list_and_its_dialogs_are_accessible()
    {
        var editing = browser.App.Services.GetRequiredService<ReportEditing>();
        var manager = await browser.App.GetViewerAsync("manager@demo.local");
        await editing.AddAsync(manager, "De la semana", "Rutas", new() { Columns = [new("entry.date")] });
        var page = await browser.SignInAsync("manager@demo.local", "/reports");
        Assert.Empty(await Accessibility.FindViolationsAsync(page));
        await ChooseAsync(page, "De la semana", "Compartir");
        await page.GetByLabel(Ui.Text<ReportsPage>("Share_Chosen")).CheckAsync();
        await page.Locator(".share-found button").First.ClickAsync();
        Assert.Empty(await Accessibility.FindViolationsAsync(page));
        await page.GetByRole(AriaRole.Button, new() { Name = Ui.Text<App>("Cancel") }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = Ui.Text<ReportsPage>("Import") }).ClickAsync();
        await page.FillAsync("#import-text", "nada");
        await page.GetByRole(AriaRole.Button, new() { Name = Ui.Text<ReportsPage>("Import_Read") }).ClickAsync();
        await page.Locator(".problem").WaitForAsync();
        Assert.Empty(await Accessibility.FindViolationsAsync(page));
        await page.FillAsync(
            "#import-text",
            ReportExchange.Write(
                "De otra casa",
                new()
                {
                    Columns = [new("entry.date")],
                    Where = ReportCriterion.AllOf(ReportCriterion.CreateTest("client.name", TestOperator.OneOf, "471100")),
                }
            )
        );
        await page.GetByRole(AriaRole.Button, new() { Name = Ui.Text<ReportsPage>("Import_Read") }).ClickAsync();
        await page.Locator(".report-faults").WaitForAsync();
        Assert.Empty(await Accessibility.FindViolationsAsync(page));
    }

    private static async Task ChooseAsync(IPage page, string report, string what)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = $"Acciones de «{report}»" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = what, Exact = true }).ClickAsync();
    }
}
