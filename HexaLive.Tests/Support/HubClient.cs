using System.Collections.Concurrent;
using HexaLive.Infrastructure.Features.Activity;
using HexaLive.Web.Live;
using Microsoft.AspNetCore.Http.Connections.Client;
using Microsoft.AspNetCore.SignalR.Client;
using Stopwatch = System.Diagnostics.Stopwatch;

namespace HexaLive.Tests.Support;

/// <summary>Another program at the live hub, by the .NET client: keeps what it was told, and when.</summary>
public sealed class HubClient : IAsyncDisposable
{
    private readonly HubConnection _connection;
    private readonly SemaphoreSlim _told = new(0);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HubClient(HubConnection connection)
    {
        _connection = connection;
        _connection.On<LiveNote>(nameof(ILiveClient.Changed), note =>
        {
            Notes.Enqueue((note, Stopwatch.GetTimestamp()));
            _told.Release();
        });
        _connection.On(nameof(ILiveClient.Ended), () => { _ended.TrySetResult(); });
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

    /// <summary>The highest id it was told: where it goes on after a break.</summary>
    public long? Last => Notes.IsEmpty ? null : Notes.Max(n => n.Note.Id);

    public static async Task<HubClient> ConnectAsync(Uri node, string? key, Action<HttpConnectionOptions>? more = null)
    {
        var client = new HubClient(new HubConnectionBuilder().WithUrl(new Uri(node, LiveHub.Path), options =>
        {
            if (key is not null) options.AccessTokenProvider = () => Task.FromResult<string?>(key);
            more?.Invoke(options);
        }).Build());
        await client._connection.StartAsync();
        return client;
    }

    public Task<long> WatchAsync(LiveWatch what, long? since = null) => _connection.InvokeAsync<long>(nameof(LiveHub.Watch), what, since);

    /// <summary>Waits until something that fits has come.</summary>
    public async Task<(LiveNote Note, long At)> TellAsync(Func<LiveNote, bool> which, int seconds = 30)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        while (true)
        {
            foreach (var told in Notes)
                if (which(told.Note)) return told;
            await _told.WaitAsync(deadline.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        _told.Dispose();
    }
}
