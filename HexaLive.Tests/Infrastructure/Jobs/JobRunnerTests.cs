using Hangfire;
using Hangfire.InMemory;
using HexaLive.Domain;
using HexaLive.Domain.Jobs;
using HexaLive.Infrastructure.Features.Jobs;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Jobs;
using HexaLive.Tests.Infrastructure.Import;
using HexaLive.Tests.Support;
using HexaLive.Web.Components;
using Microsoft.EntityFrameworkCore;
using Xunit;
using RecurringJob = HexaLive.Infrastructure.Jobs.RecurringJob;

namespace HexaLive.Tests.Infrastructure.Jobs;

/// <summary>The log of recurring jobs. A run that did some work has its own row; consecutive runs without work share a row.</summary>
public sealed class JobRunnerTests : IAsyncLifetime
{
    private TestDatabase _database = null!;

    private JobRunner Log => _database.Get<JobRunner>();

    public async ValueTask InitializeAsync() => _database = await TestDatabase.CreateAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Consecutive_job_runs_with_nothing_to_do_share_one_row()
    {
        await RunAsync(0, 0, 0, 3, 0, 0, 2);

        Assert.Equal([(3, 0), (1, 3), (2, 0), (1, 2)], (await ReadRunsAsync()).Select(r => (r.Runs, r.Count)));
        Assert.All(await ReadRunsAsync(), r => Assert.NotNull(r.EndedAt));
        var first = (await ReadRunsAsync())[0];
        Assert.Equal(TimeSpan.FromMinutes(2), first.EndedAt - first.StartedAt);
    }

    [Fact]
    public async Task Exception_of_a_job_is_logged_with_its_message_and_rethrown()
    {
        var failing = CreateJob((_, _) => throw new InvalidOperationException("The post office is closed."));

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => Log.RunAsync(failing, CancellationToken.None));
        Assert.Equal("The post office is closed.", thrown.Message);
        await RunAsync(0);

