using MudBlazor;

namespace HexaLive.Web.Components;

/// <summary>
/// The look of the application: neutral colours and one accent colour. Signal colours are used only for due dates and problems.
/// </summary>
public static class HexaTheme
{
    private static readonly string[] Fonts = ["Roboto", "Segoe UI", "Helvetica Neue", "Arial", "sans-serif"];

    /// <summary>The MudBlazor theme, light and dark. Every text and background pair reaches a contrast ratio of 4.5:1.</summary>
    public static readonly MudTheme Theme = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#1f5fa8",
            Secondary = "#5b4b8a",
            Tertiary = "#0f766e",
            Success = "#1b7340",
            Warning = "#9a5a00",
            Error = "#b3261e",
            Info = "#1f5fa8",
            Background = "#f6f7f9",
            Surface = "#ffffff",
            AppbarBackground = "#ffffff",
            AppbarText = "#1c2430",
            DrawerBackground = "#ffffff",
            DrawerText = "#3b4554",
            DrawerIcon = "#5a6575",
            TextPrimary = "#1c2430",
            TextSecondary = "#566070",
            TextDisabled = "#6b7482",
            ActionDefault = "#566070",
            LinesDefault = "#e3e6eb",
            LinesInputs = "#8a93a1",
            Divider = "#e3e6eb",
            TableLines = "#e9ecf0",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#8ab8f0",
            PrimaryContrastText = "#0d2238",
            Secondary = "#c3b5ee",
            SecondaryContrastText = "#221a3a",
            Tertiary = "#5fd0c5",
            Success = "#6fcf97",
            SuccessContrastText = "#08240f",
            Warning = "#f0b45e",
            WarningContrastText = "#2b1a00",
            Error = "#f2938c",
            ErrorContrastText = "#3b0a07",
            Info = "#8ab8f0",
            InfoContrastText = "#0d2238",
            Background = "#12161c",
            Surface = "#1a2028",
            AppbarBackground = "#1a2028",
            AppbarText = "#e8ecf2",
            DrawerBackground = "#1a2028",
            DrawerText = "#c6ced9",
            DrawerIcon = "#9aa5b4",
            TextPrimary = "#e8ecf2",
            TextSecondary = "#a9b3c1",
            TextDisabled = "#8b95a3",
            ActionDefault = "#a9b3c1",
            LinesDefault = "#2b333e",
            LinesInputs = "#6d7888",
            Divider = "#2b333e",
            TableLines = "#262e38",
        },
        LayoutProperties = new LayoutProperties
        {
            DefaultBorderRadius = "8px",
            DrawerWidthLeft = "216px",
            AppbarHeight = "56px",
        },
        Typography = new Typography
        {
            Default = new DefaultTypography
            {
                FontFamily = Fonts,
                FontSize = "0.9375rem",
                LineHeight = "1.5",
            },
            Button = new ButtonTypography
            {
                FontFamily = Fonts,
                TextTransform = "none",
                FontWeight = "500",
                FontSize = "0.9375rem",
            },
        },
    };
}
