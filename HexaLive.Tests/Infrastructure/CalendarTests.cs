using HexaLive.Domain;
using HexaLive.Domain.People;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Calendar;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using Ical.Net.CalendarComponents;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HexaLive.Tests.Infrastructure;

/// <summary>Next actions as a calendar reads them. The clock starts on Monday 2 March 2026, 09:00 UTC.</summary>
public sealed class CalendarTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private Company _company = null!;

    private CalendarFeeds Feeds => _database.Get<CalendarFeeds>();

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await Company.CreateAsync(_database);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task An_address_reads_ones_own_next_actions_until_it_is_renewed_revoked_or_the_person_leaves()
    {
        var rep = await _database.ViewerAsync(_company.Rep);
        await PromiseAsync(new NextAction(new DateOnly(2026, 3, 4)));
        Assert.Null(await Feeds.MadeAtAsync(rep));
        var first = await Feeds.RenewAsync(rep);
        Assert.Equal(_database.Now, await Feeds.MadeAtAsync(rep));
        Assert.Equal([_company.Task.Id], (await Feeds.ReadAsync(first))!.Entries.Select(e => e.TaskId));
        await using (var db = _database.Open()) Assert.DoesNotContain(first, (await db.CalendarFeeds.SingleAsync()).TokenHash, StringComparison.Ordinal);

        var second = await Feeds.RenewAsync(rep);
        Assert.Null(await Feeds.ReadAsync(first));
        Assert.NotNull(await Feeds.ReadAsync(second));
        // Another's revoking touches nobody else's.
        await Feeds.RevokeAsync(await _database.ViewerAsync(_company.Manager));
        Assert.NotNull(await Feeds.ReadAsync(second));

        await SetActiveAsync(false);
        Assert.Null(await Feeds.ReadAsync(second));
        await SetActiveAsync(true);
        await Feeds.RevokeAsync(rep);
        Assert.Null(await Feeds.ReadAsync(second));
        Assert.Null(await Feeds.ReadAsync(""));
        Assert.Null(await Feeds.MadeAtAsync(rep));
    }

    [Fact]
    public async Task It_holds_what_the_person_promised_and_is_open_and_not_long_past()
    {
        var secret = await Feeds.RenewAsync(await _database.ViewerAsync(_company.Rep));
        Assert.Empty((await Feeds.ReadAsync(secret))!.Entries);
        await PromiseAsync(new NextAction(new DateOnly(2026, 3, 4)));
        // Controlled by the manager, promised by the representative.
        Assert.Empty((await Feeds.ReadAsync(await Feeds.RenewAsync(await _database.ViewerAsync(_company.Manager))))!.Entries);
        _database.Time.SetUtcNow(new DateTimeOffset(2026, 6, 2, 12, 0, 0, TimeSpan.Zero));
        Assert.Single((await Feeds.ReadAsync(secret))!.Entries);
        _database.Time.SetUtcNow(new DateTimeOffset(2026, 6, 3, 12, 0, 0, TimeSpan.Zero));
        Assert.Empty((await Feeds.ReadAsync(secret))!.Entries);

        await PromiseAsync(new NextAction(new DateOnly(2026, 6, 9)));
        Assert.Single((await Feeds.ReadAsync(secret))!.Entries);
        await _database.Get<TaskEditing>().FinishAsync(await _database.ViewerAsync(_company.Rep), _company.Task.Id, "Hecho");
        Assert.Empty((await Feeds.ReadAsync(secret))!.Entries);
    }

    [Theory]
    // Mexico City knows no summer time since 2022; the Canaries and Madrid change on 29 March and 25 October 2026.
    [InlineData("America/Mexico_City", "2026-03-04", "2026-03-04T16:30:00Z")]
    [InlineData("America/Mexico_City", "2026-07-01", "2026-07-01T16:30:00Z")]
    [InlineData("Atlantic/Canary", "2026-03-28", "2026-03-28T10:30:00Z")]
    [InlineData("Atlantic/Canary", "2026-03-29", "2026-03-29T09:30:00Z")]
    [InlineData("Europe/Madrid", "2026-03-28", "2026-03-28T09:30:00Z")]
    [InlineData("Europe/Madrid", "2026-03-29", "2026-03-29T08:30:00Z")]
    [InlineData("Europe/Madrid", "2026-10-24", "2026-10-24T08:30:00Z")]
    [InlineData("Europe/Madrid", "2026-10-25", "2026-10-25T09:30:00Z")]
    public async Task An_hour_is_half_an_hour_in_utc_and_a_day_is_the_persons_own_day(string zone, string day, string utc)
    {
        await _database.Get<Profiles>().ChangeAsync(await _database.ViewerAsync(_company.Rep), zone, "es");
        var date = DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture);
        await PromiseAsync(new NextAction(date, new TimeOnly(10, 30)));
        var timed = await EventAsync();
        Assert.True(timed.Start!.HasTime);
        Assert.Equal(DateTime.Parse(utc, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AdjustToUniversal), timed.Start.AsUtc);
        Assert.Equal(timed.Start.AsUtc.AddMinutes(30), timed.End!.AsUtc);

        await PromiseAsync(new NextAction(date));
        var whole = await EventAsync();
        Assert.True(whole.IsAllDay);
        Assert.Equal((date, date.AddDays(1)), (whole.Start!.Date, whole.End!.Date));
    }

    [Fact]
    public async Task An_event_keeps_its_identity_counts_its_changes_and_the_same_content_is_the_same_file()
    {
        await PromiseAsync(new NextAction(new DateOnly(2026, 3, 4), new TimeOnly(10, 30)));
        var (before, file) = (await EventAsync(), await FileAsync());
        _database.Time.Advance(TimeSpan.FromHours(5));
        Assert.Equal(file, await FileAsync());

        await PromiseAsync(new NextAction(new DateOnly(2026, 3, 5), new TimeOnly(10, 30)));
        var after = await EventAsync();
        Assert.Equal(before.Uid, after.Uid);
        Assert.True(after.Sequence > before.Sequence);
        Assert.Equal(TimeSpan.FromHours(5), after.LastModified!.AsUtc - before.LastModified!.AsUtc);
        Assert.NotEqual(file, await FileAsync());
    }

    [Fact]
    public async Task Text_of_people_comes_back_as_it_was_written()
    {
        const string note = "Llevar: presupuesto, muestras; y \\ \"catálogo\"\nEND:VEVENT\r\nBEGIN:VEVENT — ñ, €, 你好, una línea larga que hay que doblar porque pasa de los setenta y cinco octetos";
        await using (var db = _database.Open())
        {
            var task = await db.Tasks.Include(t => t.Responsible).Include(t => t.Project).SingleAsync(t => t.Id == _company.Task.Id);
            task.Edit(new TaskFields("Visita; oferta, «2026»\\"), _company.Rep.Id, _database.Now);
            await db.SaveChangesAsync();
        }
        await PromiseAsync(new NextAction(new DateOnly(2026, 3, 4), null, note));
        var read = await EventAsync();
        Assert.Equal("Construcciones Pérez · Visita; oferta, «2026»\\", read.Summary);
        Assert.StartsWith(note.Replace("\r\n", "\n", StringComparison.Ordinal), read.Description!.Replace("\r\n", "\n", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.EndsWith($"Abrir: https://hexa.test/tasks/{_company.Task.Id}", read.Description, StringComparison.Ordinal);
        Assert.All((await FileAsync()).Split("\r\n"), line => Assert.True(System.Text.Encoding.UTF8.GetByteCount(line) <= 76, line));
    }

    [Fact]
    public async Task The_next_action_of_a_task_is_for_those_who_see_it()
    {
        var rep = await _database.ViewerAsync(_company.Rep);
        Assert.Null(await Feeds.OfTaskAsync(rep, _company.Task.Id));
        await PromiseAsync(new NextAction(new DateOnly(2026, 3, 4)));
        Assert.Equal(_company.Task.Id, (await Feeds.OfTaskAsync(await _database.ViewerAsync(_company.Manager), _company.Task.Id))!.TaskId);
        var stranger = await _database.ViewerAsync(_company.Stranger);
        Assert.Equal(RuleError.NotFound, (await Assert.ThrowsAsync<RuleException>(() => Feeds.OfTaskAsync(stranger, _company.Task.Id))).Error);
    }

    private async Task PromiseAsync(NextAction next) => await _database.Get<TaskEditing>().RescheduleAsync(await _database.ViewerAsync(_company.Rep), _company.Task.Id, next);

    private async Task<string> FileAsync()
    {
        var entry = await Feeds.OfTaskAsync(await _database.ViewerAsync(_company.Rep), _company.Task.Id);
        return CalendarFile.Write("Raúl", [entry!], e => (new Uri($"https://hexa.test/tasks/{e.TaskId}"), "Abrir:"));
    }

    private async Task<CalendarEvent> EventAsync() => Assert.Single(Ical.Net.Calendar.Load(await FileAsync())!.Events);

    private async Task SetActiveAsync(bool active)
    {
        await using var db = _database.Open();
        (await db.People.SingleAsync(p => p.Id == _company.Rep.Id)).SetActive(active);
        await db.SaveChangesAsync();
    }
}
