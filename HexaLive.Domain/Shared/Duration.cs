using System.Globalization;
using System.Text.RegularExpressions;

namespace HexaLive.Domain.Shared;

/// <summary>Parses durations as people type them.</summary>
public static partial class Duration
{
    /// <summary>
    /// Parses "90", "1:30", "1h", "1h 30", "1,5 h" or "45 min" into minutes. Returns false for anything else, and for durations
    /// that are not a whole number of minutes from 1 to 1,440.
    /// </summary>
    public static bool TryParse(string? text, out int minutes)
    {
        minutes = 0;
        var match = Pattern().Match((text ?? "").Trim().ToLowerInvariant());
        if (!match.Success)
            return false;
        var hours = match.Groups["h"].Success ? decimal.Parse(match.Groups["h"].Value.Replace(',', '.'), CultureInfo.InvariantCulture) : 0;
        var rest = match.Groups["m"].Success ? int.Parse(match.Groups["m"].Value, CultureInfo.InvariantCulture) : 0;
        var total = hours * 60 + rest;
        if (total != decimal.Truncate(total) || total is < 1 or > 1440 || (match.Groups["h"].Success && rest > 59))
            return false;
        minutes = (int)total;
        return true;
    }

    [GeneratedRegex(
        @"^(?:(?<m>[0-9]{1,4}) ?(?:m|min)?|(?<h>[0-9]{1,2}):(?<m>[0-9]{2})|(?<h>[0-9]{1,2}) ?h ?(?:(?<m>[0-9]{1,2}) ?(?:m|min)?)?|(?<h>[0-9]{1,2}[.,][0-9]{1,2}) ?h?)$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Pattern();
}
