using HexaLive.Domain;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Account;
using HexaLive.Infrastructure.Features.Calendar;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using Ical.Net.CalendarComponents;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Calendar;

/// <summary>Next actions in the calendar feed. The clock starts on Monday 2 March 2026, 09:00 UTC.</summary>
public sealed class CalendarFeedTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private TestCompany _company = null!;

    private CalendarFeeds Feeds => _database.Get<CalendarFeeds>();

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await TestCompany.CreateAsync(_database);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Feed_address_works_until_it_is_renewed_or_revoked_or_its_person_leaves()
    {
        var rep = await _database.GetViewerAsync(_company.Rep);
        await SetNextActionAsync(new NextAction(new DateOnly(2026, 3, 4)));
        Assert.Null(await Feeds.GetCreatedAtAsync(rep));
        var first = await Feeds.RenewAsync(rep);
        Assert.Equal(_database.Now, await Feeds.GetCreatedAtAsync(rep));
        Assert.Equal([_company.Task.Id], (await Feeds.ReadAsync(first))!.Entries.Select(e => e.TaskId));
        await using (var db = _database.Open())
            Assert.DoesNotContain(first, (await db.CalendarFeeds.SingleAsync()).TokenHash, StringComparison.Ordinal);

        var second = await Feeds.RenewAsync(rep);
        Assert.Null(await Feeds.ReadAsync(first));
        Assert.NotNull(await Feeds.ReadAsync(second));
        // Revoking a person's own feed does not affect the feeds of other people.
        await Feeds.RevokeAsync(await _database.GetViewerAsync(_company.Manager));
        Assert.NotNull(await Feeds.ReadAsync(second));

        await SetActiveAsync(false);
        Assert.Null(await Feeds.ReadAsync(second));
        await SetActiveAsync(true);
        await Feeds.RevokeAsync(rep);
        Assert.Null(await Feeds.ReadAsync(second));
        Assert.Null(await Feeds.ReadAsync(""));
        Assert.Null(await Feeds.GetCreatedAtAsync(rep));
    }

    [Fact]
    public async Task Feed_contains_the_persons_open_promises_up_to_90_days_overdue()
    {
        var secret = await Feeds.RenewAsync(await _database.GetViewerAsync(_company.Rep));
        Assert.Empty((await Feeds.ReadAsync(secret))!.Entries);
        await SetNextActionAsync(new NextAction(new DateOnly(2026, 3, 4)));
        // The manager only controls the task. The promise belongs to the representative, so the manager's feed is empty.
        Assert.Empty((await Feeds.ReadAsync(await Feeds.RenewAsync(await _database.GetViewerAsync(_company.Manager))))!.Entries);
        _database.Time.SetUtcNow(new DateTimeOffset(2026, 6, 2, 12, 0, 0, TimeSpan.Zero));
        Assert.Single((await Feeds.ReadAsync(secret))!.Entries);
        _database.Time.SetUtcNow(new DateTimeOffset(2026, 6, 3, 12, 0, 0, TimeSpan.Zero));
        Assert.Empty((await Feeds.ReadAsync(secret))!.Entries);

        await SetNextActionAsync(new NextAction(new DateOnly(2026, 6, 9)));
        Assert.Single((await Feeds.ReadAsync(secret))!.Entries);
        await _database.Get<TaskEditing>().FinishAsync(await _database.GetViewerAsync(_company.Rep), _company.Task.Id, "Hecho");
        Assert.Empty((await Feeds.ReadAsync(secret))!.Entries);
    }

    [Theory]
    // Mexico City has had no summer time since 2022. The Canaries and Madrid change clocks on 29 March and 25 October 2026.
    [InlineData("America/Mexico_City", "2026-03-04", "2026-03-04T16:30:00Z")]
    [InlineData("America/Mexico_City", "2026-07-01", "2026-07-01T16:30:00Z")]
    [InlineData("Atlantic/Canary", "2026-03-28", "2026-03-28T10:30:00Z")]
    [InlineData("Atlantic/Canary", "2026-03-29", "2026-03-29T09:30:00Z")]
    [InlineData("Europe/Madrid", "2026-03-28", "2026-03-28T09:30:00Z")]
    [InlineData("Europe/Madrid", "2026-03-29", "2026-03-29T08:30:00Z")]
    [InlineData("Europe/Madrid", "2026-10-24", "2026-10-24T08:30:00Z")]
    [InlineData("Europe/Madrid", "2026-10-25", "2026-10-25T09:30:00Z")]
    public async Task Next_action_with_a_time_lasts_30_minutes_and_one_without_a_time_all_day(string zone, string day, string utc)
    {
        await _database.Get<ProfileEditing>().ChangeAsync(await _database.GetViewerAsync(_company.Rep), zone, "es");
        var date = DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture);
        await SetNextActionAsync(new NextAction(date, new TimeOnly(10, 30)));
        var timed = await ReadSingleEventAsync();
        Assert.True(timed.Start!.HasTime);
        Assert.Equal(
            DateTime.Parse(utc, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AdjustToUniversal),
            timed.Start.AsUtc
        );
        Assert.Equal(timed.Start.AsUtc.AddMinutes(30), timed.End!.AsUtc);

        await SetNextActionAsync(new NextAction(date));
        var whole = await ReadSingleEventAsync();
        Assert.True(whole.IsAllDay);
        Assert.Equal((date, date.AddDays(1)), (whole.Start!.Date, whole.End!.Date));
    }

    [Fact]
    public async Task Event_keeps_its_uid_and_raises_its_sequence_when_changed()
    {
        await SetNextActionAsync(new NextAction(new DateOnly(2026, 3, 4), new TimeOnly(10, 30)));
        var (before, file) = (await ReadSingleEventAsync(), await ReadFeedAsync());
        _database.Time.Advance(TimeSpan.FromHours(5));
        Assert.Equal(file, await ReadFeedAsync());

        await SetNextActionAsync(new NextAction(new DateOnly(2026, 3, 5), new TimeOnly(10, 30)));
        var after = await ReadSingleEventAsync();
        Assert.Equal(before.Uid, after.Uid);
        Assert.True(after.Sequence > before.Sequence);
        Assert.Equal(TimeSpan.FromHours(5), after.LastModified!.AsUtc - before.LastModified!.AsUtc);
        Assert.NotEqual(file, await ReadFeedAsync());
    }

    [Fact]
    public async Task Text_of_a_calendar_event_survives_escaping_and_line_folding()
    {
        const string note =
            "Llevar: presupuesto, muestras; y \\ \"catálogo\"\nEND:VEVENT\r\nBEGIN:VEVENT — ñ, €, 你好, una línea larga que hay que doblar porque pasa de los setenta y cinco octetos";
        await using (var db = _database.Open())
        {
            var task = await db.Tasks.Include(t => t.Responsible).Include(t => t.Project).SingleAsync(t => t.Id == _company.Task.Id);
            task.Edit(new TaskFields("Visita; oferta, «2026»\\"), new Actor(_company.Rep.Id, _database.Now));
            await db.SaveChangesAsync();
        }
        await SetNextActionAsync(new NextAction(new DateOnly(2026, 3, 4), null, note));
        var read = await ReadSingleEventAsync();
        Assert.Equal("Construcciones Pérez · Visita; oferta, «2026»\\", read.Summary);
        Assert.StartsWith(
            note.Replace("\r\n", "\n", StringComparison.Ordinal),
            read.Description!.Replace("\r\n", "\n", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
        Assert.EndsWith($"Abrir: https://hexa.test/tasks/{_company.Task.Id}", read.Description, StringComparison.Ordinal);
        Assert.All((await ReadFeedAsync()).Split("\r\n"), line => Assert.True(System.Text.Encoding.UTF8.GetByteCount(line) <= 76, line));
    }

    [Fact]
    public async Task Event_of_a_task_is_available_only_within_the_scope()
    {
        var rep = await _database.GetViewerAsync(_company.Rep);
        Assert.Null(await Feeds.FindEntryOfTaskAsync(rep, _company.Task.Id));
        await SetNextActionAsync(new NextAction(new DateOnly(2026, 3, 4)));
        Assert.Equal(
            _company.Task.Id,
            (await Feeds.FindEntryOfTaskAsync(await _database.GetViewerAsync(_company.Manager), _company.Task.Id))!.TaskId
        );
        var stranger = await _database.GetViewerAsync(_company.Stranger);
        Assert.Equal(
            RuleError.NotFound,
            (await Assert.ThrowsAsync<RuleException>(() => Feeds.FindEntryOfTaskAsync(stranger, _company.Task.Id))).Error
        );
    }

    private async Task SetNextActionAsync(NextAction next) =>
        await _database.Get<TaskEditing>().RescheduleAsync(await _database.GetViewerAsync(_company.Rep), _company.Task.Id, next);

    private async Task<string> ReadFeedAsync()
    {
        var entry = await Feeds.FindEntryOfTaskAsync(await _database.GetViewerAsync(_company.Rep), _company.Task.Id);
        return CalendarFile.Write("Raúl", [entry!], e => (new Uri($"https://hexa.test/tasks/{e.TaskId}"), "Abrir:"));
    }

    private async Task<CalendarEvent> ReadSingleEventAsync() => Assert.Single(Ical.Net.Calendar.Load(await ReadFeedAsync())!.Events);

    private async Task SetActiveAsync(bool active)
    {
        await using var db = _database.Open();
        (await db.People.SingleAsync(p => p.Id == _company.Rep.Id)).SetActive(active, _database.System);
        await db.SaveChangesAsync();
    }
}
