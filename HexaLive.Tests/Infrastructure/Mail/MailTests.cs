using HexaLive.Domain.Mail;
using HexaLive.Domain.Reminders;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.FollowUp;
using HexaLive.Infrastructure.Features.Mail;
using HexaLive.Infrastructure.Features.Reminders;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Mail;
using HexaLive.Tests.Support;
using HexaLive.Web;
using HexaLive.Web.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Mail;

/// <summary>
/// Reminder e-mails and daily e-mails. The text of an e-mail is composed when the e-mail is sent; each e-mail is sent once, and failures
/// are retried. The clock starts on Monday 2 March 2026, 10:00 in Madrid.
/// </summary>
public sealed partial class MailTests : IAsyncLifetime
{
    private readonly IConfigurationRoot _settings = new ConfigurationBuilder()
        .AddInMemoryCollection([new("App:PublicUrl", "https://hexa.test"), new("Mail:From", "hexalive@hexa.test")])
        .Build();
    private TestDatabase _database = null!;
    private TestCompany _company = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(services =>
            services
                .AddSingleton<Mailer>(s => new Mailer(_settings, s.GetRequiredService<MailFolder>(), s.GetRequiredService<TimeProvider>()))
                .AddSingleton(_ => new SiteAddress(_settings))
        );
        _company = await TestCompany.CreateAsync(_database);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Due_reminder_mail_is_sent_once_in_the_recipients_language()
    {
        await AddChannelsAsync(_company.Rep.Id, ReminderKind.Due, ReminderChannels.Mail);
        await SetNextActionAsync(new NextAction(new DateOnly(2026, 3, 4), new TimeOnly(10, 30), "Llamar a <b>Luis</b>"));
        await FlagDueAtAsync("2026-03-04T09:30:00Z");

        Assert.Equal(1, await SweepAsync());
        Assert.Equal(0, await SweepAsync());

        var mail = Assert.Single(ReadMailFolder());
        Assert.Equal("rep@test.local", mail.To.Mailboxes.Single().Address);
        Assert.Equal("mié 4 mar 10:30: Seguimiento de oferta · Construcciones Pérez", mail.Subject);
        Assert.Contains("Llamar a <b>Luis</b>", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("Llamar a &lt;b&gt;Luis&lt;/b&gt;", mail.HtmlBody, StringComparison.Ordinal);
        Assert.Contains($"https://hexa.test/tasks/{_company.Task.Id}", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("https://hexa.test/reminders/snooze?to=Tomorrow&link=", mail.TextBody, StringComparison.Ordinal);
        Assert.StartsWith(
            "<https://hexa.test/reminders/unsubscribe?link=",
            mail.Headers[HeaderId.ListUnsubscribe],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Reminder_mail_follows_the_recipients_time_zone_and_language()
    {
        await using (var db = _database.Open())
        {
            var person = await db.People.SingleAsync(p => p.Id == _company.Rep.Id);
            person.Edit(person.GetFields() with { TimeZone = "Atlantic/Canary", Language = "en" }, _database.System);
            await db.SaveChangesAsync();
        }
        await AddChannelsAsync(_company.Rep.Id, ReminderKind.Due, ReminderChannels.Mail);
        await SetNextActionAsync(new NextAction(new DateOnly(2026, 3, 4)));
        await FlagDueAtAsync("2026-03-03T23:59:59Z");
        Assert.Equal(0, await SweepAsync());
        await FlagDueAtAsync("2026-03-04T00:00:00Z");
        Assert.Equal(1, await SweepAsync());
        Assert.StartsWith("Wed 4 Mar", Assert.Single(ReadMailFolder()).Subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_mail_is_sent_for_a_finished_task_or_if_the_mail_channel_is_off()
    {
        await SetNextActionAsync(new NextAction(new DateOnly(2026, 3, 4)));
        await FlagDueAtAsync("2026-03-04T08:00:00Z");
        Assert.Equal(0, await SweepAsync());

        await AddChannelsAsync(_company.Rep.Id, ReminderKind.Overdue, ReminderChannels.Mail);
        await FlagDueAtAsync("2026-03-05T08:00:00Z");
        await _database.Get<OverdueChasing>().ChaseAsync();
        Assert.Equal(1, await _database.Get<ReminderMailQueueing>().QueueMailsAsync());
        await _database.Get<TaskEditing>().FinishAsync(await _database.GetViewerAsync(_company.Rep), _company.Task.Id, "Vendido");
        Assert.Equal(0, await _database.Get<MailQueue>().SendAsync());
        Assert.Empty(ReadMailFolder());
        await using var db = _database.Open();
        Assert.Equal(MailState.Cancelled, (await db.Mails.SingleAsync()).State);
    }

    [Fact]
    public async Task Many_reminders_share_one_mail_and_concurrent_sweeps_send_it_only_once()
    {
        await AddChannelsAsync(_company.Rep.Id, ReminderKind.Due, ReminderChannels.Mail);
        var rep = await _database.GetViewerAsync(_company.Rep);
        for (var i = 0; i < 12; i++)
            await _database
                .Get<TaskCreation>()
                .CreateAsync(
                    rep,
                    new NewTask(
                        _company.Project.Id,
                        $"Tarea {i}",
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        new NextAction(new DateOnly(2026, 3, 4))
                    )
                );
        await FlagDueAtAsync("2026-03-04T08:00:00Z");

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(SweepAsync)));

        var mail = Assert.Single(ReadMailFolder());
        Assert.Equal("12 avisos de HexaLive", mail.Subject);
        await using var db = _database.Open();
        Assert.Equal(MailState.Sent, (await db.Mails.SingleAsync()).State);
    }

    [Fact]
    public async Task Daily_mail_arrives_once_at_the_local_hour_on_working_days()
    {
        await using (var db = _database.Open())
        {
            var rep = await db.People.SingleAsync(p => p.Id == _company.Rep.Id);
            rep.Edit(rep.GetFields() with { TimeZone = "America/Mexico_City", Language = "es" }, _database.System);
            rep.SetReminderSettings(7, 1, _database.System);
            db.Holidays.Add(new HexaLive.Domain.Holidays.Holiday(new DateOnly(2026, 3, 5), "Fiesta", _company.North.Id, _database.System));
            await db.SaveChangesAsync();
        }
        await SetNextActionAsync(new NextAction(new DateOnly(2026, 3, 3)));
        // Mexico City is six hours behind UTC, so 07:00 there is 13:00 UTC.
        await AssertSentAtAsync("2026-03-02T14:00:00Z", 0);
        await AssertSentAtAsync("2026-03-03T12:59:00Z", 0);
        await AssertSentAtAsync("2026-03-03T13:00:00Z", 1);
        await AssertSentAtAsync("2026-03-03T13:01:00Z", 0);
        Assert.Equal(
            "Tu día: 1 para hoy, 0 atrasadas",
            Assert.Single(ReadMailFolder(), m => m.To.ToString().Contains("rep@test.local", StringComparison.Ordinal)).Subject
        );
        await AssertSentAtAsync("2026-03-04T13:00:00Z", 1);
        // Thursday is a holiday of the team. No e-mail is sent on Thursday or Saturday; one is sent on Friday.
        await AssertSentAtAsync("2026-03-05T13:00:00Z", 0);
        await AssertSentAtAsync("2026-03-06T13:00:00Z", 1);
        await AssertSentAtAsync("2026-03-07T13:00:00Z", 0);

        async Task AssertSentAtAsync(string instant, int ofRep)
        {
            _database.Time.SetUtcNow(DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture));
            await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => _database.Get<DigestQueueing>().QueueAsync()));
            var before = ReadMailFolder().Count(m => m.To.ToString().Contains("rep@test.local", StringComparison.Ordinal));
            await _database.Get<MailQueue>().SendAsync();
            Assert.Equal(before + ofRep, ReadMailFolder().Count(m => m.To.ToString().Contains("rep@test.local", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task Daily_mail_to_a_manager_lists_only_people_of_the_managers_own_teams()
    {
        await SetNextActionAsync(new NextAction(new DateOnly(2026, 3, 2)));
        await using (var db = _database.Open())
        {
            var south = await db.Tasks.Include(t => t.Responsible).SingleAsync(t => t.Id == _company.SouthTask.Id);
            south.Reschedule(new NextAction(new DateOnly(2026, 3, 2)), new Actor(_company.Stranger.Id, _database.Now));
            await db.SaveChangesAsync();
        }
        await _database.Get<DigestQueueing>().QueueAsync();
        _database.Time.SetUtcNow(DateTimeOffset.Parse("2026-03-03T07:00:00Z", System.Globalization.CultureInfo.InvariantCulture));
        await _database.Get<DigestQueueing>().QueueAsync();
        await _database.Get<MailQueue>().SendAsync();

        var mail = Assert.Single(ReadMailFolder(), m => m.To.ToString().Contains("manager@test.local", StringComparison.Ordinal));
        Assert.Contains("Raúl Comercial", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("0 para hoy, 1 atrasada", mail.TextBody, StringComparison.Ordinal);
        Assert.DoesNotContain("Sergio", mail.TextBody, StringComparison.Ordinal);
        // There is nothing to report to this representative, so no e-mail is sent.
        Assert.DoesNotContain(ReadMailFolder(), m => m.To.ToString().Contains("other@test.local", StringComparison.Ordinal));
    }

    private void UseSmtp(int port)
    {
        _settings["Mail:Smtp:Host"] = "127.0.0.1";
        _settings["Mail:Smtp:Port"] = port.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    private async Task RaiseReminderAsync()
    {
        await AddChannelsAsync(_company.Rep.Id, ReminderKind.Due, ReminderChannels.Mail);
        await SetNextActionAsync(new NextAction(new DateOnly(2026, 3, 4)));
        await FlagDueAtAsync("2026-03-04T08:00:00Z");
    }

    private async Task AddChannelsAsync(int person, ReminderKind kind, ReminderChannels channels)
    {
        await using var db = _database.Open();
        db.ReminderChoices.Add(new ReminderChoice(person, kind, channels));
        await db.SaveChangesAsync();
    }

    private async Task SetNextActionAsync(NextAction next) =>
        await _database.Get<TaskEditing>().RescheduleAsync(await _database.GetViewerAsync(_company.Rep), _company.Task.Id, next);

    private async Task FlagDueAtAsync(string instant)
    {
        _database.Time.SetUtcNow(DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture));
        await _database.Get<DueFlagging>().FlagDueAsync();
    }

    private async Task<int> SweepAsync()
    {
        await _database.Get<ReminderMailQueueing>().QueueMailsAsync();
        return await _database.Get<MailQueue>().SendAsync();
    }

    private async Task<(MailState, int)> ReadMailStateAsync()
    {
        await using var db = _database.Open();
        var mail = await db.Mails.SingleAsync();
        return (mail.State, mail.Attempts);
    }

    private List<MimeMessage> ReadMailFolder()
    {
        var folder = Path.Combine(_database.Folder, "mail");
        return Directory.Exists(folder) ? [.. Directory.GetFiles(folder, "*.eml").Select(f => MimeMessage.Load(f))] : [];
    }

    // Simulates a crash after an e-mail was sent and before it is saved as sent.
    private sealed class CrashInterceptor : SaveChangesInterceptor
    {
        public bool HasCrashed { get; private set; }

        public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
            DbContextEventData eventData,
            InterceptionResult<int> result,
            CancellationToken cancellationToken = default
        )
        {
            if (!eventData.Context!.ChangeTracker.Entries<OutgoingMail>().Any(m => m.Entity.State == MailState.Sent))
                return new(result);
            HasCrashed = true;
            throw new InvalidOperationException("Killed.");
        }
    }
}
