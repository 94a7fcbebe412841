using Microsoft.AspNetCore.Components;

namespace HexaLive.Infrastructure.Mail;

/// <summary>
/// The page of every e-mail: logo and name of the company, heading, greeting, content, and the reason why the e-mail was sent.
/// </summary>
public sealed partial class MailLayout : ComponentBase
{
    [Parameter, EditorRequired]
    public MailModel Mail { get; set; } = null!;

    [Parameter, EditorRequired]
    public MailFrame Frame { get; set; } = null!;

    /// <summary>Whether the e-mail contains a table, which needs a wider page.</summary>
    [Parameter]
    public bool IsWide { get; set; }

    [Parameter, EditorRequired]
    public RenderFragment ChildContent { get; set; } = null!;

    private int Width => IsWide ? 960 : 600;
}
