using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace HexaLive.Web.Components.Menus;

/// <summary>
/// The icons of rows. They are markup that refers to one sprite in the page (see <see cref="IconSprite"/>), because a list has hundreds of
/// icons, and a component for each of them would cost memory and time.
/// </summary>
public static class SpriteIcons
{
    private static readonly List<(string Id, string Shape)> Shapes = [];

    public static readonly MarkupString Log = Add("log", Icons.Material.Rounded.AddComment);
    public static readonly MarkupString Snooze = Add("snooze", Icons.Material.Rounded.Snooze);
    public static readonly MarkupString Reschedule = Add("reschedule", Icons.Material.Rounded.EventRepeat);
    public static readonly MarkupString Finish = Add("finish", Icons.Material.Rounded.CheckCircleOutline);
    public static readonly MarkupString More = Add("more", Icons.Material.Rounded.MoreHoriz);
    public static readonly MarkupString Open = Add("open", Icons.Material.Rounded.OpenInNew);
    public static readonly MarkupString Phone = Add("phone", Icons.Material.Rounded.Phone);
    public static readonly MarkupString Mail = Add("mail", Icons.Material.Rounded.Mail);

    public static readonly MarkupString Reminders = Add("reminders", Icons.Material.Rounded.Notifications);

    /// <summary>The id and the SVG content of each icon of the sprite.</summary>
    public static IReadOnlyList<(string Id, string Shape)> All => Shapes;

    /// <summary>Returns an icon with its shape, for icons that occur only once in a page.</summary>
    public static MarkupString Inline(string shape) => new($"""<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{shape}</svg>""");

    private static MarkupString Add(string id, string shape)
    {
        Shapes.Add(($"icon-{id}", shape));
        return new MarkupString($"""<svg class="icon" aria-hidden="true"><use href="#icon-{id}"/></svg>""");
    }
}
