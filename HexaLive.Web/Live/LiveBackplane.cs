using HexaLive.Infrastructure.Live;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.StackExchangeRedis;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace HexaLive.Web.Live;

/// <summary>
/// With Redis, what is sent to a group reaches the connections of every node: programs whose key was revoked are told at once wherever they are. What happened in the company needs no backplane, for each
/// node reads it from the database; so a Redis that is away refuses nobody. The circuits of screens never go through it.
/// </summary>
internal sealed class LiveBackplane(ILogger<RedisHubLifetimeManager<LiveHub>> log, IOptions<RedisOptions> options, IHubProtocolResolver protocols, IOptions<HubOptions> hubs, IOptions<HubOptions<LiveHub>> hub)
    : RedisHubLifetimeManager<LiveHub>(log, options, protocols, hubs, hub)
{
    public override Task OnConnectedAsync(HubConnectionContext connection) => UnlessAwayAsync(base.OnConnectedAsync(connection));

    public override Task OnDisconnectedAsync(HubConnectionContext connection) => UnlessAwayAsync(base.OnDisconnectedAsync(connection));

    public override Task AddToGroupAsync(string connectionId, string groupName, CancellationToken cancellationToken = default) => UnlessAwayAsync(base.AddToGroupAsync(connectionId, groupName, cancellationToken));

    public override Task SendGroupAsync(string groupName, string methodName, object?[] args, CancellationToken cancellationToken = default) =>
        UnlessAwayAsync(base.SendGroupAsync(groupName, methodName, args, cancellationToken));

    private static async Task UnlessAwayAsync(Task work)
    {
        try
        {
            await work;
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            // Known locally; each node looks by itself whether a key still opens.
        }
    }
}

/// <summary>Composes the live hub.</summary>
internal static class LiveHubSetup
{
    /// <summary>Registers the hub and, with <c>Redis:ConnectionString</c>, its backplane.</summary>
    public static IServiceCollection AddHexaLiveHub(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(sp => new LiveHubRoot(sp));
        services.AddSignalR().AddHubOptions<LiveHub>(hub => (hub.MaximumReceiveMessageSize, hub.MaximumParallelInvocationsPerClient) = (LiveHub.LongestMessage, 1));
        if (Doorbell.Options(configuration) is not { } redis) return services;
        services.Configure<RedisOptions>(options =>
        {
            options.Configuration = redis;
            options.Configuration.ChannelPrefix = RedisChannel.Literal(Doorbell.Prefix(configuration));
        });
        // For this hub alone: the circuits of screens would stop with Redis.
        services.AddSingleton<HubLifetimeManager<LiveHub>, LiveBackplane>();
        return services;
    }
}
