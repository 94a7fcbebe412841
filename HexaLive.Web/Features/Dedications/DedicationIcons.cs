using HexaLive.Domain.Dedications;
using HexaLive.Web.Components.Menus;
using Microsoft.AspNetCore.Components;

namespace HexaLive.Web.Features.Dedications;

/// <summary>The icons of the entry channels.</summary>
public static class DedicationIcons
{
    /// <summary>Returns the icon of a channel. Channels without an icon of their own get three dots.</summary>
    public static MarkupString GetIcon(DedicationChannel channel) =>
        channel switch
        {
            DedicationChannel.Call => SpriteIcons.Call,
            DedicationChannel.Visit => SpriteIcons.Visit,
            DedicationChannel.Email => SpriteIcons.Email,
            DedicationChannel.Meeting => SpriteIcons.Meeting,
            _ => SpriteIcons.More,
        };
}
