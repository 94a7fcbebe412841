using System.Globalization;
using System.Resources;

namespace HexaLive.Tests.Support;

/// <summary>The texts of the screens, for selectors: a test finds a button by its text without repeating the wording.</summary>
public static class Ui
{
    /// <summary>Returns a text of a component's resource file, in Spanish unless another language is named.</summary>
    public static string Text<T>(string key, string language = "es") =>
        new ResourceManager(typeof(T)).GetString(key, CultureInfo.GetCultureInfo(language))
        ?? throw new ArgumentException($"{typeof(T).Name} has no text {key}.", nameof(key));
}
