using System.Data.Common;
using System.Globalization;
using System.Text;
using HexaLive.Domain;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Mail;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Features.Clients;
using HexaLive.Infrastructure.Features.Mails;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Mail;
using HexaLive.Infrastructure.Persistence.Sqlite;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using MiniExcelLibs;
using UglyToad.PdfPig;
using Xunit;
using IConfiguration = Microsoft.Extensions.Configuration.IConfiguration;

namespace HexaLive.Tests.Infrastructure.Reports;

/// <summary>Scheduled reports on their way: once, by their owner's rights, as what was asked for. The clock starts on Monday 2 March 2026, 10:00 in Madrid; they are due on Monday 9 at 8:00.</summary>
public sealed class ReportSendingTests : IAsyncLifetime
{
    private static readonly ScheduleFields Monday = new(ScheduleFrequency.Weekly, DayOfWeek.Monday, 1, new TimeOnly(8, 0), "Europe/Madrid", ReportFormat.Mail, false);
    private static readonly Dictionary<string, string> None = [];
    private static readonly DateTimeOffset Due = new(2026, 3, 9, 7, 0, 0, TimeSpan.Zero);
    private static readonly ReportDefinition Tasks = new() { Source = ReportSource.Tasks, Columns = [new("task.title"), new("client.name")], Totals = [new(TotalFunction.Count)] };

    private readonly IConfigurationRoot _settings = new ConfigurationBuilder().AddInMemoryCollection([new("App:PublicUrl", "https://hexa.test"), new("Mail:From", "hexalive@hexa.test")]).Build();
    private readonly string _folder = Directory.CreateTempSubdirectory("hexalive-test-").FullName;
    private readonly MailServer _server = new();
    private readonly Counting _counting = new();
    private TestDatabase _database = null!;
    private Company _company = null!;
    private Viewer _admin = null!, _manager = null!, _rep = null!;
    private int _report;

    private ReportSchedules Schedules => _database.Get<ReportSchedules>();

