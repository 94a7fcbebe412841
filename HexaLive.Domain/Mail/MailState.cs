namespace HexaLive.Domain.Mail;

/// <summary>
/// The state of a mail. A mail is <see cref="Cancelled"/> if there is nothing left to report when it is about to be sent.
/// </summary>
public enum MailState
{
    Waiting = 0,
    Sent = 1,
    Failed = 2,
    Cancelled = 3,
}
