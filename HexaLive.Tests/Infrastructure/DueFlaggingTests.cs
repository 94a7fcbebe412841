using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.Reminders;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;
using Stopwatch = System.Diagnostics.Stopwatch;

namespace HexaLive.Tests.Infrastructure;

/// <summary>The clock starts on Monday 2 March 2026, 09:00 UTC; Madrid is one hour ahead.</summary>
public sealed class DueFlaggingTests(ITestOutputHelper output) : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private Company _company = null!;

    private DueFlagging Flagging => _database.Get<DueFlagging>();

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await Company.CreateAsync(_database);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task A_day_falls_due_at_its_start_in_the_responsibles_zone_once_and_again_after_it_is_moved()
    {
        var rep = await _database.ViewerAsync(_company.Rep);
        await PromiseAsync(new NextAction(new DateOnly(2026, 3, 4)));

        await AtAsync("2026-03-03T22:59:59Z", 0);
        await AtAsync("2026-03-03T23:00:00Z", 1);
        await AtAsync("2026-03-04T10:00:00Z", 0);
        Assert.Equal(1, (await _database.Get<ReminderList>().GetAsync(rep)).Count);

        await PromiseAsync(new NextAction(new DateOnly(2026, 3, 6)));
        Assert.Equal(0, (await _database.Get<ReminderList>().GetAsync(rep)).Count);
        await AtAsync("2026-03-05T23:00:00Z", 1);
    }

    [Fact]
    public async Task An_hour_falls_due_at_that_hour()
    {
        await PromiseAsync(new NextAction(new DateOnly(2026, 3, 4), new TimeOnly(10, 30)));

        await AtAsync("2026-03-04T09:29:59Z", 0);
        await AtAsync("2026-03-04T09:30:00Z", 1);
    }

    [Fact]
    public async Task Two_sweeps_at_once_raise_one_reminder()
    {
        await PromiseAsync(new NextAction(new DateOnly(2026, 3, 4)));
        _database.Time.SetUtcNow(DateTimeOffset.Parse("2026-03-05T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture));

        var flagged = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Flagging.FlagDueAsync()));

        Assert.Equal(1, flagged.Sum());
        await using var db = _database.Open();
        Assert.Equal(1, await db.Reminders.CountAsync());
        Assert.Equal(1, await db.Activity.CountAsync(a => a.Kind == ActivityKind.FlaggedDue));
    }

    [Fact]
    public async Task Five_thousand_due_among_a_hundred_thousand_open_are_flagged_in_batches_while_people_go_on_writing()
    {
        _database.MustBeSqlite();
        await ManyPromises.MakeAsync(_database, _company, 5_000, new DateOnly(2026, 3, 4));
        await ManyPromises.MakeAsync(_database, _company, 95_000, new DateOnly(2026, 4, 10));
        _database.Time.SetUtcNow(DateTimeOffset.Parse("2026-03-05T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture));
        var rep = await _database.ViewerAsync(_company.Rep);
        var log = _database.Get<DedicationLog>();
        using var stop = new CancellationTokenSource();
        var written = 0;
        var longest = TimeSpan.Zero;
        var writer = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var started = Stopwatch.GetTimestamp();
                await log.LogAsync(rep, new LogRequest(_company.Task.Id, new DedicationFields(new DateOnly(2026, 3, 5), 5, "mientras tanto"), AfterLog.Keep, Guid.NewGuid()));
                written++;
                if (Stopwatch.GetElapsedTime(started) is var took && took > longest) longest = took;
            }
        }, TestContext.Current.CancellationToken);

        var watch = Stopwatch.StartNew();
        var flagged = await Flagging.FlagDueAsync(TestContext.Current.CancellationToken);
        watch.Stop();
        await stop.CancelAsync();
        await writer;

        output.WriteLine($"{flagged} of 100,000 flagged in {watch.ElapsedMilliseconds} ms; {written} entries written meanwhile, the longest in {longest.TotalMilliseconds:N0} ms");
        Assert.Equal(5000, flagged);
        Assert.True(written > 0);
        await using var db = _database.Open();
        Assert.Equal(5000, await db.Reminders.CountAsync(TestContext.Current.CancellationToken));
        Assert.Equal(5000, await db.Activity.CountAsync(a => a.Kind == ActivityKind.FlaggedDue, TestContext.Current.CancellationToken));
        Assert.Equal(written, await db.Dedications.CountAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_reminder_is_its_persons_alone_and_can_be_done_or_put_off()
    {
        await PromiseAsync(new NextAction(new DateOnly(2026, 3, 4)));
        await AtAsync("2026-03-04T08:00:00Z", 1);
        var rep = await _database.ViewerAsync(_company.Rep);
        var other = await _database.ViewerAsync(_company.Manager);
        var reminders = _database.Get<ReminderList>();
        var id = Assert.Single((await reminders.GetAsync(rep)).Rows).Id;

        Assert.Equal(RuleError.NotFound, (await Assert.ThrowsAsync<RuleException>(() => reminders.DoneAsync(other, id))).Error);
        await reminders.SnoozeAsync(rep, id, _database.Now.AddHours(1));
        Assert.Equal(0, (await reminders.GetAsync(rep)).Count);
        // Nothing to show still says when to look again.
        var bell = await reminders.GetAsync(rep);
        Assert.Equal((0, _database.Now.AddHours(1)), (bell.Rows.Count, bell.NextAt!.Value));
        _database.Time.Advance(TimeSpan.FromHours(1));
        // It is raised anew at its time, whoever looks first: the bell or the sweep.
        var back = Assert.Single((await reminders.GetAsync(rep)).Rows);
        Assert.Equal((2, _database.Now), (back.Round, back.RaisedAt));
        await _database.Get<ReminderTelling>().WakeAsync();
        Assert.Equal(back, Assert.Single((await reminders.GetAsync(rep)).Rows));
        await reminders.DoneAsync(rep, id);
        Assert.Equal(0, (await reminders.GetAsync(rep)).Count);
    }

    private async Task PromiseAsync(NextAction next) =>
        await _database.Get<TaskEditing>().RescheduleAsync(await _database.ViewerAsync(_company.Rep), _company.Task.Id, next);

    private async Task AtAsync(string instant, int expected)
    {
        _database.Time.SetUtcNow(DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(expected, await Flagging.FlagDueAsync());
    }
}
