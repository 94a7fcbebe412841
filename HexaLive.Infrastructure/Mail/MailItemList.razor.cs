using Microsoft.AspNetCore.Components;

namespace HexaLive.Infrastructure.Mail;

/// <summary>A list of tasks or people, each with its status.</summary>
public sealed partial class MailItemList : ComponentBase
{
    [Parameter, EditorRequired]
    public MailSection Section { get; set; } = null!;

    [Parameter]
    public bool ShowTitle { get; set; } = true;
}
