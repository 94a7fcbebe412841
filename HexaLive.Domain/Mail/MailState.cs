namespace HexaLive.Domain.Mail;

/// <summary>
/// The state of an e-mail. <see cref="Cancelled"/> means that there was nothing left to report when the e-mail was about to be sent.
/// </summary>
public enum MailState
{
    Waiting = 0,
    Sent = 1,
    Failed = 2,
    Cancelled = 3,
}
