using System.Text;
using HexaLive.Domain.People;
using HexaLive.Infrastructure.Features.Import;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using HexaLive.Web.Features.Import;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace HexaLive.Tests.Browser;

/// <summary>An administrator imports files in the browser.</summary>
public sealed class ImportStoryTests(BrowserSession browser) : IClassFixture<BrowserSession>
{
    [Fact]
    public async Task Windows_1252_client_file_is_imported_and_its_clients_are_found()
    {
        var text =
            "Código;Razón social;Teléfono;Contacto\r\n"
            + "Ñ1;Peñíscola Años SL;964 480 001;Íñigo Zúñiga\r\nÑ2;Cañas y Barro SA;;\r\nÑ3;;600;\r\n";
        var page = await SignInAsync("/settings/import");
        await PickAsync(page, "clientes.csv", CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetBytes(text));
        await Assertions.Expect(page.Locator("#import-encoding")).ToHaveValueAsync(nameof(CsvEncoding.Windows1252));
        await Assertions.Expect(page.Locator("#import-separator")).ToHaveValueAsync(";");
        await page.GetByText("Peñíscola Años SL").WaitForAsync();
        await GoToNextStepAsync(page, ".import-map");

        // The uploaded file and the column mapping are kept when the person leaves the page.
        await page.GotoAsync("/clients");
        await page.GotoAsync("/settings/import?step=columns");
        await page.Locator(".import-map").WaitForAsync();
        await GoToNextStepAsync(page, ".import-choice");
        await GoToNextStepAsync(page, ".import-preview");
        await Assertions.Expect(page.Locator("[data-created]")).ToHaveTextAsync("2");
        await page.GetByText("Rellena «Nombre».").First.WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Importar 2 filas" }).ClickAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = Ui.Text<ImportPage>("See_Clients") }).ClickAsync();
        await page.Locator("input[type=search]").FillAsync("peniscola");
        await page.Locator("input[type=search]").PressAsync("Enter");
        await page.GetByRole(AriaRole.Link, new() { Name = "Peñíscola Años SL" }).ClickAsync();
        await page.GetByText("Íñigo Zúñiga").First.WaitForAsync();
        // When the person returns, the page still shows the result and the download of the rejected rows.
        await page.GotoAsync("/settings/import");
        var download = await page.RunAndWaitForDownloadAsync(() =>
            page.GetByRole(AriaRole.Link, new() { Name = Ui.Text<ImportPage>("Download") }).ClickAsync()
        );
        Assert.Contains("Ñ3;;600;;4;Rellena «Nombre».", await File.ReadAllTextAsync(await download.PathAsync()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("es", "Este archivo no es un CSV")]
    [InlineData("en", "This file isn’t a CSV")]
    public async Task Binary_file_is_rejected_with_a_clear_message(string language, string message)
    {
        await using var db = browser.App.Open();
        var before = await db.Activity.CountAsync();
        var page = await SignInAsync("/settings/import", language);
        await PickAsync(page, "logo.csv", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 1, 2, 3]);
        await page.GetByText(message).WaitForAsync();
        // The person can choose another file right away.
        await PickAsync(page, "clientes.csv", "nombre;nif\nUno;B1\n"u8.ToArray());
        await page.Locator("#import-encoding").WaitForAsync();
        Assert.Equal(before, await db.Activity.CountAsync());
    }

    [Fact]
    public async Task Every_import_step_is_translated_and_fits_a_phone()
    {
        foreach (var language in Person.Languages)
        {
            var page = await SignInAsync("/settings/import", language);
            await page.SetViewportSizeAsync(390, 844);
            await PickAsync(
                page,
                "tareas.csv",
                Encoding.UTF8.GetBytes(
                    "numero;cliente;titulo;estado;prioridad;responsable;fecha fin\n"
                        + "1;Uno;Oferta;Won;9;Nadie Nuevo;01/02/2026\n"
                        + "2;;x;raro;1;;\n"
                )
            );
            await page.Locator("#import-encoding").WaitForAsync();
            await CheckAsync(page);
            foreach (
                var (step, content) in new[] { ("columns", ".import-map"), ("values", ".import-values"), ("preview", ".import-preview") }
            )
            {
                await page.GotoAsync($"/settings/import?step={step}");
                await page.Locator(content).First.WaitForAsync();
                await CheckAsync(page);
            }
            var jobs = browser.App.Services.GetRequiredService<ImportJobs>();
            var admin = await browser.App.GetViewerAsync("admin@demo.local");
            await jobs.StartRun(admin, jobs.FindCurrent(admin)!.Id).Completion;
            await page.GotoAsync("/settings/import?step=run");
            await page.Locator(".import-reasons").WaitForAsync();
            await CheckAsync(page);
        }

        static async Task CheckAsync(IPage page)
        {
            Assert.DoesNotMatch(
                @"\b(Enum|Field|Error|Nav|Step|ImportError|Reference|Record|Kind|KindHint|Outcome|Count|Missing)_\w+",
                await page.Locator("body").InnerTextAsync()
            );
            Assert.Equal(0, await page.EvaluateAsync<int>("Math.max(0, document.documentElement.scrollWidth - innerWidth)"));
            Assert.Equal(0, await page.Locator("#blazor-error-ui:visible").CountAsync());
        }
    }

    [Fact]
    public async Task Import_page_is_not_found_for_representatives_and_managers()
    {
        foreach (var email in new[] { "rep@demo.local", "manager@demo.local" })
        {
            var page = await browser.SignInAsync(email, "/today");
            await page.GotoAsync("/settings/import");
            await page.Locator(".message-page").WaitForAsync();
            Assert.Equal(0, await page.Locator("a[href^='/settings']").CountAsync());
        }
    }

    private static Task PickAsync(IPage page, string name, byte[] content) =>
        BrowserSession.ChooseFileAsync(page, name, "text/csv", content);

    private static async Task GoToNextStepAsync(IPage page, string content)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = Ui.Text<ImportPage>("Continue") }).ClickAsync();
        await page.Locator(content).First.WaitForAsync();
    }

    private async Task<IPage> SignInAsync(string path, string language = "es")
    {
        // Discard the import that the previous test left behind.
        var jobs = browser.App.Services.GetRequiredService<ImportJobs>();
        var admin = await browser.App.GetViewerAsync("admin@demo.local");
        if (jobs.FindCurrent(admin) is { } left)
            jobs.Discard(admin, left.Id);
        return await browser.SignInAsync("admin@demo.local", path, language);
    }
}
