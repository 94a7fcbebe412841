using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using HexaLive.Web.Components;
using HexaLive.Web.Components.Forms;
using HexaLive.Web.Features.Dedications;
using HexaLive.Web.Features.Diary;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit;

namespace HexaLive.Tests.Browser;

/// <summary>
/// Invalid input and failures. The screen shows a clear message and keeps the typed text, and no change is saved only in part.
/// </summary>
public sealed class FaultTests(BrowserSession browser) : IClassFixture<BrowserSession>
{
    [Fact]
    public async Task Open_form_keeps_its_text_after_a_server_restart()
    {
        var rep = await OpenLogAsync(await FindTaskIdAsync());
        await rep.Locator("#quick-log-comment").FillAsync("Escrito antes del reinicio");

        await browser.RestartServerAsync();

        await rep.WaitForFunctionAsync(
            "() => performance.getEntriesByType('navigation')[0].type === 'reload' && document.querySelector('#quick-log-comment')",
            null,
            new() { Timeout = 60_000 }
        );
        await Assertions.Expect(rep.Locator("#quick-log-comment")).ToHaveValueAsync("Escrito antes del reinicio");
        await rep.Locator("[data-save]").ClickAsync();
        await rep.Locator(".log-entry").WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        Assert.Equal(1, await CountAsync("Escrito antes del reinicio"));
    }

    [Fact]
    public async Task Form_keeps_its_text_and_can_be_saved_after_a_lost_connection()
    {
        var rep = await browser.SignInAsync("rep@demo.local", "/today");
        IWebSocketRoute? circuit = null;
        await rep.RouteWebSocketAsync(
            "**/_blazor**",
            socket =>
            {
                circuit = socket;
                socket.ConnectToServer();
            }
        );
        await rep.GotoAsync($"/tasks/{await FindTaskIdAsync()}");
        await OpenLogAsync(rep);
        await rep.Context.SetOfflineAsync(true);
        await circuit!.CloseAsync();
        await Assertions.Expect(rep.Locator("#components-reconnect-modal")).ToBeVisibleAsync();
        await rep.Locator("#quick-log-comment").FillAsync("Escrito sin conexión");
        await rep.Context.SetOfflineAsync(false);

        await Assertions.Expect(rep.Locator("#components-reconnect-modal")).ToBeHiddenAsync(new() { Timeout = 60_000 });
        await Assertions.Expect(rep.Locator("#quick-log-comment")).ToHaveValueAsync("Escrito sin conexión");
        await rep.Locator("[data-save]").ClickAsync();
        await rep.Locator(".log-entry").WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        Assert.Equal(1, await CountAsync("Escrito sin conexión"));
    }

    [Fact]
    public async Task Overlong_comment_is_rejected_and_kept_in_the_form()
    {
        var task = await FindTaskIdAsync();
        var rep = await OpenLogAsync(task);
        var before = await CountAsync(task);
        var text = new string('ñ', 100_000);
        await rep.Locator("#quick-log-comment").FillAsync(text);
        await rep.Locator("[data-save]").ClickAsync();

        await Assertions.Expect(rep.GetByText(Ui.Text<LogEntryForm>("Problem_CommentTooLong"))).ToBeVisibleAsync();
        Assert.Equal(before, await CountAsync(task));
        await rep.ReloadAsync();
        await Assertions.Expect(rep.Locator("#quick-log-comment")).ToHaveValueAsync(text);
    }

    [Fact]
    public async Task Entry_dated_in_the_year_1_is_rejected()
    {
        var task = await FindTaskIdAsync();
        var rep = await OpenLogAsync(task);
        var before = await CountAsync(task);
        await rep.Locator("#quick-log-comment").FillAsync("Hace mucho");
        await rep.Locator("#quick-log-date").FillAsync("0001-01-01");
        await rep.Locator("[data-save]").ClickAsync();

        await Assertions.Expect(rep.GetByText(Ui.Text<LogEntryForm>("Problem_Date"))).ToBeVisibleAsync();
        Assert.Equal(before, await CountAsync(task));
    }

    [Fact]
    public async Task Double_click_on_save_stores_one_entry()
    {
        var rep = await OpenLogAsync(await FindTaskIdAsync());
        await rep.Locator("#quick-log-comment").FillAsync("Dos veces de golpe");
        await rep.Locator("[data-save]").DblClickAsync();
        await rep.Locator(".log-entry").WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        Assert.Equal(1, await CountAsync("Dos veces de golpe"));
    }

