using HexaLive.Domain.Jobs;
using HexaLive.Infrastructure.Jobs;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HexaLive.Tests.Infrastructure;

/// <summary>That recurring jobs ran is written down: what they did by itself, what they did not do counted.</summary>
public sealed class JobLogTests : IAsyncLifetime
{
    private TestDatabase _database = null!;

    private JobLog Log => _database.Get<JobLog>();

    public async ValueTask InitializeAsync() => _database = await TestDatabase.CreateAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Idle_runs_in_a_row_are_one_row_and_one_that_did_something_is_its_own()
    {
        await RunAsync(0, 0, 0, 3, 0, 0, 2);

        Assert.Equal([(3, 0), (1, 3), (2, 0), (1, 2)], (await RunsAsync()).Select(r => (r.Runs, r.Count)));
        Assert.All(await RunsAsync(), r => Assert.NotNull(r.EndedAt));
        var first = (await RunsAsync())[0];
        Assert.Equal(TimeSpan.FromMinutes(2), first.EndedAt - first.StartedAt);
    }

    [Fact]
    public async Task A_failure_is_a_row_with_its_message_and_reaches_the_server_of_jobs()
    {
        var failing = Job((_, _) => throw new InvalidOperationException("The post office is closed."));

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => Log.RunAsync(failing, CancellationToken.None));
        Assert.Equal("The post office is closed.", thrown.Message);
        await RunAsync(0);

        Assert.Equal(["The post office is closed.", null], (await RunsAsync()).Select(r => r.Error));
    }

    [Fact]
    public async Task One_that_is_interrupted_stays_open_and_the_next_run_does_not_hide_it()
    {
        using var stop = new CancellationTokenSource();
        var interrupted = Job(async (_, token) =>
        {
            await stop.CancelAsync();
            token.ThrowIfCancellationRequested();
            return 1;
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Log.RunAsync(interrupted, stop.Token));
        await RunAsync(0, 0);

        var runs = await RunsAsync();
        Assert.Null(runs[0].EndedAt);
        Assert.Equal(2, runs[1].Runs);
    }

    [Fact]
    public async Task One_that_still_runs_is_not_begun_again()
    {
        TaskCompletionSource begun = new(), end = new();
        var times = 0;
        var slow = Job(async (_, _) =>
        {
            times++;
            begun.SetResult();
            await end.Task;
            return 1;
        });
        var first = Log.RunAsync(slow, CancellationToken.None);
        await begun.Task;
        await Log.RunAsync(slow, CancellationToken.None);
        end.SetResult();
        await first;

        Assert.Equal(1, times);
        Assert.Equal([(1, 1)], (await RunsAsync()).Select(r => (r.Runs, r.Count)));
    }

    [Fact]
    public async Task Another_servers_runs_are_not_added_to_ones_own()
    {
        await _database.AddAsync(Ended(new JobRun("Test", "elsewhere", _database.Now)));
        await RunAsync(0, 0);
        await _database.AddAsync(Ended(new JobRun("Test", "elsewhere", _database.Now)));
        await RunAsync(0);

        Assert.Equal([1, 3, 1], (await RunsAsync()).Select(r => r.Runs));
    }

    [Fact]
    public async Task What_is_older_than_two_weeks_is_deleted()
    {
        await _database.AddAsync(new JobRun("Test", "elsewhere", _database.Now));
        await RunAsync(1);
        _database.Time.Advance(TimeSpan.FromDays(10));
        await RunAsync(0);
        _database.Time.Advance(TimeSpan.FromDays(4.5));

        Assert.Equal(2, await Log.PruneAsync());
        Assert.Equal([0], (await RunsAsync()).Select(r => r.Count));
        Assert.Equal(0, await Log.PruneAsync());
    }

    [Fact]
    public async Task Every_job_of_the_list_runs_and_an_unknown_one_does_nothing()
    {
        Assert.Equal(JobSchedule.All.Count, JobSchedule.All.Select(j => j.Name).Distinct().Count());
        foreach (var job in JobSchedule.All) await Log.RunAsync(job.Name, CancellationToken.None);
        await Log.RunAsync("Nobody knows", CancellationToken.None);

        await using var db = _database.Open();
        Assert.Equal(JobSchedule.All.Select(j => j.Name), await db.JobRuns.OrderBy(r => r.Id).Select(r => r.Job).ToListAsync());
        Assert.All(await db.JobRuns.ToListAsync(), r => Assert.Null(r.Error));
    }

    private static RecurringJob Job(Func<IServiceProvider, CancellationToken, Task<int>> run) => new("Test", 1, default, run);

    private static JobRun Ended(JobRun run)
    {
        run.End(0, TimeSpan.Zero, run.StartedAt);
        return run;
    }

    private async Task RunAsync(params int[] counts)
    {
        for (var i = 0; i < counts.Length; i++)
        {
            if (i > 0) _database.Time.Advance(TimeSpan.FromMinutes(1));
            var count = counts[i];
            await Log.RunAsync(Job((_, _) => Task.FromResult(count)), CancellationToken.None);
        }
    }

    private async Task<List<JobRun>> RunsAsync()
    {
        await using var db = _database.Open();
        return await db.JobRuns.AsNoTracking().Where(r => r.Job == "Test").OrderBy(r => r.Id).ToListAsync();
    }
}
