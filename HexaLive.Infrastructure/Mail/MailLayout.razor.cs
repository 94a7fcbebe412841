using Microsoft.AspNetCore.Components;

namespace HexaLive.Infrastructure.Mail;

/// <summary>The page of every mail: logo and name of the company, heading, greeting, content, and why the mail was sent.</summary>
public sealed partial class MailLayout : ComponentBase
{
    [Parameter, EditorRequired]
    public MailModel Mail { get; set; } = null!;

    [Parameter, EditorRequired]
    public MailFrame Frame { get; set; } = null!;

    /// <summary>Makes room for a table.</summary>
    [Parameter]
    public bool IsWide { get; set; }

    [Parameter, EditorRequired]
    public RenderFragment ChildContent { get; set; } = null!;

    private int Width => IsWide ? 960 : 600;
}
