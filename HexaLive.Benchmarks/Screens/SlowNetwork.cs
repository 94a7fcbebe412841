using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace HexaLive.Benchmarks.Screens;

/// <summary>
/// The simulated connection between a browser and the server: a TCP proxy on loopback that delays data, limits its rate and counts it. All
/// connections share the rate. The slow start of TCP and the cost of TLS are not simulated.
/// </summary>
internal sealed class SlowNetwork : IAsyncDisposable
{
    private const int ChunkBytes = 4096;
    private static readonly TimeSpan ReadAhead = TimeSpan.FromMilliseconds(50);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closed = new();
    private readonly Uri _server;
    private readonly TimeSpan _roundTrip;
    private readonly TimeSpan _connecting;
    private readonly Lane _down;
    private readonly Lane _up;
    private readonly Task _accepting;

    /// <summary>Opens a connection to <paramref name="server"/>.</summary>
    public SlowNetwork(Uri server, Line line)
    {
        (_server, _roundTrip) = (server, TimeSpan.FromMilliseconds(line.RoundTrip));
        _connecting = line.DelaysConnecting ? _roundTrip : TimeSpan.Zero;
        (_down, _up) = (new Lane(line.Down), new Lane(line.Up));
        _listener.Start();
        Address = new UriBuilder(server) { Port = ((IPEndPoint)_listener.LocalEndpoint).Port }.Uri;
        _accepting = AcceptAsync();
    }

    /// <summary>The address that the browser opens instead of the server's.</summary>
    public Uri Address { get; }

    /// <summary>Bytes from the server to the browser, of all connections: bodies, headers and WebSocket frames as sent.</summary>
    public long BytesDown => _down.Bytes;

    /// <summary>Bytes from the browser to the server, of all connections.</summary>
    public long BytesUp => _up.Bytes;

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
            var openAt = TimeProvider.System.GetTimestamp() + Ticks(_connecting);
            await far.ConnectAsync(IPAddress.Loopback, _server.Port, _closed.Token);
            near.NoDelay = far.NoDelay = true;
            await Task.WhenAll(CopyAsync(near, far, _up, openAt), CopyAsync(far, near, _down, 0));
        }
        catch (Exception e) when (IsClosed(e))
        { /* one end hung up */
        }
    }

    // The lane schedules each chunk. A connection reads data only slightly before the data is scheduled, so that all connections share the
    // rate.
    private async Task CopyAsync(TcpClient from, TcpClient to, Lane lane, long notBefore)
    {
        var waiting = Channel.CreateUnbounded<(long At, byte[] Bytes)>();
        var sending = SendAsync(waiting.Reader, to);
        try
        {
            var buffer = new byte[ChunkBytes];
            while (await from.GetStream().ReadAsync(buffer, _closed.Token) is > 0 and var read)
            {
                var sentAt = lane.Reserve(read, notBefore);
                await waiting.Writer.WriteAsync((sentAt + Ticks(_roundTrip / 2), buffer[..read]), _closed.Token);
                await WaitUntilAsync(sentAt - Ticks(ReadAhead));
            }
        }
        finally
        {
            waiting.Writer.Complete();
            await sending;
        }
    }

    private async Task SendAsync(ChannelReader<(long At, byte[] Bytes)> waiting, TcpClient to)
    {
        await foreach (var (at, bytes) in waiting.ReadAllAsync(_closed.Token))
        {
            await WaitUntilAsync(at);
            await to.GetStream().WriteAsync(bytes, _closed.Token);
        }
        to.Client.Shutdown(SocketShutdown.Send);
    }

    private async Task WaitUntilAsync(long timestamp)
    {
        if (TimeProvider.System.GetElapsedTime(TimeProvider.System.GetTimestamp(), timestamp) is { Ticks: > 0 } rest)
            await Task.Delay(rest, _closed.Token);
    }

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * TimeProvider.System.TimestampFrequency);

    private static bool IsClosed(Exception e) =>
        e is OperationCanceledException or IOException or SocketException or ObjectDisposedException or InvalidOperationException;

    // One direction of the simulated connection.
    private sealed class Lane(double megabits)
    {
        private readonly Lock _lock = new();
        private long _freeAt;

        public long Bytes { get; private set; }

        // Returns the timestamp at which the last of these bytes has been sent.
        public long Reserve(int bytes, long notBefore)
        {
            lock (_lock)
            {
                Bytes += bytes;
                var start = Math.Max(Math.Max(_freeAt, notBefore), TimeProvider.System.GetTimestamp());
                var seconds = megabits > 0 ? bytes * 8 / (megabits * 1e6) : 0;
                return _freeAt = start + (long)(seconds * TimeProvider.System.TimestampFrequency);
            }
        }
    }
}
