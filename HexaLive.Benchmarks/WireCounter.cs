using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;

namespace HexaLive.Benchmarks;

/// <summary>
/// Opens a WebSocket that asks for compression, as browsers do, and counts the compressed bytes that a network would carry, without TCP and
/// IP headers.
/// </summary>
internal sealed class WireCounter : IDisposable
{
    private readonly HttpMessageInvoker _invoker;
    private long _received;
    private long _sent;

    /// <summary>The WebSocket sends these cookies.</summary>
    public WireCounter(CookieContainer cookies) =>
        _invoker = new HttpMessageInvoker(
            new SocketsHttpHandler
            {
                ConnectCallback = ConnectAsync,
                UseProxy = false,
                CookieContainer = cookies,
            }
        );

    /// <summary>Bytes from the server.</summary>
    public long Received => Volatile.Read(ref _received);

    /// <summary>Bytes to the server.</summary>
    public long Sent => Volatile.Read(ref _sent);

    /// <summary>Opens the WebSocket at an address, which may begin with <c>http</c>.</summary>
    public async ValueTask<WebSocket> ConnectAsync(Uri address, CancellationToken cancellationToken)
    {
        var socket = new ClientWebSocket();
        try
        {
            socket.Options.DangerousDeflateOptions = new WebSocketDeflateOptions();
            var scheme = address.Scheme is "https" or "wss" ? "wss" : "ws";
            await socket.ConnectAsync(new UriBuilder(address) { Scheme = scheme }.Uri, _invoker, cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public void Dispose() => _invoker.Dispose();

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new Counted(this, socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class Counted(WireCounter counter, Socket socket) : NetworkStream(socket, ownsSocket: true)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await base.ReadAsync(buffer, cancellationToken);
            Interlocked.Add(ref counter._received, read);
            return read;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Interlocked.Add(ref counter._sent, buffer.Length);
            return base.WriteAsync(buffer, cancellationToken);
        }
    }
}
