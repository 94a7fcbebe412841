using System.Net;
using System.Text;
using Bunit;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Infrastructure.Reporting;
using HexaLive.Tests.Support;
using HexaLive.Web.Features.Reports.Run;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HexaLive.Tests.Web.Reports;

/// <summary>Downloads and the print page of a report, with and without access.</summary>
public sealed class ReportExportTests
{
    private static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reports_can_be_downloaded_and_printed_by_their_readers_only()
    {
        await using var app = new HexaApp();
        var manager = await app.GetViewerAsync("manager@demo.local");
        var editing = app.Services.GetRequiredService<ReportEditing>();
        var definition = new ReportDefinition
        {
            Source = ReportSource.Tasks,
            Columns = [new("task.number"), new("task.title"), new("client.name")],
            Groups = [new("task.responsible")],
            Totals = [new(TotalFunction.Count)],
            Parameters = [new("cliente")],
            Where = ReportCriterion.CreateTest("client.name", TestOperator.OneOf, "?cliente"),
        };
        var id = await editing.AddAsync(manager, "Tareas: <norte>", null, definition, Cancellation);

        using var stranger = app.CreateBrowser();
        Assert.NotEqual(HttpStatusCode.OK, (await stranger.GetAsync($"/reports/{id}/export.csv", Cancellation)).StatusCode);
        Assert.NotEqual(HttpStatusCode.OK, (await stranger.GetAsync($"/reports/{id}/print", Cancellation)).StatusCode);

        // Another person's report is not found, and neither is a report or a format that does not exist.
        using var rep = app.CreateBrowser();
        await HexaApp.SignInAsync(rep, "rep@demo.local");
        foreach (
            var address in new[]
            {
                $"/reports/{id}/export.csv",
                $"/reports/{id}/export.pdf",
                $"/reports/{id}/print",
                "/reports/nothing/export.xlsx",
                "/reports/nothing/print",
                $"/reports/{id}/export.exe",
            }
        )
            Assert.Equal(HttpStatusCode.NotFound, (await rep.GetAsync(address, Cancellation)).StatusCode);

        using var browser = app.CreateBrowser();
        await HexaApp.SignInAsync(browser, "manager@demo.local");
        var run = app.Services.GetRequiredService<ExportProgress>().Register(manager.PersonId);
        var csv = await browser.GetAsync($"/reports/{id}/export.csv?id={run.Id}", Cancellation);
        Assert.Equal("text/csv", csv.Content.Headers.ContentType!.MediaType);
        Assert.Matches(@"^Tareas- -norte- \d{4}-\d\d-\d\d\.csv$", csv.Content.Headers.ContentDisposition!.FileNameStar);
        var rows = (await csv.Content.ReadAsStringAsync(Cancellation)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length - 1;
        var seen = await app.Services.GetRequiredService<ReportRunner>().CountAsync(manager, definition, new ReportRequest(), Cancellation);
        Assert.Equal((seen, ExportState.Done, seen, seen), (rows, run.State, run.RowCount, run.Total));

        foreach (var (ending, begin) in new[] { ("xlsx", "PK"), ("pdf", "%PDF") })
            Assert.StartsWith(
                begin,
                Encoding.ASCII.GetString((await browser.GetByteArrayAsync($"/reports/{id}/export.{ending}", Cancellation))[..4]),
                StringComparison.Ordinal
            );

        // The response to an invalid request contains the reason in the reader's language. The waiting page gets the reason too.
        var failed = app.Services.GetRequiredService<ExportProgress>().Register(manager.PersonId);
        var wrong = await browser.GetAsync($"/reports/{id}/export.pdf?p.cliente=nada&id={failed.Id}", Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Contains(
            "No se ha podido crear el informe",
            WebUtility.HtmlDecode(await wrong.Content.ReadAsStringAsync(Cancellation)),
            StringComparison.Ordinal
        );
        Assert.Equal(ExportState.Failed, failed.State);
        Assert.False(string.IsNullOrEmpty(failed.Problem));
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.GetAsync($"/reports/{id}/print?p.cliente=nada", Cancellation)).StatusCode);

        var print = HexaApp.WithoutScopes(await browser.GetStringAsync($"/reports/{id}/print", Cancellation));
        Assert.Contains("<h1>Tareas: &lt;norte&gt;</h1>", print, StringComparison.Ordinal);
        Assert.Contains("<thead>", print, StringComparison.Ordinal);
        Assert.Contains("Responsable: ", WebUtility.HtmlDecode(print), StringComparison.Ordinal);
        Assert.DoesNotContain("data-print-now", print, StringComparison.Ordinal);
        Assert.Contains("data-print-now", await browser.GetStringAsync($"/reports/{id}/print?now", Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_shows_its_progress_and_can_be_cancelled()
    {
        await using var database = await TestDatabase.CreateAsync();
        var company = await TestCompany.CreateAsync(database);
        await using var screens = new ScreenContext(database, company.Rep);
        var button = screens.Render<ReportExportButton>(p => p.Add(b => b.Key, "hours-by-person").Add(b => b.Query, "p.person=me"));
        await button.Find("button").ClickAsync(new());
        var menu = screens.Popovers;
        menu.WaitForElement(".mud-menu-item");
        await menu.FindAll(".mud-menu-item").First(i => i.TextContent.Contains("Excel", StringComparison.Ordinal)).ClickAsync(new());
        var address = (string)screens.JSInterop.Invocations["hexa.download"].Single().Arguments[0]!;
        Assert.StartsWith("/reports/hours-by-person/export.xlsx?p.person=me&id=", address, StringComparison.Ordinal);
        var progress = screens.Services.GetRequiredService<ExportProgress>();
        var id = address[(address.LastIndexOf('=') + 1)..];
        Assert.Null(progress.Claim(id, company.OtherRep.Id));
        var run = progress.Claim(id, company.Rep.Id)!;

        run.Report(12_000);
        run.Start(100_000);
        button.WaitForAssertion(() => Assert.Contains("12.000 de 100.000 filas", button.Markup, StringComparison.Ordinal));
        await button.FindAll("button").First(b => b.TextContent.Contains("Cancelar", StringComparison.Ordinal)).ClickAsync(new());
        Assert.True(run.Stopped.IsCancellationRequested);
        run.Finish(5);
        button.WaitForAssertion(() => Assert.Contains("Exportación cancelada", button.Markup, StringComparison.Ordinal));
    }
}
