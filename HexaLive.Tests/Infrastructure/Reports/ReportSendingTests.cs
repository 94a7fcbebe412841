using System.Data.Common;
using System.Globalization;
using System.Text;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data.Sqlite;
using HexaLive.Infrastructure.Features.Mail;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Mail;
using HexaLive.Infrastructure.Reporting;
using HexaLive.Tests.Support;
using HexaLive.Web;
using HexaLive.Web.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using Xunit;
using IConfiguration = Microsoft.Extensions.Configuration.IConfiguration;

namespace HexaLive.Tests.Infrastructure.Reports;

/// <summary>
/// Sending scheduled reports: once, with the rights of the schedule's owner, and in the chosen format. The clock starts on Monday 2 March
/// 2026, 10:00 in Madrid. The reports are due on Monday 9 at 8:00.
/// </summary>
public sealed partial class ReportSendingTests : IAsyncLifetime
{
    private static readonly ScheduleFields Monday = new(
        ScheduleFrequency.Weekly,
        DayOfWeek.Monday,
        1,
        new TimeOnly(8, 0),
        "Europe/Madrid",
        ReportFormat.Mail,
        false
    );
    private static readonly Dictionary<string, string> None = [];
    private static readonly DateTimeOffset Due = new(2026, 3, 9, 7, 0, 0, TimeSpan.Zero);
    private static readonly ReportDefinition Tasks = new()
    {
        Source = ReportSource.Tasks,
        Columns = [new("task.title"), new("client.name")],
        Totals = [new(TotalFunction.Count)],
    };

    private readonly IConfigurationRoot _settings = new ConfigurationBuilder()
        .AddInMemoryCollection([new("App:PublicUrl", "https://hexa.test"), new("Mail:From", "hexalive@hexa.test")])
        .Build();
    private readonly string _folder = Directory.CreateTempSubdirectory("hexalive-test-").FullName;
    private readonly MailServer _server = new();
    private readonly QueryCounter _queryCounter = new();
    private TestDatabase _database = null!;
    private TestCompany _company = null!;
    private Viewer _admin = null!,
        _manager = null!,
        _rep = null!;
    private int _report;

    private ReportSchedules Schedules => _database.Get<ReportSchedules>();
    private ReportScheduleEditing ScheduleEditing => _database.Get<ReportScheduleEditing>();

