using System.Net;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using HexaLive.Web.Features.Reports.Run;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HexaLive.Tests.Web.Reports;

/// <summary>
/// Report files, print pages and definitions over HTTP. People without access get 404, and an invalid request is refused before any output
/// is written.
/// </summary>
public sealed class ReportAccessTests : IAsyncLifetime
{
    private static readonly ReportDefinition Tasks = new()
    {
        Source = ReportSource.Tasks,
        Columns = [new("task.number"), new("task.title")],
    };

    private readonly HexaApp _app = new();
    private Viewer _manager = null!;
    private ReportEditing _editing = null!;
    private ReportSharingEditing _sharing = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static string[] AddressesOf(int id) =>
        [
            $"/reports/{id}/export.csv",
            $"/reports/{id}/export.xlsx",
            $"/reports/{id}/export.pdf",
            $"/reports/{id}/print",
            $"/reports/{id}/definition.json",
        ];

    public async ValueTask InitializeAsync()
    {
        _manager = await _app.GetViewerAsync("manager@demo.local");
        _editing = _app.Services.GetRequiredService<ReportEditing>();
        _sharing = _app.Services.GetRequiredService<ReportSharingEditing>();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Report_shared_with_some_people_is_not_found_by_others()
    {
        var rep = await _app.GetViewerAsync("rep@demo.local");
        await using var db = _app.Open();
        var team = await db.People.Where(p => p.Id == rep.PersonId).Select(p => p.TeamId).SingleAsync(Cancellation);
        var (withPerson, withTeam) = (
            await AddSharedReportAsync("De una persona", [rep.PersonId], []),
            await AddSharedReportAsync("De un equipo", [], [team!.Value])
        );
        var kept = await _editing.AddAsync(_manager, "De uno solo", null, Tasks, Cancellation);

        // This person is not a member of the team that the report is shared with.
        using var outside = _app.CreateBrowser();
        await HexaApp.SignInAsync(outside, "sergio.nunez@demo.local");
        using var inside = _app.CreateBrowser();
        await HexaApp.SignInAsync(inside, "rep@demo.local");
        using var nobody = _app.CreateBrowser();
        foreach (var address in AddressesOf(withPerson).Concat(AddressesOf(withTeam)))
        {
            Assert.Equal(HttpStatusCode.OK, (await inside.GetAsync(address, Cancellation)).StatusCode);
            var refused = await outside.GetAsync(address, Cancellation);
            Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
            Assert.Null(refused.Content.Headers.ContentDisposition);
            Assert.DoesNotContain("De un", await refused.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
            Assert.NotEqual(HttpStatusCode.OK, (await nobody.GetAsync(address, Cancellation)).StatusCode);
        }
        foreach (var address in AddressesOf(kept))
            Assert.Equal(HttpStatusCode.NotFound, (await inside.GetAsync(address, Cancellation)).StatusCode);

        // When the owner ends the sharing, the readers lose access at once.
        await _sharing.ShareAsync(_manager, withPerson, ReportSharing.Private, [], [], Cancellation);
        foreach (var address in AddressesOf(withPerson))
            Assert.Equal(HttpStatusCode.NotFound, (await inside.GetAsync(address, Cancellation)).StatusCode);
    }

    [Fact]
    public async Task Deactivated_person_cannot_download_report_files()
    {
        var leaving = await _app.GetViewerAsync("nerea.aguirre@demo.local");
        var id = await AddSharedReportAsync("De una persona", [leaving.PersonId], []);
        using var browser = _app.CreateBrowser();
        await HexaApp.SignInAsync(browser, "nerea.aguirre@demo.local");
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(AddressesOf(id)[0], Cancellation)).StatusCode);
        await _app
            .Services.GetRequiredService<PersonDeactivation>()
            .DeactivateAsync(
                await _app.GetViewerAsync("admin@demo.local"),
                leaving.PersonId,
                _manager.PersonId,
                cancellationToken: Cancellation
            );
        foreach (var address in AddressesOf(id).Append("/reports/hours-by-person/export.csv"))
        {
            var refused = await browser.GetAsync(address, Cancellation);
            Assert.True(refused.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Redirect, $"{address}: {refused.StatusCode}");
            Assert.Null(refused.Content.Headers.ContentDisposition);
            Assert.DoesNotContain("De una persona", await refused.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Download_cannot_take_over_the_running_export_of_another_person()
    {
        var progress = _app.Services.GetRequiredService<ExportProgress>();
        var theirs = progress.Register(_manager.PersonId);
        using var rep = _app.CreateBrowser();
        await HexaApp.SignInAsync(rep, "rep@demo.local");
        Assert.Equal(
            HttpStatusCode.OK,
            (await rep.GetAsync($"/reports/hours-by-person/export.csv?id={theirs.Id}", Cancellation)).StatusCode
        );
        Assert.Equal((ExportState.Waiting, 0), (theirs.State, theirs.RowCount));
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await rep.GetAsync($"/reports/hours-by-person/export.csv?p.period=nonsense&id={theirs.Id}", Cancellation)).StatusCode
        );
        Assert.Equal((ExportState.Waiting, (string?)null), (theirs.State, theirs.Problem));
        // The owner of the download can still claim it.
        using var manager = _app.CreateBrowser();
        await HexaApp.SignInAsync(manager, "manager@demo.local");
        Assert.Equal(
            HttpStatusCode.OK,
            (await manager.GetAsync($"/reports/hours-by-person/export.csv?id={theirs.Id}", Cancellation)).StatusCode
        );
        Assert.Equal(ExportState.Done, theirs.State);
    }

    [Theory]
    [InlineData("hours-by-person/export.csv?p.period=nonsense")]
    [InlineData("hours-by-person/export.xlsx?p.period=nonsense")]
    [InlineData("hours-by-person/export.pdf?p.period=nonsense")]
    [InlineData("hours-by-person/export.csv?in=nobody")]
    [InlineData("hours-by-person/print?p.period=nonsense")]
    [InlineData("due-overdue/export.csv?p.until=9999-12-31")]
    [InlineData("due-overdue/print?p.until=9999-12-31")]
    public async Task Invalid_report_request_is_refused_before_any_output(string address)
    {
        using var browser = _app.CreateBrowser();
        await HexaApp.SignInAsync(browser, "manager@demo.local");
        var refused = await browser.GetAsync($"/reports/{address}", Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal("text/html", refused.Content.Headers.ContentType!.MediaType);
        Assert.Null(refused.Content.Headers.ContentDisposition);
        Assert.Contains("<h1>", HexaApp.WithoutScopes(await refused.Content.ReadAsStringAsync(Cancellation)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Print_page_shows_the_description_of_the_report_and_totals_of_all_rows()
    {
        await using (var db = _app.Open())
        {
            await ManyTasks.CopyAsync(db, await db.Tasks.MinAsync(t => t.Id, Cancellation), 2100, Cancellation);
        }
        var admin = await _app.GetViewerAsync("admin@demo.local");
        await using var read = _app.Open();
        var first = await read.Tasks.OrderBy(t => t.Id).Select(t => new { t.ClientId, Client = t.Client.Name }).FirstAsync(Cancellation);
        var report = Tasks with
        {
            Groups = [new("client.name"), new("task.open")],
            Totals = [new(TotalFunction.Count), new(TotalFunction.Max, "task.number")],
            Parameters = [new("client")],
            Where = ReportCriterion.CreateTest("client.name", TestOperator.OneOf, "?client"),
        };
        var all = await read.Tasks.CountAsync(t => t.ClientId == first.ClientId, Cancellation);
        var id = await _editing.AddAsync(admin, "Tareas", null, report, Cancellation);
        using var browser = _app.CreateBrowser();
        await HexaApp.SignInAsync(browser, "admin@demo.local");
        var print = HexaApp.WithoutScopes(
            WebUtility.HtmlDecode(await browser.GetStringAsync($"/reports/{id}/print?p.client={first.ClientId}", Cancellation))
        );
        Assert.Contains($"<p class=\"print-lead\">Tareas del cliente {first.Client}, por cliente", print, StringComparison.Ordinal);
        Assert.Contains("primeras 2.000 filas; los totales incluyen todas", print, StringComparison.Ordinal);
        var total = print[print.IndexOf("print-total all", StringComparison.Ordinal)..];
        Assert.Contains(
            $"Filas: {all.ToString("N0", System.Globalization.CultureInfo.GetCultureInfo("es"))}",
            total,
            StringComparison.Ordinal
        );
        Assert.Contains($"Total {first.Client}", print, StringComparison.Ordinal);
    }

    private async Task<int> AddSharedReportAsync(string name, int[] people, int[] teams)
    {
        var id = await _editing.AddAsync(_manager, name, null, Tasks, Cancellation);
        await _sharing.ShareAsync(_manager, id, ReportSharing.Chosen, people, teams, Cancellation);
        return id;
    }
}
