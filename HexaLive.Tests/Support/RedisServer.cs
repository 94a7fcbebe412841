using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;
using Xunit;

namespace HexaLive.Tests.Support;

/// <summary>
/// A Redis server for one test, without persistence. If redis-server is not installed, the test is skipped, or fails if
/// HEXALIVE_REQUIRE_REDIS is 1.
/// </summary>
public sealed class RedisServer : IAsyncDisposable
{
    private readonly int _port;
    private Process? _process;

    private RedisServer(int port) => _port = port;

    /// <summary>The connection string for the setting <c>Redis:ConnectionString</c>.</summary>
    public string Connection => $"127.0.0.1:{_port}";

    /// <summary>Returns a port on which no process is listening.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public static async Task<RedisServer> StartAsync()
    {
        var redis = new RedisServer(FreePort());
        await redis.StartProcessAsync();
        return redis;
    }

    /// <summary>Starts the server. After <see cref="KillAsync"/>, the server starts on the same port again.</summary>
    public async Task StartProcessAsync()
    {
        var start = new ProcessStartInfo("redis-server", ["--port", $"{_port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            _process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.False(Environment.GetEnvironmentVariable("HEXALIVE_REQUIRE_REDIS") == "1", "redis-server is required here.");
            Assert.Skip("No Redis: redis-server is not there.");
        }
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
            if (line.Contains("Ready to accept connections", StringComparison.Ordinal))
                break;
        // Keep reading the output, because Redis stops when the pipe is full.
        _ = _process.StandardOutput.ReadToEndAsync();
        _process.BeginErrorReadLine();
    }

    /// <summary>Returns the number of connections that subscribe to a channel.</summary>
    public async Task<long> SubscriberCountAsync(string channel)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(Connection);
        return await connection.GetServers()[0].SubscriptionSubscriberCountAsync(RedisChannel.Literal(channel));
    }

    public async Task KillAsync()
    {
        if (_process is null)
            return;
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync() => await KillAsync();
}
