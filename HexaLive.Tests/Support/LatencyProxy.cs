using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace HexaLive.Tests.Support;

/// <summary>A TCP proxy on loopback that delays all data in both directions, to simulate a distant server.</summary>
public sealed class LatencyProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closed = new();
    private readonly TimeSpan _delay;
    private readonly int _serverPort;
    private readonly Task _accepting;

    /// <summary>
    /// Starts a proxy for <paramref name="server"/>. Because each direction is delayed, a round trip takes twice the
    /// <paramref name="delay"/>.
    /// </summary>
    public LatencyProxy(Uri server, TimeSpan delay)
    {
        (_serverPort, _delay) = (server.Port, delay);
        _listener.Start();
        Address = new UriBuilder(server) { Port = ((IPEndPoint)_listener.LocalEndpoint).Port }.Uri;
        _accepting = AcceptAsync();
    }

    /// <summary>The address of the proxy. Clients use this address instead of the address of the server.</summary>
    public Uri Address { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _closed.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true)
                connections.Add(ConnectAsync(await _listener.AcceptTcpClientAsync(_closed.Token)));
        }
        catch (Exception e) when (IsClosed(e))
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ConnectAsync(TcpClient browser)
    {
        using var near = browser;
        using var far = new TcpClient();
        try
        {
            await far.ConnectAsync(IPAddress.Loopback, _serverPort, _closed.Token);
            near.NoDelay = far.NoDelay = true;
            await Task.WhenAll(CopyAsync(near, far), CopyAsync(far, near));
        }
        catch (Exception e) when (IsClosed(e))
        { /* one end hung up */
        }
    }

    // Copies data with a delay. Reading continues while earlier bytes wait, so the delay does not limit the throughput.
    private async Task CopyAsync(TcpClient from, TcpClient to)
    {
        var waiting = Channel.CreateUnbounded<(long ReadAt, byte[] Bytes)>();
        var sending = SendAsync(waiting.Reader, to);
        try
        {
            var buffer = new byte[64 * 1024];
            while (await from.GetStream().ReadAsync(buffer, _closed.Token) is > 0 and var read)
                await waiting.Writer.WriteAsync((TimeProvider.System.GetTimestamp(), buffer[..read]));
        }
        finally
        {
            waiting.Writer.Complete();
            await sending;
        }
    }

    private async Task SendAsync(ChannelReader<(long ReadAt, byte[] Bytes)> waiting, TcpClient to)
    {
        await foreach (var (readAt, bytes) in waiting.ReadAllAsync(_closed.Token))
        {
            var rest = _delay - TimeProvider.System.GetElapsedTime(readAt);
            if (rest > TimeSpan.Zero)
                await Task.Delay(rest, _closed.Token);
            await to.GetStream().WriteAsync(bytes, _closed.Token);
        }
        to.Client.Shutdown(SocketShutdown.Send);
    }

    private static bool IsClosed(Exception e) =>
        e is OperationCanceledException or IOException or SocketException or ObjectDisposedException or InvalidOperationException;
}