    public async ValueTask InitializeAsync()
    {
        (_settings["Mail:Smtp:Host"], _settings["Mail:Smtp:Port"]) = ("127.0.0.1", _server.Port.ToString(CultureInfo.InvariantCulture));
        _database = await StartNodeAsync();
        _company = await TestCompany.CreateAsync(_database);
        (_admin, _manager, _rep) = (
            await _database.GetViewerAsync(_company.Admin),
            await _database.GetViewerAsync(_company.Manager),
            await _database.GetViewerAsync(_company.Rep)
        );
        _report = await _database.Get<ReportEditing>().AddAsync(_rep, "Mis tareas", null, Tasks);
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Concurrent_servers_send_each_report_to_each_recipient_once()
    {
        for (var i = 0; i < 12; i++)
            await AddAsync(Monday with { Format = ReportFormat.Csv }, _rep, _manager);
        await using var other = await StartNodeAsync();
        _database.Time.SetUtcNow(Due);
        other.Time.SetUtcNow(Due);

        var queued = await Task.WhenAll(
            new[] { _database, other, _database, other }.Select(node => Task.Run(() => node.Get<ReportScheduleQueueing>().QueueAsync()))
        );
        Assert.Equal(24, queued.Sum());
        var sent = await Task.WhenAll(
            new[] { _database, other, _database, other }.Select(node => Task.Run(() => node.Get<MailQueue>().SendAsync()))
        );
        Assert.Equal(24, sent.Sum());

        Assert.Equal(24, _server.Accepted.Select(m => m.MessageId).Distinct().Count());
        Assert.Equal(24, _server.Accepted.Count);
        await using var db = _database.Open();
        Assert.Equal(
            24,
            await db.ReportDeliveries.CountAsync(d => d.Outcome == DeliveryOutcome.Sent && d.Rows == 1 && d.DueAt == Due.UtcDateTime)
        );
        Assert.All(await db.ReportSchedules.Select(s => s.NextAt).ToListAsync(), next => Assert.Equal(Due.UtcDateTime.AddDays(7), next));
        // No further delivery is queued before the next due time.
        Assert.Equal(0, await other.Get<ReportScheduleQueueing>().QueueAsync());
    }

    [Fact]
    public async Task Schedule_that_missed_several_days_while_the_server_was_down_sends_one_mail()
    {
        var id = await AddAsync(Monday with { Frequency = ScheduleFrequency.Daily }, _rep);
        _database.Time.SetUtcNow(Due.AddDays(5).AddHours(3));
        Assert.Equal((1, 1), (await SweepAsync(), _server.Accepted.Count));
        Assert.Equal(Due.UtcDateTime.AddDays(6), Assert.Single((await Schedules.ListAsync(_rep, _report)).Rows).NextAt);
        Assert.Equal(
            new DateTime(2026, 3, 3, 7, 0, 0, DateTimeKind.Utc),
            Assert.Single((await Schedules.GetHistoryAsync(_rep, id)).Rows).DueAt
        );
    }

    [Fact]
    public async Task Send_now_works_for_a_stopped_schedule_and_mails_only_the_requester_once()
    {
        var id = await AddAsync(Monday, _rep, _manager);
        await ScheduleEditing.StopAsync(_rep, id);
        await ScheduleEditing.SendNowAsync(_rep, id);
        await ScheduleEditing.SendNowAsync(_rep, id);
        Assert.Equal(DeliveryOutcome.Waiting, (await GetSingleDeliveryAsync(id)).Outcome);
        Assert.Equal(1, await SweepAsync());
        Assert.Equal("rep@test.local", Assert.Single(_server.Accepted).To.Mailboxes.Single().Address);
        Assert.Equal(DeliveryOutcome.Sent, (await GetSingleDeliveryAsync(id)).Outcome);
    }

    [Fact]
    public async Task Report_due_before_midnight_but_written_later_still_covers_its_due_day()
    {
        await ChangeDefinitionAsync(
            _rep,
            Tasks with
            {
                Where = ReportCriterion.AllOf(ReportCriterion.CreateTest("task.created", TestOperator.During, "today")),
            }
        );
        await AddAsync(Monday with { Frequency = ScheduleFrequency.Daily, At = new TimeOnly(23, 59), Format = ReportFormat.Csv }, _rep);
        // 00:00:30 on 3 March in Madrid.
        _database.Time.SetUtcNow(new DateTimeOffset(2026, 3, 2, 23, 0, 30, TimeSpan.Zero));
        Assert.Equal(1, await SweepAsync());
        var mail = FindMailTo("rep@test.local");
        Assert.Equal("Mis tareas · 2 mar 2026", mail.Subject);
        var part = Assert.IsAssignableFrom<MimePart>(Assert.Single(mail.Attachments));
        Assert.Equal("Mis tareas 2026-03-02.csv", part.FileName);
        using var file = new MemoryStream();
        await part.Content!.DecodeToAsync(file);
        Assert.Contains("Seguimiento de oferta", Encoding.UTF8.GetString(file.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_due_at_the_end_of_a_month_but_sent_later_still_covers_that_month()
    {
        await ChangeDefinitionAsync(
            _rep,
            Tasks with
            {
                Where = ReportCriterion.AllOf(ReportCriterion.CreateTest("task.created", TestOperator.During, "this-month")),
            }
        );
        var id = await AddAsync(Monday with { Frequency = ScheduleFrequency.LastWorkingDay, At = new TimeOnly(20, 0) }, _rep);
        _settings["Mail:Smtp:Port"] = RedisServer.FreePort().ToString(CultureInfo.InvariantCulture);
        _database.Time.SetUtcNow(new DateTimeOffset(2026, 3, 31, 18, 0, 0, TimeSpan.Zero));
        Assert.Equal(0, await SweepAsync());
        Assert.Equal(DeliveryOutcome.Waiting, (await GetSingleDeliveryAsync(id)).Outcome);
        _settings["Mail:Smtp:Port"] = _server.Port.ToString(CultureInfo.InvariantCulture);
        _database.Time.SetUtcNow(new DateTimeOffset(2026, 3, 31, 22, 30, 0, TimeSpan.Zero));
        Assert.Equal(1, await SweepAsync());
        var mail = FindMailTo("rep@test.local");
        Assert.Equal("Mis tareas · 1 mar 2026 – 31 mar 2026", mail.Subject);
        Assert.Contains("Seguimiento de oferta", mail.TextBody, StringComparison.Ordinal);
    }

    private ReportCriterion RestrictiveCriterion =>
        ReportCriterion.AllOf(ReportCriterion.CreateTest("task.number", TestOperator.Is, $"{_company.Task.Id}"));

    private async Task ChangeDefinitionAsync(Viewer viewer, ReportDefinition definition)
    {
        var library = _database.Get<ReportLibrary>();
        var editing = _database.Get<ReportEditing>();
        var report = await library.GetAsync(viewer, $"{_report}");
        await editing.SaveAsync(viewer, _report, report.Version, report.Name, null, definition);
    }

    private Task<TestDatabase> StartNodeAsync() =>
        TestDatabase.CreateAsync(
            services =>
                services
                    .ConfigureDbContext<SqliteHexaDbContext>(o => o.AddInterceptors(_queryCounter))
                    .AddSingleton<IConfiguration>(_settings)
                    .AddSingleton(s => new Mailer(_settings, s.GetRequiredService<MailFolder>(), s.GetRequiredService<TimeProvider>()))
                    .AddSingleton(_ => new SiteAddress(_settings)),
            _folder
        );

    private Task<int> AddAsync(ScheduleFields fields, params Viewer[] readers) =>
        ScheduleEditing.AddAsync(_rep, _report, fields, None, [.. readers.Select(r => r.PersonId)]);

    private async Task<int> SweepAsync()
    {
        await _database.Get<ReportScheduleQueueing>().QueueAsync();
        return await _database.Get<MailQueue>().SendAsync();
    }

    private async Task DeactivateAsync(int person)
    {
        await using var db = _database.Open();
        await db.People.Where(p => p.Id == person).ExecuteUpdateAsync(set => set.SetProperty(p => p.Active, false));
    }

    private MimeMessage FindMailTo(string address) => Assert.Single(_server.Accepted, m => m.To.Mailboxes.Single().Address == address);

    private async Task<DeliveryRow> GetSingleDeliveryAsync(int id) => Assert.Single((await Schedules.GetHistoryAsync(_rep, id)).Rows);

    private static (DeliveryOutcome, int?) OutcomeOf(DeliveryRow row) => (row.Outcome, row.RowCount);

    // Counts the runs of the report, each of which begins with a query for the number of rows. On request, these queries time out.
    private sealed class QueryCounter : DbCommandInterceptor
    {
        public bool ShouldFail { get; set; }
        public int RunCount { get; private set; }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default
        )
        {
            if (
                !command.CommandText.StartsWith("SELECT COUNT(*)", StringComparison.Ordinal)
                || !command.CommandText.Contains("FROM \"Tasks\"", StringComparison.Ordinal)
            )
                return new(result);
            RunCount++;
            return ShouldFail ? throw new TimeoutException("Too slow.") : new(result);
        }
    }
}
