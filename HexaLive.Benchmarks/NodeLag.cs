using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using HexaLive.Infrastructure.Live;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace HexaLive.Benchmarks;

/// <summary>
/// Measures how long after the save an entry arrives at screens of another node. Two server processes share a database, once with
/// Redis and once without. Entries are saved on one node; the screens are open on the other.
/// </summary>
internal static class NodeLag
{
    private const int WarmRate = 10;
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(3);

    public static async Task<int> RunAsync(LoadOptions options, CancellationToken cancellationToken)
    {
        var rows = new List<string>();
        var complete = true;
        foreach (var withRedis in new[] { true, false })
        {
            using var redis = withRedis ? await StartRedisAsync(cancellationToken) : null;
            if (withRedis && redis is null)
            {
                Console.WriteLine("There is no redis-server, so only polling is measured.");
                continue;
            }
            var result = await MeasureAsync(options, redis?.Connection, cancellationToken);
            rows.Add(result.FormatNodesRow(withRedis));
            complete &= result.IsComplete;
        }
        Console.WriteLine();
        Console.WriteLine(LiveLoadResult.NodesHeader);
        rows.ForEach(Console.WriteLine);
        if (options.Out is { } file)
            await File.AppendAllLinesAsync(file, rows, cancellationToken);
        return complete ? 0 : 1;
    }

    /// <summary>The process of the other node: prints its address and runs until it reads a line.</summary>
    public static async Task<int> RunNodeAsync(string folder, string redis, CancellationToken cancellationToken)
    {
        await using var node = new Server(folder, redis);
        await WaitForRedisAsync(node.Services, cancellationToken);
        Console.WriteLine($"listening {node.Address}");
        await Console.In.ReadLineAsync(cancellationToken);
        return 0;
    }

    private static async Task<LiveLoadResult> MeasureAsync(LoadOptions options, string? redis, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("hexalive-nodes-").FullName;
        try
        {
            Console.WriteLine(redis is null ? "Without Redis: creating the database…" : "With Redis: creating the database…");
            await using var here = await Server.StartAsync(options, folder, cancellationToken, redis);
            await WaitForRedisAsync(here.Services, cancellationToken);
            var setup = await LiveLoadSetup.CreateAsync(here.Services, options, cancellationToken);
            using var there = ChildProcess.Start("node", folder, redis ?? "");
            try
            {
                var address = new Uri(await ChildProcess.ExpectLineAsync(there, "listening", cancellationToken));
                using var screens = await OpenScreens.StartAsync(address, setup.Screens, folder, cancellationToken);
                await screens.OpenAllAsync(cancellationToken);
                var load = new EntryLoad(here.Services, setup.Tasks);
                await load.RunAsync(options.Warm, WarmRate, firstMark: 1_000_000, cancellationToken);
                await Task.Delay(Drain, cancellationToken);
                var entries = await load.RunAsync(options.Seconds, options.Rate, firstMark: 1, cancellationToken);
                await Task.Delay(Drain, cancellationToken);
                return LiveLoadResult.ForNodes(setup.Screens, entries, await screens.FinishAsync(cancellationToken));
            }
            finally
            {
                if (!there.HasExited)
                    there.Kill();
                await there.WaitForExitAsync(CancellationToken.None);
            }
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task WaitForRedisAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var notifier = services.GetRequiredService<RedisChangeNotifier>();
        while (notifier.IsConfigured && !notifier.IsConnected)
            await Task.Delay(100, cancellationToken);
    }

    // Returns null if redis-server is not installed on this machine.
    private static async Task<Redis?> StartRedisAsync(CancellationToken cancellationToken)
    {
        var port = FindFreePort();
        var start = new ProcessStartInfo("redis-server", ["--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        try
        {
            var process = Process.Start(start)!;
            while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
                if (line.Contains("Ready to accept connections", StringComparison.Ordinal))
                    break;
            return new Redis(process, $"127.0.0.1:{port}");
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static int FindFreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed record Redis(Process Process, string Connection) : IDisposable
    {
        public void Dispose()
        {
            if (!Process.HasExited)
                Process.Kill();
            Process.Dispose();
        }
    }
}
