using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;

namespace HexaLive.Tests.Support;

/// <summary>The routes that the product declares, so that new pages are included automatically.</summary>
public static partial class AppRoutes
{
    /// <summary>The route templates, for example "/clients/{Id:int}".</summary>
    public static IReadOnlyList<string> Templates { get; } =
    [
        .. typeof(Program)
            .Assembly.GetTypes()
            .SelectMany(t => t.GetCustomAttributes<RouteAttribute>())
            .Select(r => r.Template)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>
    /// Fills in a route template. <paramref name="idOf"/> gets the segment before a parameter ("clients") and returns the id.
    /// <paramref name="report"/>, if given, replaces parameters that are not integers.
    /// </summary>
    public static string Fill(string template, Func<string, int> idOf, string? report = null) =>
        Parameter()
            .Replace(
                template,
                m =>
                {
                    var segment = m.Groups["of"].Value;
                    return report is null || m.Value.Contains(":int", StringComparison.Ordinal)
                        ? string.Create(CultureInfo.InvariantCulture, $"{segment}/{idOf(segment)}")
                        : $"{segment}/{report}";
                }
            );

    [GeneratedRegex(@"(?<of>[^/{}]+)/\{[^}]+\}")]
    private static partial Regex Parameter();
}
