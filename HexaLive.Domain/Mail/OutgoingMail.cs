using HexaLive.Domain.People;

namespace HexaLive.Domain.Mail;

/// <summary>How a mail stands. <see cref="Cancelled"/>: when its turn came there was nothing to tell any more.</summary>
public enum MailState { Waiting = 0, Sent = 1, Failed = 2, Cancelled = 3 }

/// <summary>
/// A mail to be sent once: of reminders as they were raised (they name it), or a person's digest of one day. It is written when it is sent, from what holds then, so that
/// nobody reads of what was done meanwhile.
/// </summary>
public sealed class OutgoingMail
{
    /// <summary>How often it is tried before it has failed for good.</summary>
    public const int MostAttempts = 8;

    private OutgoingMail() { }

    /// <summary>A mail about reminders that were raised.</summary>
    public OutgoingMail(int personId, DateTime now) => (PersonId, CreatedAt, NextAttemptAt) = (personId, now, now);

    /// <summary>The digest of a person's local day.</summary>
    public OutgoingMail(int personId, DateOnly day, DateTime now) : this(personId, now) => Day = day;

    /// <summary>A mail with a report.</summary>
    public static OutgoingMail OfReport(int personId, int deliveryId, DateTime now) => new(personId, now) { ReportDeliveryId = deliveryId };

    /// <summary>A mail that tells that a schedule was stopped.</summary>
    public static OutgoingMail OfStop(int personId, int scheduleId, DateTime now) => new(personId, now) { StoppedScheduleId = scheduleId };

    public int Id { get; private set; }
    public int PersonId { get; private set; }
    public Person Person { get; private set; } = null!;
    /// <summary>Of a digest: its day, local to the person; null of reminders.</summary>
    public DateOnly? Day { get; private set; }
    /// <summary>The delivery of a report that it carries; null for every other mail.</summary>
    public int? ReportDeliveryId { get; private set; }
    /// <summary>The schedule of which it tells an administrator that it was stopped; null for every other mail.</summary>
    public int? StoppedScheduleId { get; private set; }
    public MailState State { get; private set; }
    /// <summary>UTC.</summary>
    public DateTime CreatedAt { get; private set; }
    public int Attempts { get; private set; }
    /// <summary>UTC. While somebody sends it, when that is given up for dead.</summary>
    public DateTime NextAttemptAt { get; private set; }
    /// <summary>UTC; null while it waits.</summary>
    public DateTime? EndedAt { get; private set; }
    /// <summary>What the last attempt met.</summary>
    public string? Error { get; private set; }

    /// <summary>It was sent.</summary>
    public void Sent(DateTime now) => (State, EndedAt, Error) = (MailState.Sent, now, null);

    /// <summary>There is nothing to tell any more.</summary>
    public void Cancel(DateTime now) => (State, EndedAt) = (MailState.Cancelled, now);

    /// <summary>An attempt failed: the next one comes later each time (1, 2, 4 … minutes), until it is given up. <paramref name="forGood"/>: the server will never take it.</summary>
    public void Fail(string error, bool forGood, DateTime now)
    {
        Error = error.Length <= 500 ? error : error[..500];
        if (forGood || Attempts >= MostAttempts) (State, EndedAt) = (MailState.Failed, now);
        else NextAttemptAt = now.AddMinutes(1 << (Attempts - 1));
    }

    /// <summary>Tries a failed one again, from the start.</summary>
    public void Retry(DateTime now)
    {
        if (State == MailState.Failed) (State, Attempts, NextAttemptAt, EndedAt) = (MailState.Waiting, 0, now, null);
    }
}
