using System.Security.Claims;
using MudBlazor;

namespace HexaLive.Web.Components.Layout;

/// <summary>A link in the main navigation.</summary>
/// <param name="Text">The key of its text.</param>
/// <param name="StartsGroup">Whether a line separates it from the links above.</param>
public sealed record MenuLink(string Url, string Icon, string Text, bool StartsGroup = false)
{
    /// <summary>Whether the path is that of this link's page or of a page below it.</summary>
    public bool Contains(PathString path) => path.StartsWithSegments(Url);
}

/// <summary>The links of the navigation, in their order.</summary>
public static class MenuLinks
{
    private static readonly MenuLink Control = new(AppUrls.Control, Icons.Material.Rounded.Sensors, "Nav_Control");
    private static readonly MenuLink Settings = new(AppUrls.Settings, Icons.Material.Rounded.Settings, "Nav_Settings", StartsGroup: true);

    private static readonly MenuLink[] Common =
    [
        new(AppUrls.Tasks, Icons.Material.Rounded.TaskAlt, "Nav_Tasks"),
        new(AppUrls.Board, Icons.Material.Rounded.ViewKanban, "Nav_Board"),
        new(AppUrls.Week, Icons.Material.Rounded.CalendarViewWeek, "Nav_Week"),
        new(AppUrls.Projects, Icons.Material.Rounded.Folder, "Nav_Projects"),
        new(AppUrls.Clients, Icons.Material.Rounded.Business, "Nav_Clients"),
        new(AppUrls.Reports, Icons.Material.Rounded.Assessment, "Nav_Reports"),
        new(AppUrls.People, Icons.Material.Rounded.Groups, "Nav_People"),
    ];

    /// <summary>Returns the links for a person. Hiding a link is a convenience; each page checks the person's rights itself.</summary>
    public static IEnumerable<MenuLink> For(ClaimsPrincipal user)
    {
        yield return new(AppUrls.Today, Icons.Material.Rounded.WbSunny, "Nav_Today");
        if (user.IsInRole("Manager") || user.IsInRole("Administrator"))
            yield return Control;
        foreach (var link in Common)
            yield return link;
        if (user.IsInRole("Administrator"))
            yield return Settings;
    }
}