    public async ValueTask InitializeAsync()
    {
        (_settings["Mail:Smtp:Host"], _settings["Mail:Smtp:Port"]) = ("127.0.0.1", _server.Port.ToString(CultureInfo.InvariantCulture));
        _database = await NodeAsync();
        _company = await Company.CreateAsync(_database);
        (_admin, _manager, _rep) = (await _database.ViewerAsync(_company.Admin), await _database.ViewerAsync(_company.Manager), await _database.ViewerAsync(_company.Rep));
        _report = await _database.Get<ReportLibrary>().AddAsync(_rep, "Mis tareas", null, Tasks);
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Two_servers_at_once_send_each_report_to_each_reader_once()
    {
        for (var i = 0; i < 12; i++) await AddAsync(Monday with { Format = ReportFormat.Csv }, _rep, _manager);
        await using var other = await NodeAsync();
        _database.Time.SetUtcNow(Due);
        other.Time.SetUtcNow(Due);

        var queued = await Task.WhenAll(new[] { _database, other, _database, other }.Select(node => Task.Run(() => node.Get<ReportSending>().QueueAsync())));
        Assert.Equal(24, queued.Sum());
        var sent = await Task.WhenAll(new[] { _database, other, _database, other }.Select(node => Task.Run(() => node.Get<MailQueue>().SendAsync())));
        Assert.Equal(24, sent.Sum());

        Assert.Equal(24, _server.Taken.Select(m => m.MessageId).Distinct().Count());
        Assert.Equal(24, _server.Taken.Count);
        await using var db = _database.Open();
        Assert.Equal(24, await db.ReportDeliveries.CountAsync(d => d.Outcome == DeliveryOutcome.Sent && d.Rows == 1 && d.DueAt == Due.UtcDateTime));
        Assert.All(await db.ReportSchedules.Select(s => s.NextAt).ToListAsync(), next => Assert.Equal(Due.UtcDateTime.AddDays(7), next));
        // Nothing more until then.
        Assert.Equal(0, await other.Get<ReportSending>().QueueAsync());
    }

    [Fact]
    public async Task A_server_that_dies_between_claiming_and_sending_is_followed_by_another()
    {
        await AddAsync(Monday, _rep);
        _database.Time.SetUtcNow(Due);
        Assert.Equal(1, await _database.Get<ReportSending>().QueueAsync());
        await using (var db = _database.Open())
        {
            // It had taken the mail already.
            await db.Mails.ExecuteUpdateAsync(set => set.SetProperty(m => m.NextAttemptAt, Due.UtcDateTime.AddMinutes(5)).SetProperty(m => m.Attempts, 1));
        }

        await using var other = await NodeAsync();
        other.Time.SetUtcNow(Due.AddMinutes(1));
        Assert.Equal((0, 0), (await other.Get<ReportSending>().QueueAsync(), await other.Get<MailQueue>().SendAsync()));
        other.Time.SetUtcNow(Due.AddMinutes(5));
        Assert.Equal((0, 1), (await other.Get<ReportSending>().QueueAsync(), await other.Get<MailQueue>().SendAsync()));
        Assert.Single(_server.Taken);
    }

    [Fact]
    public async Task What_a_stopped_server_missed_is_sent_once()
    {
        var id = await AddAsync(Monday with { Frequency = ScheduleFrequency.Daily }, _rep);
        _database.Time.SetUtcNow(Due.AddDays(5).AddHours(3));
        Assert.Equal((1, 1), (await SweepAsync(), _server.Taken.Count));
        Assert.Equal(Due.UtcDateTime.AddDays(6), Assert.Single((await Schedules.ListAsync(_rep, _report)).Rows).NextAt);
        Assert.Equal(new DateTime(2026, 3, 3, 7, 0, 0, DateTimeKind.Utc), Assert.Single((await Schedules.HistoryAsync(_rep, id)).Rows).DueAt);
    }

    [Fact]
    public async Task Whoever_gets_it_reads_the_rows_of_its_owner_and_no_other_and_text_is_no_markup()
    {
        await _database.Get<TaskEditing>().CreateAsync(_rep, new NewTask(_company.Project.Id, "Oferta <b>urgente</b>", null, null, null, null, null, null, null, null, null, WithoutNext: true));
        await AddAsync(Monday, _rep, _admin);
        _database.Time.SetUtcNow(Due);
        Assert.Equal(2, await SweepAsync());

        var mail = To("admin@test.local");
        Assert.Contains("Seguimiento de oferta", mail.HtmlBody, StringComparison.Ordinal);
        Assert.Contains("Oferta &lt;b&gt;urgente&lt;/b&gt;", mail.HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>urgente", mail.HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain("Visita anual", mail.HtmlBody + mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("Raúl Comercial te envía el informe «Mis tareas».", mail.TextBody, StringComparison.Ordinal);
        // The report is private: a link would lead nowhere.
        Assert.DoesNotContain("hexa.test/reports/" + _report, mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("hexa.test/reports/" + _report, To("rep@test.local").TextBody, StringComparison.Ordinal);
        // The administrator, who runs the same, sees the south too.
        Assert.Equal(3, await _database.Get<ReportRunner>().CountAsync(_admin, Tasks, new ReportAsk()));
    }

    [Theory]
    [InlineData(ReportFormat.Excel, "Mis tareas 2026-03-09.xlsx")]
    [InlineData(ReportFormat.Pdf, "Mis tareas 2026-03-09.pdf")]
    [InlineData(ReportFormat.Csv, "Mis tareas 2026-03-09.csv")]
    public async Task The_file_comes_through_a_mail_server_as_it_was_written(ReportFormat format, string name)
    {
        await AddAsync(Monday with { Format = format }, _rep);
        _database.Time.SetUtcNow(Due);
        Assert.Equal(1, await SweepAsync());

        var mail = To("rep@test.local");
        Assert.Equal("Mis tareas · 9 mar 2026", mail.Subject);
        Assert.Contains(name, mail.TextBody, StringComparison.Ordinal);
        var part = Assert.IsAssignableFrom<MimePart>(Assert.Single(mail.Attachments));
        Assert.Equal(name, part.FileName);
        using var file = new MemoryStream();
        await part.Content!.DecodeToAsync(file);
        file.Position = 0;
        switch (format)
        {
            case ReportFormat.Excel:
                Assert.Contains(file.Query().Cast<IDictionary<string, object>>(), row => row.Values.Contains("Seguimiento de oferta") && row.Values.Contains("Construcciones Pérez"));
                break;
            case ReportFormat.Pdf:
                using (var pdf = PdfDocument.Open(file.ToArray())) Assert.Contains("Seguimiento de oferta", string.Join(" ", pdf.GetPages().SelectMany(p => p.GetWords()).Select(w => w.Text)), StringComparison.Ordinal);
                break;
            default:
                var bytes = file.ToArray();
                Assert.Equal(Encoding.UTF8.GetPreamble(), bytes[..3]);
                Assert.Contains("Seguimiento de oferta;Construcciones Pérez", Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
                break;
        }
    }

    [Fact]
    public async Task It_is_in_the_language_of_each_reader_and_the_days_of_its_own_zone_and_can_be_left()
    {
        await using (var db = _database.Open())
        {
            (await db.People.SingleAsync(p => p.Id == _manager.PersonId)).SetLocale("Atlantic/Canary", "en");
            await db.SaveChangesAsync();
        }
        await _database.Get<ReportLibrary>().SaveAsync(_rep, _report, 0, "Mis tareas", null, Tasks with { Where = ReportCriterion.AllOf(ReportCriterion.Of("task.created", TestOperator.During, "?when")), Parameters = [new("when", "Cuándo", "today")] });
        await Schedules.AddAsync(_rep, _report, Monday, new Dictionary<string, string> { ["when"] = "last-week" }, [_rep.PersonId, _manager.PersonId]);
        _database.Time.SetUtcNow(Due);
        Assert.Equal(2, await SweepAsync());

        Assert.Equal("Mis tareas · 2 mar 2026 – 8 mar 2026", To("rep@test.local").Subject);
        var mail = To("manager@test.local");
        Assert.Equal("Mis tareas · 2 Mar 2026 – 8 Mar 2026", mail.Subject);
        Assert.Contains("last week (2 Mar 2026 – 8 Mar 2026)", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("la semana pasada (2 mar 2026 – 8 mar 2026)", To("rep@test.local").TextBody, StringComparison.Ordinal);
        Assert.Contains("Raúl Comercial sends you the report", mail.TextBody, StringComparison.Ordinal);
        var address = mail.Headers[HeaderId.ListUnsubscribe]!.Trim('<', '>');
        Assert.StartsWith("https://hexa.test/reports/unsubscribe?link=", address, StringComparison.Ordinal);
        Assert.Equal(_manager.PersonId, _database.Get<ReportLinks>().Read(Uri.UnescapeDataString(address.Split("link=")[1]))!.PersonId);
        Assert.Contains($"https://hexa.test/reports/{_report}?p.when=last-week", To("rep@test.local").TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_one_is_not_sent_unless_that_was_asked_for()
    {
        await _database.Get<ReportLibrary>().SaveAsync(_rep, _report, 0, "Mis tareas", null, Tasks with { Where = ReportCriterion.AllOf(ReportCriterion.Of("task.number", TestOperator.Is, "999")) });
        var silent = await AddAsync(Monday, _rep);
        var speaking = await AddAsync(Monday with { SendEmpty = true, Format = ReportFormat.Pdf }, _manager);
        _database.Time.SetUtcNow(Due);
        Assert.Equal(1, await SweepAsync());

        Assert.Contains("nada que mostrar", To("manager@test.local").TextBody, StringComparison.Ordinal);
        Assert.Equal((DeliveryOutcome.Empty, (int?)0), Ended(await HistoryAsync(silent)));
        Assert.Equal((DeliveryOutcome.Sent, (int?)0), Ended(await HistoryAsync(speaking)));
    }

    [Fact]
    public async Task When_its_owner_leaves_it_stops_and_administrators_hear_of_it_once()
    {
        var id = await AddAsync(Monday, _rep, _manager);
        _database.Time.SetUtcNow(Due);
        await _database.Get<ReportSending>().QueueAsync();
        await LeaveAsync(_rep.PersonId);
        await using var other = await NodeAsync();
        other.Time.SetUtcNow(Due);
        await Task.WhenAll(new[] { _database, other, _database }.Select(node => Task.Run(() => node.Get<ReportSending>().QueueAsync())));
        Assert.Equal(1, await SweepAsync());
        Assert.Equal(0, await SweepAsync());

        var mail = Assert.Single(_server.Taken);
        Assert.Equal(("admin@test.local", "Ya no se envía: Mis tareas"), (mail.To.Mailboxes.Single().Address, mail.Subject));
        Assert.Contains("Raúl Comercial", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("https://hexa.test/reports/schedules", mail.TextBody, StringComparison.Ordinal);
        // What was on its way went nowhere.
        Assert.All((await Schedules.HistoryAsync(_admin, id)).Rows, d => Assert.Equal(DeliveryOutcome.Stopped, d.Outcome));
        Assert.Equal(ScheduleStop.OwnerLeft, Assert.Single((await Schedules.ListAsync(_admin, null)).Rows).Stopped);
    }

    [Theory]
    [InlineData("deleted")]
    [InlineData("faulty")]
    [InlineData("unshared")]
    public async Task A_report_that_cannot_be_run_any_more_stops_its_schedule_and_its_owner_and_administrators_hear_of_it(string how)
    {
        var library = _database.Get<ReportLibrary>();
        await library.ShareAsync(_rep, _report, ReportSharing.Everybody, [], []);
        await Schedules.AddAsync(_manager, _report, Monday, None, [_manager.PersonId, _admin.PersonId]);
        if (how == "deleted") await library.DeleteAsync(_rep, _report);
        if (how == "unshared") await library.ShareAsync(_rep, _report, ReportSharing.Private, [], []);
        if (how == "faulty")
        {
            await using var db = _database.Open();
            await db.Reports.ExecuteUpdateAsync(set => set.SetProperty(r => r.Definition, ReportJson.Write(Tasks with { Columns = [new("task.gone")] })));
        }
        _database.Time.SetUtcNow(Due);
        await SweepAsync();
        await SweepAsync();

        Assert.Equal(["admin@test.local", "manager@test.local"], _server.Taken.Select(m => m.To.Mailboxes.Single().Address).Order());
        Assert.All(_server.Taken, m => Assert.Equal("Ya no se envía: Mis tareas", m.Subject));
        Assert.Equal(ScheduleStop.ReportBroken, Assert.Single((await Schedules.ListAsync(_manager, null)).Rows).Stopped);
    }

    [Fact]
    public async Task Who_left_gets_nothing_what_is_refused_has_failed_and_the_others_get_theirs()
    {
        var id = await AddAsync(Monday, _rep, _manager, _admin);
        await LeaveAsync(_admin.PersonId);
        _server.Refused = "manager@test.local";
        _database.Time.SetUtcNow(Due);
        Assert.Equal(1, await SweepAsync());

        var history = (await Schedules.HistoryAsync(_rep, id)).Rows.ToDictionary(d => d.Person);
        Assert.Equal((DeliveryOutcome.Sent, (int?)1), Ended(history["Raúl Comercial"]));
        Assert.Equal(DeliveryOutcome.Stopped, history["Ana Admin"].Outcome);
        Assert.Equal(DeliveryOutcome.Failed, history["Marta Jefa"].Outcome);
        Assert.NotEmpty(history["Marta Jefa"].Error!);
    }

    [Fact]
    public async Task What_is_too_large_for_a_mail_is_told_instead()
    {
        _settings["Mail:MaxAttachment"] = "0.001";
        await AddAsync(Monday with { Format = ReportFormat.Pdf }, _rep, _manager);
        _database.Time.SetUtcNow(Due);
        Assert.Equal(2, await SweepAsync());

        Assert.All(_server.Taken, m => Assert.Empty(m.Attachments));
        Assert.Contains("demasiado grande", To("rep@test.local").TextBody, StringComparison.Ordinal);
        Assert.Contains($"https://hexa.test/reports/{_report}", To("rep@test.local").TextBody, StringComparison.Ordinal);
        Assert.Contains("Pídeselo a Raúl Comercial", To("manager@test.local").TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Groups_and_their_totals_stand_in_the_text_of_a_mail()
    {
        await _database.Get<ReportLibrary>().SaveAsync(_rep, _report, 0, "Mis tareas", null, Tasks with { Groups = [new("client.name")], Totals = [new(TotalFunction.Count), new(TotalFunction.Max, "task.number")], Columns = [new("task.title"), new("task.number"), new("task.responsible")] });
        await AddAsync(Monday, _rep);
        _database.Time.SetUtcNow(Due);
        Assert.Equal(1, await SweepAsync());
        var text = To("rep@test.local").TextBody!;
        Assert.Contains("Cliente: Construcciones Pérez\n", text, StringComparison.Ordinal);
        Assert.Contains($"Total Construcciones Pérez · Filas: 1 | {_company.Task.Id} |", text, StringComparison.Ordinal);
        Assert.Contains($"Total · Filas: 1 | {_company.Task.Id} |", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sent_to_me_now_it_comes_to_me_alone_once_also_while_it_is_stopped()
    {
        var id = await AddAsync(Monday, _rep, _manager);
        await Schedules.StopAsync(_rep, id);
        await Schedules.SendNowAsync(_rep, id);
        await Schedules.SendNowAsync(_rep, id);
        Assert.Equal(DeliveryOutcome.Waiting, (await HistoryAsync(id)).Outcome);
        Assert.Equal(1, await SweepAsync());
        Assert.Equal("rep@test.local", Assert.Single(_server.Taken).To.Mailboxes.Single().Address);
        Assert.Equal(DeliveryOutcome.Sent, (await HistoryAsync(id)).Outcome);
    }

    [Fact]
    public async Task Only_the_first_rows_stand_in_a_mail_and_the_totals_are_of_all()
    {
        await using (var db = _database.Open())
        {
            var project = await db.Projects.Include(p => p.Client).SingleAsync(p => p.Id == _company.Project.Id);
            var people = await db.People.ToDictionaryAsync(p => p.Id);
            for (var i = 0; i < 230; i++) db.Tasks.Add(new(project, new($"Tarea {i}"), people[_rep.PersonId], people[_manager.PersonId], people[_admin.PersonId], null, _rep.PersonId, _database.Now));
            await db.SaveChangesAsync();
        }
        await AddAsync(Monday, _rep);
        _database.Time.SetUtcNow(Due);
        Assert.Equal(1, await SweepAsync());
        var mail = To("rep@test.local");
        Assert.Contains("las primeras 200 de 231 filas", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("Tarea 198 |", mail.TextBody, StringComparison.Ordinal);
        Assert.DoesNotContain("Tarea 199 |", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("Filas: 231", mail.TextBody, StringComparison.Ordinal);
        Assert.Equal(mail.TextBody!.IndexOf("Filas: 231", StringComparison.Ordinal), mail.TextBody.LastIndexOf("Filas: 231", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_its_author_makes_of_a_report_that_another_has_sent_goes_to_nobody_until_that_one_agrees()
    {
        await RedefineAsync(_rep, Tasks with { Where = Harmless });
        await _database.Get<ReportLibrary>().ShareAsync(_rep, _report, ReportSharing.Everybody, [], []);
        var id = await Schedules.AddAsync(_admin, _report, Monday, None, [_admin.PersonId, _rep.PersonId]);
        await RedefineAsync(_rep, Tasks with { Columns = [new("task.title"), new("client.name"), new("task.responsible")] });
        // The owner hears of it at once and alone, not only on Monday.
        Assert.Equal(1, await SweepAsync());
        var told = Assert.Single(_server.Taken);
        Assert.Equal(("admin@test.local", "Ya no se envía: Mis tareas"), (told.To.Mailboxes.Single().Address, told.Subject));
        Assert.Contains("otra persona ha cambiado lo que muestra", told.TextBody, StringComparison.Ordinal);
        _database.Time.SetUtcNow(Due);
        Assert.Equal(0, await SweepAsync());
        var row = Assert.Single((await Schedules.ListAsync(_admin, null)).Rows);
        Assert.Equal((ScheduleStop.ReportChanged, null, true), (row.Stopped!.Value, row.NextAt, row.ChangedAt is not null));
        Assert.Equal(RuleError.ReportChanged, (await Assert.ThrowsAsync<RuleException>(() => Schedules.SendNowAsync(_admin, id))).Error);
        // Not even the author of the report may agree to it.
        Assert.Equal(RuleError.NotFound, (await Assert.ThrowsAsync<RuleException>(() => Schedules.StartAsync(_rep, id))).Error);

        await Schedules.StartAsync(_admin, id, row.DefinitionVersion);
        Assert.Null(Assert.Single((await Schedules.ListAsync(_admin, null)).Rows).ChangedAt);
        _database.Time.SetUtcNow(Due.AddDays(7));
        Assert.Equal(2, await SweepAsync());
        Assert.Contains("Visita anual", To("rep@test.local").TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_on_its_way_when_the_report_is_changed_by_another_goes_to_nobody()
    {
        await _database.Get<ReportLibrary>().ShareAsync(_rep, _report, ReportSharing.Everybody, [], []);
        var id = await Schedules.AddAsync(_admin, _report, Monday, None, [_admin.PersonId, _rep.PersonId]);
        _database.Time.SetUtcNow(Due);
        Assert.Equal(2, await _database.Get<ReportSending>().QueueAsync());
        await RedefineAsync(_rep, Tasks with { Columns = [new("task.title"), new("task.responsible")] });
        Assert.Equal(0, await _database.Get<MailQueue>().SendAsync());
        Assert.Equal(1, await SweepAsync());
        Assert.Equal("Ya no se envía: Mis tareas", Assert.Single(_server.Taken).Subject);
        Assert.All((await Schedules.HistoryAsync(_admin, id)).Rows, d => Assert.Equal(DeliveryOutcome.Stopped, d.Outcome));
    }

    [Fact]
    public async Task Ones_own_change_goes_on_and_that_of_an_administrator_stops_the_schedule_of_whoever_had_it_sent()
    {
        await _database.Get<ReportLibrary>().ShareAsync(_rep, _report, ReportSharing.Everybody, [], []);
        await AddAsync(Monday, _rep);
        await Schedules.AddAsync(_admin, _report, Monday, None, [_admin.PersonId]);
        await RedefineAsync(_admin, Tasks with { Columns = [new("task.title")] });
        _database.Time.SetUtcNow(Due);
        Assert.Equal(2, await SweepAsync());
        Assert.Equal("Ya no se envía: Mis tareas", To("rep@test.local").Subject);
        Assert.Equal("Mis tareas · 9 mar 2026", To("admin@test.local").Subject);

        var mine = Assert.Single((await Schedules.ListAsync(_rep, _report)).Rows);
        await Schedules.StartAsync(_rep, mine.Id);
        await RedefineAsync(_rep, Tasks);
        // A name shows no row to anybody.
        var library = _database.Get<ReportLibrary>();
        await library.RenameAsync(_admin, _report, (await library.GetAsync(_admin, $"{_report}")).Version, "Las mías", null);
        _database.Time.SetUtcNow(Due.AddDays(7));
        Assert.Equal(2, await SweepAsync());
        Assert.Contains("Seguimiento de oferta", Assert.Single(_server.Taken, m => m.Subject == "Las mías · 16 mar 2026").TextBody, StringComparison.Ordinal);
        Assert.Equal(ScheduleStop.ReportChanged, Assert.Single((await Schedules.ListAsync(_admin, _report)).Rows, r => r.Mine).Stopped);
    }

    [Fact]
    public async Task The_day_of_a_report_is_that_for_which_it_was_due_though_it_is_written_after_midnight()
    {
        await RedefineAsync(_rep, Tasks with { Where = ReportCriterion.AllOf(ReportCriterion.Of("task.created", TestOperator.During, "today")) });
        await AddAsync(Monday with { Frequency = ScheduleFrequency.Daily, At = new TimeOnly(23, 59), Format = ReportFormat.Csv }, _rep);
        // 00:00:30 of the 3rd in Madrid.
        _database.Time.SetUtcNow(new DateTimeOffset(2026, 3, 2, 23, 0, 30, TimeSpan.Zero));
        Assert.Equal(1, await SweepAsync());
        var mail = To("rep@test.local");
        Assert.Equal("Mis tareas · 2 mar 2026", mail.Subject);
        var part = Assert.IsAssignableFrom<MimePart>(Assert.Single(mail.Attachments));
        Assert.Equal("Mis tareas 2026-03-02.csv", part.FileName);
        using var file = new MemoryStream();
        await part.Content!.DecodeToAsync(file);
        Assert.Contains("Seguimiento de oferta", Encoding.UTF8.GetString(file.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_month_of_a_report_is_that_of_its_last_working_day_though_no_mail_server_answers_before_the_next_month()
    {
        await RedefineAsync(_rep, Tasks with { Where = ReportCriterion.AllOf(ReportCriterion.Of("task.created", TestOperator.During, "this-month")) });
        var id = await AddAsync(Monday with { Frequency = ScheduleFrequency.LastWorkingDay, At = new TimeOnly(20, 0) }, _rep);
        _settings["Mail:Smtp:Port"] = RedisServer.FreePort().ToString(CultureInfo.InvariantCulture);
        _database.Time.SetUtcNow(new DateTimeOffset(2026, 3, 31, 18, 0, 0, TimeSpan.Zero));
        Assert.Equal(0, await SweepAsync());
        Assert.Equal(DeliveryOutcome.Waiting, (await HistoryAsync(id)).Outcome);
        _settings["Mail:Smtp:Port"] = _server.Port.ToString(CultureInfo.InvariantCulture);
        _database.Time.SetUtcNow(new DateTimeOffset(2026, 3, 31, 22, 30, 0, TimeSpan.Zero));
        Assert.Equal(1, await SweepAsync());
        var mail = To("rep@test.local");
        Assert.Equal("Mis tareas · 1 mar 2026 – 31 mar 2026", mail.Subject);
        Assert.Contains("Seguimiento de oferta", mail.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_that_fails_is_run_once_for_all_its_readers_and_again_when_their_mails_are_tried_again()
    {
        _database.MustBeSqlite();
        await AddAsync(Monday, _rep, _manager, _admin);
        _database.Time.SetUtcNow(Due);
        await _database.Get<ReportSending>().QueueAsync();
        _counting.Fails = true;
        Assert.Equal((0, 1), (await _database.Get<MailQueue>().SendAsync(), _counting.Runs));
        await using (var db = _database.Open())
            Assert.All(await db.Mails.ToListAsync(), m => Assert.Equal((MailState.Waiting, 1, "Too slow."), (m.State, m.Attempts, m.Error)));
        _database.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((0, 2), (await _database.Get<MailQueue>().SendAsync(), _counting.Runs));
        _counting.Fails = false;
        _database.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal((3, 3), (await _database.Get<MailQueue>().SendAsync(), _counting.Runs));
    }

    [Fact]
    public async Task Mails_without_a_report_go_first()
    {
        await AddAsync(Monday, _rep);
        var leaver = await _database.Get<ReportLibrary>().AddAsync(_manager, "De Marta", null, Tasks);
        await Schedules.AddAsync(_manager, leaver, Monday, None, [_rep.PersonId]);
        await LeaveAsync(_manager.PersonId);
        _database.Time.SetUtcNow(Due);
        await _database.Get<ReportSending>().QueueAsync();
        await using (var db = _database.Open())
            await db.Mails.Where(m => m.StoppedScheduleId != null).ExecuteUpdateAsync(set => set.SetProperty(m => m.NextAttemptAt, Due.UtcDateTime.AddSeconds(30)));
        _database.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(2, await _database.Get<MailQueue>().SendAsync());
        Assert.Equal(["Ya no se envía: De Marta", "Mis tareas · 9 mar 2026"], _server.Taken.Select(m => m.Subject));
    }

    [Fact]
    public async Task A_client_that_its_own_values_name_and_that_is_merged_or_inactive_by_now_is_told_where_there_is_nothing_to_show()
    {
        await RedefineAsync(_rep, new ReportDefinition
        {
            Source = ReportSource.Dedications,
            Columns = [new("entry.date"), new("entry.comment")],
            Where = ReportCriterion.AllOf(ReportCriterion.Of("client.name", TestOperator.OneOf, "?client")),
            Parameters = [new("client", "Cliente")],
        });
        var id = await Schedules.AddAsync(_rep, _report, Monday, new Dictionary<string, string> { ["client"] = $"{_company.Client.Id}" }, [_rep.PersonId]);
        _database.Time.SetUtcNow(Due);
        Assert.Equal(0, await SweepAsync());
        Assert.Equal(DeliveryOutcome.Empty, (await HistoryAsync(id)).Outcome);

        await using (var db = _database.Open()) await db.Clients.Where(c => c.Id == _company.Client.Id).ExecuteUpdateAsync(set => set.SetProperty(c => c.Active, false));
        _database.Time.SetUtcNow(Due.AddDays(7));
        Assert.Equal(1, await SweepAsync());
        Assert.Contains("lo que nombra «Cliente» (Construcciones Pérez) ya no está activo", To("rep@test.local").TextBody, StringComparison.Ordinal);
        _server.Taken.Clear();

        var kept = await _database.AddAsync(new Client(new ClientFields("Pérez Hermanos", TeamId: _company.North.Id), _admin.PersonId, _database.Now));
        int version;
        await using (var db = _database.Open()) version = (await db.Clients.SingleAsync(c => c.Id == _company.Client.Id)).Version;
        await _database.Get<ClientMerging>().MergeAsync(_admin, kept.Id, kept.Version, _company.Client.Id, version);
        _database.Time.SetUtcNow(Due.AddDays(14));
        Assert.Equal(1, await SweepAsync());
        var mail = To("rep@test.local");
        Assert.Contains("se fusionó con Pérez Hermanos", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("Esta vez no hay nada que mostrar.", mail.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deleted_one_sends_nothing_not_even_what_is_on_its_way_and_its_history_stays()
    {
        var id = await AddAsync(Monday, _rep, _manager);
        _database.Time.SetUtcNow(Due);
        Assert.Equal(2, await SweepAsync());
        _database.Time.SetUtcNow(Due.AddDays(7));
        Assert.Equal(2, await _database.Get<ReportSending>().QueueAsync());
        await Schedules.DeleteAsync(_rep, id);
        Assert.Equal(0, await SweepAsync());
        _database.Time.SetUtcNow(Due.AddDays(14));
        await LeaveAsync(_rep.PersonId);
        Assert.Equal(0, await SweepAsync());
        Assert.Equal(2, _server.Taken.Count);
        var history = (await Schedules.HistoryAsync(_admin, id)).Rows;
        Assert.Equal([DeliveryOutcome.Stopped, DeliveryOutcome.Stopped, DeliveryOutcome.Sent, DeliveryOutcome.Sent], history.Select(d => d.Outcome));
        Assert.Null(await _database.Get<ReportLinks>().FindAsync(new ReportOptOut(id, _manager.PersonId)));
    }

    private ReportCriterion Harmless => ReportCriterion.AllOf(ReportCriterion.Of("task.number", TestOperator.Is, $"{_company.Task.Id}"));

    private async Task RedefineAsync(Viewer viewer, ReportDefinition definition)
    {
        var library = _database.Get<ReportLibrary>();
        var report = await library.GetAsync(viewer, $"{_report}");
        await library.SaveAsync(viewer, _report, report.Version, report.Name, null, definition);
    }

    private Task<TestDatabase> NodeAsync() => TestDatabase.CreateAsync(
        services => services.ConfigureDbContext<SqliteHexaDbContext>(o => o.AddInterceptors(_counting)).AddSingleton<IConfiguration>(_settings).AddSingleton(s => new Mailer(_settings, s.GetRequiredService<MailFolder>(), s.GetRequiredService<TimeProvider>())).AddSingleton(_ => new SiteAddress(_settings)), _folder);

    private Task<int> AddAsync(ScheduleFields fields, params Viewer[] readers) => Schedules.AddAsync(_rep, _report, fields, None, [.. readers.Select(r => r.PersonId)]);

    private async Task<int> SweepAsync()
    {
        await _database.Get<ReportSending>().QueueAsync();
        return await _database.Get<MailQueue>().SendAsync();
    }

    private async Task LeaveAsync(int person)
    {
        await using var db = _database.Open();
        await db.People.Where(p => p.Id == person).ExecuteUpdateAsync(set => set.SetProperty(p => p.Active, false));
    }

    private MimeMessage To(string address) => Assert.Single(_server.Taken, m => m.To.Mailboxes.Single().Address == address);

    private async Task<DeliveryRow> HistoryAsync(int id) => Assert.Single((await Schedules.HistoryAsync(_rep, id)).Rows);

    private static (DeliveryOutcome, int?) Ended(DeliveryRow row) => (row.Outcome, row.Rows);

    // Counts how often the rows of the report are counted, with which each run begins; as told, that takes too long.
    private sealed class Counting : DbCommandInterceptor
    {
        public bool Fails { get; set; }
        public int Runs { get; private set; }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            if (!command.CommandText.StartsWith("SELECT COUNT(*)", StringComparison.Ordinal) || !command.CommandText.Contains("FROM \"Tasks\"", StringComparison.Ordinal)) return new(result);
            Runs++;
            return Fails ? throw new TimeoutException("Too slow.") : new(result);
        }
    }
}
