using System.Net;
using System.Net.Sockets;
using HexaLive.Domain;
using HexaLive.Domain.Mail;
using HexaLive.Infrastructure.Data.Sqlite;
using HexaLive.Infrastructure.Features.Mail;
using HexaLive.Infrastructure.Features.Reminders;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Mail;
using HexaLive.Tests.Support;
using HexaLive.Web;
using HexaLive.Web.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Mail;

/// <summary>E-mails that cannot be sent are kept and retried, and administrators can see them.</summary>
public sealed partial class MailTests
{
    [Fact]
    public async Task Mail_is_retried_with_growing_delays_until_the_mail_server_is_back()
    {
        var port = RedisServer.FreePort();
        UseSmtp(port);
        await RaiseReminderAsync();
        Assert.Equal(0, await SweepAsync());
        Assert.Equal((MailState.Waiting, 1), await ReadMailStateAsync());
        // The e-mail is not sent again before the time of its next attempt.
        Assert.Equal(0, await SweepAsync());
        Assert.Equal((MailState.Waiting, 1), await ReadMailStateAsync());
        _database.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, await SweepAsync());
        Assert.Equal((MailState.Waiting, 2), await ReadMailStateAsync());

        await using var server = new MailServer(port);
        _database.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(1, await SweepAsync());
        Assert.Equal("rep@test.local", Assert.Single(server.Accepted).To.Mailboxes.Single().Address);
        Assert.Equal((MailState.Sent, 3), await ReadMailStateAsync());
    }

    [Fact]
    public async Task Only_administrators_see_and_retry_failed_mails()
    {
        var queue = _database.Get<MailQueue>();
        var (admin, rep) = (await _database.GetViewerAsync(_company.Admin), await _database.GetViewerAsync(_company.Rep));
        await using var server = new MailServer { RefusedRecipient = "rep@test.local" };
        UseSmtp(server.Port);
        await RaiseReminderAsync();
        Assert.Equal(0, await SweepAsync());

        Assert.Equal((MailState.Failed, 1), await ReadMailStateAsync());
        var failed = Assert.Single((await queue.GetFailedMailsAsync(admin)).Failed);
        Assert.Equal(("Raúl Comercial", "rep@test.local"), (failed.Person, failed.Address));
        Assert.NotEmpty(failed.Error!);
        Assert.Equal(RuleError.NotAllowed, (await Assert.ThrowsAsync<RuleException>(() => queue.GetFailedMailsAsync(rep))).Error);
        Assert.Equal(RuleError.NotAllowed, (await Assert.ThrowsAsync<RuleException>(() => queue.RetryAsync(rep, null))).Error);

        server.RefusedRecipient = null;
        Assert.Equal(1, await queue.RetryAsync(admin, failed.Id));
        Assert.Equal(1, await SweepAsync());
        Assert.Single(server.Accepted);
    }

    [Fact]
    public async Task Unresponsive_mail_server_times_out_and_the_mail_is_kept()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        UseSmtp(((IPEndPoint)silent.LocalEndpoint).Port);
        _settings["Mail:Smtp:Timeout"] = "0.3";
        await RaiseReminderAsync();
        Assert.Equal(0, await SweepAsync());
        Assert.Equal((MailState.Waiting, 1), await ReadMailStateAsync());
        await using var db = _database.Open();
        Assert.Contains("0.3 s", (await db.Mails.SingleAsync()).Error!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mail_server_may_take_longer_than_the_connection_timeout_to_accept_a_mail()
    {
        await using var server = new MailServer { AcceptDelay = TimeSpan.FromSeconds(1) };
        UseSmtp(server.Port);
        _settings["Mail:Smtp:Timeout"] = "0.5";
        await RaiseReminderAsync();
        Assert.Equal(1, await SweepAsync());
        Assert.Single(server.Accepted);
        Assert.Equal((MailState.Sent, 1), await ReadMailStateAsync());
    }

    [Fact]
    public async Task Mail_is_retried_after_an_unexpected_error_and_does_not_block_other_mails()
    {
        // A user is configured, but the server offers no authentication.
        await using var server = new MailServer();
        UseSmtp(server.Port);
        _settings["Mail:Smtp:User"] = "hexa";
        await RaiseReminderAsync();
        await using (var db = _database.Open())
        {
            db.Mails.Add(new OutgoingMail(_company.OtherRep.Id, DateOnly.FromDateTime(_database.Now), _database.Now));
            await db.SaveChangesAsync();
        }
        Assert.Equal(0, await SweepAsync());
        await using (var db = _database.Open())
        {
            var mails = await db.Mails.OrderBy(m => m.Day == null ? 0 : 1).ToListAsync();
            Assert.Equal((MailState.Waiting, 1), (mails[0].State, mails[0].Attempts));
            Assert.NotEmpty(mails[0].Error!);
            Assert.Equal(MailState.Cancelled, mails[1].State);
            await db.Mails.Where(m => m.Day != null).ExecuteDeleteAsync();
        }

        // An invalid sender address is an error in our configuration, so the e-mail is kept and retried.
        _settings["Mail:Smtp:User"] = "";
        _settings["Mail:From"] = "nobody";
        _database.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, await SweepAsync());
        Assert.Equal((MailState.Waiting, 2), await ReadMailStateAsync());
        _settings["Mail:From"] = "hexalive@hexa.test";
        _database.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(1, await SweepAsync());
        Assert.Single(server.Accepted);
    }

    [Fact]
    public async Task Mail_of_a_server_that_crashed_is_retried_and_fails_after_8_attempts()
    {
        UseSmtp(RedisServer.FreePort());
        await RaiseReminderAsync();
        await _database.Get<ReminderMailQueueing>().QueueMailsAsync();
        await using (var db = _database.Open())
        {
            // Simulate a sender that claimed the e-mail and crashed.
            await db.Mails.ExecuteUpdateAsync(set =>
                set.SetProperty(m => m.NextAttemptAt, _database.Now.AddMinutes(5)).SetProperty(m => m.Attempts, 1)
            );
        }
        await SweepAsync();
        Assert.Equal((MailState.Waiting, 1), await ReadMailStateAsync());
        for (var i = 2; i <= OutgoingMail.MaxAttempts; i++)
        {
            _database.Time.Advance(TimeSpan.FromMinutes(128));
            await SweepAsync();
            Assert.Equal((i < OutgoingMail.MaxAttempts ? MailState.Waiting : MailState.Failed, i), await ReadMailStateAsync());
        }
    }

    [Fact]
    public async Task Mail_of_a_server_that_crashed_is_sent_again_with_the_same_message_id()
    {
        _database.SkipUnlessSqlite();
        await RaiseReminderAsync();
        await _database.Get<ReminderMailQueueing>().QueueMailsAsync();
        var dying = new CrashInterceptor();
        await using (var node = await StartNodeAsync(dying))
            await Assert.ThrowsAnyAsync<Exception>(() => node.Get<MailQueue>().SendAsync());
        Assert.True(dying.HasCrashed);
        Assert.Equal((MailState.Waiting, 1), await ReadMailStateAsync());
        var file = Assert.Single(Directory.GetFiles(Path.Combine(_database.Folder, "mail")));
        var first = Assert.Single(ReadMailFolder());

        await using var other = await StartNodeAsync();
        Assert.Equal(0, await other.Get<MailQueue>().SendAsync());
        other.Time.Advance(Mailer.AcceptTimeout + TimeSpan.FromMinutes(5));
        Assert.Equal(1, await other.Get<MailQueue>().SendAsync());
        Assert.Equal((MailState.Sent, 2), await ReadMailStateAsync());
        // The second e-mail replaced the first in the folder. Both have the same Message-Id, which mail servers use to recognise
        // duplicates.
        Assert.Equal(file, Assert.Single(Directory.GetFiles(Path.Combine(_database.Folder, "mail"))));
        Assert.Equal(first.MessageId, Assert.Single(ReadMailFolder()).MessageId);
        Assert.Equal(0, await other.Get<MailQueue>().SendAsync());

        async Task<TestDatabase> StartNodeAsync(params IInterceptor[] interceptors)
        {
            var node = await TestDatabase.CreateAsync(
                services =>
                    services
                        .ConfigureDbContext<SqliteHexaDbContext>(o => o.AddInterceptors(interceptors))
                        .AddSingleton(s => new Mailer(_settings, s.GetRequiredService<MailFolder>(), s.GetRequiredService<TimeProvider>()))
                        .AddSingleton(_ => new SiteAddress(_settings)),
                _database.Folder
            );
            node.Time.SetUtcNow(_database.Time.GetUtcNow());
            return node;
        }
    }
}
