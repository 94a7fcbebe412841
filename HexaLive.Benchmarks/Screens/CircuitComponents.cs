using System.Collections;
using System.Reflection;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.RenderTree;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.Extensions.DependencyInjection;

namespace HexaLive.Benchmarks.Screens;

/// <summary>
/// The number of components of a circuit. <paramref name="Shell"/> counts the components outside the page: the layout with the menu and the
/// app bar, and the components around the layout.
/// </summary>
internal sealed record CircuitComponents(int All, int Shell, IReadOnlyDictionary<string, int> ByType)
{
    private const BindingFlags Internal = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>
    /// Counts the components of every connected circuit of a server in this process. Blazor has no public API for this, so this method
    /// reads the private members of <see cref="Circuit"/>'s registry and renderer.
    /// </summary>
    /// <exception cref="InvalidOperationException">This version of Blazor has different private members.</exception>
    public static IReadOnlyList<CircuitComponents> OfConnected(IServiceProvider services)
    {
        var type =
            typeof(Circuit).Assembly.GetType("Microsoft.AspNetCore.Components.Server.Circuits.CircuitRegistry")
            ?? throw Unknown("registry");
        var circuits = (IEnumerable)Member(services.GetRequiredService(type), "ConnectedCircuits");
        return [.. circuits.Cast<object>().Select(c => Count(Member(Member(c, "Value"), "Renderer")))];
    }

    private static CircuitComponents Count(object renderer)
    {
        var field = typeof(Renderer).GetField("_componentStateById", Internal) ?? throw Unknown("components");
        var states = ((IDictionary)field.GetValue(renderer)!).Values.Cast<ComponentState>().ToList();
        return new CircuitComponents(
            states.Count,
            states.Count(s => !IsInPage(s)),
            states.GroupBy(s => s.Component.GetType().Name).ToDictionary(g => g.Key, g => g.Count())
        );
    }

    private static bool IsInPage(ComponentState state)
    {
        for (var s = state; s is not null; s = s.ParentComponentState)
            if (s.Component.GetType().IsDefined(typeof(RouteAttribute), inherit: true))
                return true;
        return false;
    }

    private static object Member(object of, string name) =>
        of.GetType().GetProperty(name, Internal)?.GetValue(of)
        ?? of.GetType().GetField(name, Internal)?.GetValue(of)
        ?? throw Unknown(name);

    private static InvalidOperationException Unknown(string what) => new($"This version of Blazor keeps its {what} elsewhere.");
}
