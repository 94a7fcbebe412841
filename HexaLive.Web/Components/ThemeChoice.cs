namespace HexaLive.Web.Components;

/// <summary>Light or dark: the chosen theme (cookie <c>theme</c>), otherwise the browser's (cookie <c>scheme</c>, set by app.js).</summary>
public sealed record ThemeChoice(bool IsDark)
{
    public const string Cookie = "theme";

    /// <summary>The name of the theme: "dark" or "light".</summary>
    public string Name => IsDark ? "dark" : "light";

    /// <summary>Reads the theme from the cookies of a request.</summary>
    public static ThemeChoice Of(HttpContext context) =>
        new((context.Request.Cookies[Cookie] ?? context.Request.Cookies["scheme"]) == "dark");
}
