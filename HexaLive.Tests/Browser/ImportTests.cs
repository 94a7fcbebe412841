using System.Text;
using HexaLive.Domain.People;
using HexaLive.Infrastructure.Features.Import;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace HexaLive.Tests.Browser;

/// <summary>An administrator imports files in a browser.</summary>
public sealed class ImportTests(BrowserSession browser) : IClassFixture<BrowserSession>
{
    [Fact]
    public async Task A_client_file_of_an_old_program_comes_in_and_its_clients_are_found()
    {
        var text = "Código;Razón social;Teléfono;Contacto\r\nÑ1;Peñíscola Años SL;964 480 001;Íñigo Zúñiga\r\nÑ2;Cañas y Barro SA;;\r\nÑ3;;600;\r\n";
        var page = await SignInAsync("/settings/import");
        await PickAsync(page, "clientes.csv", CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetBytes(text));
        await Assertions.Expect(page.Locator("#import-encoding")).ToHaveValueAsync(nameof(CsvEncoding.Windows1252));
        await Assertions.Expect(page.Locator("#import-separator")).ToHaveValueAsync(";");
        await page.GetByText("Peñíscola Años SL").WaitForAsync();
        await NextAsync(page, ".import-map");

        // Leaving and coming back, the file and its plan are still there.
        await page.GotoAsync("/clients");
        await page.GotoAsync("/settings/import?step=columns");
        await page.Locator(".import-map").WaitForAsync();
        await NextAsync(page, ".import-choice");
        await NextAsync(page, ".import-preview");
        await Assertions.Expect(page.Locator("[data-made]")).ToHaveTextAsync("2");
        await page.GetByText("Falta: Nombre.").First.WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Importar 2 filas" }).ClickAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Ver los clientes" }).ClickAsync();
        await page.Locator("input[type=search]").FillAsync("peniscola");
        await page.Locator("input[type=search]").PressAsync("Enter");
        await page.GetByRole(AriaRole.Link, new() { Name = "Peñíscola Años SL" }).ClickAsync();
        await page.GetByText("Íñigo Zúñiga").First.WaitForAsync();
        // The result is there for whoever comes back, with the rejected rows to fetch.
        await page.GotoAsync("/settings/import");
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Descargar las filas rechazadas" }).ClickAsync());
        Assert.Contains("Ñ3;;600;;4;Falta: Nombre.", await File.ReadAllTextAsync(await download.PathAsync()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("es", "Esto no es un archivo de texto")]
    [InlineData("en", "This is not a text file")]
    public async Task A_picture_gets_a_clear_message_and_changes_nothing(string language, string message)
    {
        await using var db = browser.App.Open();
        var before = await db.Activity.CountAsync();
        var page = await SignInAsync("/settings/import", language);
        await PickAsync(page, "logo.csv", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 1, 2, 3]);
        await page.GetByText(message).WaitForAsync();
        // Another file can be chosen right away.
        await PickAsync(page, "clientes.csv", "nombre;nif\nUno;B1\n"u8.ToArray());
        await page.Locator("#import-encoding").WaitForAsync();
        Assert.Equal(before, await db.Activity.CountAsync());
    }

    [Fact]
    public async Task Every_step_is_in_both_languages_and_fits_a_phone()
    {
        foreach (var language in Person.Languages)
        {
            var page = await SignInAsync("/settings/import", language);
            await page.SetViewportSizeAsync(390, 844);
            await PickAsync(page, "tareas.csv", Encoding.UTF8.GetBytes("numero;cliente;titulo;estado;prioridad;responsable;fecha fin\n1;Uno;Oferta;Won;9;Nadie Nuevo;01/02/2026\n2;;x;raro;1;;\n"));
            await page.Locator("#import-encoding").WaitForAsync();
            await CheckAsync(page);
            foreach (var (step, there) in new[] { ("columns", ".import-map"), ("values", ".import-values"), ("preview", ".import-preview") })
            {
                await page.GotoAsync($"/settings/import?step={step}");
                await page.Locator(there).First.WaitForAsync();
                await CheckAsync(page);
            }
            var jobs = browser.App.Services.GetRequiredService<ImportJobs>();
            var admin = await browser.App.ViewerAsync("admin@demo.local");
            await jobs.StartRun(admin, jobs.Current(admin)!.Id).Completion;
            await page.GotoAsync("/settings/import?step=run");
            await page.Locator(".import-reasons").WaitForAsync();
            await CheckAsync(page);
        }

        static async Task CheckAsync(IPage page)
        {
            Assert.DoesNotMatch(@"\b(Enum|Field|Error|Nav|Step|Trouble|Ref|Kind|KindHint|Outcome|Did|Would|Missing)_\w+", await page.Locator("body").InnerTextAsync());
            Assert.Equal(0, await page.EvaluateAsync<int>("Math.max(0, document.documentElement.scrollWidth - innerWidth)"));
            Assert.Equal(0, await page.Locator("#blazor-error-ui:visible").CountAsync());
        }
    }

    [Fact]
    public async Task To_a_representative_and_a_manager_the_page_does_not_exist()
    {
        foreach (var email in new[] { "rep@demo.local", "manager@demo.local" })
        {
            var page = await browser.SignInAsync(email, "/today");
            await page.GotoAsync("/settings/import");
            await page.Locator(".message-page").WaitForAsync();
            Assert.Equal(0, await page.Locator("a[href^='/settings']").CountAsync());
        }
    }

    private static async Task PickAsync(IPage page, string name, byte[] content)
    {
        // Blazor listens to the input from here on.
        await page.WaitForFunctionAsync("document.querySelector('input[type=file]')?._blazorInputFileNextFileId !== undefined");
        await page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = name, MimeType = "text/csv", Buffer = content });
    }

    private static async Task NextAsync(IPage page, string there)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Continuar" }).ClickAsync();
        await page.Locator(there).First.WaitForAsync();
    }

    private async Task<IPage> SignInAsync(string path, string language = "es")
    {
        // Nothing of the test before.
        var jobs = browser.App.Services.GetRequiredService<ImportJobs>();
        var admin = await browser.App.ViewerAsync("admin@demo.local");
        if (jobs.Current(admin) is { } left) jobs.Discard(admin, left.Id);
        return await browser.SignInAsync("admin@demo.local", path, language);
    }
}
