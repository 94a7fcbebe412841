using HexaLive.Domain.Dedications;
using MudBlazor;

namespace HexaLive.Web.Features.Dedications;

/// <summary>The icons of the entry channels.</summary>
public static class DedicationIcons
{
    /// <summary>Returns the Material icon of a channel as SVG. Channels without an icon of their own get three dots.</summary>
    public static string GetIcon(DedicationChannel channel) =>
        channel switch
        {
            DedicationChannel.Call => Icons.Material.Rounded.Call,
            DedicationChannel.Visit => Icons.Material.Rounded.DirectionsCar,
            DedicationChannel.Email => Icons.Material.Rounded.Mail,
            DedicationChannel.Meeting => Icons.Material.Rounded.Groups,
            _ => Icons.Material.Rounded.MoreHoriz,
        };
}
