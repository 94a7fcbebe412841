using HexaLive.Infrastructure.Live;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.StackExchangeRedis;
using StackExchange.Redis;

namespace HexaLive.Web.Live;

internal static class LiveHubSetup
{
    /// <summary>Registers the hub and, if <c>Redis:ConnectionString</c> is set, its Redis backplane.</summary>
    public static IServiceCollection AddHexaLiveHub(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(sp => new LiveHubServices(sp));
        services
            .AddSignalR()
            .AddHubOptions<LiveHub>(hub =>
                (hub.MaximumReceiveMessageSize, hub.MaximumParallelInvocationsPerClient) = (LiveHub.MaxMessageSize, 1)
            );
        if (RedisChangeNotifier.ReadOptions(configuration) is not { } redis)
            return services;
        services.Configure<RedisOptions>(options =>
        {
            options.Configuration = redis;
            options.Configuration.ChannelPrefix = RedisChannel.Literal(RedisChangeNotifier.ReadChannelPrefix(configuration));
        });
        // Registered for this hub only. AddStackExchangeRedis would also cover the Blazor hub, and would make circuits depend on Redis.
        services.AddSingleton<HubLifetimeManager<LiveHub>, LiveBackplane>();
        return services;
    }
}
