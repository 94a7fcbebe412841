namespace HexaLive.Web.Components;

/// <summary>
/// The light or dark theme: the person's choice (cookie <c>theme</c>) or, without a choice, the browser's preference, which app.js
/// stores in the cookie <c>scheme</c>.
/// </summary>
public sealed record ThemeChoice(bool IsDark)
{
    public const string Cookie = "theme";

    /// <summary>The name of the theme: "dark" or "light".</summary>
    public string Name => IsDark ? "dark" : "light";

    /// <summary>Reads the theme from the cookies of a request.</summary>
    public static ThemeChoice ReadFrom(HttpContext context) =>
        new((context.Request.Cookies[Cookie] ?? context.Request.Cookies["scheme"]) == "dark");
}
