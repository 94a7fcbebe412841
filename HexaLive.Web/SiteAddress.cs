namespace HexaLive.Web;

/// <summary>
/// The public base address of the site, used for links in e-mails and calendars: <c>App:PublicUrl</c>. Development may leave that setting
/// empty and then uses the address that the server listens on. The Host header of a request is never used, because the client
/// controls it.
/// </summary>
public sealed class SiteAddress(IConfiguration configuration)
{
    /// <summary>The address that this server listens on; null until it is started.</summary>
    public string? ListeningUrl { get; set; }

    /// <summary>The base address with a trailing slash.</summary>
    public string BaseUrl => (ConfiguredUrl(configuration)?.ToString() ?? ListeningUrl ?? "http://localhost").TrimEnd('/') + "/";

    /// <summary>Returns the full address of a path such as <c>/tasks</c>.</summary>
    public string UrlOf(string path) => BaseUrl + path.TrimStart('/');

    /// <summary>Returns <c>App:PublicUrl</c>, or null if it is missing or not an absolute HTTP address.</summary>
    public static Uri? ConfiguredUrl(IConfiguration configuration) =>
        Uri.TryCreate(configuration["App:PublicUrl"], UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
            ? url
            : null;
}
