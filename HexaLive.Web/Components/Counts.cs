using System.Globalization;
using Microsoft.Extensions.Localization;

namespace HexaLive.Web.Components;

/// <summary>Texts that say how many: each has another for one, named with "_One".</summary>
public static class Counts
{
    /// <summary>The text of a key for a count: {0} is the count, {1} and on are <paramref name="rest"/>.</summary>
    public static string Count(this IStringLocalizer texts, string key, int count, params object[] rest) =>
        texts[count == 1 ? $"{key}_One" : key, [count.ToString("N0", CultureInfo.CurrentCulture), .. rest]];
}
