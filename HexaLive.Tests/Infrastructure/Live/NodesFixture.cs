using HexaLive.Domain.Activity;
using HexaLive.Infrastructure.Features.ApiKeys;
using HexaLive.Infrastructure.Features.Live;
using HexaLive.Infrastructure.Live;
using HexaLive.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Live;

/// <summary>A database that several processes share. This process is one of the nodes and saves the entries.</summary>
internal sealed class NodesFixture : IAsyncDisposable
{
    private HexaApp? _here;
    private int _saved;

    private NodesFixture() { }

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public string Folder { get; } = Directory.CreateTempSubdirectory("hexalive-nodes-").FullName;
    public TestCompany Company { get; private set; } = null!;

    /// <summary>The node in this process. <see cref="StartHereAsync"/> must have started it.</summary>
    public HexaApp Here => _here!;

    /// <summary>The number of entries saved so far.</summary>
    public int Saved => _saved;

    public static async Task<NodesFixture> CreateAsync()
    {
        var fixture = new NodesFixture();
        await using var database = await TestDatabase.CreateAsync(folder: fixture.Folder);
        fixture.Company = await TestCompany.CreateAsync(database);
        return fixture;
    }

    public async ValueTask DisposeAsync()
    {
        if (_here is not null)
            await _here.DisposeAsync();
        else
            Directory.Delete(Folder, recursive: true);
    }

    public static (string, string)[] SettingsOf(RedisServer? redis) =>
        [("Jobs:Enabled", "false"), .. redis is null ? Array.Empty<(string, string)>() : [("Redis:ConnectionString", redis.Connection)]];

    public static Func<LiveNote, bool> IsEntry(int number) => n => n.Kind == ActivityKind.DedicationLogged && n.Minutes == number;

    /// <summary>Starts this process as a node and returns an API key of the manager.</summary>
    public async Task<string> StartHereAsync((string, string)[] settings)
    {
        _here = new HexaApp(Folder, "Production", null, settings);
        return await Here
            .Services.GetRequiredService<ApiKeyEditing>()
            .CreateAsync(await Here.GetViewerAsync("manager@test.local"), "Prueba");
    }

    /// <summary>Logs an entry. The first entry has 1 minute, the second 2 and so on, so that the tests can tell them apart.</summary>
    public async Task<int> SaveAsync()
    {
        var number = Interlocked.Increment(ref _saved);
        await Here.LogTodayAsync(await Here.GetViewerAsync("rep@test.local"), Company.Task.Id, number, "Llamada");
        return number;
    }

    /// <summary>Checks that a hub client received every entry exactly once.</summary>
    public void AssertAllOnce(IEnumerable<LiveNote> notes)
    {
        var all = notes.ToList();
        Assert.Equal(all.Count, all.Select(n => n.Id).Distinct().Count());
        Assert.Equal(
            Enumerable.Range(1, _saved),
            all.Where(n => n.Kind == ActivityKind.DedicationLogged).Select(n => n.Minutes!.Value).Order()
        );
    }

    public static async Task WaitForRedisAsync(HexaProcess node, string status)
    {
        using var http = new HttpClient { BaseAddress = node.Address };
        await Eventually.BecomesTrueAsync(
            async () =>
                (await http.GetStringAsync("/health/ready", Cancellation)).Contains(
                    $"\"redis\":{{\"status\":\"{status}\"",
                    StringComparison.Ordinal
                ),
            $"Redis is {status}"
        );
    }

    public Task WaitForRedisHereAsync() =>
        Eventually.BecomesTrueAsync(
            () => Here.Services.GetRequiredService<RedisChangeNotifier>().IsConnected,
            "this node is connected to Redis"
        );
}
