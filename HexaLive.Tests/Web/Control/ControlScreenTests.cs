using Bunit;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.FollowUp;
using HexaLive.Infrastructure.Features.Reviews;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Features.Timers;
using HexaLive.Tests.Support;
using HexaLive.Web.Features.Control;
using HexaLive.Web.Features.FollowUp;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using TestContext = Xunit.TestContext;

namespace HexaLive.Tests.Web.Control;

/// <summary>The control room, rendered without a browser. Its figures update by themselves and respect the viewer's scope.</summary>
public sealed class ControlScreenTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private TestCompany _company = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await TestCompany.CreateAsync(_database);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Tiles_update_when_a_team_member_logs_an_entry()
    {
        await using var screens = new ScreenContext(_database, _company.Manager);
        var page = screens.Open<ControlPage>("control");
        page.WaitForAssertion(() => Assert.Equal("0", page.Find(".tile-calls .figure").TextContent));
        await LogAsync();
        page.WaitForAssertion(() =>
            Assert.Equal(["1", "25 min"], page.FindAll(".tile-calls .figure, .tile-minutes .figure").Select(f => f.TextContent))
        );
        page.WaitForAssertion(() => Assert.Equal("1", page.Find(".tile-waiting .figure").TextContent));
        Assert.Equal("/tasks?view=0&role=team&due=overdue", page.Find("a.tile-overdue").GetAttribute("href"));
        page.WaitForAssertion(() => Assert.Contains("Raúl Comercial", page.Find("li.at-work").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reply_moves_the_entry_back_to_the_list_of_waiting_reviews()
    {
        await LogAsync();
        var (manager, rep, reviews) = (
            await _database.GetViewerAsync(_company.Manager),
            await _database.GetViewerAsync(_company.Rep),
            _database.Get<EntryReviews>()
        );
        int entry;
        await using (var db = _database.Open())
            entry = (await db.Dedications.SingleAsync(Cancellation)).Id;
        await reviews.AskAsync(manager, [entry], "¿Y el precio?", Cancellation);
        await using var screens = new ScreenContext(_database, _company.Manager);
        var page = screens.Open<ControlPage>("control?waiting=1");
        page.WaitForElement(".empty");
        Assert.Empty(page.FindAll("li.feed-row"));
        await reviews.ReplyAsync(rep, entry, "Mañana lo mando", Cancellation);
        page.WaitForAssertion(() => Assert.Contains("Mañana lo mando", page.Find("li.feed-row").TextContent, StringComparison.Ordinal));

        await _database.Get<WorkTimers>().StartAsync(await _database.GetViewerAsync(_company.OtherRep), null, Cancellation);
        page.WaitForAssertion(() =>
            Assert.Contains(page.FindAll("li.at-work"), p => p.TextContent.Contains("Olga Otra", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task Control_room_shows_only_the_viewers_teams_and_refuses_representatives()
    {
        await LogAsync();
        await using var db = _database.Open();
        var chief = new Person(new PersonFields("Susana Sur", "susana@test.local", PersonRole.Manager), _database.System);
        db.Add(chief);
        (await db.Teams.SingleAsync(t => t.Id == _company.South.Id, Cancellation)).SetManager(chief, _database.System);
        await db.SaveChangesAsync(Cancellation);
        await using (var screens = new ScreenContext(_database, chief))
        {
            var page = screens.Open<ControlPage>($"control?team={_company.North.Id}&client={_company.Client.Id}");
            page.WaitForAssertion(() => Assert.Equal("0", page.Find(".tile-calls .figure").TextContent));
            page.WaitForElement(".panel.empty");
            Assert.Empty(page.FindAll("li.feed-row, li.at-work"));
            Assert.DoesNotContain("Construcciones", page.Markup, StringComparison.Ordinal);
        }
        await using var mine = new ScreenContext(_database, _company.Rep);
        mine.Open<InactiveClientsPage>("control/silence").WaitForElement(".problem");
        var ledger = mine.Open<PromisesPage>("control/promises?outcome=any");
        ledger.WaitForElement(".problem");
        Assert.Empty(ledger.FindAll("table"));
        var room = mine.Open<ControlPage>("control");
        room.WaitForElement(".panel.empty");
        Assert.Empty(room.FindAll(".tile, select"));
    }

    [Fact]
    public async Task Filter_of_the_control_room_is_kept_in_its_address_and_tab_links()
    {
        await using var screens = new ScreenContext(_database, _company.Manager);
        var page = screens.Open<ControlPage>("control?view=charts");
        page.WaitForElement("select[aria-label='Tipo de proyecto'], select[aria-label='Clase']").Change("production");
        var uri = screens.Services.GetRequiredService<NavigationManager>().Uri;
        Assert.EndsWith("control?view=charts&kind=production", uri, StringComparison.Ordinal);
        page.WaitForAssertion(() =>
            Assert.All(
                page.FindAll(".tabs a").Select(a => a.GetAttribute("href")),
                h => Assert.Contains("kind=production", h, StringComparison.Ordinal)
            )
        );
    }

    [Fact]
    public async Task Wall_display_has_no_controls_and_shows_the_newest_entry_first()
    {
        await LogAsync("La primera");
        await using var screens = new ScreenContext(_database, _company.Manager);
        var page = screens.Open<ControlPage>("control?wall=1");
        page.WaitForAssertion(() => Assert.Single(page.FindAll(".wall-entry")));
        await LogAsync("La segunda");
        page.WaitForAssertion(() => Assert.Contains("La segunda", page.FindAll(".wall-entry")[0].TextContent, StringComparison.Ordinal));
        Assert.Contains("arrived", page.FindAll(".wall-entry")[0].ClassName, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("a, button, input, select"));
        screens.JSInterop.VerifyInvoke("hexa.wall");
    }

    [Fact]
    public async Task Promise_moved_three_times_appears_in_the_feed_and_the_statistics()
    {
        var rep = await _database.GetViewerAsync(_company.Rep);
        await using var screens = new ScreenContext(_database, _company.Manager);
        var page = screens.Open<ControlPage>("control");
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".empty")));
        for (var day = 5; day <= 8; day++)
            await _database
                .Get<TaskEditing>()
                .RescheduleAsync(rep, _company.Task.Id, new NextAction(new DateOnly(2026, 3, day)), Cancellation);
        page.WaitForAssertion(() => Assert.Equal("aplazado 3 veces", page.Find("li.feed-row .tag").TextContent));

        var ledger = screens.Open<PromisesPage>("control/promises");
        ledger.WaitForAssertion(() =>
            Assert.StartsWith("3 ", ledger.Find("tbody td:nth-child(3) a").TextContent, StringComparison.Ordinal)
        );
        screens.Services.GetRequiredService<NavigationManager>().NavigateTo(ledger.Find("tbody td:nth-child(3) a").GetAttribute("href")!);
        ledger.WaitForAssertion(() => Assert.Equal(3, ledger.FindAll("li.promise-row").Count));
        Assert.StartsWith("Compromisos aplazados · Raúl Comercial", ledger.Find("#behind h2").TextContent.Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Conflict_in_follow_up_settings_is_reported_and_can_be_overwritten()
    {
        var admin = await _database.GetViewerAsync(_company.Admin);
        await using var screens = new ScreenContext(_database, _company.Admin);
        var page = screens.Render<FollowUpPage>();
        await _database.Get<FollowUpEditing>().ChangeAsync(admin, -1, 1, 2, 3, Cancellation);
        page.WaitForElement("#follow-silent").Change("30");
        page.Find("form").Submit();
        page.WaitForAssertion(() => Assert.Contains("Ana Admin", page.Find(".problem").TextContent, StringComparison.Ordinal));
        page.FindAll(".problem button")[0].Click();
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".problem")));
        Assert.Equal(
            (3, 5, 30),
            await _database.Get<FollowUpEditing>().GetAsync(admin, Cancellation) switch
            {
                var v => (v.EscalateAfter, v.EscalateToManagerAfter, v.SilentAfter),
            }
        );
        await using var others = new ScreenContext(_database, _company.Manager);
        Assert.Contains("message-page", others.Render<FollowUpPage>().Markup, StringComparison.Ordinal);
    }

    private async Task LogAsync(string comment = "Hablado") =>
        await _database
            .Get<DedicationLog>()
            .LogAsync(
                await _database.GetViewerAsync(_company.Rep),
                new LogRequest(
                    _company.Task.Id,
                    new DedicationFields(new DateOnly(2026, 3, 2), 25, comment),
                    EntryFollowUp.Keep,
                    Guid.NewGuid()
                ),
                Cancellation
            );
}
