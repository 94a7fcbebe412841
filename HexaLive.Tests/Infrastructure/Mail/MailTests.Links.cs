using HexaLive.Domain;
using HexaLive.Domain.Reminders;
using HexaLive.Infrastructure.Features.Reminders;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Web.Components;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Mail;

/// <summary>The signed links in e-mails.</summary>
public sealed partial class MailTests
{
    [Fact]
    public async Task Snooze_link_works_once_and_forged_links_do_nothing()
    {
        var links = _database.Get<ReminderLinks>();
        await RaiseReminderAsync();
        int id;
        await using (var db = _database.Open())
            id = (await db.Reminders.SingleAsync()).Id;
        var signed = links.Sign(new SnoozeLink(id, 1));
        Assert.Null(links.ReadSnooze(signed[..^4] + "AAAA"));
        Assert.Null(links.ReadSnooze(null));
        Assert.Null(links.ReadSnooze(links.Sign(new MailOptOut(_company.Rep.Id, ReminderKind.Due))));
        var link = links.ReadSnooze(signed)!;

        Assert.Equal("Seguimiento de oferta", (await links.FindAsync(link))!.Task);
        // Four concurrent clicks on the link snooze the reminder only once.
        var acted = await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(async i =>
                {
                    try
                    {
                        await links.SnoozeAsync(link, _database.Now.AddHours(1));
                        return true;
                    }
                    catch (RuleException refusal) when (refusal.Error == RuleError.NotFound)
                    {
                        return false;
                    }
                })
        );
        Assert.Single(acted, true);
        Assert.Null(await links.FindAsync(link));
        Assert.Equal(
            RuleError.NotFound,
            (await Assert.ThrowsAsync<RuleException>(() => links.SnoozeAsync(link, _database.Now.AddHours(2)))).Error
        );
        // The link of an earlier e-mail becomes invalid when the reminder is raised again.
        _database.Time.Advance(TimeSpan.FromHours(1));
        await _database.Get<ReminderMailQueueing>().EndSnoozesAsync();
        Assert.Null(await links.FindAsync(link));
        Assert.NotNull(await links.FindAsync(link with { Round = 2 }));
    }

    [Fact]
    public async Task Unsubscribe_link_turns_off_only_the_kind_of_mail_that_contains_it()
    {
        var (choices, links) = (_database.Get<ReminderSettingsEditing>(), _database.Get<ReminderLinks>());
        var rep = await _database.GetViewerAsync(_company.Rep);
        await choices.TurnOffAsync(links.ReadOptOut(links.Sign(new MailOptOut(rep.PersonId, ReminderKind.Question)))!);
        var now = await choices.GetAsync(rep);
        Assert.Equal(ReminderChannels.Toast | ReminderChannels.Browser, now.GetChannels(ReminderKind.Question));
        Assert.True(now.GetChannels(ReminderKind.Escalated).HasFlag(ReminderChannels.Mail));

        await choices.TurnOffAsync(links.ReadOptOut(links.Sign(new MailOptOut(rep.PersonId, ReminderKind.Digest)))!);
        Assert.False((await choices.GetAsync(rep)).GetChannels(ReminderKind.Due).HasFlag(ReminderChannels.Digest));
        Assert.False((await choices.GetAsync(rep)).GetChannels(ReminderKind.Overdue).HasFlag(ReminderChannels.Digest));
        Assert.Null(links.ReadOptOut("x"));
        // The settings of other people are unchanged.
        Assert.True(
            (await choices.GetAsync(await _database.GetViewerAsync(_company.OtherRep)))
                .GetChannels(ReminderKind.Due)
                .HasFlag(ReminderChannels.Digest)
        );
    }
}
