using System.Net;
using System.Net.Sockets;
using HexaLive.Domain;
using HexaLive.Domain.Mail;
using HexaLive.Domain.Reminders;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Mails;
using HexaLive.Infrastructure.Features.Reminders;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Mail;
using HexaLive.Infrastructure.Persistence.Sqlite;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using Xunit;

namespace HexaLive.Tests.Infrastructure;

/// <summary>Mails of reminders and the daily one: written when they are sent, sent once, tried again. The clock starts on Monday 2 March 2026, 10:00 in Madrid.</summary>
public sealed class MailTests : IAsyncLifetime
{
    private readonly IConfigurationRoot _settings = new ConfigurationBuilder().AddInMemoryCollection([new("App:PublicUrl", "https://hexa.test"), new("Mail:From", "hexalive@hexa.test")]).Build();
    private TestDatabase _database = null!;
    private Company _company = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(services => services.AddSingleton<Mailer>(s => new Mailer(_settings, s.GetRequiredService<MailFolder>(), s.GetRequiredService<TimeProvider>()))
            .AddSingleton(_ => new SiteAddress(_settings)));
        _company = await Company.CreateAsync(_database);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task A_mail_at_once_tells_what_fell_due_in_the_readers_language_as_text_and_html_once()
    {
        await WaysAsync(_company.Rep.Id, ReminderKind.Due, ReminderChannels.Mail);
        await PromiseAsync(new NextAction(new DateOnly(2026, 3, 4), new TimeOnly(10, 30), "Llamar a <b>Luis</b>"));
        await DueAsync("2026-03-04T09:30:00Z");

        Assert.Equal(1, await SweepAsync());
        Assert.Equal(0, await SweepAsync());

        var mail = Assert.Single(Folder());
        Assert.Equal("rep@test.local", mail.To.Mailboxes.Single().Address);
        Assert.Equal("mié 4 mar 10:30: Seguimiento de oferta · Construcciones Pérez", mail.Subject);
        Assert.Contains("Llamar a <b>Luis</b>", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("Llamar a &lt;b&gt;Luis&lt;/b&gt;", mail.HtmlBody, StringComparison.Ordinal);
        Assert.Contains($"https://hexa.test/tasks/{_company.Task.Id}", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("https://hexa.test/reminders/snooze?to=Tomorrow&link=", mail.TextBody, StringComparison.Ordinal);
        Assert.StartsWith("<https://hexa.test/reminders/unsubscribe?link=", mail.Headers[HeaderId.ListUnsubscribe], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_english_reader_in_another_zone_reads_english()
    {
        await using (var db = _database.Open())
        {
            (await db.People.SingleAsync(p => p.Id == _company.Rep.Id)).SetLocale("Atlantic/Canary", "en");
            await db.SaveChangesAsync();
        }
        await WaysAsync(_company.Rep.Id, ReminderKind.Due, ReminderChannels.Mail);
        await PromiseAsync(new NextAction(new DateOnly(2026, 3, 4)));
        await DueAsync("2026-03-03T23:59:59Z");
        Assert.Equal(0, await SweepAsync());
        await DueAsync("2026-03-04T00:00:00Z");
        Assert.Equal(1, await SweepAsync());
        Assert.StartsWith("Wed 4 Mar", Assert.Single(Folder()).Subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_finished_before_the_mail_goes_is_not_mailed_and_who_chose_no_mail_gets_none()
    {
        await PromiseAsync(new NextAction(new DateOnly(2026, 3, 4)));
        await DueAsync("2026-03-04T08:00:00Z");
        Assert.Equal(0, await SweepAsync());

        await WaysAsync(_company.Rep.Id, ReminderKind.Overdue, ReminderChannels.Mail);
        await DueAsync("2026-03-05T08:00:00Z");
        await _database.Get<OverdueChasing>().ChaseAsync();
        Assert.Equal(1, await _database.Get<ReminderTelling>().QueueMailsAsync());
        await _database.Get<TaskEditing>().FinishAsync(await _database.ViewerAsync(_company.Rep), _company.Task.Id, "Vendido");
        Assert.Equal(0, await _database.Get<MailQueue>().SendAsync());
        Assert.Empty(Folder());
        await using var db = _database.Open();
        Assert.Equal(MailState.Cancelled, (await db.Mails.SingleAsync()).State);
    }

    [Fact]
    public async Task Many_at_once_are_one_mail_and_two_servers_send_each_once()
    {
        await WaysAsync(_company.Rep.Id, ReminderKind.Due, ReminderChannels.Mail);
        var rep = await _database.ViewerAsync(_company.Rep);
        for (var i = 0; i < 12; i++)
            await _database.Get<TaskEditing>().CreateAsync(rep, new NewTask(_company.Project.Id, $"Tarea {i}", null, null, null, null, null, null, null, null, new NextAction(new DateOnly(2026, 3, 4))));
        await DueAsync("2026-03-04T08:00:00Z");

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(SweepAsync)));

        var mail = Assert.Single(Folder());
        Assert.Equal("12 avisos de HexaLive", mail.Subject);
        await using var db = _database.Open();
        Assert.Equal(MailState.Sent, (await db.Mails.SingleAsync()).State);
    }

    [Fact]
    public async Task The_daily_mail_comes_at_the_hour_of_the_persons_zone_on_their_working_days_once()
    {
        await using (var db = _database.Open())
        {
            var rep = await db.People.SingleAsync(p => p.Id == _company.Rep.Id);
            rep.SetLocale("America/Mexico_City", "es");
            rep.SetReminding(7, 1);
            db.Holidays.Add(new HexaLive.Domain.Calendar.Holiday(new DateOnly(2026, 3, 5), "Fiesta", _company.North.Id));
            await db.SaveChangesAsync();
        }
        await PromiseAsync(new NextAction(new DateOnly(2026, 3, 3)));
        // Mexico City is six hours behind: 07:00 there is 13:00 UTC.
        await AtAsync("2026-03-02T14:00:00Z", 0);
        await AtAsync("2026-03-03T12:59:00Z", 0);
        await AtAsync("2026-03-03T13:00:00Z", 1);
        await AtAsync("2026-03-03T13:01:00Z", 0);
        Assert.Equal("Tu día: 1 para hoy, 0 vencidas", Assert.Single(Folder(), m => m.To.ToString().Contains("rep@test.local", StringComparison.Ordinal)).Subject);
        await AtAsync("2026-03-04T13:00:00Z", 1);
        // A holiday of the team, then Friday; nothing on Saturday.
        await AtAsync("2026-03-05T13:00:00Z", 0);
        await AtAsync("2026-03-06T13:00:00Z", 1);
        await AtAsync("2026-03-07T13:00:00Z", 0);

        async Task AtAsync(string instant, int ofRep)
        {
            _database.Time.SetUtcNow(DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture));
            await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => _database.Get<Digests>().QueueAsync()));
            var before = Folder().Count(m => m.To.ToString().Contains("rep@test.local", StringComparison.Ordinal));
            await _database.Get<MailQueue>().SendAsync();
            Assert.Equal(before + ofRep, Folder().Count(m => m.To.ToString().Contains("rep@test.local", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task A_managers_daily_mail_tells_of_their_people_and_of_nobody_elses()
    {
        await PromiseAsync(new NextAction(new DateOnly(2026, 3, 2)));
        await using (var db = _database.Open())
        {
            var south = await db.Tasks.Include(t => t.Responsible).SingleAsync(t => t.Id == _company.SouthTask.Id);
            south.Reschedule(new NextAction(new DateOnly(2026, 3, 2)), _company.Stranger.Id, _database.Now);
            await db.SaveChangesAsync();
        }
        await _database.Get<Digests>().QueueAsync();
        _database.Time.SetUtcNow(DateTimeOffset.Parse("2026-03-03T07:00:00Z", System.Globalization.CultureInfo.InvariantCulture));
        await _database.Get<Digests>().QueueAsync();
        await _database.Get<MailQueue>().SendAsync();

        var mail = Assert.Single(Folder(), m => m.To.ToString().Contains("manager@test.local", StringComparison.Ordinal));
        Assert.Contains("Raúl Comercial", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("0 para hoy, 1 vencida", mail.TextBody, StringComparison.Ordinal);
        Assert.DoesNotContain("Sergio", mail.TextBody, StringComparison.Ordinal);
        // Nothing to tell: no mail.
        Assert.DoesNotContain(Folder(), m => m.To.ToString().Contains("other@test.local", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_mail_server_that_is_down_is_tried_again_later_each_time_and_gets_the_mail_when_it_is_back()
    {
        var port = RedisServer.FreePort();
        Smtp(port);
        await RaiseAsync();
        Assert.Equal(0, await SweepAsync());
        Assert.Equal((MailState.Waiting, 1), await StateAsync());
        // Not before its time.
        Assert.Equal(0, await SweepAsync());
        Assert.Equal((MailState.Waiting, 1), await StateAsync());
        _database.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, await SweepAsync());
        Assert.Equal((MailState.Waiting, 2), await StateAsync());

        await using var server = new MailServer(port);
        _database.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(1, await SweepAsync());
        Assert.Equal("rep@test.local", Assert.Single(server.Taken).To.Mailboxes.Single().Address);
        Assert.Equal((MailState.Sent, 3), await StateAsync());
    }

    [Fact]
    public async Task What_fails_for_good_is_shown_to_administrators_alone_who_can_try_it_again()
    {
        var queue = _database.Get<MailQueue>();
        var (admin, rep) = (await _database.ViewerAsync(_company.Admin), await _database.ViewerAsync(_company.Rep));
        await using var server = new MailServer { Refused = "rep@test.local" };
        Smtp(server.Port);
        await RaiseAsync();
        Assert.Equal(0, await SweepAsync());

        Assert.Equal((MailState.Failed, 1), await StateAsync());
        var failed = Assert.Single((await queue.TroubleAsync(admin)).Failed);
        Assert.Equal(("Raúl Comercial", "rep@test.local"), (failed.Person, failed.Address));
        Assert.NotEmpty(failed.Error!);
        Assert.Equal(RuleError.NotAllowed, (await Assert.ThrowsAsync<RuleException>(() => queue.TroubleAsync(rep))).Error);
        Assert.Equal(RuleError.NotAllowed, (await Assert.ThrowsAsync<RuleException>(() => queue.RetryAsync(rep, null))).Error);

        server.Refused = null;
        Assert.Equal(1, await queue.RetryAsync(admin, failed.Id));
        Assert.Equal(1, await SweepAsync());
        Assert.Single(server.Taken);
    }

    [Fact]
    public async Task A_server_that_never_answers_is_given_up_and_the_mail_kept()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        Smtp(((IPEndPoint)silent.LocalEndpoint).Port);
        _settings["Mail:Smtp:Timeout"] = "0.3";
        await RaiseAsync();
        Assert.Equal(0, await SweepAsync());
        Assert.Equal((MailState.Waiting, 1), await StateAsync());
        await using var db = _database.Open();
        Assert.Contains("0.3 s", (await db.Mails.SingleAsync()).Error!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_has_the_mail_may_think_about_it_longer_than_it_may_take_to_be_reached()
    {
        await using var server = new MailServer { Thinks = TimeSpan.FromSeconds(1) };
        Smtp(server.Port);
        _settings["Mail:Smtp:Timeout"] = "0.5";
        await RaiseAsync();
        Assert.Equal(1, await SweepAsync());
        Assert.Single(server.Taken);
        Assert.Equal((MailState.Sent, 1), await StateAsync());
    }

    [Fact]
    public async Task What_nobody_foresaw_is_told_and_tried_again_and_holds_up_no_other_mail()
    {
        // A server that offers no sign-in, though one is configured.
        await using var server = new MailServer();
        Smtp(server.Port);
        _settings["Mail:Smtp:User"] = "hexa";
        await RaiseAsync();
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

        // An address to send from that is none is ours to mend.
        _settings["Mail:Smtp:User"] = "";
        _settings["Mail:From"] = "nobody";
        _database.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, await SweepAsync());
        Assert.Equal((MailState.Waiting, 2), await StateAsync());
        _settings["Mail:From"] = "hexalive@hexa.test";
        _database.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(1, await SweepAsync());
        Assert.Single(server.Taken);
    }

    [Fact]
    public async Task It_is_given_up_after_eight_attempts_and_a_sender_that_died_is_followed_by_another()
    {
        Smtp(RedisServer.FreePort());
        await RaiseAsync();
        await _database.Get<ReminderTelling>().QueueMailsAsync();
        await using (var db = _database.Open())
        {
            // Somebody took it and died.
            await db.Mails.ExecuteUpdateAsync(set => set.SetProperty(m => m.NextAttemptAt, _database.Now.AddMinutes(5)).SetProperty(m => m.Attempts, 1));
        }
        await SweepAsync();
        Assert.Equal((MailState.Waiting, 1), await StateAsync());
        for (var i = 2; i <= OutgoingMail.MostAttempts; i++)
        {
            _database.Time.Advance(TimeSpan.FromMinutes(128));
            await SweepAsync();
            Assert.Equal((i < OutgoingMail.MostAttempts ? MailState.Waiting : MailState.Failed, i), await StateAsync());
        }
    }

    [Fact]
    public async Task A_server_that_dies_after_the_mail_went_and_before_that_is_saved_leaves_it_to_another_which_sends_the_same_mail()
    {
        _database.MustBeSqlite();
        await RaiseAsync();
        await _database.Get<ReminderTelling>().QueueMailsAsync();
        var dying = new Dying();
        await using (var node = await NodeAsync(dying)) await Assert.ThrowsAnyAsync<Exception>(() => node.Get<MailQueue>().SendAsync());
        Assert.True(dying.Died);
        Assert.Equal((MailState.Waiting, 1), await StateAsync());
        var file = Assert.Single(Directory.GetFiles(Path.Combine(_database.Folder, "mail")));
        var first = Assert.Single(Folder());

        await using var other = await NodeAsync();
        Assert.Equal(0, await other.Get<MailQueue>().SendAsync());
        other.Time.Advance(Mailer.MostForTaking + TimeSpan.FromMinutes(5));
        Assert.Equal(1, await other.Get<MailQueue>().SendAsync());
        Assert.Equal((MailState.Sent, 2), await StateAsync());
        // In the folder it is one mail, and a server knows it by its Message-Id.
        Assert.Equal(file, Assert.Single(Directory.GetFiles(Path.Combine(_database.Folder, "mail"))));
        Assert.Equal(first.MessageId, Assert.Single(Folder()).MessageId);
        Assert.Equal(0, await other.Get<MailQueue>().SendAsync());

        async Task<TestDatabase> NodeAsync(params IInterceptor[] interceptors)
        {
            var node = await TestDatabase.CreateAsync(
                services => services.ConfigureDbContext<SqliteHexaDbContext>(o => o.AddInterceptors(interceptors)).AddSingleton(s => new Mailer(_settings, s.GetRequiredService<MailFolder>(), s.GetRequiredService<TimeProvider>()))
                    .AddSingleton(_ => new SiteAddress(_settings)), _database.Folder);
            node.Time.SetUtcNow(_database.Time.GetUtcNow());
            return node;
        }
    }

    [Fact]
    public async Task A_link_puts_off_once_and_a_forged_or_used_one_does_nothing()
    {
        var links = _database.Get<ReminderLinks>();
        await RaiseAsync();
        int id;
        await using (var db = _database.Open()) id = (await db.Reminders.SingleAsync()).Id;
        var signed = links.Sign(new SnoozeLink(id, 1));
        Assert.Null(links.ReadSnooze(signed[..^4] + "AAAA"));
        Assert.Null(links.ReadSnooze(null));
        Assert.Null(links.ReadSnooze(links.Sign(new MailOptOut(_company.Rep.Id, ReminderKind.Due))));
        var link = links.ReadSnooze(signed)!;

        Assert.Equal("Seguimiento de oferta", (await links.FindAsync(link))!.Task);
        // Pressed twice, it acts once.
        var acted = await Task.WhenAll(Enumerable.Range(0, 4).Select(async i =>
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
        }));
        Assert.Single(acted, true);
        Assert.Null(await links.FindAsync(link));
        Assert.Equal(RuleError.NotFound, (await Assert.ThrowsAsync<RuleException>(() => links.SnoozeAsync(link, _database.Now.AddHours(2)))).Error);
        // Told again: the former mail's link is of the past.
        _database.Time.Advance(TimeSpan.FromHours(1));
        await _database.Get<ReminderTelling>().WakeAsync();
        Assert.Null(await links.FindAsync(link));
        Assert.NotNull(await links.FindAsync(link with { Round = 2 }));
    }

    [Fact]
    public async Task A_link_ends_mails_of_its_kind_alone()
    {
        var (choices, links) = (_database.Get<ReminderChoices>(), _database.Get<ReminderLinks>());
        var rep = await _database.ViewerAsync(_company.Rep);
        await choices.TurnOffAsync(links.ReadOptOut(links.Sign(new MailOptOut(rep.PersonId, ReminderKind.Question)))!);
        var now = await choices.GetAsync(rep);
        Assert.Equal(ReminderChannels.Toast | ReminderChannels.Browser, now.Of(ReminderKind.Question));
        Assert.True(now.Of(ReminderKind.Escalated).HasFlag(ReminderChannels.Mail));

        await choices.TurnOffAsync(links.ReadOptOut(links.Sign(new MailOptOut(rep.PersonId, ReminderKind.Digest)))!);
        Assert.False((await choices.GetAsync(rep)).Of(ReminderKind.Due).HasFlag(ReminderChannels.Digest));
        Assert.False((await choices.GetAsync(rep)).Of(ReminderKind.Overdue).HasFlag(ReminderChannels.Digest));
        Assert.Null(links.ReadOptOut("x"));
        // Nobody else's changed.
        Assert.True((await choices.GetAsync(await _database.ViewerAsync(_company.OtherRep))).Of(ReminderKind.Due).HasFlag(ReminderChannels.Digest));
    }

    private void Smtp(int port)
    {
        _settings["Mail:Smtp:Host"] = "127.0.0.1";
        _settings["Mail:Smtp:Port"] = port.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    private async Task RaiseAsync()
    {
        await WaysAsync(_company.Rep.Id, ReminderKind.Due, ReminderChannels.Mail);
        await PromiseAsync(new NextAction(new DateOnly(2026, 3, 4)));
        await DueAsync("2026-03-04T08:00:00Z");
    }

    private async Task WaysAsync(int person, ReminderKind kind, ReminderChannels ways)
    {
        await using var db = _database.Open();
        db.ReminderChoices.Add(new ReminderChoice(person, kind, ways));
        await db.SaveChangesAsync();
    }

    private async Task PromiseAsync(NextAction next) =>
        await _database.Get<TaskEditing>().RescheduleAsync(await _database.ViewerAsync(_company.Rep), _company.Task.Id, next);

    private async Task DueAsync(string instant)
    {
        _database.Time.SetUtcNow(DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture));
        await _database.Get<DueFlagging>().FlagDueAsync();
    }

    private async Task<int> SweepAsync()
    {
        await _database.Get<ReminderTelling>().QueueMailsAsync();
        return await _database.Get<MailQueue>().SendAsync();
    }

    private async Task<(MailState, int)> StateAsync()
    {
        await using var db = _database.Open();
        var mail = await db.Mails.SingleAsync();
        return (mail.State, mail.Attempts);
    }

    private List<MimeMessage> Folder()
    {
        var folder = Path.Combine(_database.Folder, "mail");
        return Directory.Exists(folder) ? [.. Directory.GetFiles(folder, "*.eml").Select(f => MimeMessage.Load(f))] : [];
    }

    // Ends the server when it is about to save what became of a mail.
    private sealed class Dying : SaveChangesInterceptor
    {
        public bool Died { get; private set; }

        public override ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            if (!eventData.Context!.ChangeTracker.Entries<OutgoingMail>().Any(m => m.Entity.State == MailState.Sent)) return new(result);
            Died = true;
            throw new InvalidOperationException("Killed.");
        }
    }
}
