using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;

namespace HexaLive.Benchmarks;

/// <summary>
/// A live screen without a browser, with a real page, connection and circuit. The client acknowledges each render batch and answers each
/// JavaScript call, but renders nothing. The client records when a batch first contains a mark.
/// </summary>
internal sealed partial class CircuitClient : IAsyncDisposable
{
    /// <summary>The prefix of a mark. A mark is this prefix, a number and a full stop, in the comment of an entry.</summary>
    public const string Mark = "marca-";

    private static readonly byte[] MarkBytes = Encoding.UTF8.GetBytes(Mark);
    private readonly HubConnection _connection;
    private readonly SignedInUser _user;
    private readonly WireCounter _wire;
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<int, long> _arrivals = [];
    private string? _circuit;
    private TaskCompletionSource? _mayMove;
    private bool _asksBeforeMoving;
    private long _lastActivityAt = Stopwatch.GetTimestamp();

    private CircuitClient(SignedInUser user, Uri address)
    {
        (_user, _wire) = (user, new WireCounter(user.Cookies));
        var builder = new HubConnectionBuilder().WithUrl(
            new Uri(address, "_blazor"),
            options =>
            {
                options.Cookies = user.Cookies;
                options.Transports = HttpTransportType.WebSockets;
                options.WebSocketFactory = (context, stop) => _wire.ConnectAsync(context.Uri, stop);
            }
        );
        builder.Services.AddSingleton<IHubProtocol, BlazorPackProtocol>();
        _connection = builder.Build();
        _connection.On<int, byte[]>("JS.RenderBatch", OnRenderBatchAsync);
        _connection.On<long, string, string, int, long, int>("JS.BeginInvokeJS", OnJsCallAsync);
        _connection.On<int, string>("JS.AttachComponent", (_, _) => { });
        _connection.On<int>("JS.EndUpdateRootComponents", _ => _opened.TrySetResult());
        _connection.On<string, bool, string>("JS.EndInvokeDotNet", (_, _, _) => { });
        _connection.On<int, bool>("JS.EndLocationChanging", (_, _) => _mayMove?.TrySetResult());
        _connection.On<string>("JS.Error", error => Fail(error));
        _connection.Closed += e =>
        {
            Fail(e?.Message ?? "The connection was closed.");
            return Task.CompletedTask;
        };
    }

    /// <summary>
    /// When each mark first arrived, as a <see cref="Stopwatch"/> timestamp. All processes on a machine share this clock.
    /// </summary>
    public IReadOnlyDictionary<int, long> Arrivals => _arrivals;

    public string? Error { get; private set; }
    public int Batches { get; private set; }
    public long Bytes { get; private set; }
    public long LastBatchAt { get; private set; }

    /// <summary>
    /// Bytes that the server sent on the WebSocket, counted on the wire: compressed, with frame headers and the handshake.
    /// </summary>
    public long WireBytes => _wire.Received;

    /// <summary>Bytes of the page's own HTML document, without compression.</summary>
    public int PageBytes { get; private set; }

    /// <summary>Opens a page. The component markers in its HTML are the root components that the circuit renders.</summary>
    public static async Task<CircuitClient> OpenAsync(SignedInUser user, string path, CancellationToken cancellationToken)
    {
        var address = user.Http.BaseAddress!;
        var client = new CircuitClient(user, address);
        var page = await user.Http.GetStringAsync(path, cancellationToken);
        client.PageBytes = Encoding.UTF8.GetByteCount(page);
        var markers = MarkerPattern().Matches(page).Select(m => m.Groups[1].Value).ToList();
        if (markers.Count == 0)
            throw new InvalidOperationException($"{path} has no interactive component.");
        var state = StatePattern().Match(page) is { Success: true } found ? found.Groups[1].Value : "";
        await client._connection.StartAsync(cancellationToken);
        var circuit = await client._connection.InvokeAsync<string?>(
            "StartCircuit",
            address.ToString(),
            new Uri(address, path).ToString(),
            "[]",
            state,
            cancellationToken
        );
        if (circuit is null)
            throw new InvalidOperationException($"{path}: {client.Error ?? "no circuit"}");
        client._circuit = circuit;
        var operations = string.Join(',', markers.Select((m, i) => $$"""{"type":"add","ssrComponentId":{{i + 1}},"marker":{{m}}}"""));
        await client._connection.SendAsync(
            "UpdateRootComponents",
            $$"""{"batchId":1,"operations":[{{operations}}]}""",
            state,
            cancellationToken
        );
        await client._opened.Task.WaitAsync(TimeSpan.FromSeconds(60), cancellationToken);
        return client;
    }

