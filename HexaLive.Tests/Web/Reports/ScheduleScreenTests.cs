using System.Net;
using Bunit;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using HexaLive.Web.Components;
using HexaLive.Web.Features.Reports.Library;
using HexaLive.Web.Features.Reports.Schedules;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HexaLive.Tests.Web.Reports;

/// <summary>The screen for report schedules. It is Monday 2 March 2026, 10:00 in Madrid.</summary>
public sealed class ScheduleScreenTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private TestCompany _company = null!;
    private Viewer _rep = null!;
    private int _report;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await TestCompany.CreateAsync(_database);
        _rep = await _database.GetViewerAsync(_company.Rep);
        _report = await _database
            .Get<ReportEditing>()
            .AddAsync(
                _rep,
                "Mis tareas",
                null,
                new ReportDefinition
                {
                    Source = ReportSource.Tasks,
                    Columns = [new("task.title")],
                    Where = ReportCriterion.AllOf(ReportCriterion.CreateTest("task.created", TestOperator.During, "?when")),
                    Parameters = [new("when", "Cuándo", "last-week")],
                }
            );
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Schedule_can_be_added_changed_stopped_and_deleted()
    {
        await using var screens = CreateScreens();
        var page = screens.Render<SchedulePage>(p => p.Add(x => x.Id, _report));
        page.WaitForAssertion(() => Assert.Contains("aún no se envía", page.Find(".panel.empty").TextContent, StringComparison.Ordinal));
        page.FindAll("button").Single(b => b.TextContent.Trim() == "Nuevo envío").Click();
        page.WaitForAssertion(() => Assert.Contains("Yo", page.Find(".schedule-chosen").TextContent, StringComparison.Ordinal));
        page.Find("#schedule-reader").Input("marta");
        page.WaitForElement(".schedule-found button").Click();
        page.Find("#schedule-zone").Change("Europe/Nada");
        page.Find("form").Submit();
        page.WaitForAssertion(() => Assert.NotEmpty(page.Find(".labelled:has(#schedule-zone) .field-problem").TextContent));
        Assert.Equal("true", page.Find("#schedule-zone").GetAttribute("aria-invalid"));
        page.Find("#schedule-zone").Change("Europe/Madrid");
        page.Find("form").Submit();

        page.WaitForAssertion(() => Assert.Equal("Cada lunes a las 8:00, Madrid", page.Find(".job-name").TextContent));
        Assert.Contains("PDF · Para: Raúl Comercial, Marta Jefa", page.Find(".job").TextContent, StringComparison.Ordinal);
        Assert.Contains("Próximo envío: lun 9 mar 8:00", page.Find(".job-facts").TextContent, StringComparison.Ordinal);

        FindButton(page, "Detener:").Click();
        page.WaitForAssertion(() => Assert.Equal("Detenido", page.Find(".job .tag").TextContent));
        FindButton(page, "Editar:").Click();
        page.WaitForElement("#schedule-frequency").Change("LastWorkingDay");
        page.Find("form").Submit();
        page.WaitForAssertion(() =>
            Assert.Equal("El último día laborable de cada mes a las 8:00, Madrid", page.Find(".job-name").TextContent)
        );
        Assert.Empty(page.FindAll(".job .tag"));

        FindButton(page, "Eliminar:").Click();
        page.Find(".schedule-confirm button").Click();
        page.WaitForElement(".panel.empty");
        // The delivery history of a deleted schedule can still be viewed.
        page.FindAll("button").Single(b => b.TextContent.Trim() == "Envíos eliminados").Click();
        page.WaitForAssertion(() => Assert.Contains("Eliminado: 10:00", page.Find(".job-facts").TextContent, StringComparison.Ordinal));
        Assert.Equal("Historial", Assert.Single(page.FindAll(".job-actions button")).TextContent.Trim());
        FindButton(page, "Historial:").Click();
        page.WaitForElement(".job-runs");
        await using var db = _database.Open();
        Assert.NotNull((await db.ReportSchedules.SingleAsync()).DeletedAt);
    }

    [Fact]
    public async Task Schedule_of_a_report_changed_by_others_stops_until_its_owner_resumes_it()
    {
        var library = _database.Get<ReportLibrary>();
        var editing = _database.Get<ReportEditing>();
        var sharing = _database.Get<ReportSharingEditing>();
        var admin = await _database.GetViewerAsync(_company.Admin);
        await sharing.ShareAsync(_rep, _report, ReportSharing.Everybody, [], []);
        await _database
            .Get<ReportScheduleEditing>()
            .AddAsync(
                _rep,
                _report,
                new(ScheduleFrequency.Daily, DayOfWeek.Monday, 1, new TimeOnly(8, 0), "Europe/Madrid", ReportFormat.Pdf, false),
                new Dictionary<string, string>(),
                [_rep.PersonId]
            );
        var report = await library.GetAsync(admin, $"{_report}");
        await editing.SaveAsync(
            admin,
            _report,
            report.Version,
            report.Name,
            null,
            report.Definition with
            {
                Columns = [new("task.title"), new("client.name")],
            }
        );
        await _database.Get<ReportScheduleQueueing>().QueueAsync();
        await using (var screens = CreateScreens(_company.Admin))
        {
            var page = screens.Render<SchedulePage>();
            page.WaitForAssertion(() =>
                Assert.Contains("Solo Raúl Comercial puede reanudar el envío", page.Find(".job").TextContent, StringComparison.Ordinal)
            );
            Assert.DoesNotContain(page.FindAll("button"), b => b.TextContent.Trim() is "Reanudar" or "Enviármelo ahora");
        }
        await using (var screens = CreateScreens())
        {
            var page = screens.Render<SchedulePage>(p => p.Add(x => x.Id, _report));
            page.WaitForAssertion(() => Assert.Equal("Detenido: otra persona cambió el informe", page.Find(".job .tag").TextContent));
            Assert.Contains("Otra persona cambió el informe (10:00)", page.Find(".job-facts").TextContent, StringComparison.Ordinal);
            FindButton(page, "Reanudar:").Click();
            page.WaitForAssertion(() => Assert.Empty(page.FindAll(".job .tag")));
        }
    }

    [Fact]
    public async Task Schedule_without_recipients_is_not_saved()
    {
        await using var screens = CreateScreens();
        var page = screens.Render<SchedulePage>(p => p.Add(x => x.Id, _report));
        page.WaitForElement(".page-head button").Click();
        page.WaitForElement(".schedule-chosen button").Click();
        page.Find("form").Submit();
        page.WaitForAssertion(() => Assert.Equal("Añade un destinatario.", page.Find(".schedule-readers .field-problem").TextContent));
        await using var db = _database.Open();
        Assert.Empty(await db.ReportSchedules.ToListAsync());
    }

    [Fact]
    public async Task Report_sent_by_hand_appears_in_the_history_of_its_schedule()
    {
        await _database
            .Get<ReportScheduleEditing>()
            .AddAsync(
                _rep,
                _report,
                new(ScheduleFrequency.Weekly, DayOfWeek.Monday, 1, new TimeOnly(8, 0), "Europe/Madrid", ReportFormat.Mail, true),
                new Dictionary<string, string>(),
                [_rep.PersonId]
            );
        await using var screens = CreateScreens();
        var page = screens.Render<SchedulePage>(p => p.Add(x => x.Id, _report));
        page.WaitForElement(".job");
        FindButton(page, "Enviármelo ahora:").Click();
        page.WaitForAssertion(() => Assert.Contains("En espera", page.Find(".job-runs table").TextContent, StringComparison.Ordinal));
        await _database.Get<HexaLive.Infrastructure.Features.Mail.MailQueue>().SendAsync();
        _database.Time.Advance(TimeSpan.FromSeconds(5));
        page.WaitForAssertion(() => Assert.Contains("Enviado", page.Find(".job-runs table").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Only_administrators_see_the_schedules_of_others()
    {
        var id = await _database
            .Get<ReportScheduleEditing>()
            .AddAsync(
                _rep,
                _report,
                new(ScheduleFrequency.Daily, DayOfWeek.Monday, 1, new TimeOnly(8, 0), "Europe/Madrid", ReportFormat.Pdf, false),
                new Dictionary<string, string>(),
                [_rep.PersonId]
            );
        await using (var db = _database.Open())
            await db
                .ReportSchedules.Where(s => s.Id == id)
                .ExecuteUpdateAsync(set =>
                    set.SetProperty(s => s.Stopped, ScheduleStop.ReportBroken).SetProperty(s => s.NextAt, (DateTime?)null)
                );
        await using (var screens = CreateScreens(_company.Admin))
        {
            var page = screens.Render<SchedulePage>();
            page.WaitForAssertion(() => Assert.Contains("por Raúl Comercial", page.Find(".job").TextContent, StringComparison.Ordinal));
            Assert.StartsWith("Informes programados", page.Find("h1").TextContent, StringComparison.Ordinal);
            Assert.Contains("no está disponible", page.Find(".job .tag").TextContent, StringComparison.Ordinal);
        }
        await using (var screens = CreateScreens(_company.Manager))
        {
            Assert.Empty(screens.Render<SchedulePage>().FindAll(".job"));
            var page = screens.Render<SchedulePage>(p => p.Add(x => x.Id, _report));
            page.WaitForElement(".message-page");
        }
    }

    [Fact]
    public async Task Scheduling_a_built_in_report_creates_a_copy_of_it()
    {
        await using var screens = CreateScreens();
        var page = screens.Render<ReportsPage>();
        page.WaitForElement("section:has(#reports-ready) .reports-menu button").Click();
        screens.Menu.WaitForAssertion(() =>
            Assert.Contains(screens.Menu.FindAll("[role=menuitem]"), i => i.TextContent.Trim() == "Duplicar y programar envíos")
        );
        screens.Menu.FindAll("[role=menuitem]").Single(i => i.TextContent.Trim() == "Duplicar y programar envíos").Click();
        var navigation = screens.Services.GetRequiredService<Microsoft.AspNetCore.Components.NavigationManager>();
        page.WaitForAssertion(() => Assert.Matches("/reports/[0-9]+/schedules$", navigation.Uri));
        Assert.Equal(2, (await _database.Get<ReportSearch>().ListAsync(_rep)).Count(r => r.IsMine));
    }

    [Fact]
    public async Task Unsubscribe_link_asks_for_confirmation_and_removes_its_recipient()
    {
        await using var app = new HexaApp();
        var (rep, manager) = (await app.GetViewerAsync("rep@demo.local"), await app.GetViewerAsync("manager@demo.local"));
        var report = await app
            .Services.GetRequiredService<ReportEditing>()
            .AddAsync(rep, "Mis tareas", null, new ReportDefinition { Source = ReportSource.Tasks, Columns = [new("task.title")] });
        var schedules = app.Services.GetRequiredService<ReportSchedules>();
        var scheduleEditing = app.Services.GetRequiredService<ReportScheduleEditing>();
        var id = await scheduleEditing.AddAsync(
            rep,
            report,
            new(ScheduleFrequency.Daily, DayOfWeek.Monday, 1, new TimeOnly(8, 0), "Europe/Madrid", ReportFormat.Pdf, false),
            new Dictionary<string, string>(),
            [rep.PersonId, manager.PersonId]
        );
        var link = app.Services.GetRequiredService<ReportLinks>().Sign(new ReportOptOut(id, manager.PersonId));
        var page = $"/reports/unsubscribe?link={Uri.EscapeDataString(link)}";
        using var browser = app.CreateBrowser();
        Assert.Contains("«Mis tareas»", WebUtility.HtmlDecode(await browser.GetStringAsync(page)), StringComparison.Ordinal);
        Assert.Equal(2, (await schedules.GetAsync(rep, id)).Recipients.Count);
        var done = await (await HexaApp.PostFormAsync(browser, page, [])).Content.ReadAsStringAsync();
        Assert.Contains("Ya no recibirás «Mis tareas»", WebUtility.HtmlDecode(done), StringComparison.Ordinal);
        Assert.Equal(rep.PersonId, Assert.Single((await schedules.GetAsync(rep, id)).Recipients).Id);
        Assert.Contains("Ya no recibes este informe", WebUtility.HtmlDecode(await browser.GetStringAsync(page)), StringComparison.Ordinal);
        Assert.Contains(
            "no está completo",
            WebUtility.HtmlDecode(await browser.GetStringAsync("/reports/unsubscribe?link=x")),
            StringComparison.Ordinal
        );
    }

    private ScreenContext CreateScreens(HexaLive.Domain.People.Person? person = null) =>
        new(_database, person ?? _company.Rep, more: services => services.AddScoped<ScheduleNames>());

    private static AngleSharp.Dom.IElement FindButton(IRenderedComponent<SchedulePage> page, string label) =>
        page.FindAll("button").Single(b => b.GetAttribute("aria-label")?.StartsWith(label, StringComparison.Ordinal) == true);
}
