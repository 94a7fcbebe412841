using System.Globalization;
using System.Resources;

namespace HexaLive.Tests.Support;

/// <summary>The texts on the screens. Tests find elements by these texts, so that a test does not repeat the wording.</summary>
public static class Ui
{
    /// <summary>Returns a text from the resource file of a component. The default language is Spanish.</summary>
    public static string Text<T>(string key, string language = "es") =>
        new ResourceManager(typeof(T)).GetString(key, CultureInfo.GetCultureInfo(language))
        ?? throw new ArgumentException($"{typeof(T).Name} has no text {key}.", nameof(key));
}
