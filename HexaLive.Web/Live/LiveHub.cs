using HexaLive.Domain;
using HexaLive.Infrastructure.Features.Activity;
using HexaLive.Web.Account;
using Microsoft.AspNetCore.SignalR;

namespace HexaLive.Web.Live;

/// <summary>What a program at the live hub is told.</summary>
public interface ILiveClient
{
    /// <summary>Something happened in what it watches. Ids grow, as good as always in order; the highest is where to go on from after a break.</summary>
    Task Changed(LiveNote note);

    /// <summary>The key was revoked or the sign-in ended: the connection closes, and coming back is of no use.</summary>
    Task Ended();
}

/// <summary>The application's services: a connection outlives the scope in which a hub answers one call.</summary>
public sealed record LiveHubRoot(IServiceProvider Services);

/// <summary>The live feed for other programs, with the scope of the person that they act for.</summary>
public sealed class LiveHub(LiveHubRoot root) : Hub<ILiveClient>
{
    /// <summary>Where it listens.</summary>
    public const string Path = "/hubs/live";

    /// <summary>Most bytes of a message to it: far more than the longest list of things to watch.</summary>
    public const int LongestMessage = 8 * 1024;

    private const string Connection = "live";

    /// <summary>The group of all connections that came with a key.</summary>
    public static string OfKey(int keyId) => $"key-{keyId}";

    /// <inheritdoc />
    public override async Task OnConnectedAsync()
    {
        var principal = Context.User!;
        var connection = ActivatorUtilities.CreateInstance<LiveConnection>(root.Services, principal, Context.ConnectionId, (Action)Context.Abort);
        Context.Items[Connection] = connection;
        connection.Start(Context.ConnectionAborted);
        if (ApiKeySignIn.KeyId(principal) is { } key) await Groups.AddToGroupAsync(Context.ConnectionId, OfKey(key));
    }

    /// <inheritdoc />
    public override async Task OnDisconnectedAsync(Exception? exception)
    {
        if (Context.Items[Connection] is LiveConnection connection) await connection.DisposeAsync();
    }

    /// <summary>
    /// Watches this from now on, instead of what was watched before; with <paramref name="since"/>, the last id that the program has, what came after it is told first. Returns the id up to which there
    /// was activity when it began.
    /// </summary>
    /// <exception cref="HubException">"not found": something in it is outside the scope, and nothing was changed.</exception>
    public async Task<long> Watch(LiveWatch what, long? since = null)
    {
        try
        {
            return await ((LiveConnection)Context.Items[Connection]!).WatchAsync(what, since);
        }
        catch (RuleException e)
        {
            throw new HubException(e.Error == RuleError.NotFound ? "not found" : $"at most {LiveWatch.Most} things");
        }
    }
}
