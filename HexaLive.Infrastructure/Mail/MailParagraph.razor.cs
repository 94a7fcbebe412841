using Microsoft.AspNetCore.Components;

namespace HexaLive.Infrastructure.Mail;

/// <summary>A paragraph of an e-mail.</summary>
public sealed partial class MailParagraph : ComponentBase
{
    [Parameter, EditorRequired]
    public string Text { get; set; } = "";
}
