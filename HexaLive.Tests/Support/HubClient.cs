using System.Collections.Concurrent;
using HexaLive.Infrastructure.Features.Live;
using HexaLive.Infrastructure.Features.Shared;
using HexaLive.Web.Live;
using Microsoft.AspNetCore.Http.Connections.Client;
using Microsoft.AspNetCore.SignalR.Client;

namespace HexaLive.Tests.Support;

/// <summary>
/// A program connected to the live hub through the .NET client. Records the notes that it receives.
/// </summary>
public sealed class HubClient : IAsyncDisposable
{
    private readonly HubConnection _connection;
    private TaskCompletionSource _received = NewSignal();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HubClient(HubConnection connection)
    {
        _connection = connection;
        _connection.On<LiveNote>(
            nameof(ILiveClient.Changed),
            note =>
            {
                Notes.Enqueue(note);
                Interlocked.Exchange(ref _received, NewSignal()).SetResult();
            }
        );
        _connection.On(
            nameof(ILiveClient.Ended),
            () =>
            {
                _ended.TrySetResult();
            }
        );
        _connection.Closed += _ =>
        {
            Closed.TrySetResult();
            return Task.CompletedTask;
        };
    }

    public ConcurrentQueue<LiveNote> Notes { get; } = new();
    public bool Ended => _ended.Task.IsCompleted;
    public Task EndedTask => _ended.Task;
    public TaskCompletionSource Closed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The highest id received: where to resume after a disconnection.</summary>
    public long? Last => Notes.IsEmpty ? null : Notes.Max(n => n.Id);

    public static async Task<HubClient> ConnectAsync(Uri node, string? key, Action<HttpConnectionOptions>? more = null)
    {
        var client = new HubClient(
            new HubConnectionBuilder()
                .WithUrl(
                    new Uri(node, HexaLive.Web.Components.AppUrls.LiveHub),
                    options =>
                    {
                        if (key is not null)
                            options.AccessTokenProvider = () => Task.FromResult<string?>(key);
                        more?.Invoke(options);
                    }
                )
                .Build()
        );
        await client._connection.StartAsync();
        return client;
    }

    public Task<long> WatchAsync(LiveWatch what, long? since = null) => _connection.InvokeAsync<long>(nameof(LiveHub.Watch), what, since);

    /// <summary>Waits until a matching note has arrived and returns it.</summary>
    public async Task<LiveNote> WaitForNoteAsync(Func<LiveNote, bool> which, int seconds = 60)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        while (true)
        {
            // Take the signal first: a note that arrives during the search sets it.
            var next = Volatile.Read(ref _received).Task;
            if (Notes.FirstOrDefault(which) is { } note)
                return note;
            await next.WaitAsync(deadline.Token);
        }
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
