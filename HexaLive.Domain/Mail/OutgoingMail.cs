using HexaLive.Domain.Activity;
using HexaLive.Domain.People;
using HexaLive.Domain.Shared;

namespace HexaLive.Domain.Mail;

/// <summary>
/// A queued e-mail to one person: a notice about reminders, a daily digest, a report, or a notice that a report schedule was stopped.
/// The text is generated just before sending, so that the e-mail omits tasks that were completed while it waited.
/// </summary>
public sealed class OutgoingMail : RecordedSetting
{
    /// <summary>Maximum number of attempts before an e-mail fails permanently.</summary>
    public const int MaxAttempts = 8;

    private OutgoingMail() { }

    /// <summary>Creates an e-mail about reminders.</summary>
    public OutgoingMail(int personId, DateTime now) => (PersonId, CreatedAt, NextAttemptAt) = (personId, now, now);

    /// <summary>Creates the digest e-mail for a local day of a person.</summary>
    public OutgoingMail(int personId, DateOnly day, DateTime now)
        : this(personId, now) => Day = day;

    /// <summary>Creates an e-mail that delivers a report.</summary>
    public static OutgoingMail ForReport(int personId, int deliveryId, DateTime now) =>
        new(personId, now) { ReportDeliveryId = deliveryId };

    /// <summary>Creates an e-mail that says that a report schedule was stopped.</summary>
    public static OutgoingMail ForStoppedSchedule(int personId, int scheduleId, DateTime now) =>
        new(personId, now) { StoppedScheduleId = scheduleId };

    public int Id { get; private set; }
    public int PersonId { get; private set; }
    public Person Person { get; private set; } = null!;

    /// <summary>The day of a digest, local to the person; null for all other e-mails.</summary>
    public DateOnly? Day { get; private set; }

    /// <summary>The report delivery that the e-mail carries; null for all other e-mails.</summary>
    public int? ReportDeliveryId { get; private set; }

    /// <summary>The stopped report schedule that the e-mail is about; null for all other e-mails.</summary>
    public int? StoppedScheduleId { get; private set; }

    /// <summary>
    /// The kind of e-mail. It depends on which of these values is set: the report delivery, the stopped schedule or the day.
    /// </summary>
    public MailKind Kind =>
        ReportDeliveryId is not null ? MailKind.Report
        : StoppedScheduleId is not null ? MailKind.ScheduleStopped
        : Day is not null ? MailKind.Digest
        : MailKind.Reminders;
    public MailState State { get; private set; }

    /// <summary>When the e-mail was queued (UTC).</summary>
    public DateTime CreatedAt { get; private set; }
    public int Attempts { get; private set; }

    /// <summary>
    /// When the next attempt is due (UTC). While a server is sending the e-mail, this is the time at which the lease of that server ends,
    /// after which another server may try.
    /// </summary>
    public DateTime NextAttemptAt { get; private set; }

    /// <summary>When the e-mail was sent, cancelled or failed permanently (UTC); null while the e-mail waits.</summary>
    public DateTime? EndedAt { get; private set; }

    /// <summary>The error of the last attempt; null if there was none.</summary>
    public string? Error { get; private set; }

    private protected override ActivitySubject Subject => ActivitySubject.Mail;

    /// <summary>Marks the e-mail as sent and clears the error of earlier attempts.</summary>
    public void MarkSent(DateTime now) => (State, EndedAt, Error) = (MailState.Sent, now, null);

    /// <summary>Cancels the e-mail, because there is nothing left to report.</summary>
    public void Cancel(DateTime now) => (State, EndedAt) = (MailState.Cancelled, now);

    /// <summary>
    /// Records a failed attempt. The next attempt follows after 1, 2, 4 … minutes, until <see cref="MaxAttempts"/> is reached. If
    /// <paramref name="isPermanent"/> is true, the mail server will never accept the e-mail, so the e-mail fails permanently at once.
    /// </summary>
    public void Fail(string error, bool isPermanent, DateTime now)
    {
        Error = error.Length <= 500 ? error : error[..500];
        if (isPermanent || Attempts >= MaxAttempts)
            (State, EndedAt) = (MailState.Failed, now);
        else
            NextAttemptAt = now.AddMinutes(1 << (Attempts - 1));
    }

    /// <summary>Queues failed e-mails again and resets their attempt counts. One activity row covers all these e-mails.</summary>
    public static void Retry(IReadOnlyCollection<OutgoingMail> mails, Actor actor)
    {
        var failed = mails.Where(m => m.State == MailState.Failed).ToList();
        if (failed.Count == 0)
            return;
        foreach (var mail in failed)
            (mail.State, mail.Attempts, mail.NextAttemptAt, mail.EndedAt) = (MailState.Waiting, 0, actor.Now, null);
        failed[0]
            .RecordSetting(actor, null, failed.Count.ToString(System.Globalization.CultureInfo.InvariantCulture))
            .WithCount(failed.Count);
    }
}
