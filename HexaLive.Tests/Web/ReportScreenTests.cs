using System.Net;
using Bunit;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Tests.Support;
using HexaLive.Web.Features.Reports;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using Xunit;

namespace HexaLive.Tests.Web;

/// <summary>The list of reports without a browser, and the file that is fetched of one.</summary>
public sealed class ReportScreenTests : IAsyncLifetime
{
    private static readonly ReportDefinition Plain = new() { Columns = [new("entry.date"), new("entry.comment")] };

    private TestDatabase _database = null!;
    private Company _company = null!;
    private Viewer _rep = null!;

    private ReportLibrary Library => _database.Get<ReportLibrary>();

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await Company.CreateAsync(_database);
        _rep = await _database.ViewerAsync(_company.Rep);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Favourites_come_first_then_folders_and_the_ready_made_ones_apart()
    {
        var mine = await Library.AddAsync(_rep, "Mío", "Visitas", Plain);
        await Library.AddAsync(_rep, "Suelto", null, Plain);
        await Library.FavouriteAsync(_rep, "promises", true);
        await Library.RanAsync(_rep, $"{mine}");
        await using var screens = new Screens(_database, _company.Rep);
        var page = screens.Render<ReportsPage>();
        page.WaitForAssertion(() => Assert.Equal(["Favoritos 1", "Visitas 1", "Sin carpeta 1", "Ya preparados 10"], page.FindAll("h2.reports-fold").Select(h => h.TextContent.Trim())));
        var row = page.FindAll("tbody tr").Single(r => r.QuerySelector("a")!.TextContent == "Mío");
        Assert.Equal($"/reports/{mine}", row.QuerySelector("a")!.GetAttribute("href"));
        Assert.Contains("10:00", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("nunca", page.FindAll("tbody tr")[0].TextContent, StringComparison.Ordinal);
        // Unfolded again by what is looked for.
        page.FindAll("h2.reports-fold button")[1].Click();
        Assert.DoesNotContain(page.FindAll("tbody a"), a => a.TextContent == "Mío");
        page.Find("input[type=search]").Input("VISITAS mio");
        Assert.Equal("Mío", Assert.Single(page.FindAll("tbody a.strong")).TextContent);
        page.Find("input[type=search]").Input("nothing like it");
        Assert.Equal("Ningún informe coincide.", page.Find(".empty").TextContent);
        page.Find("input[type=search]").Input("");
        page.FindAll("button[aria-pressed=false]").First(b => b.GetAttribute("aria-label") == "Marcar «Suelto» como favorito").Click();
        page.WaitForAssertion(() => Assert.Equal("Favoritos 2", page.Find("h2.reports-fold").TextContent.Trim()));
    }

    [Fact]
    public async Task Past_the_first_ones_more_are_shown_and_looked_for_where_they_are()
    {
        await using (var db = _database.Open())
        {
            for (var i = 0; i <= ReportLibrary.Most; i++) db.Add(new Report(_rep.PersonId, i == ReportLibrary.Most ? "Zeta" : $"Aviso {i:000}", null, ReportJson.Write(Plain), _database.Now));
            await db.SaveChangesAsync(Xunit.TestContext.Current.CancellationToken);
        }
        await using var screens = new Screens(_database, _company.Rep);
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
    public async Task Of_somebody_elses_one_sees_whose_it_is_and_may_copy_not_change_it()
    {
        var id = await Library.AddAsync(_rep, "De Raúl", null, Plain);
        await Library.ShareAsync(_rep, id, ReportSharing.Chosen, [], [_company.North.Id]);
        await using var screens = new Screens(_database, _company.OtherRep);
        var page = screens.Render<ReportsPage>();
        page.WaitForAssertion(() => Assert.Contains("Raúl Comercial", page.Find("tbody tr").TextContent, StringComparison.Ordinal));
        Assert.Contains("conmigo", page.Find("tbody tr").TextContent, StringComparison.Ordinal);
        page.Find("button[aria-label='Qué hacer con «De Raúl»']").Click();
        page.Find(".row-menu button").Click();
        screens.Popovers.WaitForAssertion(() => Assert.Equal(["Ejecutar", "Copiar", "Enviar por correo con regularidad", "Exportar la definición (JSON)"], screens.Popovers.FindAll(".mud-menu-item").Select(i => i.TextContent.Trim())));

        await using var stranger = new Screens(_database, _company.Stranger);
        var theirs = stranger.Render<ReportsPage>();
        theirs.WaitForAssertion(() => Assert.Contains("Todavía no hay informes guardados", theirs.Markup, StringComparison.Ordinal));
        Assert.DoesNotContain("De Raúl", theirs.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_is_copied_renamed_shared_and_deleted()
    {
        await using var screens = new Screens(_database, _company.Rep);
        var dialogs = screens.Render<MudDialogProvider>();
        var page = screens.Render<ReportsPage>();
        page.WaitForState(() => page.FindAll("tbody tr").Count == ReadyMadeReports.Keys.Count);
        await page.InvokeAsync(() => page.FindComponent<ReportList>().Instance.Act.InvokeAsync((page.FindComponent<ReportList>().Instance.Rows[0], ReportAct.Copy)));
        dialogs.WaitForElement("#report-name").Change(" ");
        Button(dialogs, "Copiar").Click();
        dialogs.WaitForAssertion(() => Assert.Equal("Falta: Nombre.", dialogs.Find(".field-problem").TextContent));
        dialogs.Find("#report-name").Change("Diario de Pérez");
        Button(dialogs, "Copiar").Click();
        page.WaitForState(() => page.FindAll("tbody tr").Count == ReadyMadeReports.Keys.Count + 1);
        var id = (await Library.ListAsync(_rep)).Single(r => r.Mine).Id!.Value;

        await ActAsync(page, id, ReportAct.Rename);
        dialogs.WaitForElement("#report-folder").Change("Visitas");
        Button(dialogs, "Guardar").Click();
        page.WaitForAssertion(() => Assert.Equal("Visitas 1", page.Find("h2.reports-fold").TextContent.Trim()));

        await ActAsync(page, id, ReportAct.Share);
        dialogs.WaitForAssertion(() => Assert.Equal(3, dialogs.FindAll("input[type=radio]").Count));
        dialogs.FindAll("input[type=radio]")[1].Change(true);
        Button(dialogs, "Guardar").Click();
        dialogs.WaitForAssertion(() => Assert.Equal("Elige al menos una persona o un equipo.", dialogs.Find(".field-problem").TextContent));
        dialogs.Find("#share-text").Input("jefa");
        dialogs.WaitForAssertion(() => Assert.Equal("Marta Jefa", Assert.Single(dialogs.FindAll(".share-found button")).TextContent.Trim()));
        dialogs.Find(".share-found button").Click();
        Button(dialogs, "Guardar").Click();
        page.WaitForAssertion(() => Assert.Contains("Marta Jefa", page.Find("tbody tr").TextContent, StringComparison.Ordinal));

        await ActAsync(page, id, ReportAct.Delete);
        page.WaitForState(() => page.FindAll("tbody tr").Count == ReadyMadeReports.Keys.Count);
        var undo = screens.Services.GetRequiredService<ISnackbar>().ShownSnackbars.Last();
        Assert.Equal("«Diario de Pérez» eliminado.", undo.Message);
        await Library.RestoreAsync(_rep, id);
    }

    [Fact]
    public async Task What_is_imported_is_shown_first_and_what_is_wrong_is_said_in_words()
    {
        await using var screens = new Screens(_database, _company.Rep);
        var dialogs = screens.Render<MudDialogProvider>();
        var page = screens.Render<ReportsPage>();
        page.WaitForState(() => page.FindAll("tbody tr").Count == ReadyMadeReports.Keys.Count);
        page.FindAll("button").Single(b => b.TextContent.Trim() == "Importar").Click();
        Look("""{"hexalive":"report","version":1,"name":"N","definition":{"columns":[{"field":"entry.date"},{"field":"entry.colour"}]}}""");
        Said("columns[1] · Columna 2: aquí no hay ningún campo «entry.colour».");
        Look("""{"hexalive":"report","version":3}""");
        Said("Es de la versión 3, y aquí se conoce la versión 1. Expórtalo de nuevo desde una instalación que no sea más nueva que esta.");
        Look("{\n oops");
        Said("Línea 2, carácter 2: esto no es JSON. Ahí falta, sobra o está mal escrito algo.");
        Assert.Single(await Library.ListAsync(_rep), r => r.Key == "promises");
        Assert.DoesNotContain(await Library.ListAsync(_rep), r => r.Mine);

        var there = Plain with { Where = ReportCriterion.AllOf(ReportCriterion.Of("client.name", TestOperator.OneOf, "4711")) };
        Look(ReportExchange.Write("De otra casa", there));
        dialogs.WaitForAssertion(() => Assert.Contains("día y comentario", dialogs.Find(".import-shows").TextContent, StringComparison.Ordinal));
        Assert.Contains("4711", dialogs.Find(".report-faults").TextContent, StringComparison.Ordinal);
        Button(dialogs, "Guardar una copia privada").Click();
        page.WaitForAssertion(() => Assert.Contains(page.FindAll("tbody a"), a => a.TextContent == "De otra casa"));
        var saved = (await Library.ListAsync(_rep)).Single(r => r.Mine);
        Assert.Equal((ReportSharing.Private, "De otra casa"), (saved.Sharing, saved.Name));

        void Look(string text)
        {
            dialogs.WaitForElement("#import-text").Change(text);
            Button(dialogs, "Ver qué es").Click();
        }

        void Said(string text) => dialogs.WaitForAssertion(() => Assert.Equal(text, Assert.Single(dialogs.FindAll(".problem li")).TextContent));
    }

    [Fact]
    public async Task A_file_that_is_too_large_is_not_read()
    {
        await using var screens = new Screens(_database, _company.Rep, "en");
        var dialogs = screens.Render<MudDialogProvider>();
        var page = screens.Render<ReportsPage>();
        page.WaitForState(() => page.FindAll("tbody tr").Count == ReadyMadeReports.Keys.Count);
        page.FindAll("button").Single(b => b.TextContent.Trim() == "Import").Click();
        dialogs.WaitForElement("#import-file");
        dialogs.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText(new string(' ', 201 * 1024), "large.json"));
        dialogs.WaitForAssertion(() => Assert.Equal("It is larger than 200 KB.", dialogs.Find(".problem li").TextContent));
        dialogs.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText(ReportExchange.Write("Theirs", Plain), "theirs.json"));
        dialogs.WaitForAssertion(() => Assert.Equal("Theirs", dialogs.Find("#import-name").GetAttribute("value")));
    }

    [Fact]
    public async Task Each_kind_of_fault_is_said_in_both_languages()
    {
        foreach (var language in new[] { "es", "en" })
        {
            await using var screens = new Screens(_database, _company.Rep, language);
            foreach (var kind in Enum.GetValues<ReportFaultKind>())
            {
                var shown = screens.Render<ReportFaults>(p => p.Add(f => f.Source, ReportSource.Tasks).Add(f => f.Faults, [new ReportFault("columns[1]", kind, "task.title", "55")])).Find("li").TextContent;
                Assert.StartsWith(language == "es" ? "Columna 2: " : "Column 2: ", shown, StringComparison.Ordinal);
                Assert.DoesNotContain("Fault_", shown, StringComparison.Ordinal);
                Assert.DoesNotContain("task.title", shown, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task The_file_of_a_report_is_for_those_who_find_it()
    {
        await using var app = new HexaApp();
        var library = app.Services.GetRequiredService<ReportLibrary>();
        var rep = await app.ViewerAsync("rep@demo.local");
        var id = await library.AddAsync(rep, "Mi/diario: ñ", null, Plain);
        var url = $"/reports/{id}/definition.json";
        using var browser = app.Browser();
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
            using var other = app.Browser();
            await HexaApp.SignInAsync(other, email);
            Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(url)).StatusCode);
        }
    }

    private static Task ActAsync(IRenderedComponent<ReportsPage> page, int id, ReportAct act)
    {
        var table = page.FindComponents<ReportList>().First(t => t.Instance.Rows.Any(r => r.Id == id)).Instance;
        return page.InvokeAsync(() => table.Act.InvokeAsync((table.Rows.Single(r => r.Id == id), act)));
    }

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<MudDialogProvider> dialogs, string text) => dialogs.FindAll("button").Single(b => b.TextContent.Trim() == text);
}
