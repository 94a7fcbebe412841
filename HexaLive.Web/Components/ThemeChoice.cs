namespace HexaLive.Web.Components;

/// <summary>Light or dark, as chosen (cookie <c>theme</c>), else as the browser said last (cookie <c>scheme</c>, set by app.js).</summary>
public sealed record ThemeChoice(bool IsDark)
{
    public const string Cookie = "theme";

    /// <summary>"dark" or "light".</summary>
    public string Name => IsDark ? "dark" : "light";

    /// <summary>The choice of a request.</summary>
    public static ThemeChoice Of(HttpContext context) =>
        new((context.Request.Cookies[Cookie] ?? context.Request.Cookies["scheme"]) == "dark");
}
