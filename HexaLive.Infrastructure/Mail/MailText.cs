namespace HexaLive.Infrastructure.Mail;

/// <summary>Marks the texts of mails.</summary>
public sealed class MailText;
