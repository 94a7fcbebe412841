using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;

namespace HexaLive.Tests.Support;

/// <summary>The routes of all pages of the product. They are read from the assembly, so that tests also cover new pages.</summary>
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
    /// Fills in the parameters of a route template. For an integer parameter, <paramref name="idOf"/> receives the preceding segment,
    /// such as "clients", and returns the id. Other parameters become <paramref name="report"/>, if it is given.
    /// </summary>
    public static string Fill(string template, Func<string, int> idOf, string? report = null) =>
        ParameterPattern()
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
    private static partial Regex ParameterPattern();
}
