using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.StackExchangeRedis;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace HexaLive.Web.Live;

/// <summary>
/// The Redis backplane of the live hub. The backplane carries group messages to the connections of every node, so that a client learns at
/// once that its API key was revoked. Activity does not go through the backplane, because each node reads the database. Redis errors are
/// therefore ignored and disconnect nobody. Blazor circuits never use the backplane.
/// </summary>
internal sealed class LiveBackplane(
    ILogger<RedisHubLifetimeManager<LiveHub>> log,
    IOptions<RedisOptions> options,
    IHubProtocolResolver protocols,
    IOptions<HubOptions> hubs,
    IOptions<HubOptions<LiveHub>> hub
) : RedisHubLifetimeManager<LiveHub>(log, options, protocols, hubs, hub)
{
    public override Task OnConnectedAsync(HubConnectionContext connection) => IgnoreRedisErrorsAsync(base.OnConnectedAsync(connection));

    public override Task OnDisconnectedAsync(HubConnectionContext connection) =>
        IgnoreRedisErrorsAsync(base.OnDisconnectedAsync(connection));

    public override Task AddToGroupAsync(string connectionId, string groupName, CancellationToken cancellationToken = default) =>
        IgnoreRedisErrorsAsync(base.AddToGroupAsync(connectionId, groupName, cancellationToken));

    public override Task SendGroupAsync(
        string groupName,
        string methodName,
        object?[] args,
        CancellationToken cancellationToken = default
    ) => IgnoreRedisErrorsAsync(base.SendGroupAsync(groupName, methodName, args, cancellationToken));

    private static async Task IgnoreRedisErrorsAsync(Task operation)
    {
        try
        {
            await operation;
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            // The connection is already registered locally. A lost message does no harm, because each node also checks the keys by itself.
        }
    }
}
