using System.Globalization;

namespace HexaLive.Infrastructure.Reporting;

/// <summary>Formats percentages in the current culture: "86%" in English, "86 %" with a no-break space in Spanish.</summary>
public static class Percentage
{
    /// <summary>The percent sign of the current culture, preceded by a no-break space if the culture requires a space.</summary>
    public static string Sign => CultureInfo.CurrentCulture.NumberFormat.PercentPositivePattern == 0 ? "\u00A0%" : "%";

    /// <summary>Formats a percentage from 0 to 100. <paramref name="digits"/>: the number format, without decimals by default.</summary>
    public static string Format(double percent, string digits = "0") => percent.ToString(digits, CultureInfo.CurrentCulture) + Sign;
}
