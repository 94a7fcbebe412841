using HexaLive.Domain.Activity;
using HexaLive.Domain.Dedications;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Live;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Live;

/// <summary>The poller of one node, which reads and publishes the activity rows that other processes write.</summary>
public sealed class ActivityPollerTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private TestCompany _company = null!;
    private ActivityPoller _tail = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _database.SkipUnlessSqlite();
        _company = await TestCompany.CreateAsync(_database);
        _tail = new ActivityPoller(_database.Factory, _database.Feed, TimeProvider.System, NullLogger<ActivityPoller>.Instance);
        await _tail.StartAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _tail.StopAsync(CancellationToken.None);
        _tail.Dispose();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Changes_of_other_processes_are_published_but_own_changes_are_not_repeated()
    {
        using var mine = _database.Feed.Subscribe(LiveTopic.Task(_company.Task.Id));
        using var others = _database.Feed.Subscribe(LiveTopic.Task(_company.SouthTask.Id));
        await _database
            .Get<DedicationLog>()
            .LogAsync(
                await _database.GetViewerAsync(_company.Rep),
                new LogRequest(
                    _company.Task.Id,
                    new DedicationFields(new DateOnly(2026, 3, 2), 5, "x"),
                    EntryFollowUp.Keep,
                    Guid.NewGuid()
                ),
                TestContext.Current.CancellationToken
            );
        await WaitForChangeAsync(mine);

        await WriteElsewhereAsync(null, _company.SouthTask.Id);
        _tail.Wake();

        await WaitForChangeAsync(others);
        mine.Dispose();
        await foreach (var _ in mine.ChangesAsync(TimeSpan.Zero, TestContext.Current.CancellationToken))
            Assert.Fail("Published twice.");
    }

    [Fact]
    public async Task Activity_row_committed_after_one_with_a_higher_id_is_published_once()
    {
        using var task = _database.Feed.Subscribe(LiveTopic.Task(_company.Task.Id));
        using var south = _database.Feed.Subscribe(LiveTopic.Task(_company.SouthTask.Id));
        await WriteElsewhereAsync(1000, _company.Task.Id);
        await WaitForChangeAsync(task);
        await WriteElsewhereAsync(700, _company.SouthTask.Id);
        await WaitForChangeAsync(south);
        await WriteElsewhereAsync(1001, _company.Task.Id);
        await WaitForChangeAsync(task);
        south.Dispose();
        await foreach (var _ in south.ChangesAsync(TimeSpan.Zero, TestContext.Current.CancellationToken))
            Assert.Fail("Published twice.");
    }

    [Fact]
    public async Task Reassigning_a_task_notifies_the_old_and_the_new_people_on_every_node()
    {
        foreach (var elsewhere in new[] { false, true })
        {
            var (from, to) = elsewhere ? (_company.OtherRep, _company.Rep) : (_company.Rep, _company.OtherRep);
            var feed = elsewhere ? new ActivityFeed(TimeProvider.System) : _database.Feed;
            using var tail = new ActivityPoller(_database.Factory, feed, TimeProvider.System, NullLogger<ActivityPoller>.Instance);
            if (elsewhere)
                await tail.StartAsync(CancellationToken.None);
            LiveSubscription[] subscriptions =
            [
                .. new[]
                {
                    LiveTopic.Responsible(from.Id),
                    LiveTopic.Responsible(to.Id),
                    LiveTopic.Controller(from.Id),
                    LiveTopic.Controller(to.Id),
                }.Select(t => feed.Subscribe(t)),
            ];
            // One person is both responsible and controller, so that a single change affects all four topics.
            var admin = await _database.GetViewerAsync(_company.Admin);
            await using (var db = _database.Open())
                await db
                    .Tasks.Where(t => t.Id == _company.Task.Id)
                    .ExecuteUpdateAsync(set => set.SetProperty(t => t.ControllerId, from.Id), TestContext.Current.CancellationToken);
            await _database
                .Get<TaskEditing>()
                .AssignAsync(admin, _company.Task.Id, null, to.Id, to.Id, TestContext.Current.CancellationToken);
            if (elsewhere)
                tail.Wake();
            foreach (var subscription in subscriptions)
                await WaitForChangeAsync(subscription);
            if (elsewhere)
                await tail.StopAsync(CancellationToken.None);
        }
    }

    [Fact]
    public async Task Activity_rows_present_at_startup_are_not_published()
    {
        using var all = _database.Feed.Subscribe(LiveTopic.All);
        using var south = _database.Feed.Subscribe(LiveTopic.Client(_company.SouthClient.Id));
        await WriteElsewhereAsync(null, _company.Task.Id);
        await WaitForChangeAsync(all);
        south.Dispose();
        await foreach (var _ in south.ChangesAsync(TimeSpan.Zero, TestContext.Current.CancellationToken))
            Assert.Fail("Published rows from before the start.");
    }

    private static async Task WaitForChangeAsync(LiveSubscription subscription)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await foreach (var _ in subscription.ChangesAsync(TimeSpan.Zero, deadline.Token))
            return;
    }

    // Inserts a row without notifying the feed of this process, as if another process had written the row.
    private async Task WriteElsewhereAsync(long? id, int task)
    {
        await using var db = _database.Open();
        await db.Database.ExecuteSqlRawAsync(
            "INSERT INTO \"Activity\" (\"Id\", \"At\", \"Kind\", \"ClientId\", \"ProjectId\", \"TaskId\") SELECT NULLIF({0}, 0), '2026-03-02 09:00:00', {1}, \"ClientId\", \"ProjectId\", \"Id\" FROM \"Tasks\" WHERE \"Id\" = {2}",
            [id ?? 0, (int)ActivityKind.TaskChanged, task],
            TestContext.Current.CancellationToken
        );
    }
}
