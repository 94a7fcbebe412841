using HexaLive.Domain.People;
using HexaLive.Domain.Shared;

namespace HexaLive.Domain.Reports;

/// <summary>
/// The outcome of a delivery. <see cref="Empty"/>: nothing was sent, because the report had no rows. <see cref="Stopped"/>: nothing
/// was sent, because the owner or the recipient had left, the schedule was deleted, the report could not be run, or somebody else
/// had changed the report.
/// </summary>
public enum DeliveryOutcome
{
    Waiting = 0,
    Sent = 1,
    Empty = 2,
    Stopped = 3,
    Failed = 4,
}

/// <summary>The delivery of a scheduled report to one person at one time. Each delivery is sent at most once.</summary>
public sealed class ReportDelivery
{
    private ReportDelivery() { }

    /// <summary>Creates a delivery that waits for its e-mail.</summary>
    public ReportDelivery(int scheduleId, int personId, DateTime dueAt) => (ScheduleId, PersonId, DueAt) = (scheduleId, personId, dueAt);

    public int Id { get; private set; }
    public int ScheduleId { get; private set; }
    public ReportSchedule Schedule { get; private set; } = null!;
    public int PersonId { get; private set; }
    public Person Person { get; private set; } = null!;

    /// <summary>The scheduled time (UTC). Unique together with the schedule and the person.</summary>
    public DateTime DueAt { get; private set; }
    public DeliveryOutcome Outcome { get; private set; }

    /// <summary>When the delivery ended (UTC); null while the delivery waits.</summary>
    public DateTime? EndedAt { get; private set; }

    /// <summary>Number of rows in the report; null if it has not been run.</summary>
    public int? Rows { get; private set; }

    /// <summary>Ends the delivery and records its outcome. <paramref name="rows"/> is null if the report was not run.</summary>
    public void End(DeliveryOutcome outcome, int? rows, DateTime now) =>
        (Outcome, Rows, EndedAt) = (Check.Defined(outcome, nameof(Outcome)), rows, now);
}
