using System.Net;
using Bunit;
using HexaLive.Domain.Reminders;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Reminders;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using HexaLive.Web.Features.Mail;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HexaLive.Tests.Web.Reminders;

/// <summary>
/// The pages that e-mails link to, which ask for confirmation before they act; the reminder settings; and the page of failed e-mails.
/// </summary>
public sealed class ReminderPagesTests
{
    [Fact]
    public async Task Snooze_link_asks_for_confirmation_and_works_once()
    {
        await using var app = new HexaApp();
        var links = app.Services.GetRequiredService<ReminderLinks>();
        SnoozeLink link;
        await using (var db = app.Open())
            link = await FindActiveAsync(db);
        using var browser = app.CreateBrowser();
        var page = $"/reminders/snooze?to=Monday&link={Uri.EscapeDataString(links.Sign(link))}";

        // Reading the page changes nothing, because a mail program may request the link in advance.
        Assert.Contains("lunes a las 9:00", await browser.GetStringAsync(page), StringComparison.Ordinal);
        Assert.NotNull(await links.FindAsync(link));
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/today")).StatusCode);

        var done = await (await HexaApp.PostFormAsync(browser, page, new() { ["Form.Choice"] = "Tomorrow" })).Content.ReadAsStringAsync();
        Assert.Contains("Pospuesto hasta: mañana 9:00", WebUtility.HtmlDecode(done), StringComparison.Ordinal);
        await using (var db = app.Open())
            Assert.NotNull((await db.Reminders.SingleAsync(r => r.Id == link.ReminderId)).SnoozedUntil);
        Assert.Contains("Este enlace ya no funciona", await browser.GetStringAsync(page), StringComparison.Ordinal);
        Assert.Contains(
            "Este enlace ya no funciona",
            await browser.GetStringAsync("/reminders/snooze?link=nada"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Unsubscribe_link_asks_for_confirmation_and_stops_mails_of_its_kind()
    {
        await using var app = new HexaApp();
        var viewer = await app.GetViewerAsync("rep@demo.local");
        var choices = app.Services.GetRequiredService<ReminderSettingsEditing>();
        var page =
            $"/reminders/unsubscribe?link={Uri.EscapeDataString(app.Services.GetRequiredService<ReminderLinks>().Sign(new MailOptOut(viewer.PersonId, ReminderKind.Question)))}";
        using var browser = app.CreateBrowser();
        Assert.Contains("Una pregunta para ti", await browser.GetStringAsync(page), StringComparison.Ordinal);
        Assert.True((await choices.GetAsync(viewer)).GetChannels(ReminderKind.Question).HasFlag(ReminderChannels.Mail));
        await HexaApp.PostFormAsync(browser, page, []);
        Assert.False((await choices.GetAsync(viewer)).GetChannels(ReminderKind.Question).HasFlag(ReminderChannels.Mail));
        Assert.Contains(
            "no está completo",
            WebUtility.HtmlDecode(await browser.GetStringAsync("/reminders/unsubscribe?link=x")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Reminder_settings_are_saved_and_an_invalid_hour_is_rejected()
    {
        await using var app = new HexaApp();
        using var browser = app.CreateBrowser();
        await HexaApp.SignInAsync(browser, "rep@demo.local");
        var (viewer, choices) = (await app.GetViewerAsync("rep@demo.local"), app.Services.GetRequiredService<ReminderSettingsEditing>());

        await HexaApp.PostFormAsync(
            browser,
            "/account/reminders",
            new()
            {
                ["way"] = "Due.Mail",
                ["Form.DigestHour"] = "7",
                ["Form.OverdueEvery"] = "3",
            }
        );
        var now = await choices.GetAsync(viewer);
        Assert.Equal(
            (ReminderChannels.Mail, ReminderChannels.None, 7, 3),
            (now.GetChannels(ReminderKind.Due), now.GetChannels(ReminderKind.Overdue), now.DigestHour, now.OverdueEvery)
        );
        var refused = await (
            await HexaApp.PostFormAsync(
                browser,
                "/account/reminders",
                new()
                {
                    ["way"] = "Due.Toast",
                    ["Form.DigestHour"] = "27",
                    ["Form.OverdueEvery"] = "3",
                }
            )
        ).Content.ReadAsStringAsync();
        Assert.Contains("class=\"problem\"", refused, StringComparison.Ordinal);
        Assert.Equal(ReminderChannels.Mail, (await choices.GetAsync(viewer)).GetChannels(ReminderKind.Due));
    }

    [Fact]
    public async Task Failed_mails_are_shown_to_administrators_only()
    {
        await using var database = await TestDatabase.CreateAsync();
        var company = await TestCompany.CreateAsync(database);
        await using (var db = database.Open())
        {
            var mail = db.Mails.Add(new HexaLive.Domain.Mail.OutgoingMail(company.Rep.Id, database.Now)).Entity;
            mail.Fail("550 no such mailbox", isPermanent: true, database.Now);
            await db.SaveChangesAsync();
        }
        await using var manager = new ScreenContext(database, company.Manager);
        Assert.Contains("message-page", manager.Render<MailPage>().Markup, StringComparison.Ordinal);
        await using var screens = new ScreenContext(database, company.Admin);
        var page = screens.Render<MailPage>();
        page.WaitForAssertion(() => Assert.Contains("550 no such mailbox", page.Markup, StringComparison.Ordinal));
        page.FindAll("button").Single(b => b.TextContent.Trim() == "Reintentar").Click();
        page.WaitForAssertion(() => Assert.Contains("1 correo pendiente", page.Markup, StringComparison.Ordinal));
    }

    private static async Task<SnoozeLink> FindActiveAsync(HexaDbContext db) =>
        await db
            .Reminders.Where(r =>
                r.DoneAt == null
                && r.SnoozedUntil == null
                && r.Kind == ReminderKind.Due
                && r.Promise!.Outcome == PromiseOutcome.Open
                && r.Person.TimeZone == "Europe/Madrid"
            )
            .OrderBy(r => r.Id)
            .Select(r => new SnoozeLink(r.Id, r.Round))
            .FirstAsync();
}
