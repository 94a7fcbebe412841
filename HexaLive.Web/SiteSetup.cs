using HexaLive.Infrastructure.Mail;
using HexaLive.Web.Components;
using HexaLive.Web.Live;
using Microsoft.AspNetCore.HostFiltering;

namespace HexaLive.Web;

/// <summary>
/// Restricts the hosts the site answers to and the origins that may open live connections. Outside Development, only the host of
/// <c>App:PublicUrl</c>, the loopback names and the hosts in <c>AllowedHosts</c> (separated by semicolons) are answered.
/// </summary>
internal static class SiteSetup
{
    private static readonly string[] LoopbackHosts = ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>Returns the reason why the server must not start with this configuration; null if it may start.</summary>
    public static string? ConfigurationError(IConfiguration configuration, IHostEnvironment environment) =>
        environment.IsDevelopment() || SiteAddress.ConfiguredUrl(configuration) is not null
            ? null
            : "Set App:PublicUrl to the address at which people reach HexaLive, for example https://hexalive.example.com. "
                + "Links in mails begin with it.";

    /// <summary>
    /// Registers the services that build the links in e-mails, and enables host filtering outside Development: requests for any host that
    /// is not allowed get 400.
    /// </summary>
    public static IServiceCollection AddHexaSite(
        this IServiceCollection services,
        IConfiguration configuration,
        IHostEnvironment environment
    )
    {
        services.AddSingleton<SiteAddress>().AddSingleton<ISiteLinks, SiteLinks>();
        if (environment.IsDevelopment() || SiteAddress.ConfiguredUrl(configuration) is not { } url)
            return services;
        var host = url.HostNameType == UriHostNameType.IPv6 ? url.Host : url.IdnHost;
        return services.Configure<HostFilteringOptions>(options =>
            options.AllowedHosts = [host, .. LoopbackHosts, .. ReadList(configuration, "AllowedHosts", ';')]
        );
    }

    /// <summary>
    /// Answers 403 to live connections opened by pages of other sites, because the browser would send the user's cookie with these
    /// connections. <c>App:AllowedOrigins</c> (separated by commas) allows further origins.
    /// </summary>
    public static void UseHexaOrigins(this WebApplication app)
    {
        var origins = ReadList(app.Configuration, "App:AllowedOrigins", ',').ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (SiteAddress.ConfiguredUrl(app.Configuration) is { } home)
            origins.Add(home.GetLeftPart(UriPartial.Authority));
        app.Use(
            async (context, next) =>
            {
                var path = context.Request.Path;
                var isLive = path.StartsWithSegments("/_blazor") || path.StartsWithSegments(AppUrls.LiveHub);
                if (isLive && !IsAllowed(context.Request, origins))
                    context.Response.StatusCode = StatusCodes.Status403Forbidden;
                else
                    await next(context);
            }
        );
    }

    // Non-browser clients send no Origin header. Outside Development, the Host header can be trusted, because host filtering has already
    // run.
    private static bool IsAllowed(HttpRequest request, HashSet<string> origins)
    {
        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0
            || origins.Contains(origin)
            || (
                Uri.TryCreate(origin, UriKind.Absolute, out var url)
                && string.Equals(url.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase)
            );
    }

    private static IEnumerable<string> ReadList(IConfiguration configuration, string key, char separator) =>
        (configuration[key] ?? "").Split(separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
