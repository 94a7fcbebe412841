using System.Collections.Concurrent;
using HexaLive.Infrastructure.Features.Live;
using HexaLive.Infrastructure.Features.Shared;
using HexaLive.Web.Live;
using Microsoft.AspNetCore.Http.Connections.Client;
using Microsoft.AspNetCore.SignalR.Client;
using Stopwatch = System.Diagnostics.Stopwatch;

namespace HexaLive.Tests.Support;

/// <summary>
/// A program that is connected to the live hub through the .NET client. It records each note with the time of arrival.
/// </summary>
public sealed class HubClient : IAsyncDisposable
{
    private readonly HubConnection _connection;
    private readonly SemaphoreSlim _received = new(0);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HubClient(HubConnection connection)
    {
        _connection = connection;
        _connection.On<LiveNote>(
            nameof(ILiveClient.Changed),
            note =>
            {
                Notes.Enqueue((note, Stopwatch.GetTimestamp()));
                _received.Release();
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

    public ConcurrentQueue<(LiveNote Note, long At)> Notes { get; } = new();
    public bool Ended => _ended.Task.IsCompleted;
    public Task EndedTask => _ended.Task;
    public TaskCompletionSource Closed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The highest id received. To resume after a disconnection, pass this id to the hub.</summary>
    public long? Last => Notes.IsEmpty ? null : Notes.Max(n => n.Note.Id);

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

    /// <summary>Waits for a note that matches and returns the note with its time of arrival.</summary>
    public async Task<(LiveNote Note, long At)> WaitForNoteAsync(Func<LiveNote, bool> which, int seconds = 30)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        while (true)
        {
            foreach (var received in Notes)
                if (which(received.Note))
                    return received;
            await _received.WaitAsync(deadline.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        _received.Dispose();
    }
}
