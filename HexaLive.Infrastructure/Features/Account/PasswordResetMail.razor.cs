using HexaLive.Infrastructure.Mail;

namespace HexaLive.Infrastructure.Features.Account;

/// <summary>Lets a person choose a new password.</summary>
public sealed record PasswordResetMailModel(string Subject, string Asked, MailLink Choose, string Expires, MailFooter Footer)
    : MailModel(Subject, Footer)
{
    internal override void WriteText(MailText text) => text.AddParagraph(Asked).AddLink(Choose).AddParagraph(Expires);
}

/// <summary>The HTML part of an e-mail to reset a password.</summary>
public sealed partial class PasswordResetMail;
