using HexaLive.Domain.Dedications;
using MudBlazor;

namespace HexaLive.Web.Features.Dedications;

/// <summary>The sign of each channel, the same everywhere.</summary>
public static class DedicationIcons
{
    /// <summary>The icon of a channel.</summary>
    public static string Of(DedicationChannel channel) => channel switch
    {
        DedicationChannel.Call => Icons.Material.Rounded.Call,
        DedicationChannel.Visit => Icons.Material.Rounded.DirectionsCar,
        DedicationChannel.Email => Icons.Material.Rounded.Mail,
        DedicationChannel.Meeting => Icons.Material.Rounded.Groups,
        _ => Icons.Material.Rounded.MoreHoriz,
    };
}
