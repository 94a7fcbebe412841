using System.Text.RegularExpressions;
using HexaLive.Domain.Shared;

namespace HexaLive.Domain.Clients;

/// <summary>The address (URL) of a website: http or https, and a host name with a dot.</summary>
public static partial class WebAddress
{
    /// <summary>Maximum number of characters of an address, as typed and as stored.</summary>
    public const int MaxLength = 300;

    private const string HostPrefix = "www.";

    /// <summary>
    /// Returns the stored form of a typed address: with "https://" if no scheme was typed, the host in lower case, and no slash after a
    /// host that has no path. Returns null for blank text.
    /// </summary>
    /// <exception cref="RuleException"><see cref="RuleError.InvalidWebsite"/> or <see cref="RuleError.TooLong"/>.</exception>
    public static string? Normalize(string? typed)
    {
        if (Check.Optional(typed, nameof(Client.Website), MaxLength) is not { } text)
            return null;
        var address = ParseAddress(text) ?? throw new RuleException(RuleError.InvalidWebsite, text);
        return Check.Optional(address, nameof(Client.Website), MaxLength);
    }

    /// <summary>Returns the host of a stored address without "www.", as people usually write it.</summary>
    public static string HostOf(string address)
    {
        var host = new Uri(address).Host;
        var isPrefixed = host.StartsWith(HostPrefix, StringComparison.Ordinal) && host.IndexOf('.', HostPrefix.Length) > 0;
        return isPrefixed ? host[HostPrefix.Length..] : host;
    }

    private static string? ParseAddress(string text)
    {
        if (!TypedPattern().IsMatch(text))
            return null;
        var address = SchemePattern().IsMatch(text) ? text : $"{Uri.UriSchemeHttps}{Uri.SchemeDelimiter}{text}";
        if (
            !Uri.TryCreate(address, UriKind.Absolute, out var uri)
            || (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp)
            || uri.HostNameType != UriHostNameType.Dns
            || !HostNamePattern().IsMatch(uri.Host)
        )
            return null;
        return uri is { PathAndQuery: "/", Fragment: "" } ? uri.GetLeftPart(UriPartial.Authority) : uri.AbsoluteUri;
    }

    // Spaces, invisible characters, backslashes, and user info before the host are not allowed, because an address with any of them can be
    // mistaken for another address.
    [GeneratedRegex(
        @"^(?>(?:[a-z][a-z0-9+.-]*://)?)[^\s\p{Cc}\p{Cf}\\/?#@]+(?:[/?#][^\s\p{Cc}\p{Cf}\\]*)?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex TypedPattern();

    [GeneratedRegex("^[a-z][a-z0-9+.-]*://", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SchemePattern();

    // The last part of the host name begins with a letter, so that telephone numbers and dates with dots are not taken for host names.
    [GeneratedRegex(@"^(?:[\p{L}\p{M}\p{N}_-]+\.)+\p{L}[\p{L}\p{M}\p{N}-]+$")]
    private static partial Regex HostNamePattern();
}
