using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace HexaLive.Tests.Support;

/// <summary>A Redis of a test's own, which keeps nothing. Skips the test, with the reason, where there is none; where HEXALIVE_REQUIRE_REDIS is 1 that is a failure.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private readonly int _port;
    private Process? _process;

    private RedisServer(int port) => _port = port;

    /// <summary>What <c>Redis:ConnectionString</c> says.</summary>
    public string Connection => $"127.0.0.1:{_port}";

    /// <summary>A port that nothing listens on at present.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public static async Task<RedisServer> StartAsync()
    {
        var redis = new RedisServer(FreePort());
        await redis.BeginAsync();
        return redis;
    }

    /// <summary>Starts it, on the same port after <see cref="KillAsync"/>.</summary>
    public async Task BeginAsync()
    {
        var start = new ProcessStartInfo("redis-server", ["--port", $"{_port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]) { RedirectStandardOutput = true, RedirectStandardError = true };
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
            if (line.Contains("Ready to accept connections", StringComparison.Ordinal)) break;
        // What it says later is taken from it, lest it waits.
        _ = _process.StandardOutput.ReadToEndAsync();
        _process.BeginErrorReadLine();
    }

    public async Task KillAsync()
    {
        if (_process is null) return;
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync() => await KillAsync();
}
