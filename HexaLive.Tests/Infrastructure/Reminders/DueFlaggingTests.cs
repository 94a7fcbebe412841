using System.Data.Common;
using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Data.Sqlite;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.Reminders;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Reminders;

/// <summary>
/// Flagging promises when they become due. The clock starts on Monday 2 March 2026, 09:00 UTC. Madrid is one hour ahead.
/// </summary>
public sealed class DueFlaggingTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private TestCompany _company = null!;

    private DueFlagging Flagging => _database.Get<DueFlagging>();

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await TestCompany.CreateAsync(_database);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Promise_falls_due_once_at_local_midnight_and_again_after_it_is_moved()
    {
        var rep = await _database.GetViewerAsync(_company.Rep);
        await SetNextActionAsync(new NextAction(new DateOnly(2026, 3, 4)));

        await AssertFlaggedAtAsync("2026-03-03T22:59:59Z", 0);
        await AssertFlaggedAtAsync("2026-03-03T23:00:00Z", 1);
        await AssertFlaggedAtAsync("2026-03-04T10:00:00Z", 0);
        Assert.Equal(1, (await _database.Get<ReminderList>().GetAsync(rep)).Count);

        await SetNextActionAsync(new NextAction(new DateOnly(2026, 3, 6)));
        Assert.Equal(0, (await _database.Get<ReminderList>().GetAsync(rep)).Count);
        await AssertFlaggedAtAsync("2026-03-05T23:00:00Z", 1);
    }

    [Fact]
    public async Task Promise_with_a_time_falls_due_at_that_time()
    {
        await SetNextActionAsync(new NextAction(new DateOnly(2026, 3, 4), new TimeOnly(10, 30)));

        await AssertFlaggedAtAsync("2026-03-04T09:29:59Z", 0);
        await AssertFlaggedAtAsync("2026-03-04T09:30:00Z", 1);
    }

    [Fact]
    public async Task Concurrent_sweeps_raise_only_one_reminder()
    {
        await SetNextActionAsync(new NextAction(new DateOnly(2026, 3, 4)));
        _database.Time.SetUtcNow(DateTimeOffset.Parse("2026-03-05T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture));

        var flagged = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Flagging.FlagDueAsync()));

        Assert.Equal(1, flagged.Sum());
        await using var db = _database.Open();
        Assert.Equal(1, await db.Reminders.CountAsync());
        Assert.Equal(1, await db.Activity.CountAsync(a => a.Kind == ActivityKind.FlaggedDue));
    }

    [Fact]
    public async Task Other_people_can_save_changes_between_two_batches_of_due_promises()
    {
        const int Due = 2 * DueFlagging.BatchSize;
        var between = new SecondBatchInterceptor();
        await using var database = await TestDatabase.CreateAsync(services =>
            services.ConfigureDbContext<SqliteHexaDbContext>(o => o.AddInterceptors(between))
        );
        database.SkipUnlessSqlite();
        var company = await TestCompany.CreateAsync(database);
        await ManyPromises.CreateAsync(database, company, Due, new DateOnly(2026, 3, 4));
        await ManyPromises.CreateAsync(database, company, DueFlagging.BatchSize, new DateOnly(2026, 4, 10));
        database.Time.SetUtcNow(DateTimeOffset.Parse("2026-03-05T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture));
        var rep = await database.GetViewerAsync(company.Rep);
        between.OnSecondBatch = () =>
            database
                .Get<DedicationLog>()
                .LogAsync(
                    rep,
                    new LogRequest(
                        company.Task.Id,
                        new DedicationFields(new DateOnly(2026, 3, 5), 5, "mientras tanto"),
                        EntryFollowUp.Keep,
                        Guid.NewGuid()
                    )
                );

        Assert.Equal(Due, await database.Get<DueFlagging>().FlagDueAsync(TestContext.Current.CancellationToken));

        await using var db = database.Open();
        Assert.Equal(Due, await db.Reminders.CountAsync(TestContext.Current.CancellationToken));
        var kinds = await db
            .Activity.Where(a => a.Kind == ActivityKind.FlaggedDue || a.Kind == ActivityKind.DedicationLogged)
            .OrderBy(a => a.Id)
            .Select(a => a.Kind)
            .ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(Due + 1, kinds.Count);
        Assert.Equal(DueFlagging.BatchSize, kinds.IndexOf(ActivityKind.DedicationLogged));
    }

    [Fact]
    public async Task Only_the_recipient_can_complete_or_snooze_a_reminder()
    {
        await SetNextActionAsync(new NextAction(new DateOnly(2026, 3, 4)));
        await AssertFlaggedAtAsync("2026-03-04T08:00:00Z", 1);
        var rep = await _database.GetViewerAsync(_company.Rep);
        var other = await _database.GetViewerAsync(_company.Manager);
        var reminders = _database.Get<ReminderList>();
        var id = Assert.Single((await reminders.GetAsync(rep)).Rows).Id;

        Assert.Equal(RuleError.NotFound, (await Assert.ThrowsAsync<RuleException>(() => reminders.MarkDoneAsync(other, id))).Error);
        await reminders.SnoozeAsync(rep, id, _database.Now.AddHours(1));
        Assert.Equal(0, (await reminders.GetAsync(rep)).Count);
        // An empty list also returns the time of the next reminder.
        var reminderList = await reminders.GetAsync(rep);
        Assert.Equal((0, _database.Now.AddHours(1)), (reminderList.Rows.Count, reminderList.NextAt!.Value));
        _database.Time.Advance(TimeSpan.FromHours(1));
        // At that time, either the bell or the sweep raises the reminder again, depending on which runs first.
        var back = Assert.Single((await reminders.GetAsync(rep)).Rows);
        Assert.Equal((2, _database.Now), (back.Round, back.RaisedAt));
        await _database.Get<ReminderMailQueueing>().EndSnoozesAsync();
        Assert.Equal(back, Assert.Single((await reminders.GetAsync(rep)).Rows));
        await reminders.MarkDoneAsync(rep, id);
        Assert.Equal(0, (await reminders.GetAsync(rep)).Count);
    }

    private async Task SetNextActionAsync(NextAction next) =>
        await _database.Get<TaskEditing>().RescheduleAsync(await _database.GetViewerAsync(_company.Rep), _company.Task.Id, next);

    private async Task AssertFlaggedAtAsync(string instant, int expected)
    {
        _database.Time.SetUtcNow(DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(expected, await Flagging.FlagDueAsync());
    }

    /// <summary>Runs <see cref="Do"/> after the sweep has written its first batch, when it reads the second batch.</summary>
    private sealed class SecondBatchInterceptor : DbCommandInterceptor
    {
        private int _asked;

        public Func<Task>? OnSecondBatch { get; set; }

        public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default
        )
        {
            if (
                OnSecondBatch is not null
                && command.CommandText.Contains("\"FlaggedAt\" IS NULL", StringComparison.Ordinal)
                && ++_asked == 2
            )
                await OnSecondBatch().WaitAsync(TimeSpan.FromSeconds(60), cancellationToken);
            return result;
        }
    }
}