    /// <summary>
    /// Moves to another page of the application within the open circuit, as a browser does when a person follows a link. Waits until the
    /// server has the new address, not until it has drawn the page.
    /// </summary>
    public async Task MoveAsync(string path, CancellationToken cancellationToken)
    {
        var address = new Uri(_user.Http.BaseAddress!, path).ToString();
        _lastActivityAt = Stopwatch.GetTimestamp();
        if (_asksBeforeMoving)
        {
            _mayMove = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await _connection.SendAsync("OnLocationChanging", 1, address, null, true, cancellationToken);
            await _mayMove.Task.WaitAsync(TimeSpan.FromSeconds(30), cancellationToken);
        }
        await _connection.InvokeAsync("OnLocationChanged", address, null, true, cancellationToken);
    }

    /// <summary>
    /// Waits until the server has neither drawn nor called JavaScript for <paramref name="quiet"/>.
    /// </summary>
    /// <exception cref="TimeoutException">The screen is still busy after 30 seconds.</exception>
    public async Task WaitUntilIdleAsync(TimeSpan quiet, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        while (quiet - Stopwatch.GetElapsedTime(Volatile.Read(ref _lastActivityAt)) is { Ticks: > 0 } rest)
        {
            if (Stopwatch.GetElapsedTime(began) > TimeSpan.FromSeconds(30))
                throw new TimeoutException("The screen is not idle after 30 seconds.");
            await Task.Delay(rest, cancellationToken);
        }
    }

    /// <summary>Closes the page as a browser does, that is, tells the server, which disposes the circuit at once.</summary>
    public async Task LeaveAsync(CancellationToken cancellationToken)
    {
        using var form = new FormUrlEncodedContent([new("circuitId", _circuit)]);
        using var answer = await _user.Http.PostAsync("_blazor/disconnect", form, cancellationToken);
        await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        _wire.Dispose();
    }

    private async Task OnRenderBatchAsync(int batch, byte[] data)
    {
        var now = Stopwatch.GetTimestamp();
        (Batches, Bytes, LastBatchAt) = (Batches + 1, Bytes + data.Length, now);
        Volatile.Write(ref _lastActivityAt, now);
        var rest = data.AsMemory();
        while (rest.Span.IndexOf(MarkBytes) is >= 0 and var at)
        {
            rest = rest[(at + MarkBytes.Length)..];
            if (
                rest.Span.IndexOf((byte)'.') is > 0 and var end
                && int.TryParse(rest.Span[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            )
                _arrivals.TryAdd(number, now);
        }
        await _connection.SendAsync("OnRenderCompleted", (long)batch, null);
    }

    private async Task OnJsCallAsync(long handle, string identifier, string arguments, int result, long target, int kind)
    {
        Volatile.Write(ref _lastActivityAt, Stopwatch.GetTimestamp());
        if (identifier.EndsWith("setHasLocationChangingListeners", StringComparison.Ordinal))
            _asksBeforeMoving = arguments.EndsWith("true]", StringComparison.Ordinal);
        if (handle == 0)
            return;
        // This client has no browser storage and no layout, so calls that read drafts or sizes get null. Result type 1
        // (JSCallResultType) expects an object reference.
        var answer = result == 1 ? """{"__jsObjectId":1}""" : "null";
        await _connection.SendAsync(
            "EndInvokeJSFromDotNet",
            handle,
            true,
            string.Create(CultureInfo.InvariantCulture, $"[{handle},true,{answer}]")
        );
    }

    private void Fail(string error)
    {
        Error ??= error;
        _opened.TrySetException(new InvalidOperationException(error));
    }

    [GeneratedRegex("<!--Blazor:(\\{\"type\":\"server\".*?\\})-->")]
    private static partial Regex MarkerPattern();

    [GeneratedRegex("<!--Blazor-Server-Component-State:(.*?)-->")]
    private static partial Regex StatePattern();
}
