using Microsoft.AspNetCore.Components;

namespace HexaLive.Infrastructure.Mail;

/// <summary>The main link of an e-mail as a button.</summary>
public sealed partial class MailButton : ComponentBase
{
    [Parameter, EditorRequired]
    public MailLink Link { get; set; } = null!;

    /// <summary>The sentence before the written-out address; null shows the button only.</summary>
    [Parameter]
    public string? AddressHint { get; set; }
}
