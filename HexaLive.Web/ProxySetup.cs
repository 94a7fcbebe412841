using System.Net;
using Microsoft.AspNetCore.HttpOverrides;

namespace HexaLive.Web;

/// <summary>
/// Behind a reverse proxy: who asks, and whether by HTTPS, is what the proxy says, if it is one of ours. Only this machine's own addresses are believed unless
/// <c>Proxy:KnownProxies</c> (addresses) or <c>Proxy:KnownNetworks</c> (as 10.0.0.0/8) names others; <c>Proxy:Hops</c> is how many stand in a row (1).
/// </summary>
internal static class ProxySetup
{
    /// <summary>Reads whom to believe.</summary>
    /// <exception cref="FormatException">An address or network that is none: the process does not start.</exception>
    public static IServiceCollection AddHexaProxy(this IServiceCollection services, IConfiguration configuration)
    {
        var proxies = Listed("Proxy:KnownProxies").Select(IPAddress.Parse).ToList();
        var networks = Listed("Proxy:KnownNetworks").Select(n => System.Net.IPNetwork.Parse(n)).ToList();
        return services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            options.ForwardLimit = configuration.GetValue("Proxy:Hops", 1);
            if (proxies.Count + networks.Count == 0) return;
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            proxies.ForEach(options.KnownProxies.Add);
            networks.ForEach(options.KnownIPNetworks.Add);
        });

        IEnumerable<string> Listed(string key) =>
            configuration.GetSection(key).Get<string[]>() ?? (configuration[key] ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);
    }
}
