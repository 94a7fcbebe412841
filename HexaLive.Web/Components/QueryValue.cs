using System.Globalization;

namespace HexaLive.Web.Components;

/// <summary>Parses and writes query-string values. Absent and invalid values are parsed as null.</summary>
public static class QueryValue
{
    /// <summary>Parses a text of at most 200 characters.</summary>
    public static string? ParseText(string? value) =>
        string.IsNullOrWhiteSpace(value) ? null : value.Trim()[..Math.Min(200, value.Trim().Length)];

    /// <summary>Parses a number without a sign.</summary>
    public static int? ParseNumber(string? value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Parses the number of a page, counted from 1.</summary>
    public static int ParsePage(string? value) => Math.Max(1, ParseNumber(value) ?? 1);

    /// <summary>Parses a day in the format yyyy-MM-dd.</summary>
    public static DateOnly? ParseDay(string? value) =>
        DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>Parses the name of an enum value, in upper or lower case.</summary>
    public static T? ParseEnum<T>(string? value)
        where T : struct, Enum =>
        System.Enum.TryParse<T>(value, true, out var known)
        && System.Enum.IsDefined(known)
        && !int.TryParse(value, CultureInfo.InvariantCulture, out _)
            ? known
            : null;

    /// <summary>Parses the name of an enum value; an absent value gives <paramref name="defaultValue"/>.</summary>
    public static T ParseEnum<T>(string? value, T defaultValue)
        where T : struct, Enum => ParseEnum<T>(value) ?? defaultValue;

    /// <summary>Writes a number without digit grouping.</summary>
    public static string? FormatValue(int? value) => value?.ToString(CultureInfo.InvariantCulture);

    /// <summary>Writes a day in the format yyyy-MM-dd.</summary>
    public static string? FormatValue(DateOnly? value) => value?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Writes an enum value in lower case.</summary>
    public static string? FormatValue<T>(T? value)
        where T : struct, Enum => value?.ToString().ToLowerInvariant();

    /// <summary>Writes an enum value, or null if the value equals <paramref name="defaultValue"/>.</summary>
    public static string? FormatValue<T>(T value, T defaultValue)
        where T : struct, Enum => EqualityComparer<T>.Default.Equals(value, defaultValue) ? null : value.ToString().ToLowerInvariant();

    /// <summary>Writes the number of a page, or null for the first page.</summary>
    public static string? FormatPage(int page) => page <= 1 ? null : FormatValue(page);
}
