using Bunit;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Infrastructure.Reporting;
using HexaLive.Tests.Support;
using HexaLive.Web.Features.Reports.Library;
using Microsoft.AspNetCore.Components.Forms;
using MudBlazor;
using Xunit;

namespace HexaLive.Tests.Web.Reports;

/// <summary>Importing report files on the screen.</summary>
public sealed partial class ReportScreenTests
{
    [Fact]
    public async Task Import_shows_a_preview_and_reports_errors_in_words()
    {
        await using var screens = new ScreenContext(_database, _company.Rep);
        var dialogs = screens.Render<MudDialogProvider>();
        var page = screens.Render<ReportsPage>();
        page.WaitForState(() => page.FindAll("tbody tr").Count == BuiltInReports.Keys.Count);
        page.FindAll("button").Single(b => b.TextContent.Trim() == "Importar").Click();
        Look("""{"hexalive":"report","version":1,"name":"N","definition":{"columns":[{"field":"entry.date"},{"field":"entry.colour"}]}}""");
        Said("columns[1] · Columna 2: el campo «entry.colour» no está disponible en este informe. Elige otro.");
        Look("""{"hexalive":"report","version":3}""");
        Said("El formato 3 no es compatible. Vuelve a exportar el informe desde una instalación que use el " + "formato 1.");
        Look("{\n oops");
        Said("Línea 2, carácter 2: JSON no válido. Busca algo que falte, sobre o esté mal escrito.");
        Assert.Single(await Search.ListAsync(_rep), r => r.Key == "promises");
        Assert.DoesNotContain(await Search.ListAsync(_rep), r => r.IsMine);

        var there = Plain with { Where = ReportCriterion.AllOf(ReportCriterion.CreateTest("client.name", TestOperator.OneOf, "4711")) };
        Look(ReportExchange.Write("De otra casa", there));
        dialogs.WaitForAssertion(() =>
            Assert.Contains("fecha y comentario", dialogs.Find(".import-shows").TextContent, StringComparison.Ordinal)
        );
        Assert.Contains("4711", dialogs.Find(".report-faults").TextContent, StringComparison.Ordinal);
        FindButton(dialogs, "Guardar copia privada").Click();
        page.WaitForAssertion(() => Assert.Contains(page.FindAll("tbody a"), a => a.TextContent == "De otra casa"));
        var saved = (await Search.ListAsync(_rep)).Single(r => r.IsMine);
        Assert.Equal((ReportSharing.Private, "De otra casa"), (saved.Sharing, saved.Name));

        void Look(string text)
        {
            dialogs.WaitForElement("#import-text").Change(text);
            FindButton(dialogs, "Comprobar").Click();
        }

        void Said(string text) =>
            dialogs.WaitForAssertion(() => Assert.Equal(text, Assert.Single(dialogs.FindAll(".problem li")).TextContent));
    }

    [Fact]
    public async Task Oversized_report_file_is_rejected()
    {
        await using var screens = new ScreenContext(_database, _company.Rep, "en");
        var dialogs = screens.Render<MudDialogProvider>();
        var page = screens.Render<ReportsPage>();
        page.WaitForState(() => page.FindAll("tbody tr").Count == BuiltInReports.Keys.Count);
        page.FindAll("button").Single(b => b.TextContent.Trim() == "Import").Click();
        dialogs.WaitForElement("#import-file");
        dialogs.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText(new string(' ', 201 * 1024), "large.json"));
        dialogs.WaitForAssertion(() => Assert.Equal("Larger than 200 KB.", dialogs.Find(".problem li").TextContent));
        dialogs
            .FindComponent<InputFile>()
            .UploadFiles(InputFileContent.CreateFromText(ReportExchange.Write("Theirs", Plain), "theirs.json"));
        dialogs.WaitForAssertion(() => Assert.Equal("Theirs", dialogs.Find("#import-name").GetAttribute("value")));
    }
}
