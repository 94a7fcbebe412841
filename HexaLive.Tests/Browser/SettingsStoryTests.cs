using System.Text;
using System.Text.RegularExpressions;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Reporting;
using HexaLive.Tests.Support;
using HexaLive.Web.Account;
using HexaLive.Web.Components;
using HexaLive.Web.Features.Import;
using HexaLive.Web.Features.Settings;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit;

namespace HexaLive.Tests.Browser;

/// <summary>
/// An administrator invites a person, deactivates another, previews a task type before saving, and undoes an import.
/// </summary>
public sealed partial class SettingsStoryTests(BrowserSession browser) : IClassFixture<BrowserSession>
{
    [Fact]
    public async Task Invited_person_can_sign_in_and_take_over_the_tasks_of_somebody_who_leaves()
    {
        var page = await browser.SignInAsync("admin@demo.local", "/settings");
        await page.GetByRole(AriaRole.Link, new() { Name = Ui.Text<SettingsPage>("Page_Teams") }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = Ui.Text<SettingsPage>("New_Team"), Exact = true }).ClickAsync();
        await page.FillAsync("#team-name", "Zona Islas");
        await page.GetByRole(AriaRole.Button, new() { Name = Ui.Text<App>("Save") }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Zona Islas", Exact = true })).ToBeVisibleAsync();

        await page.GotoAsync("/settings/people/new");
        await page.FillAsync("#person-name", "Nayra Santana");
        await page.FillAsync("#person-email", "nayra@demo.local");
        await page.SelectOptionAsync("#person-team", new SelectOptionValue { Label = "Zona Islas" });
        await page.GetByRole(AriaRole.Button, new() { Name = Ui.Text<App>("Save") }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = Ui.Text<SettingsPage>("Invite") }).ClickAsync();
        await Assertions.Expect(page.GetByText("Invitación enviada a nayra@demo.local")).ToBeVisibleAsync();

        var mail = MimeKit.MimeMessage.Load(Directory.GetFiles(Path.Combine(browser.App.Folder, "mail")).Single());
        var link = new Uri(LinkPattern().Match(mail.TextBody!).Value).PathAndQuery;
        var invited = await (
            await page.Context.Browser!.NewContextAsync(new() { BaseURL = browser.App.Address.ToString(), Locale = "es" })
        ).NewPageAsync();
        await invited.GotoAsync(link);
        await invited.FillAsync("[name='Form.Password']", "una clave nueva");
        await invited.FillAsync("[name='Form.Repeat']", "una clave nueva");
        await invited.ClickAsync("button[type=submit]");
        await invited.GetByRole(AriaRole.Link, new() { Name = Ui.Text<LoginPage>("SignIn") }).ClickAsync();
        await invited.FillAsync("[name='Form.Email']", "nayra@demo.local");
        await invited.FillAsync("[name='Form.Password']", "una clave nueva");
        await invited.ClickAsync("button[type=submit]");
        await invited.WaitForAddressAsync("**/today");

        int id,
            lucia;
        await using (var db = browser.App.Open())
        {
            id = await db
                .People.Where(p => p.Email == "rep@demo.local")
                .Select(p => p.Id)
                .SingleAsync(TestContext.Current.CancellationToken);
            lucia = await db.Tasks.CountAsync(
                t => t.ResponsibleId == id && t.Status != HexaLive.Domain.Tasks.WorkTaskStatus.Finished,
                TestContext.Current.CancellationToken
            );
        }
        Assert.True(lucia > 0);
        await page.GotoAsync($"/settings/people/{id}");
        await page.SelectOptionAsync("#leave-to", new SelectOptionValue { Label = "Nayra Santana" });
        await page.GetByRole(AriaRole.Button, new() { Name = Ui.Text<SettingsPage>("Deactivate") }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = Ui.Text<SettingsPage>("Deactivate") }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = Ui.Text<SettingsPage>("Reactivate") })).ToBeVisibleAsync();
        await using (var db = browser.App.Open())
            Assert.Equal(
                lucia,
                await db.Tasks.CountAsync(
                    t => t.Responsible.Email == "nayra@demo.local" && t.Status != HexaLive.Domain.Tasks.WorkTaskStatus.Finished,
                    TestContext.Current.CancellationToken
                )
            );
    }

    [Fact]
    public async Task Task_type_form_previews_the_assignees_it_would_have_given_to_recent_tasks()
    {
        var page = await browser.SignInAsync("admin@demo.local", "/settings/types?edit=new", width: 390);
        await page.FillAsync("#preset-name", "Inventario");
        await page.SelectOptionAsync("#preset-responsible", new SelectOptionValue { Label = "Marta Cuesta" });
        await Assertions.Expect(page.Locator(".forecast tbody tr").First).ToContainTextAsync("Marta Cuesta");
        // A cell of the preview is bold where the forecast differs from the actual assignment.
        await Assertions.Expect(page.Locator(".forecast tbody tr").First.Locator("td.strong")).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Button, new() { Name = Ui.Text<App>("Save") }).ClickAsync();
        await Assertions.Expect(page.Locator("tr", new() { HasText = "Inventario" })).ToContainTextAsync("Responsable: Marta Cuesta");
    }

    [Fact]
    public async Task Whole_import_can_be_undone()
    {
        var page = await browser.SignInAsync("admin@demo.local", "/settings/import");
        await BrowserSession.ChooseFileAsync(
            page,
            "clientes.csv",
            "text/csv",
            Encoding.UTF8.GetBytes("codigo;nombre;zona\nZ1;Talleres Zurbano;Zona Nueva\nZ2;Zumos Zarauz;Zona Nueva\n")
        );
        await page.Locator("#import-separator").WaitForAsync();
        await page.GotoAsync("/settings/import?step=preview");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = ImportPattern() }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = UndoPattern() }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = Ui.Text<ImportPage>("Undo_Sure") }).ClickAsync();
        await Assertions.Expect(page.GetByText("Eliminados: 3. Restaurados: 0. Conservados: 0.")).ToBeVisibleAsync();
        await using var db = browser.App.Open();
        Assert.False(await db.Clients.AnyAsync(c => c.Name == "Zumos Zarauz", TestContext.Current.CancellationToken));
    }

    [GeneratedRegex(@"http\S+")]
    private static partial Regex LinkPattern();

    [GeneratedRegex("^Importar 2")]
    private static partial Regex ImportPattern();

    [GeneratedRegex("^Deshacer")]
    private static partial Regex UndoPattern();
}
