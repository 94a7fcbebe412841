using Microsoft.AspNetCore.Components;

namespace HexaLive.Infrastructure.Mail;

/// <summary>
/// The HTML part of one kind of e-mail. The component shows only its parameters, because no service can be injected when an e-mail is
/// rendered.
/// </summary>
public abstract class MailComponent<TMail> : ComponentBase
    where TMail : MailModel
{
    [Parameter, EditorRequired]
    public TMail Mail { get; set; } = null!;

    [Parameter, EditorRequired]
    public MailFrame Frame { get; set; } = null!;
}
