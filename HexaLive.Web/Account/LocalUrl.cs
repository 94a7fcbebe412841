namespace HexaLive.Web.Account;

/// <summary>Ensures that redirects after sign-in stay within this site.</summary>
public static class LocalUrl
{
    /// <summary>Returns the address if it is local, otherwise the home page.</summary>
    public static string ValidOrHome(string? url) =>
        url is ['/', ..]
        && !url.StartsWith("//", StringComparison.Ordinal)
        && !url.StartsWith("/\\", StringComparison.Ordinal)
        && !url.Contains('\\')
            ? url
            : "/";
}
