using System.IO.Hashing;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Net.Http.Headers;
using MudBlazor;

namespace HexaLive.Web.Components;

/// <summary>
/// The style sheet with the CSS variables of <see cref="HexaTheme"/>, light and dark. Browsers cache it, and switch between the themes
/// without the server.
/// </summary>
public sealed partial class ThemeStyles
{
    private readonly Lazy<string> _css;
    private readonly Lazy<string> _version;

    public ThemeStyles(IServiceScopeFactory scopes, ILoggerFactory loggers)
    {
        _css = new(() => Task.Run(() => RenderAsync(scopes, loggers)).GetAwaiter().GetResult());
        _version = new(() => Convert.ToHexStringLower(XxHash3.Hash(Encoding.UTF8.GetBytes(_css.Value))));
    }

    /// <summary>The version in the address, which changes with the content.</summary>
    public string Version => _version.Value;

    /// <summary>Maps the style sheet, which a browser may keep for a year.</summary>
    public static void Map(WebApplication app) =>
        app.MapGet(
                AppUrls.ThemeStylesRoute,
                (string version, HttpContext context, ThemeStyles styles) =>
                {
                    if (version != styles.Version)
                        return Results.NotFound();
                    context.Response.Headers[HeaderNames.CacheControl] = "public, max-age=31536000, immutable";
                    return Results.Text(styles._css.Value, "text/css; charset=utf-8");
                }
            )
            .AllowAnonymous();

    [GeneratedRegex("</?style[^>]*>")]
    private static partial Regex StyleTag();

    private static async Task<string> RenderAsync(IServiceScopeFactory scopes, ILoggerFactory loggers)
    {
        await using var scope = scopes.CreateAsyncScope();
        await using var renderer = new HtmlRenderer(scope.ServiceProvider, loggers);
        var css = new StringBuilder();
        foreach (var isDark in new[] { false, true })
        {
            var theme = new MudTheme
            {
                PaletteLight = HexaTheme.Theme.PaletteLight,
                PaletteDark = HexaTheme.Theme.PaletteDark,
                LayoutProperties = HexaTheme.Theme.LayoutProperties,
                Typography = HexaTheme.Theme.Typography,
                PseudoCss = new PseudoCss { Scope = $"root[data-theme={(isDark ? "dark" : "light")}]" },
            };
            var parameters = ParameterView.FromDictionary(
                new Dictionary<string, object?> { [nameof(MudThemeProvider.Theme)] = theme, [nameof(MudThemeProvider.IsDarkMode)] = isDark }
            );
            css.Append(
                await renderer.Dispatcher.InvokeAsync(async () =>
                    (await renderer.RenderComponentAsync<MudThemeProvider>(parameters)).ToHtmlString()
                )
            );
        }
        // MudThemeProvider writes style elements; the file must contain only their CSS.
        return StyleTag().Replace(css.ToString(), "");
    }
}
