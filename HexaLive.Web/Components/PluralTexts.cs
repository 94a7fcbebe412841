using System.Globalization;
using Microsoft.Extensions.Localization;

namespace HexaLive.Web.Components;

/// <summary>Singular and plural texts: the key with the suffix "_One" is the singular.</summary>
public static class PluralTexts
{
    /// <summary>
    /// Returns the singular or plural text for a count: {0} is the count, {1} and following are <paramref name="rest"/>.
    /// </summary>
    public static string FormatCount(this IStringLocalizer texts, string key, int count, params object[] rest) =>
        texts[count == 1 ? $"{key}_One" : key, [count.ToString("N0", CultureInfo.CurrentCulture), .. rest]];
}
