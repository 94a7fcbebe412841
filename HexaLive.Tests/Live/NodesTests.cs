using System.Globalization;
using System.Net;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Reminders;
using HexaLive.Infrastructure.Features.Activity;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Live;
using HexaLive.Tests.Support;
using HexaLive.Web.Live;
using Microsoft.AspNetCore.SignalR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using Stopwatch = System.Diagnostics.Stopwatch;

namespace HexaLive.Tests.Live;

/// <summary>Several processes on one database: this one saves, others tell of it.</summary>
[Collection(nameof(Alone))]
public sealed class NodesTests(ITestOutputHelper output) : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hexalive-nodes-").FullName;
    private HexaApp? _here;
    private Company _company = null!;
    private int _saved;

    public async ValueTask InitializeAsync()
    {
        await using var database = await TestDatabase.CreateAsync(folder: _folder);
        _company = await Company.CreateAsync(database);
    }

    public async ValueTask DisposeAsync()
    {
        if (_here is not null) await _here.DisposeAsync();
        else Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(true, 100)]
    [InlineData(false, 1500)]
    public async Task What_is_saved_at_one_node_is_told_at_the_other(bool withRedis, int mostMilliseconds)
    {
        await using var redis = withRedis ? await RedisServer.StartAsync() : null;
        var settings = Settings(redis);
        var key = await StartHereAsync(settings);
        await using var there = await HexaProcess.StartAsync(_folder, "Production", settings);
        await using var program = await HubClient.ConnectAsync(there.Address, key);
        await program.WatchAsync(new LiveWatch(ControlRoom: true));
        if (withRedis) await RedisIsAsync(there, "Healthy");
        // The first of everything is slow.
        await program.TellAsync(IsEntry(await SaveAsync()));

        var lags = new List<double>();
        for (var i = 0; i < 30; i++)
        {
            // At any moment between two looks.
            await Task.Delay(40 + 337 * i % (withRedis ? 200 : 1000), TestContext.Current.CancellationToken);
            var started = Stopwatch.GetTimestamp();
            var (_, at) = await program.TellAsync(IsEntry(await SaveAsync()));
            lags.Add(Stopwatch.GetElapsedTime(started, at).TotalMilliseconds);
        }

        lags.Sort();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"from the click on save to the other node's program, {(withRedis ? "with" : "without")} Redis: median {lags[15]:N0} ms, least {lags[0]:N0}, most {lags[^1]:N0}"));
        Assert.True(lags[15] < mostMilliseconds, $"median {lags[15]:N0} ms");
        AssertAllOnce(program.Notes.Select(n => n.Note));
    }

    [Fact]
    public async Task Redis_that_dies_and_comes_back_loses_and_doubles_nothing()
    {
        await using var redis = await RedisServer.StartAsync();
        var settings = Settings(redis);
        var key = await StartHereAsync(settings);
        await using var there = await HexaProcess.StartAsync(_folder, "Production", settings);
        await RedisIsAsync(there, "Healthy");
        await using var program = await HubClient.ConnectAsync(there.Address, key);
        await program.WatchAsync(new LiveWatch(ControlRoom: true));
        var writer = Task.Run(async () =>
        {
            for (var i = 0; i < 60; i++)
            {
                await SaveAsync();
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }
        }, TestContext.Current.CancellationToken);

        await program.TellAsync(IsEntry(10));
        await redis.KillAsync();
        await RedisIsAsync(there, "Degraded");
        await program.TellAsync(IsEntry(30));
        // Whoever comes while it is away is told too.
        await using var late = await HubClient.ConnectAsync(there.Address, key);
        await late.WatchAsync(new LiveWatch(ControlRoom: true), since: 0);
        await writer;
        await redis.BeginAsync();
        await RedisIsAsync(there, "Healthy");
        await RedisIsHereAsync();
        var lags = new List<double>();
        for (var i = 0; i < 11; i++)
        {
            var started = Stopwatch.GetTimestamp();
            var (_, at) = await program.TellAsync(IsEntry(await SaveAsync()));
            lags.Add(Stopwatch.GetElapsedTime(started, at).TotalMilliseconds);
        }

        lags.Sort();
        output.WriteLine($"after it came back: median {lags[5]:N0} ms");
        Assert.True(lags[5] < 500, "The doorbell is not heard again.");
        await late.TellAsync(IsEntry(_saved));
        AssertAllOnce(program.Notes.Select(n => n.Note));
        AssertAllOnce(late.Notes.Select(n => n.Note));
    }

    [Fact]
    public async Task A_node_that_starts_without_Redis_serves_and_finds_it_later()
    {
        await using var redis = await RedisServer.StartAsync();
        var settings = Settings(redis);
        await redis.KillAsync();
        var key = await StartHereAsync(settings);
        await using var there = await HexaProcess.StartAsync(_folder, "Production", settings);
        await using var program = await HubClient.ConnectAsync(there.Address, key);
        await program.WatchAsync(new LiveWatch(ControlRoom: true));
        await program.TellAsync(IsEntry(await SaveAsync()));

        await redis.BeginAsync();
        await RedisIsAsync(there, "Healthy");
        await RedisIsHereAsync();
        await program.TellAsync(IsEntry(await SaveAsync()));
        AssertAllOnce(program.Notes.Select(n => n.Note));
    }

    [Fact]
    public async Task A_key_revoked_at_one_node_ends_its_programs_at_the_other_and_Redis_says_so_at_once()
    {
        await using var redis = await RedisServer.StartAsync();
        var settings = Settings(redis);
        var key = await StartHereAsync(settings);
        await using var there = await HexaProcess.StartAsync(_folder, "Production", settings);
        await RedisIsAsync(there, "Healthy");
        await RedisIsHereAsync();
        await using var program = await HubClient.ConnectAsync(there.Address, key);
        await program.WatchAsync(new LiveWatch(ControlRoom: true));
        var manager = await _here!.ViewerAsync("manager@test.local");
        var id = Assert.Single(await _here.Services.GetRequiredService<ApiKeys>().ListAsync(manager, TestContext.Current.CancellationToken)).Id;

        // What is said here to all who came with the key is heard there, also before it is looked up.
        await _here.Services.GetRequiredService<IHubContext<LiveHub, ILiveClient>>().Clients.Group(LiveHub.OfKey(id)).Ended();
        await program.EndedTask.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.False(program.Closed.Task.IsCompleted);

        await _here.Services.GetRequiredService<ApiKeys>().RevokeAsync(manager, id, TestContext.Current.CancellationToken);
        await program.Closed.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_killed_node_loses_and_doubles_nothing_for_whoever_goes_on_at_another()
    {
        var key = await StartHereAsync([]);
        var killed = await HexaProcess.StartAsync(_folder, "Production", Settings(null));
        await using var other = await HexaProcess.StartAsync(_folder, "Production", Settings(null));
        await using var stays = await HubClient.ConnectAsync(other.Address, key);
        await stays.WatchAsync(new LiveWatch(ControlRoom: true));
        await using var program = await HubClient.ConnectAsync(killed.Address, key);
        await program.WatchAsync(new LiveWatch(ControlRoom: true));
        var goesOn = new TaskCompletionSource();
        var writer = Task.Run(async () =>
        {
            // Before, meanwhile and afterwards.
            for (var after = 0; after < 20; after += goesOn.Task.IsCompleted ? 1 : 0)
            {
                await SaveAsync();
                await Task.Delay(30, TestContext.Current.CancellationToken);
            }
        }, TestContext.Current.CancellationToken);

        await program.TellAsync(IsEntry(20));
        await killed.DisposeAsync();
        await program.Closed.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await using var again = await HubClient.ConnectAsync(other.Address, key);
        await again.WatchAsync(new LiveWatch(ControlRoom: true), since: program.Last);
        goesOn.SetResult();
        await writer;
        await again.TellAsync(IsEntry(_saved));
        await stays.TellAsync(IsEntry(_saved));

        AssertAllOnce(program.Notes.Concat(again.Notes).Select(n => n.Note));
        AssertAllOnce(stays.Notes.Select(n => n.Note));
    }

    [Fact]
    public async Task A_sign_in_of_one_node_opens_the_other_also_after_it_was_started_again()
    {
        await using var demo = new HexaApp();
        using var browser = demo.Browser();
        await HexaApp.SignInAsync(browser, "rep@demo.local");
        var there = await HexaProcess.StartAsync(demo.Folder, "Development", Settings(null));
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(new Uri(there.Address, "/today"), TestContext.Current.CancellationToken)).StatusCode);

        await there.DisposeAsync();
        await using var again = await HexaProcess.StartAsync(demo.Folder, "Development", Settings(null));
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(new Uri(again.Address, "/today"), TestContext.Current.CancellationToken)).StatusCode);
        using var stranger = demo.Browser();
        Assert.Equal(HttpStatusCode.Redirect, (await stranger.GetAsync(new Uri(again.Address, "/today"), TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task Two_sweeps_raise_each_reminder_once()
    {
        await PromiseAsync(4000);
        var settings = new[] { ("Jobs:Enabled", "true") };
        var first = HexaProcess.StartAsync(_folder, "Production", settings);
        var second = HexaProcess.StartAsync(_folder, "Production", settings);
        await using var one = await first;
        await using var two = await second;

        await using var database = await TestDatabase.CreateAsync(folder: _folder);
        await FlaggedAsync(database, 4000);
        await AssertRaisedOnceAsync(database, 4000);
    }

    [Fact]
    public async Task A_sweep_killed_in_the_middle_is_finished_by_the_next_start_and_raises_each_reminder_once()
    {
        const int Promises = 8000;
        await PromiseAsync(Promises);
        var key = await StartHereAsync([]);
        await using var program = await HubClient.ConnectAsync(_here!.Address, key);
        await program.WatchAsync(new LiveWatch(ControlRoom: true));
        await using var database = await TestDatabase.CreateAsync(folder: _folder);

        var sweeping = await HexaProcess.StartAsync(_folder, "Production", ("Jobs:Enabled", "true"));
        await FlaggedAsync(database, 1);
        await sweeping.KillAsync();
        await sweeping.DisposeAsync();
        await using (var db = database.Open())
        {
            var before = await db.Reminders.CountAsync(r => r.Kind == ReminderKind.Due, TestContext.Current.CancellationToken);
            output.WriteLine($"killed after {before:N0} of {Promises:N0}");
            Assert.InRange(before, 1, Promises - 1);
            Assert.Equal(before, await db.Promises.CountAsync(p => p.FlaggedAt != null, TestContext.Current.CancellationToken));
            Assert.Equal(before, await db.Activity.CountAsync(a => a.Kind == ActivityKind.FlaggedDue, TestContext.Current.CancellationToken));
        }

        await using var again = await HexaProcess.StartAsync(_folder, "Production", ("Jobs:Enabled", "true"));
        await FlaggedAsync(database, Promises);
        await AssertRaisedOnceAsync(database, Promises);
        // This process told of what the other one wrote until it died, and of the rest, once each.
        long last;
        await using (var db = database.Open()) last = await db.Activity.Where(a => a.Kind == ActivityKind.FlaggedDue).MaxAsync(a => a.Id, TestContext.Current.CancellationToken);
        await program.TellAsync(n => n.Id == last, seconds: 60);
        var told = program.Notes.Where(n => n.Note.Kind == ActivityKind.FlaggedDue).Select(n => n.Note.Id).ToList();
        Assert.Equal(Promises, told.Count);
        Assert.Equal(Promises, told.Distinct().Count());
    }

    private static (string, string)[] Settings(RedisServer? redis) =>
        [("Jobs:Enabled", "false"), .. redis is null ? Array.Empty<(string, string)>() : [("Redis:ConnectionString", redis.Connection)]];

    private static Func<LiveNote, bool> IsEntry(int number) => n => n.Kind == ActivityKind.DedicationLogged && n.Minutes == number;

    // This process as a node; returns a key of who controls.
    private async Task<string> StartHereAsync((string, string)[] settings)
    {
        _here = new HexaApp(_folder, "Production", null, settings);
        return await _here.Services.GetRequiredService<ApiKeys>().MakeAsync(await _here.ViewerAsync("manager@test.local"), "Prueba");
    }

    // Entries are told apart by their minutes: 1, 2, 3…
    private async Task<int> SaveAsync()
    {
        var number = Interlocked.Increment(ref _saved);
        var rep = await _here!.ViewerAsync("rep@test.local");
        await _here.Services.GetRequiredService<DedicationLog>().LogAsync(
            rep, new LogRequest(_company.Task.Id, new DedicationFields(DateOnly.FromDateTime(DateTime.UtcNow.AddDays(-1)), number, "Llamada"), AfterLog.Keep, Guid.NewGuid()), TestContext.Current.CancellationToken);
        return number;
    }

    private void AssertAllOnce(IEnumerable<LiveNote> notes)
    {
        var all = notes.ToList();
        Assert.Equal(all.Count, all.Select(n => n.Id).Distinct().Count());
        Assert.Equal(Enumerable.Range(1, _saved), all.Where(n => n.Kind == ActivityKind.DedicationLogged).Select(n => n.Minutes!.Value).Order());
    }

    private static async Task RedisIsAsync(HexaProcess node, string status)
    {
        using var http = new HttpClient { BaseAddress = node.Address };
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!(await http.GetStringAsync("/health/ready", deadline.Token)).Contains($"\"redis\":{{\"status\":\"{status}\"", StringComparison.Ordinal)) await Task.Delay(100, deadline.Token);
    }

    private async Task RedisIsHereAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!_here!.Services.GetRequiredService<Doorbell>().IsConnected) await Task.Delay(100, deadline.Token);
    }

    private async Task PromiseAsync(int count)
    {
        await using var database = await TestDatabase.CreateAsync(folder: _folder);
        await ManyPromises.MakeAsync(database, _company, count, new DateOnly(2026, 3, 4));
    }

    private static async Task FlaggedAsync(TestDatabase database, int count)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await using var db = database.Open();
        while (await db.Promises.CountAsync(p => p.FlaggedAt != null, deadline.Token) < count) await Task.Delay(5, deadline.Token);
    }

    private static async Task AssertRaisedOnceAsync(TestDatabase database, int count)
    {
        await using var db = database.Open();
        Assert.Equal(count, await db.Reminders.CountAsync(r => r.Kind == ReminderKind.Due));
        // Of those that are overdue besides, too, each once.
        Assert.Equal(0, await db.Reminders.GroupBy(r => new { r.PromiseId, r.PersonId, r.Kind }).CountAsync(g => g.Count() > 1));
        Assert.Equal(count, await db.Activity.CountAsync(a => a.Kind == ActivityKind.FlaggedDue));
        Assert.Equal(count, await db.Activity.Where(a => a.Kind == ActivityKind.FlaggedDue).Select(a => a.TaskId).Distinct().CountAsync());
    }
}
