using System.Reflection;
using System.Text.RegularExpressions;
using HexaLive.Web.Resources;
using Microsoft.AspNetCore.Components;

namespace HexaLive.Tests.Support;

/// <summary>The routes that the program declares: a new page is met without being named.</summary>
public static partial class AppRoutes
{
    /// <summary>The templates, as "/clients/{Id:int}".</summary>
    public static IReadOnlyList<string> Templates { get; } =
        [.. typeof(SharedText).Assembly.GetTypes().SelectMany(t => t.GetCustomAttributes<RouteAttribute>()).Select(r => r.Template).Order(StringComparer.Ordinal)];

    /// <summary>An address of a template: what stands before a parameter ("clients") says what <paramref name="idOf"/> is asked for. A parameter that is no number is <paramref name="report"/>, where that is said.</summary>
    public static string Fill(string template, Func<string, int> idOf, string? report = null) =>
        Parameter().Replace(template, m => $"{m.Groups["of"].Value}/{(report is null || m.Value.Contains(":int", StringComparison.Ordinal) ? idOf(m.Groups["of"].Value).ToString(System.Globalization.CultureInfo.InvariantCulture) : report)}");

    [GeneratedRegex(@"(?<of>[^/{}]+)/\{[^}]+\}")]
    private static partial Regex Parameter();
}
