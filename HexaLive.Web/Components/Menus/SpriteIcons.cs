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
    public static readonly MarkupString NewTask = Add("new-task", Icons.Material.Rounded.AddTask);
    public static readonly MarkupString Close = Add("close", Icons.Material.Rounded.Close);
    public static readonly MarkupString Check = Add("check", Icons.Material.Rounded.Check);
    public static readonly MarkupString Edit = Add("edit", Icons.Material.Rounded.Edit);
    public static readonly MarkupString Delete = Add("delete", Icons.Material.Rounded.DeleteOutline);
    public static readonly MarkupString Copy = Add("copy", Icons.Material.Rounded.ContentCopy);
    public static readonly MarkupString Rename = Add("rename", Icons.Material.Rounded.DriveFileRenameOutline);
    public static readonly MarkupString People = Add("people", Icons.Material.Rounded.Group);
    public static readonly MarkupString Send = Add("send", Icons.Material.Rounded.ScheduleSend);
    public static readonly MarkupString Run = Add("run", Icons.Material.Rounded.PlayArrow);
    public static readonly MarkupString Download = Add("download", Icons.Material.Rounded.Download);
    public static readonly MarkupString Columns = Add("columns", Icons.Material.Rounded.ViewColumn);
    public static readonly MarkupString Star = Add("star", Icons.Material.Rounded.Star);
    public static readonly MarkupString NoStar = Add("no-star", Icons.Material.Rounded.StarBorder);
    public static readonly MarkupString Views = Add("views", Icons.Material.Rounded.Bookmarks);
    public static readonly MarkupString SaveView = Add("save-view", Icons.Material.Rounded.BookmarkAdd);
    public static readonly MarkupString Filters = Add("filters", Icons.Material.Rounded.Tune);
    public static readonly MarkupString Down = Add("down", Icons.Material.Rounded.KeyboardArrowDown);

    public static readonly MarkupString Reminders = Add("reminders", Icons.Material.Rounded.Notifications);

    public static readonly MarkupString Call = Add("call", Icons.Material.Rounded.Call);
    public static readonly MarkupString Visit = Add("visit", Icons.Material.Rounded.DirectionsCar);
    public static readonly MarkupString Email = Add("email", Icons.Material.Rounded.Mail);
    public static readonly MarkupString Meeting = Add("meeting", Icons.Material.Rounded.Groups);

    public static readonly MarkupString Approved = Add("approved", Icons.Material.Rounded.CheckCircle);
    public static readonly MarkupString Question = Add("question", Icons.Material.Rounded.HelpOutline);
    public static readonly MarkupString Reply = Add("reply", Icons.Material.Rounded.Reply);
    public static readonly MarkupString Seen = Add("seen", Icons.Material.Rounded.DoneAll);
    public static readonly MarkupString New = Add("new", Icons.Material.Rounded.Schedule);
    public static readonly MarkupString Next = Add("next", Icons.Material.Rounded.ArrowForward);

    public static readonly MarkupString AddContact = Add("add-contact", Icons.Material.Rounded.PersonAdd);
    public static readonly MarkupString AddProject = Add("add-project", Icons.Material.Rounded.CreateNewFolder);
    public static readonly MarkupString Merge = Add("merge", Icons.Material.Rounded.CallMerge);
    public static readonly MarkupString Prepare = Add("prepare", Icons.Material.Rounded.WorkOutline);
    public static readonly MarkupString Timer = Add("timer", Icons.Material.Rounded.Timer);
    public static readonly MarkupString Wall = Add("wall", Icons.Material.Rounded.Tv);

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
