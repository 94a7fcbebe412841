using Microsoft.Extensions.Configuration;

namespace HexaLive.Infrastructure.Mail;

/// <summary>The address that links in mails begin with: <c>App:PublicUrl</c>, else where this server listens.</summary>
public sealed class SiteAddress(IConfiguration configuration)
{
    /// <summary>Where this server listens, once it does.</summary>
    public string? Listening { get; set; }

    /// <summary>The address, with a slash at its end.</summary>
    public string Home => (configuration["App:PublicUrl"] is { Length: > 0 } url ? url : Listening ?? "http://localhost").TrimEnd('/') + "/";
}