    [Fact]
    public async Task Task_outside_the_scope_is_not_found()
    {
        var rep = await browser.SignInAsync("rep@demo.local", "/today");
        await using var db = browser.App.Open();
        var viewer = await browser.App.GetViewerAsync("rep@demo.local");
        var foreign = await db
            .Tasks.Where(t => !db.Participations.Any(p => p.ClientId == t.ClientId && p.PersonId == viewer.PersonId))
            .Select(t => new { t.Id, t.Title })
            .FirstAsync();
        foreach (var path in new[] { $"/tasks/{foreign.Id}", $"/tasks/{foreign.Id}/edit" })
        {
            await rep.GotoAsync(path);
            await Assertions.Expect(rep.Locator(".message-page")).ToBeVisibleAsync();
            Assert.DoesNotContain(foreign.Title, await rep.Locator("body").InnerTextAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Second_editor_sees_the_conflict_and_can_overwrite_the_first()
    {
        var task = await FindTaskIdAsync();
        var rep = await browser.SignInAsync("rep@demo.local", $"/tasks/{task}/edit");
        var manager = await browser.SignInAsync("manager@demo.local", $"/tasks/{task}/edit");
        await rep.Locator("#task-title").FillAsync("Título del comercial");
        await manager.Locator("#task-title").FillAsync("Título de la jefa");
        await SaveAsync(manager);
        await manager.WaitForAddressAsync($"**/tasks/{task}");
        await SaveAsync(rep);

        await Assertions.Expect(rep.GetByRole(AriaRole.Alert).Filter(new() { HasText = "Título de la jefa" })).ToBeVisibleAsync();
        await Assertions.Expect(rep.Locator("#task-title")).ToHaveValueAsync("Título del comercial");
        await rep.GetByRole(AriaRole.Button, new() { Name = Ui.Text<DataForm>("KeepMine") }).ClickAsync();
        await rep.WaitForAddressAsync($"**/tasks/{task}");
        await Assertions.Expect(manager.GetByRole(AriaRole.Heading, new() { Name = "Título del comercial" })).ToBeVisibleAsync();

        static Task SaveAsync(IPage page) =>
            page.GetByRole(AriaRole.Button, new() { Name = Ui.Text<App>("Save"), Exact = true }).ClickAsync();
    }

    [Fact]
    public async Task Corrected_entry_updates_live_and_keeps_its_earlier_version()
    {
        var task = await FindTaskIdAsync();
        var rep = await browser.App.GetViewerAsync("rep@demo.local");
        await browser.App.LogTodayAsync(rep, task, 25, "Dicho mal");
        var author = await browser.SignInAsync("rep@demo.local", $"/tasks/{task}");
        var room = await browser.SignInAsync("manager@demo.local", "/control");
        await Assertions.Expect(room.GetByText("Dicho mal", new() { Exact = true })).ToBeVisibleAsync();

        var row = author.Locator(".feed-row").Filter(new() { HasText = "Dicho mal" });
        await row.HoverAsync();
        await row.Locator(".row-action").ClickAsync();
        await author.Locator("#entry-comment").FillAsync("Dicho bien");
        await author.Locator("#entry-minutes").FillAsync("0");
        await author.Locator("[data-save]").ClickAsync();
        await Assertions.Expect(author.GetByText(Ui.Text<LogEntryForm>("Problem_Minutes"))).ToBeVisibleAsync();
        await author.Locator("#entry-minutes").FillAsync("35");
        await author.Locator("[data-save]").ClickAsync();

        await Assertions.Expect(room.GetByText("Dicho bien", new() { Exact = true })).ToBeVisibleAsync();
        await Assertions.Expect(room.GetByText("Dicho mal", new() { Exact = true })).ToHaveCountAsync(0);
        await author
            .Locator(".feed-row")
            .Filter(new() { HasText = "Dicho bien" })
            .GetByRole(AriaRole.Button, new() { Name = Ui.Text<DiaryView>("Corrected") })
            .ClickAsync();
        await Assertions.Expect(author.Locator(".earlier").GetByText("Dicho mal")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Deactivated_person_is_signed_out_within_a_minute()
    {
        var rep = await browser.SignInAsync("marta.cuesta@demo.local", "/today");
        await using (var db = browser.App.Open())
        {
            var person = await db.People.SingleAsync(p => p.Email == "marta.cuesta@demo.local", TestContext.Current.CancellationToken);
            person.SetActive(false, new Actor(null, browser.App.Now()));
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }
        await rep.WaitForAddressAsync("**/account/login**", seconds: 60);
    }

    private async Task<IPage> OpenLogAsync(int task)
    {
        var rep = await browser.SignInAsync("rep@demo.local", $"/tasks/{task}");
        await OpenLogAsync(rep);
        return rep;
    }

    private static async Task OpenLogAsync(IPage page)
    {
        await page.Locator(".log-prompt").ClickAsync();
        await page.Locator(".log-entry").WaitForAsync();
    }

    private async Task<int> FindTaskIdAsync()
    {
        await using var db = browser.App.Open();
        return await db
            .Tasks.Where(t =>
                t.Responsible.Email == "rep@demo.local" && t.Controller.Email == "manager@demo.local" && t.Status != WorkTaskStatus.Finished
            )
            .OrderBy(t => t.Id)
            .Select(t => t.Id)
            .FirstAsync();
    }

    private async Task<int> CountAsync(string comment)
    {
        await using var db = browser.App.Open();
        return await db.Dedications.CountAsync(d => d.Comment == comment);
    }

    private async Task<int> CountAsync(int task)
    {
        await using var db = browser.App.Open();
        return await db.Dedications.CountAsync(d => d.TaskId == task);
    }
}
