using Bunit;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.Settings;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using HexaLive.Web.Features.Control;
using HexaLive.Web.Features.Settings;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HexaLive.Tests.Web;

/// <summary>The control room without a browser: what it counts moves by itself, and to whom it is not it shows nothing.</summary>
public sealed class ControlScreenTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private Company _company = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await Company.CreateAsync(_database);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task The_tiles_move_when_somebody_of_the_team_logs_and_each_is_a_link()
    {
        await using var screens = new Screens(_database, _company.Manager);
        var page = screens.Open<ControlPage>("control");
        page.WaitForAssertion(() => Assert.Equal("0", page.Find(".tile-calls .figure").TextContent));
        await LogAsync();
        page.WaitForAssertion(() => Assert.Equal(["1", "25 min"], page.FindAll(".tile-calls .figure, .tile-minutes .figure").Select(f => f.TextContent)));
        page.WaitForAssertion(() => Assert.Equal("1", page.Find(".tile-waiting .figure").TextContent));
        Assert.Equal("/tasks?view=0&role=team&due=overdue", page.Find("a.tile-overdue").GetAttribute("href"));
        page.WaitForAssertion(() => Assert.Contains("Raúl Comercial", page.Find("li.at-work").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_reply_comes_back_to_the_list_of_what_waits_and_a_stopwatch_moves_the_people_at_work()
    {
        await LogAsync();
        var (manager, rep, reviews) = (await _database.ViewerAsync(_company.Manager), await _database.ViewerAsync(_company.Rep), _database.Get<Reviews>());
        int entry;
        await using (var db = _database.Open()) entry = (await db.Dedications.SingleAsync(Cancel)).Id;
        await reviews.AskAsync(manager, [entry], "¿Y el precio?", Cancel);
        await using var screens = new Screens(_database, _company.Manager);
        var page = screens.Open<ControlPage>("control?waiting=1");
        page.WaitForElement(".empty");
        Assert.Empty(page.FindAll("li.feed-row"));
        await reviews.ReplyAsync(rep, entry, "Mañana lo mando", Cancel);
        page.WaitForAssertion(() => Assert.Contains("Mañana lo mando", page.Find("li.feed-row").TextContent, StringComparison.Ordinal));

        await _database.Get<LogForm>().StartTimerAsync(await _database.ViewerAsync(_company.OtherRep), null, Cancel);
        page.WaitForAssertion(() => Assert.Contains(page.FindAll("li.at-work"), p => p.TextContent.Contains("Olga Otra", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Of_another_team_the_manager_sees_nothing_and_a_representative_is_refused()
    {
        await LogAsync();
        await using var db = _database.Open();
        var chief = new Person("Susana Sur", "susana@test.local", PersonRole.Manager);
        db.Add(chief);
        (await db.Teams.SingleAsync(t => t.Id == _company.South.Id, Cancel)).ManagedBy(chief);
        await db.SaveChangesAsync(Cancel);
        await using (var screens = new Screens(_database, chief))
        {
            var page = screens.Open<ControlPage>($"control?team={_company.North.Id}&client={_company.Client.Id}");
            page.WaitForAssertion(() => Assert.Equal("0", page.Find(".tile-calls .figure").TextContent));
            page.WaitForElement(".panel.empty");
            Assert.Empty(page.FindAll("li.feed-row, li.at-work"));
            Assert.DoesNotContain("Construcciones", page.Markup, StringComparison.Ordinal);
        }
        await using var mine = new Screens(_database, _company.Rep);
        mine.Open<SilencePage>("control/silence").WaitForElement(".problem");
        var ledger = mine.Open<PromisesPage>("control/promises?outcome=any");
        ledger.WaitForElement(".problem");
        Assert.Empty(ledger.FindAll("table"));
        var room = mine.Open<ControlPage>("control");
        room.WaitForElement(".panel.empty");
        Assert.Empty(room.FindAll(".tile, select"));
    }

    [Fact]
    public async Task A_filter_goes_into_the_address_and_the_tabs_keep_it()
    {
        await using var screens = new Screens(_database, _company.Manager);
        var page = screens.Open<ControlPage>("control?view=charts");
        page.WaitForElement("select[aria-label='Tipo de proyecto'], select[aria-label='Clase']").Change("production");
        var uri = screens.Services.GetRequiredService<NavigationManager>().Uri;
        Assert.EndsWith("control?view=charts&kind=production", uri, StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.All(page.FindAll(".tabs a").Select(a => a.GetAttribute("href")), h => Assert.Contains("kind=production", h, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task On_the_wall_there_is_nothing_to_click_and_what_arrives_stands_first()
    {
        await LogAsync("La primera");
        await using var screens = new Screens(_database, _company.Manager);
        var page = screens.Open<ControlPage>("control?wall=1");
        page.WaitForAssertion(() => Assert.Single(page.FindAll(".wall-entry")));
        await LogAsync("La segunda");
        page.WaitForAssertion(() => Assert.Contains("La segunda", page.FindAll(".wall-entry")[0].TextContent, StringComparison.Ordinal));
        Assert.Contains("arrived", page.FindAll(".wall-entry")[0].ClassName, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("a, button, input, select"));
        screens.JSInterop.VerifyInvoke("hexa.wall");
    }

    [Fact]
    public async Task The_third_move_of_a_promise_is_a_line_of_its_own_and_the_ledger_leads_to_its_promises()
    {
        var rep = await _database.ViewerAsync(_company.Rep);
        await using var screens = new Screens(_database, _company.Manager);
        var page = screens.Open<ControlPage>("control");
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".empty")));
        for (var day = 5; day <= 8; day++) await _database.Get<TaskEditing>().RescheduleAsync(rep, _company.Task.Id, new NextAction(new DateOnly(2026, 3, day)), Cancel);
        page.WaitForAssertion(() => Assert.Equal("movida 3 veces", page.Find("li.feed-row .tag").TextContent));

        var ledger = screens.Open<PromisesPage>("control/promises");
        ledger.WaitForAssertion(() => Assert.StartsWith("3 ", ledger.Find("tbody td:nth-child(3) a").TextContent, StringComparison.Ordinal));
        screens.Services.GetRequiredService<NavigationManager>().NavigateTo(ledger.Find("tbody td:nth-child(3) a").GetAttribute("href")!);
        ledger.WaitForAssertion(() => Assert.Equal(3, ledger.FindAll("li.promise-row").Count));
        Assert.StartsWith("Promesas movidas · Raúl Comercial", ledger.Find("#behind h2").TextContent.Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_loses_a_race_about_the_follow_up_is_told_and_may_save_over_it()
    {
        var admin = await _database.ViewerAsync(_company.Admin);
        await using var screens = new Screens(_database, _company.Admin);
        var page = screens.Render<FollowUpPage>();
        await _database.Get<FollowUpEditing>().ChangeAsync(admin, -1, 1, 2, 3, Cancel);
        page.WaitForElement("#follow-silent").Change("30");
        page.Find("form").Submit();
        page.WaitForAssertion(() => Assert.Contains("Ana Admin", page.Find(".problem").TextContent, StringComparison.Ordinal));
        page.FindAll(".problem button")[0].Click();
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".problem")));
        Assert.Equal((3, 5, 30), await _database.Get<FollowUpEditing>().GetAsync(admin, Cancel) switch { var v => (v.EscalateAfter, v.EscalateToManagerAfter, v.SilentAfter) });
        await using var others = new Screens(_database, _company.Manager);
        Assert.Contains("message-page", others.Render<FollowUpPage>().Markup, StringComparison.Ordinal);
    }

    private async Task LogAsync(string comment = "Hablado") => await _database.Get<DedicationLog>().LogAsync(
        await _database.ViewerAsync(_company.Rep), new LogRequest(_company.Task.Id, new DedicationFields(new DateOnly(2026, 3, 2), 25, comment), AfterLog.Keep, Guid.NewGuid()), Cancel);
}
