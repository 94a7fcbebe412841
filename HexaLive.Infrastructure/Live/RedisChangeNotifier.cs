using System.Threading.Channels;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace HexaLive.Infrastructure.Live;

/// <summary>
/// If <c>Redis:ConnectionString</c> is set, publishes a Redis message after each save, so that the pollers of the other nodes read
/// immediately. The message contains only the id of the sender. Redis is optional: without Redis, each node polls every second.
/// </summary>
public sealed class RedisChangeNotifier : BackgroundService
{
    // The minimum time between two messages. The first save is announced immediately; saves within this time after it are announced
    // together.
    private static readonly TimeSpan MinInterval = TimeSpan.FromMilliseconds(5);

    private readonly ActivityFeed _feed;
    private readonly ActivityPoller _poller;
    private readonly ILogger<RedisChangeNotifier> _log;
    private readonly ConfigurationOptions? _options;
    private readonly RedisChannel _channel;
    private readonly RedisValue _nodeId = Guid.NewGuid().ToString("N");
    private readonly Channel<byte> _publishSignal = Channel.CreateBounded<byte>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true }
    );
    private volatile ConnectionMultiplexer? _redis;

    /// <summary>Reads the configuration. The connection is opened when the service starts.</summary>
    public RedisChangeNotifier(ActivityFeed feed, ActivityPoller poller, IConfiguration configuration, ILogger<RedisChangeNotifier> log)
    {
        (_feed, _poller, _log) = (feed, poller, log);
        _options = ReadOptions(configuration);
        _channel = RedisChannel.Literal($"{ReadChannelPrefix(configuration)}:saved");
    }

    /// <summary>Whether <c>Redis:ConnectionString</c> is set.</summary>
    public bool IsConfigured => _options is not null;

    /// <summary>Whether the process is currently connected to Redis.</summary>
    public bool IsConnected => _redis is { IsConnected: true };

    /// <summary>
    /// Returns the connection options, or null if Redis is not configured. With these options, start-up does not wait for Redis,
    /// and the client reconnects every second after a lost connection.
    /// </summary>
    public static ConfigurationOptions? ReadOptions(IConfiguration configuration)
    {
        if (configuration["Redis:ConnectionString"] is not { Length: > 0 } connection)
            return null;
        var options = ConfigurationOptions.Parse(connection);
        options.AbortOnConnectFail = false;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.ReconnectRetryPolicy = new LinearRetry(1000);
        options.ConnectTimeout = 2000;
        options.HeartbeatInterval = TimeSpan.FromSeconds(1);
        options.ClientName ??= "HexaLive";
        return options;
    }

    /// <summary>Returns the prefix of channel names, which lets several installations share one Redis server.</summary>
    public static string ReadChannelPrefix(IConfiguration configuration) =>
        configuration["Redis:Prefix"] is { Length: > 0 } prefix ? prefix : "hexalive";

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_options is null)
            return;
        // Return control to the host, because start-up must not wait for Redis.
        await Task.Yield();
        _feed.Saved += Publish;
        try
        {
            await ListenForChangesAsync(_options, stoppingToken);
            await foreach (var _ in _publishSignal.Reader.ReadAllAsync(stoppingToken))
            {
                try
                {
                    await _redis!.GetSubscriber().PublishAsync(_channel, _nodeId, CommandFlags.FireAndForget);
                }
                catch (Exception e) when (e is RedisException or TimeoutException)
                {
                    // Ignore the error, because the other nodes will find the change when they poll.
                }
                await Task.Delay(MinInterval, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Normal shutdown.
        }
        finally
        {
            _feed.Saved -= Publish;
            if (_redis is { } redis)
                await redis.DisposeAsync();
        }
    }

    private async Task ListenForChangesAsync(ConfigurationOptions options, CancellationToken stoppingToken)
    {
        var redis = await ConnectionMultiplexer.ConnectAsync(options);
        redis.ConnectionFailed += (_, e) =>
            _log.LogWarning("Redis is not reachable ({Failure}): other nodes' entries arrive within a second.", e.FailureType);
        redis.ConnectionRestored += (_, _) =>
        {
            _log.LogInformation("Redis is reachable again.");
            // Messages that were sent while the connection was lost did not arrive, so read now.
            _poller.Wake();
        };
        _redis = redis;
        if (!redis.IsConnected)
            _log.LogWarning("Redis does not answer: other nodes' entries arrive within a second.");
        while (true)
        {
            try
            {
                await redis
                    .GetSubscriber()
                    .SubscribeAsync(
                        _channel,
                        (_, sender) =>
                        {
                            if (sender != _nodeId)
                                _poller.Wake();
                        }
                    );
                return;
            }
            catch (Exception e) when (e is RedisException or TimeoutException)
            {
                await Task.Delay(ActivityPoller.Interval, stoppingToken);
            }
        }
    }

    private void Publish() => _publishSignal.Writer.TryWrite(0);
}