        Assert.Equal(["The post office is closed.", null], (await ReadRunsAsync()).Select(r => r.Error));
    }

    [Fact]
    public async Task Interrupted_job_run_has_no_end_time_even_after_later_runs()
    {
        using var stop = new CancellationTokenSource();
        var interrupted = CreateJob(
            async (_, token) =>
            {
                await stop.CancelAsync();
                token.ThrowIfCancellationRequested();
                return 1;
            }
        );
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Log.RunAsync(interrupted, stop.Token));
        await RunAsync(0, 0);

        var runs = await ReadRunsAsync();
        Assert.Null(runs[0].EndedAt);
        Assert.Equal(2, runs[1].Runs);
    }

    [Fact]
    public async Task Running_job_is_not_started_again()
    {
        TaskCompletionSource begun = new(),
            end = new();
        var times = 0;
        var slow = CreateJob(
            async (_, _) =>
            {
                times++;
                begun.SetResult();
                await end.Task;
                return 1;
            }
        );
        var first = Log.RunAsync(slow, CancellationToken.None);
        await begun.Task;
        await Log.RunAsync(slow, CancellationToken.None);
        end.SetResult();
        await first;

        Assert.Equal(1, times);
        Assert.Equal([(1, 1)], (await ReadRunsAsync()).Select(r => (r.Runs, r.Count)));
    }

    [Fact]
    public async Task Job_runs_of_different_servers_are_not_combined()
    {
        await _database.AddAsync(EndRun(new JobRun("Test", "elsewhere", _database.Now)));
        await RunAsync(0, 0);
        await _database.AddAsync(EndRun(new JobRun("Test", "elsewhere", _database.Now)));
        await RunAsync(0);

        Assert.Equal([1, 3, 1], (await ReadRunsAsync()).Select(r => r.Runs));
    }

    [Fact]
    public async Task Runs_older_than_two_weeks_are_deleted()
    {
        await _database.AddAsync(new JobRun("Test", "elsewhere", _database.Now));
        await RunAsync(1);
        _database.Time.Advance(TimeSpan.FromDays(10));
        await RunAsync(0);
        _database.Time.Advance(TimeSpan.FromDays(4.5));

        Assert.Equal(2, await Log.PruneAsync());
        Assert.Equal([0], (await ReadRunsAsync()).Select(r => r.Count));
        Assert.Equal(0, await Log.PruneAsync());
    }

    [Fact]
    public async Task Every_scheduled_job_runs_and_an_unknown_job_does_nothing()
    {
        Assert.Equal(JobSchedule.All.Count, JobSchedule.All.Select(j => j.Name).Distinct().Count());
        foreach (var job in JobSchedule.All)
            await Log.RunAsync(job.Name, CancellationToken.None);
        await Log.RunAsync("Nobody knows", CancellationToken.None);

        await using var db = _database.Open();
        Assert.Equal(JobSchedule.All.Select(j => j.Name), await db.JobRuns.OrderBy(r => r.Id).Select(r => r.Job).ToListAsync());
        Assert.All(await db.JobRuns.ToListAsync(), r => Assert.Null(r.Error));
    }

    [Fact]
    public async Task Job_list_shows_the_last_run_of_each_job_to_administrators_only()
    {
        var company = await TestCompany.CreateAsync(_database);
        var (admin, history) = (await _database.GetViewerAsync(company.Admin), _database.Get<JobHistory>());
        foreach (var other in new[] { company.Manager, company.Rep })
        {
            var viewer = await _database.GetViewerAsync(other);
            Assert.Equal(RuleError.NotAllowed, (await Assert.ThrowsAsync<RuleException>(() => history.ListLatestRunsAsync(viewer))).Error);
            Assert.Equal(
                RuleError.NotAllowed,
                (await Assert.ThrowsAsync<RuleException>(() => history.ListRunsAsync(viewer, "DueSweep"))).Error
            );
        }
        Assert.Empty(await history.ListLatestRunsAsync(admin));

        // The row of this server starts before the row of the other server, but it is extended afterwards, so it counts as the newer row.
        await Log.RunAsync("DueSweep", CancellationToken.None);
        _database.Time.Advance(TimeSpan.FromMinutes(1));
        await _database.AddAsync(EndRun(new JobRun("DueSweep", "elsewhere", _database.Now)));
        _database.Time.Advance(TimeSpan.FromMinutes(1));
        await Log.RunAsync("DueSweep", CancellationToken.None);
        var last = Assert.Single(await history.ListLatestRunsAsync(admin));
        Assert.Equal((JobState.Idle, 2, Log.Server), (last.State, last.RunCount, last.Server));

        await _database.AddAsync(new JobRun("JobHistory", "elsewhere", _database.Now));
        Assert.Contains(await history.ListLatestRunsAsync(admin), r => r is { Job: "JobHistory", State: JobState.Running });
        _database.Time.Advance(TimeSpan.FromMinutes(JobHistory.InterruptedAfter + 1));
        Assert.Contains(await history.ListLatestRunsAsync(admin), r => r is { Job: "JobHistory", State: JobState.Interrupted });
        Assert.Equal(["elsewhere", Log.Server], (await history.ListRunsAsync(admin, "DueSweep")).Select(r => r.Server));
    }

    [Fact]
    public async Task Only_administrators_can_start_a_registered_job()
    {
        var company = await TestCompany.CreateAsync(_database);
        var admin = await _database.GetViewerAsync(company.Admin);
        using var storage = new InMemoryStorage();
        var server = new JobServer(storage, new RecurringJobManager(storage));
        Assert.False(server.RunNow(admin, "DueSweep"));

        JobSchedule.Register(new RecurringJobManager(storage));
        var next = server.GetNextRuns();
        Assert.Equal(JobSchedule.All.Select(j => j.Name).Order(), next.Keys.Order());
        Assert.All(next.Values, at => Assert.Equal(DateTimeKind.Utc, at.Kind));
        var before = storage.GetMonitoringApi().EnqueuedCount("default");
        Assert.True(server.RunNow(admin, "DueSweep"));
        Assert.False(server.RunNow(admin, "Nobody knows"));
        Assert.Equal(before + 1, storage.GetMonitoringApi().EnqueuedCount("default"));
        var rep = await _database.GetViewerAsync(company.Rep);
        Assert.Equal(RuleError.NotAllowed, Assert.Throws<RuleException>(() => server.RunNow(rep, "DueSweep")).Error);
    }

    private static RecurringJob CreateJob(Func<IServiceProvider, CancellationToken, Task<int>> run) => new("Test", 1, default, run);

    private static JobRun EndRun(JobRun run)
    {
        run.End(0, TimeSpan.Zero, run.StartedAt);
        return run;
    }

    private async Task RunAsync(params int[] counts)
    {
        for (var i = 0; i < counts.Length; i++)
        {
            if (i > 0)
                _database.Time.Advance(TimeSpan.FromMinutes(1));
            var count = counts[i];
            await Log.RunAsync(CreateJob((_, _) => Task.FromResult(count)), CancellationToken.None);
        }
    }

    private async Task<List<JobRun>> ReadRunsAsync()
    {
        await using var db = _database.Open();
        return await db.JobRuns.AsNoTracking().Where(r => r.Job == "Test").OrderBy(r => r.Id).ToListAsync();
    }
}
