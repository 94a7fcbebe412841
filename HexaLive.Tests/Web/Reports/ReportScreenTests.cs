using System.Net;
using Bunit;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Reporting;
using HexaLive.Tests.Support;
using HexaLive.Web.Features.Reports.Library;
using HexaLive.Web.Features.Reports.Run;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using Xunit;

namespace HexaLive.Tests.Web.Reports;

/// <summary>The list of reports, rendered without a browser, and the definition file of a report.</summary>
public sealed partial class ReportScreenTests : IAsyncLifetime
{
    private static readonly ReportDefinition Plain = new() { Columns = [new("entry.date"), new("entry.comment")] };

    private TestDatabase _database = null!;
    private TestCompany _company = null!;
    private Viewer _rep = null!;

    private ReportLibrary Library => _database.Get<ReportLibrary>();
    private ReportSearch Search => _database.Get<ReportSearch>();
    private ReportEditing Editing => _database.Get<ReportEditing>();
    private ReportSharingEditing Sharing => _database.Get<ReportSharingEditing>();
    private PersonalReportStates Marks => _database.Get<PersonalReportStates>();

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await TestCompany.CreateAsync(_database);
        _rep = await _database.GetViewerAsync(_company.Rep);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Report_list_shows_favourites_then_folders_then_built_in_reports()
    {
        var mine = await Editing.AddAsync(_rep, "Mío", "Visitas", Plain);
        await Editing.AddAsync(_rep, "Suelto", null, Plain);
        await Marks.SetFavouriteAsync(_rep, "promises", true);
        await Marks.RecordRunAsync(_rep, $"{mine}");
        await using var screens = new ScreenContext(_database, _company.Rep);
        var page = screens.Render<ReportsPage>();
        page.WaitForAssertion(() =>
            Assert.Equal(
                ["Favoritos 1", "Visitas 1", "Sin carpeta 1", "Incluidos 10"],
                page.FindAll("h2.reports-fold").Select(h => h.TextContent.Trim())
            )
        );
        var row = page.FindAll("tbody tr").Single(r => r.QuerySelector("a")!.TextContent == "Mío");
        Assert.Equal($"/reports/{mine}", row.QuerySelector("a")!.GetAttribute("href"));
        Assert.Contains("10:00", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("Nunca", page.FindAll("tbody tr")[0].TextContent, StringComparison.Ordinal);
        // A search expands the collapsed groups.
        page.FindAll("h2.reports-fold button")[1].Click();
        page.WaitForAssertion(() => Assert.DoesNotContain(page.FindAll("tbody a"), a => a.TextContent == "Mío"));
        page.Find("input[type=search]").Input("VISITAS mio");
        page.WaitForAssertion(() => Assert.Equal("Mío", Assert.Single(page.FindAll("tbody a.strong")).TextContent));
        page.Find("input[type=search]").Input("nothing like it");
        page.WaitForAssertion(() => Assert.Equal("Ningún informe coincide con tu búsqueda.", page.Find(".empty").TextContent));
        page.Find("input[type=search]").Input("");
        page.FindAll("button[aria-pressed=false]").First(b => b.GetAttribute("aria-label") == "Añadir «Suelto» a favoritos").Click();
        page.WaitForAssertion(() => Assert.Equal("Favoritos 2", page.Find("h2.reports-fold").TextContent.Trim()));
    }

    [Fact]
    public async Task Long_report_list_grows_on_request_and_search_covers_reports_not_yet_shown()
    {
        await using (var db = _database.Open())
        {
            for (var i = 0; i <= ReportSearch.MaxReports; i++)
                db.Add(
                    new Report(
                        _rep.PersonId,
                        i == ReportSearch.MaxReports ? "Zeta" : $"Aviso {i:000}",
                        null,
                        ReportJson.Serialize(Plain),
                        _database.Now
                    )
                );
            await db.SaveChangesAsync(Xunit.TestContext.Current.CancellationToken);
        }
        await using var screens = new ScreenContext(_database, _company.Rep);
        var page = screens.Render<ReportsPage>();
        page.WaitForAssertion(() => Assert.Equal("Guardados 300", page.Find("h2.reports-fold").TextContent.Trim()));
        var typing = page.Find("input[type=search]").InputAsync(new() { Value = "zeta" });
        _database.Time.Advance(TimeSpan.FromSeconds(1));
        await typing;
        page.WaitForAssertion(() => Assert.Equal("Zeta", Assert.Single(page.FindAll("tbody a.strong")).TextContent));
        typing = page.Find("input[type=search]").InputAsync(new() { Value = "" });
        _database.Time.Advance(TimeSpan.FromSeconds(1));
        await typing;
        page.WaitForAssertion(() => Assert.Equal("Guardados 300", page.Find("h2.reports-fold").TextContent.Trim()));
        page.FindAll("button").Single(b => b.TextContent == "Mostrar más").Click();
        page.WaitForAssertion(() => Assert.Equal("Guardados 301", page.Find("h2.reports-fold").TextContent.Trim()));
        Assert.DoesNotContain(page.FindAll("button"), b => b.TextContent == "Mostrar más");
    }

    [Fact]
    public async Task Shared_report_shows_its_owner_and_cannot_be_edited()
    {
        var id = await Editing.AddAsync(_rep, "De Raúl", null, Plain);
        await Sharing.ShareAsync(_rep, id, ReportSharing.Chosen, [], [_company.North.Id]);
        await using var screens = new ScreenContext(_database, _company.OtherRep);
        var page = screens.Render<ReportsPage>();
        page.WaitForAssertion(() => Assert.Contains("Raúl Comercial", page.Find("tbody tr").TextContent, StringComparison.Ordinal));
        Assert.Contains("Contigo", page.Find("tbody tr").TextContent, StringComparison.Ordinal);
        page.Find("button[aria-label='Acciones de «De Raúl»']").Click();
        screens.Menu.WaitForAssertion(() =>
            Assert.Equal(
                ["Ver", "Duplicar", "Programar envíos", "Exportar definición (JSON)"],
                screens.Menu.FindAll("[role=menuitem]").Select(i => i.TextContent.Trim())
            )
        );
        Assert.Equal($"/reports/{id}", screens.Menu.FindAll("[role=menuitem]")[0].GetAttribute("href"));

        await using var stranger = new ScreenContext(_database, _company.Stranger);
        var theirs = stranger.Render<ReportsPage>();
        theirs.WaitForAssertion(() => Assert.Contains("Todavía no hay informes guardados", theirs.Markup, StringComparison.Ordinal));
        Assert.DoesNotContain("De Raúl", theirs.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Conflicting_rename_offers_to_overwrite_the_change_of_the_other_person()
    {
        var id = await Editing.AddAsync(_rep, "Mío", null, Plain);
        await using var screens = new ScreenContext(_database, _company.Rep);
        var dialogs = screens.Render<MudDialogProvider>();
        var page = screens.Render<ReportsPage>();
        page.WaitForAssertion(() => Assert.Contains(page.FindAll("tbody a"), a => a.TextContent == "Mío"));
        await ActAsync(page, id, ReportAction.Rename);
        dialogs.WaitForElement("#report-name").Change("El mío");
        var version = (await Library.GetAsync(_rep, $"{id}", Xunit.TestContext.Current.CancellationToken)).Version;
        await Editing.RenameAsync(_rep, id, version, "Otro", null, Xunit.TestContext.Current.CancellationToken);
        FindButton(dialogs, "Guardar").Click();
        dialogs.WaitForElement(".problem button");
        FindButton(dialogs, "Guardar mi versión").Click();
        page.WaitForAssertion(() => Assert.Contains(page.FindAll("tbody a"), a => a.TextContent == "El mío"));
    }

    [Fact]
    public async Task Report_can_be_copied_renamed_shared_and_deleted()
    {
        await using var screens = new ScreenContext(_database, _company.Rep);
        var dialogs = screens.Render<MudDialogProvider>();
        var page = screens.Render<ReportsPage>();
        page.WaitForState(() => page.FindAll("tbody tr").Count == BuiltInReports.Keys.Count);
        await page.InvokeAsync(() =>
            page.FindComponent<ReportList>()
                .Instance.OnAction.InvokeAsync((page.FindComponent<ReportList>().Instance.Rows[0], ReportAction.Copy))
        );
        dialogs.WaitForElement("#report-name").Change(" ");
        FindButton(dialogs, "Duplicar").Click();
        dialogs.WaitForAssertion(() => Assert.Equal("Rellena «Nombre».", dialogs.Find(".field-problem").TextContent));
        dialogs.Find("#report-name").Change("Diario de Pérez");
        FindButton(dialogs, "Duplicar").Click();
        page.WaitForState(() => page.FindAll("tbody tr").Count == BuiltInReports.Keys.Count + 1);
        var id = (await Search.ListAsync(_rep)).Single(r => r.IsMine).Id!.Value;

        await ActAsync(page, id, ReportAction.Rename);
        dialogs.WaitForElement("#report-folder").Change("Visitas");
        FindButton(dialogs, "Guardar").Click();
        page.WaitForAssertion(() => Assert.Equal("Visitas 1", page.Find("h2.reports-fold").TextContent.Trim()));

        await ActAsync(page, id, ReportAction.Share);
        dialogs.WaitForAssertion(() => Assert.Equal(3, dialogs.FindAll("input[type=radio]").Count));
        dialogs.FindAll("input[type=radio]")[1].Change(true);
        FindButton(dialogs, "Guardar").Click();
        dialogs.WaitForAssertion(() => Assert.Equal("Elige al menos una persona o un equipo", dialogs.Find(".field-problem").TextContent));
        dialogs.Find("#share-text").Input("jefa");
        dialogs.WaitForAssertion(() =>
            Assert.Equal("Marta Jefa", Assert.Single(dialogs.FindAll(".share-found button")).TextContent.Trim())
        );
        dialogs.Find(".share-found button").Click();
        FindButton(dialogs, "Guardar").Click();
        page.WaitForAssertion(() => Assert.Contains("Marta Jefa", page.Find("tbody tr").TextContent, StringComparison.Ordinal));

        await ActAsync(page, id, ReportAction.Delete);
        page.WaitForState(() => page.FindAll("tbody tr").Count == BuiltInReports.Keys.Count);
        var undo = screens.Services.GetRequiredService<ISnackbar>().ShownSnackbars.Last();
        Assert.Equal("«Diario de Pérez» eliminado.", undo.Message);
        await Editing.RestoreAsync(_rep, id);
    }

    [Fact]
    public async Task Every_validation_error_has_a_text_in_both_languages()
    {
        foreach (var language in new[] { "es", "en" })
        {
            await using var screens = new ScreenContext(_database, _company.Rep, language);
            foreach (var kind in Enum.GetValues<ReportValidationErrorKind>())
            {
                var shown = screens
                    .Render<ReportValidationErrors>(p =>
                        p.Add(f => f.Source, ReportSource.Tasks)
                            .Add(f => f.Errors, [new ReportValidationError("columns[1]", kind, "task.title", "55")])
                    )
                    .Find("li")
                    .TextContent;
                Assert.StartsWith(language == "es" ? "Columna 2: " : "Column 2: ", shown, StringComparison.Ordinal);
                Assert.DoesNotContain("Fault_", shown, StringComparison.Ordinal);
                Assert.DoesNotContain("task.title", shown, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Report_definition_can_be_downloaded_only_by_readers_of_the_report()
    {
        await using var app = new HexaApp();
        var editing = app.Services.GetRequiredService<ReportEditing>();
        var rep = await app.GetViewerAsync("rep@demo.local");
        var id = await editing.AddAsync(rep, "Mi/diario: ñ", null, Plain);
        var url = $"/reports/{id}/definition.json";
        using var browser = app.CreateBrowser();
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync(url)).StatusCode);
        await HexaApp.SignInAsync(browser, "rep@demo.local");
        var answer = await browser.GetAsync(url);
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("Mi-diario- ñ.json", answer.Content.Headers.ContentDisposition.FileNameStar);
        var read = ReportExchange.Read(await answer.Content.ReadAsStringAsync());
        Assert.Equal(("Mi/diario: ñ", 2), (read.Name, read.Definition!.Columns.Count));
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/reports/promises/definition.json")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/reports/nothing/definition.json")).StatusCode);
        foreach (var email in new[] { "manager@demo.local", "admin@demo.local" })
        {
            using var other = app.CreateBrowser();
            await HexaApp.SignInAsync(other, email);
            Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(url)).StatusCode);
        }
    }

    private static Task ActAsync(IRenderedComponent<ReportsPage> page, int id, ReportAction act)
    {
        var table = page.FindComponents<ReportList>().First(t => t.Instance.Rows.Any(r => r.Id == id)).Instance;
        return page.InvokeAsync(() => table.OnAction.InvokeAsync((table.Rows.Single(r => r.Id == id), act)));
    }

    private static AngleSharp.Dom.IElement FindButton(IRenderedComponent<MudDialogProvider> dialogs, string text) =>
        dialogs.FindAll("button").Single(b => b.TextContent.Trim() == text);
}
