using System.Collections.Concurrent;
using HexaLive.Infrastructure.Features.Live;
using HexaLive.Infrastructure.Features.Shared;
using HexaLive.Web.Live;
using Microsoft.AspNetCore.Http.Connections.Client;
using Microsoft.AspNetCore.SignalR.Client;

namespace HexaLive.Tests.Support;

/// <summary>
/// A program that is connected to the live hub through the .NET client. It records the notes that it receives.
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
    public bool HasEnded => _ended.Task.IsCompleted;
    public Task WhenEnded => _ended.Task;
    public TaskCompletionSource Closed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The highest id received. To resume after a disconnection, pass this id to the hub.</summary>
    public long? LastId => Notes.IsEmpty ? null : Notes.Max(n => n.Id);

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

    /// <summary>Waits for a note that matches and returns the note.</summary>
    public async Task<LiveNote> WaitForNoteAsync(Func<LiveNote, bool> which, int seconds = 60)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        while (true)
        {
            // Take the task before the search, so that a note that arrives during the search completes this task.
            var next = Volatile.Read(ref _received).Task;
            if (Notes.FirstOrDefault(which) is { } note)
                return note;
            await next.WaitAsync(deadline.Token);
        }
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
