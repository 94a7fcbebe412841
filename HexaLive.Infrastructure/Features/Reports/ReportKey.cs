using System.Globalization;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>
/// Converts the keys that identify reports in URLs and favourites: the id of a saved report, or the key of a built-in report.
/// </summary>
internal static class ReportKey
{
    /// <summary>Returns the key of a saved report.</summary>
    public static string FromId(int id) => id.ToString(CultureInfo.InvariantCulture);

    /// <summary>Returns the id of a saved report; null for other keys.</summary>
    public static int? ParseId(string key) =>
        key.Length > 0 && key[0] != '0' && int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
}
