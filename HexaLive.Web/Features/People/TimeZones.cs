namespace HexaLive.Web.Features.People;

/// <summary>The time zones offered for selection.</summary>
public static class TimeZones
{
    /// <summary>The IANA names, such as "Europe/Madrid", in alphabetical order.</summary>
    public static readonly IReadOnlyList<string> All =
    [
        .. TimeZoneInfo
            .GetSystemTimeZones()
            .Select(z => z.Id)
            .Where(id => id.Contains('/') && !id.StartsWith("Etc/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];
}
