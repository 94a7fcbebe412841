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

namespace HexaLive.Tests.Infrastructure;

/// <summary>The clock starts on Monday 2 March 2026, 09:00 UTC; Madrid is one hour ahead.</summary>
public sealed class DueFlaggingTests : IAsyncLifetime
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
    public async Task Five_thousand_due_are_flagged_in_batches_while_people_go_on_writing()
    {
        await PromiseManyAsync(5000);
        _database.Time.SetUtcNow(DateTimeOffset.Parse("2026-03-05T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture));
        var rep = await _database.ViewerAsync(_company.Rep);
        var log = _database.Get<DedicationLog>();
        using var stop = new CancellationTokenSource();
        var written = 0;
        var writer = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await log.LogAsync(rep, new LogRequest(_company.Task.Id, new DedicationFields(new DateOnly(2026, 3, 5), 5, "mientras tanto"), AfterLog.Keep, Guid.NewGuid()));
                written++;
            }
        });

        var flagged = await Flagging.FlagDueAsync();
        await stop.CancelAsync();
        await writer;

        Assert.Equal(5000, flagged);
        Assert.True(written > 0);
        await using var db = _database.Open();
        Assert.Equal(5000, await db.Reminders.CountAsync());
        Assert.Equal(written, await db.Dedications.CountAsync());
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
        _database.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, (await reminders.GetAsync(rep)).Count);
        await reminders.DoneAsync(rep, id);
        Assert.Equal(0, (await reminders.GetAsync(rep)).Count);
    }

    private async Task PromiseAsync(NextAction next) =>
        await _database.Get<TaskEditing>().RescheduleAsync(await _database.ViewerAsync(_company.Rep), _company.Task.Id, next);

    private async Task PromiseManyAsync(int count)
    {
        await using var db = _database.Open();
        var project = await db.Projects.Include(p => p.Client).SingleAsync(p => p.Id == _company.Project.Id);
        var (rep, manager) = (await db.People.SingleAsync(p => p.Id == _company.Rep.Id), await db.People.SingleAsync(p => p.Id == _company.Manager.Id));
        for (var i = 0; i < count; i++)
            db.Tasks.Add(new WorkTask(project, new TaskFields($"Tarea {i}"), rep, manager, rep, new NextAction(new DateOnly(2026, 3, 4)), rep.Id, _database.Now));
        await db.SaveChangesAsync();
    }

    private async Task AtAsync(string instant, int expected)
    {
        _database.Time.SetUtcNow(DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(expected, await Flagging.FlagDueAsync());
    }
}
