using HexaLive.Infrastructure.Mail;

namespace HexaLive.Infrastructure.Features.People;

/// <summary>Invites a person to choose a password.</summary>
public sealed record InvitationMailModel(string Subject, string Invited, MailLink Choose, string Expires, MailFooter Footer)
    : MailModel(Subject, Footer)
{
    internal override void WriteText(MailText text) => text.AddParagraph(Invited).AddLink(Choose).AddParagraph(Expires);
}

/// <summary>The HTML part of an invitation.</summary>
public sealed partial class InvitationMail;
