using System.Net;
using Microsoft.AspNetCore.HttpOverrides;

namespace HexaLive.Web;

/// <summary>
/// Configures forwarded headers: the client's address and scheme are taken from X-Forwarded-For and X-Forwarded-Proto, but only if a
/// trusted proxy sent them. Only the local machine is trusted unless <c>Proxy:KnownProxies</c> (IP addresses) or
/// <c>Proxy:KnownNetworks</c> (for example 10.0.0.0/8) is set. <c>Proxy:Hops</c> is the number of chained proxies (default 1).
/// </summary>
internal static class ProxySetup
{
    /// <summary>Configures forwarded headers from the <c>Proxy</c> settings.</summary>
    /// <exception cref="FormatException">A configured address or network is not valid; the process does not start.</exception>
    public static IServiceCollection AddHexaProxy(this IServiceCollection services, IConfiguration configuration)
    {
        var proxies = ReadList("Proxy:KnownProxies").Select(IPAddress.Parse).ToList();
        var networks = ReadList("Proxy:KnownNetworks").Select(n => System.Net.IPNetwork.Parse(n)).ToList();
        return services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            options.ForwardLimit = configuration.GetValue("Proxy:Hops", 1);
            if (proxies.Count + networks.Count == 0)
                return;
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            proxies.ForEach(options.KnownProxies.Add);
            networks.ForEach(options.KnownIPNetworks.Add);
        });

        IEnumerable<string> ReadList(string key) =>
            configuration.GetSection(key).Get<string[]>()
            ?? (configuration[key] ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);
    }
}
