using System.Threading.Channels;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace HexaLive.Infrastructure.Live;

/// <summary>
/// With <c>Redis:ConnectionString</c>, a message after each save wakes the tails of the other nodes at once. It carries nothing but who rang, and nothing depends on it:
/// where Redis is away, each tail looks by itself a second later.
/// </summary>
public sealed class Doorbell : BackgroundService
{
    // Saves close together are one ring; the first of them rings at once.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly ActivityFeed _feed;
    private readonly ActivityTail _tail;
    private readonly ILogger<Doorbell> _log;
    private readonly ConfigurationOptions? _options;
    private readonly RedisChannel _channel;
    private readonly RedisValue _me = Guid.NewGuid().ToString("N");
    private readonly Channel<byte> _saved = Channel.CreateBounded<byte>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private volatile ConnectionMultiplexer? _redis;

    /// <summary>Reads the configuration; connects when started.</summary>
    public Doorbell(ActivityFeed feed, ActivityTail tail, IConfiguration configuration, ILogger<Doorbell> log)
    {
        (_feed, _tail, _log) = (feed, tail, log);
        _options = Options(configuration);
        _channel = RedisChannel.Literal($"{Prefix(configuration)}:saved");
    }

    /// <summary>Whether Redis is configured.</summary>
    public bool IsConfigured => _options is not null;

    /// <summary>Whether Redis answers at present.</summary>
    public bool IsConnected => _redis is { IsConnected: true };

    /// <summary>How Redis is spoken to: never waited for at the start, asked again each second while it is away; null where it is not configured.</summary>
    public static ConfigurationOptions? Options(IConfiguration configuration)
    {
        if (configuration["Redis:ConnectionString"] is not { Length: > 0 } connection) return null;
        var options = ConfigurationOptions.Parse(connection);
        options.AbortOnConnectFail = false;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.ReconnectRetryPolicy = new LinearRetry(1000);
        options.ConnectTimeout = 2000;
        options.HeartbeatInterval = TimeSpan.FromSeconds(1);
        options.ClientName ??= "HexaLive";
        return options;
    }

    /// <summary>What names of channels begin with: several installations can share one Redis.</summary>
    public static string Prefix(IConfiguration configuration) => configuration["Redis:Prefix"] is { Length: > 0 } prefix ? prefix : "hexalive";

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_options is null) return;
        // Nobody's start waits for Redis.
        await Task.Yield();
        _feed.Saved += Ring;
        try
        {
            await ListenAsync(_options, stoppingToken);
            await foreach (var _ in _saved.Reader.ReadAllAsync(stoppingToken))
            {
                try
                {
                    await _redis!.GetSubscriber().PublishAsync(_channel, _me, CommandFlags.FireAndForget);
                }
                catch (Exception e) when (e is RedisException or TimeoutException)
                {
                    // The others look by themselves.
                }
                await Task.Delay(Pause, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process ends.
        }
        finally
        {
            _feed.Saved -= Ring;
            if (_redis is { } redis) await redis.DisposeAsync();
        }
    }

    private async Task ListenAsync(ConfigurationOptions options, CancellationToken stoppingToken)
    {
        var redis = await ConnectionMultiplexer.ConnectAsync(options);
        redis.ConnectionFailed += (_, e) => _log.LogWarning("Redis is away ({Failure}): other nodes' entries arrive within a second.", e.FailureType);
        redis.ConnectionRestored += (_, _) =>
        {
            _log.LogInformation("Redis is back.");
            // What was rung meanwhile was not heard.
            _tail.Wake();
        };
        _redis = redis;
        if (!redis.IsConnected) _log.LogWarning("Redis does not answer: other nodes' entries arrive within a second.");
        while (true)
        {
            try
            {
                await redis.GetSubscriber().SubscribeAsync(_channel, (_, who) => { if (who != _me) _tail.Wake(); });
                return;
            }
            catch (Exception e) when (e is RedisException or TimeoutException)
            {
                await Task.Delay(ActivityTail.Every, stoppingToken);
            }
        }
    }

    private void Ring() => _saved.Writer.TryWrite(0);
}
