namespace HexaLive.Domain.Mail;

/// <summary>What an e-mail is about. Each kind has its own mail builder.</summary>
public enum MailKind
{
    Reminders = 0,
    Digest = 1,
    Report = 2,
    ScheduleStopped = 3,
}
