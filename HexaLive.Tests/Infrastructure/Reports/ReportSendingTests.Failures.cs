using HexaLive.Domain;
using HexaLive.Domain.Mail;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Features.Mail;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Infrastructure.Features.Tasks;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Reports;

/// <summary>Failures of the server, of a report and of an e-mail.</summary>
public sealed partial class ReportSendingTests
{
    [Fact]
    public async Task Mail_that_a_crashed_server_was_sending_is_sent_by_another_server()
    {
        await AddAsync(Monday, _rep);
        _database.Time.SetUtcNow(Due);
        Assert.Equal(1, await _database.Get<ReportScheduleQueueing>().QueueAsync());
        await using (var db = _database.Open())
        {
            // The server that crashed had already claimed the e-mail.
            await db.Mails.ExecuteUpdateAsync(set =>
                set.SetProperty(m => m.NextAttemptAt, Due.UtcDateTime.AddMinutes(5)).SetProperty(m => m.Attempts, 1)
            );
        }

        await using var other = await StartNodeAsync();
        other.Time.SetUtcNow(Due.AddMinutes(1));
        Assert.Equal((0, 0), (await other.Get<ReportScheduleQueueing>().QueueAsync(), await other.Get<MailQueue>().SendAsync()));
        other.Time.SetUtcNow(Due.AddMinutes(5));
        Assert.Equal((0, 1), (await other.Get<ReportScheduleQueueing>().QueueAsync(), await other.Get<MailQueue>().SendAsync()));
        Assert.Single(_server.Accepted);
    }

    [Fact]
    public async Task Recipient_who_is_inactive_or_whose_mail_fails_does_not_affect_the_others()
    {
        var id = await AddAsync(Monday, _rep, _manager, _admin);
        await DeactivateAsync(_admin.PersonId);
        _server.RefusedRecipient = "manager@test.local";
        _database.Time.SetUtcNow(Due);
        Assert.Equal(1, await SweepAsync());

        var history = (await Schedules.GetHistoryAsync(_rep, id)).Rows.ToDictionary(d => d.Person);
        Assert.Equal((DeliveryOutcome.Sent, (int?)1), OutcomeOf(history["Raúl Comercial"]));
        Assert.Equal(DeliveryOutcome.Stopped, history["Ana Admin"].Outcome);
        Assert.Equal(DeliveryOutcome.Failed, history["Marta Jefa"].Outcome);
        Assert.NotEmpty(history["Marta Jefa"].Error!);
    }

    [Fact]
    public async Task Failing_report_is_run_only_once_per_attempt_for_all_its_recipients()
    {
        _database.SkipUnlessSqlite();
        await AddAsync(Monday, _rep, _manager, _admin);
        _database.Time.SetUtcNow(Due);
        await _database.Get<ReportScheduleQueueing>().QueueAsync();
        _queryCounter.ShouldFail = true;
        Assert.Equal((0, 1), (await _database.Get<MailQueue>().SendAsync(), _queryCounter.RunCount));
        await using (var db = _database.Open())
            Assert.All(
                await db.Mails.ToListAsync(),
                m => Assert.Equal((MailState.Waiting, 1, "Too slow."), (m.State, m.Attempts, m.Error))
            );
        _database.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((0, 2), (await _database.Get<MailQueue>().SendAsync(), _queryCounter.RunCount));
        _queryCounter.ShouldFail = false;
        _database.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal((3, 3), (await _database.Get<MailQueue>().SendAsync(), _queryCounter.RunCount));
    }

    [Fact]
    public async Task Failed_report_mail_is_not_listed_as_a_reminder_mail()
    {
        await AddAsync(Monday, _rep);
        _database.Time.SetUtcNow(Due);
        await _database.Get<ReportScheduleQueueing>().QueueAsync();
        await using (var db = _database.Open())
        {
            (await db.Mails.SingleAsync()).Fail("550 no such mailbox", isPermanent: true, _database.Now);
            await db.SaveChangesAsync();
        }
        var failed = Assert.Single((await _database.Get<MailQueue>().GetFailedMailsAsync(_admin)).Failed);
        Assert.Equal((true, (DateOnly?)null), (failed.IsReport, failed.Day));
    }

    [Fact]
    public async Task Mails_without_a_report_are_sent_before_mails_with_a_report()
    {
        await AddAsync(Monday, _rep);
        var leaver = await _database.Get<ReportEditing>().AddAsync(_manager, "De Marta", null, Tasks);
        await ScheduleEditing.AddAsync(_manager, leaver, Monday, None, [_rep.PersonId]);
        await DeactivateAsync(_manager.PersonId);
        _database.Time.SetUtcNow(Due);
        await _database.Get<ReportScheduleQueueing>().QueueAsync();
        await using (var db = _database.Open())
            await db
                .Mails.Where(m => m.StoppedScheduleId != null)
                .ExecuteUpdateAsync(set => set.SetProperty(m => m.NextAttemptAt, Due.UtcDateTime.AddSeconds(30)));
        _database.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(2, await _database.Get<MailQueue>().SendAsync());
        Assert.Equal(["Informe programado detenido: De Marta", "Mis tareas · 9 mar 2026"], _server.Accepted.Select(m => m.Subject));
    }
}
