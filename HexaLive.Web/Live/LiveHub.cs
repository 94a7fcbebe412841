using HexaLive.Domain;
using HexaLive.Infrastructure.Features.Live;
using HexaLive.Infrastructure.Features.Shared;
using HexaLive.Web.Features.ApiKeys;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;

namespace HexaLive.Web.Live;

/// <summary>The messages that the live hub sends to its clients.</summary>
public interface ILiveClient
{
    /// <summary>
    /// Sends one activity that the client watches. Ids increase, although a lower id can occasionally arrive late. To resume after a break,
    /// pass the highest id received to <see cref="LiveHub.Watch"/>.
    /// </summary>
    Task Changed(LiveNote note);

    /// <summary>
    /// Tells the client that the key was revoked or the session ended. The connection then closes, and the client cannot reconnect.
    /// </summary>
    Task Ended();
}

/// <summary>The application's root service provider. A connection outlives the service scope of a single hub invocation.</summary>
public sealed record LiveHubServices(IServiceProvider Root);

/// <summary>The SignalR hub that gives other programs the live feed, under the scope of the person they act for.</summary>
public sealed class LiveHub(LiveHubServices services) : Hub<ILiveClient>
{
    /// <summary>The maximum size of an incoming message in bytes, well above the longest permitted watch list.</summary>
    public const int MaxMessageSize = 8 * 1024;

    private const string ConnectionItem = "live";

    /// <summary>Returns the name of the group that holds all connections using an API key.</summary>
    public static string KeyGroup(int keyId) => $"key-{keyId}";

    /// <inheritdoc />
    public override async Task OnConnectedAsync()
    {
        var principal = Context.User!;
        // RequestClose sends what is still queued, such as Ended, and then closes. Abort would drop it.
        var connection = ActivatorUtilities.CreateInstance<LiveConnection>(
            services.Root,
            principal,
            Context.ConnectionId,
            (Action)Context.Features.GetRequiredFeature<IConnectionLifetimeNotificationFeature>().RequestClose
        );
        Context.Items[ConnectionItem] = connection;
        connection.Start(Context.ConnectionAborted);
        if (ApiKeySignIn.GetKeyId(principal) is { } key)
            await Groups.AddToGroupAsync(Context.ConnectionId, KeyGroup(key));
    }

    /// <inheritdoc />
    public override async Task OnDisconnectedAsync(Exception? exception)
    {
        if (Context.Items[ConnectionItem] is LiveConnection connection)
            await connection.DisposeAsync();
    }

    /// <summary>
    /// Replaces what the client watches. If the client passes the last id that it received as <paramref name="since"/>, the hub first sends
    /// the activity after that id. Returns the newest activity id at the start.
    /// </summary>
    /// <exception cref="HubException">
    /// Something in the list is outside the person's scope ("not found"), or the list is too long. The previous watch stays in effect.
    /// </exception>
    public async Task<long> Watch(LiveWatch what, long? since = null)
    {
        try
        {
            return await ((LiveConnection)Context.Items[ConnectionItem]!).WatchAsync(what, since);
        }
        catch (RuleException e)
        {
            throw new HubException(e.Error == RuleError.NotFound ? "not found" : $"at most {LiveWatch.MaxIds} things", e);
        }
    }
}
