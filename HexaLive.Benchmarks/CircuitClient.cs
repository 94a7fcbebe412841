using System.Buffers;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;

namespace HexaLive.Benchmarks;

/// <summary>Somebody who is signed in by the form, as a browser would be; several screens share the cookies.</summary>
internal sealed partial class SignedIn : IDisposable
{
    private SignedIn(Uri address) => Http = new HttpClient(new SocketsHttpHandler { CookieContainer = Cookies }) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };

    public CookieContainer Cookies { get; } = new();
    public HttpClient Http { get; }

    public static async Task<SignedIn> SignInAsync(Uri address, string email, string password, CancellationToken cancellationToken)
    {
        var person = new SignedIn(address);
        var page = await person.Http.GetStringAsync("account/login", cancellationToken);
        var form = Form().Matches(page).Select(m => m.Value).First(f => f.Contains("Form.Password", StringComparison.Ordinal));
        var fields = Hidden().Matches(form).ToDictionary(m => WebUtility.HtmlDecode(m.Groups[1].Value), m => WebUtility.HtmlDecode(m.Groups[2].Value));
        (fields["Form.Email"], fields["Form.Password"]) = (email, password);
        using var content = new FormUrlEncodedContent(fields);
        using var answer = await person.Http.PostAsync("account/login?returnUrl=%2Faccount%2Fprofile", content, cancellationToken);
        if (!answer.IsSuccessStatusCode || answer.RequestMessage!.RequestUri!.AbsolutePath == "/account/login") throw new InvalidOperationException($"{email} could not sign in.");
        return person;
    }

    public void Dispose() => Http.Dispose();

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")]
    private static partial Regex Hidden();
}

/// <summary>
/// One live screen without a browser: a real page, a real connection and a real circuit. It acknowledges each batch that is drawn and answers each
/// call of JavaScript, but draws nothing; it notes when a batch first carries a mark.
/// </summary>
internal sealed partial class CircuitClient : IAsyncDisposable
{
    /// <summary>Begins a mark in a comment; its number follows, and a point.</summary>
    public const string Mark = "marca-";

    private static readonly byte[] MarkBytes = Encoding.UTF8.GetBytes(Mark);
    private readonly HubConnection _connection;
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<int, long> _arrivals = [];

    private CircuitClient(SignedIn person, Uri address)
    {
        var builder = new HubConnectionBuilder().WithUrl(new Uri(address, "_blazor"), options => options.Cookies = person.Cookies);
        builder.Services.AddSingleton<IHubProtocol, BlazorPack>();
        _connection = builder.Build();
        _connection.On<int, byte[]>("JS.RenderBatch", DrawnAsync);
        _connection.On<long, string, string, int, long, int>("JS.BeginInvokeJS", CalledAsync);
        _connection.On<int, string>("JS.AttachComponent", (_, _) => { });
        _connection.On<int>("JS.EndUpdateRootComponents", _ => _open.TrySetResult());
        _connection.On<string, bool, string>("JS.EndInvokeDotNet", (_, _, _) => { });
        _connection.On<string>("JS.Error", error => Fail(error));
        _connection.Closed += e =>
        {
            Fail(e?.Message ?? "The connection was closed.");
            return Task.CompletedTask;
        };
    }

    /// <summary>When each mark arrived first, by <see cref="Stopwatch"/>, whose clock all processes of a machine share.</summary>
    public IReadOnlyDictionary<int, long> Arrivals => _arrivals;

    public string? Problem { get; private set; }
    public int Batches { get; private set; }
    public long Bytes { get; private set; }
    public long LastDrawn { get; private set; }

    /// <summary>Opens a page: the markers that stand in it are the components that its circuit shall draw.</summary>
    public static async Task<CircuitClient> OpenAsync(SignedIn person, string path, CancellationToken cancellationToken)
    {
        var address = person.Http.BaseAddress!;
        var client = new CircuitClient(person, address);
        var page = await person.Http.GetStringAsync(path, cancellationToken);
        var markers = Marker().Matches(page).Select(m => m.Groups[1].Value).ToList();
        if (markers.Count == 0) throw new InvalidOperationException($"{path} has nothing that lives.");
        var state = State().Match(page) is { Success: true } found ? found.Groups[1].Value : "";
        await client._connection.StartAsync(cancellationToken);
        var circuit = await client._connection.InvokeAsync<string?>("StartCircuit", address.ToString(), new Uri(address, path).ToString(), "[]", state, cancellationToken);
        if (circuit is null) throw new InvalidOperationException($"{path}: {client.Problem ?? "no circuit"}");
        var operations = string.Join(',', markers.Select((m, i) => $$"""{"type":"add","ssrComponentId":{{i + 1}},"marker":{{m}}}"""));
        await client._connection.SendAsync("UpdateRootComponents", $$"""{"batchId":1,"operations":[{{operations}}]}""", state, cancellationToken);
        await client._open.Task.WaitAsync(TimeSpan.FromSeconds(60), cancellationToken);
        return client;
    }

    public async ValueTask DisposeAsync() => await _connection.DisposeAsync();

    private async Task DrawnAsync(int batch, byte[] data)
    {
        var now = Stopwatch.GetTimestamp();
        (Batches, Bytes, LastDrawn) = (Batches + 1, Bytes + data.Length, now);
        var rest = data.AsMemory();
        while (rest.Span.IndexOf(MarkBytes) is >= 0 and var at)
        {
            rest = rest[(at + MarkBytes.Length)..];
            if (rest.Span.IndexOf((byte)'.') is > 0 and var end && int.TryParse(rest.Span[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var number)) _arrivals.TryAdd(number, now);
        }
        await _connection.SendAsync("OnRenderCompleted", (long)batch, null);
    }

    private async Task CalledAsync(long handle, string what, string arguments, int result, long target, int kind)
    {
        if (handle == 0) return;
        // Nothing is stored and nothing measured here: no draft, no size. Of the kinds of answer, 1 is a reference to something in the page.
        var answer = result == 1 ? """{"__jsObjectId":1}""" : "null";
        await _connection.SendAsync("EndInvokeJSFromDotNet", handle, true, string.Create(CultureInfo.InvariantCulture, $"[{handle},true,{answer}]"));
    }

    private void Fail(string problem)
    {
        Problem ??= problem;
        _open.TrySetException(new InvalidOperationException(problem));
    }

    [GeneratedRegex("<!--Blazor:(\\{\"type\":\"server\".*?\\})-->")]
    private static partial Regex Marker();

    [GeneratedRegex("<!--Blazor-Server-Component-State:(.*?)-->")]
    private static partial Regex State();
}

/// <summary>What circuits speak: SignalR's MessagePack under a name of its own.</summary>
internal sealed class BlazorPack : IHubProtocol
{
    private readonly MessagePackHubProtocol _inner = new();

    public string Name => "blazorpack";
    public int Version => _inner.Version;
    public TransferFormat TransferFormat => _inner.TransferFormat;
    public bool IsVersionSupported(int version) => _inner.IsVersionSupported(version);
    public bool TryParseMessage(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message) => _inner.TryParseMessage(ref input, binder, out message);
    public void WriteMessage(HubMessage message, IBufferWriter<byte> output) => _inner.WriteMessage(message, output);
    public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message) => _inner.GetMessageBytes(message);
}
