using HexaLive.Domain.Calendar;
using HexaLive.Domain.People;
using HexaLive.Domain.Text;

namespace HexaLive.Domain.Reports;

/// <summary>On which days a report is sent; <see cref="LastWorkingDay"/>: of each month.</summary>
public enum ScheduleFrequency { Daily = 0, Weekly = 1, Monthly = 2, LastWorkingDay = 3 }

/// <summary>As what a report is sent.</summary>
public enum ReportFormat { Pdf = 0, Excel = 1, Csv = 2, Mail = 3 }

/// <summary>Why a schedule sends no more: its owner left, its report shows nothing that still exists, somebody stopped it, or somebody other than its owner changed what the report shows.</summary>
public enum ScheduleStop { OwnerLeft = 0, ReportBroken = 1, ByHand = 2, ReportChanged = 3 }

/// <summary>
/// When a report is sent, as what and to whom. Weekly: on <see cref="DayOfWeek"/>; monthly: on <see cref="DayOfMonth"/>, or the month's last day where it has fewer. Local to <see cref="TimeZone"/> (IANA).
/// </summary>
public sealed record ScheduleFields(ScheduleFrequency Frequency, DayOfWeek DayOfWeek, int DayOfMonth, TimeOnly At, string TimeZone, ReportFormat Format, bool SendEmpty, string? Parameters = null);

/// <summary>
/// A report that is sent by itself, by the rights of whoever made the schedule. It sends what its owner agreed to: otherwise whoever may change the report could read what its owner sees.
/// </summary>
public sealed class ReportSchedule
{
    private readonly List<ScheduleRecipient> _recipients = [];

    private ReportSchedule() { }

    /// <summary>A new schedule of what the report is at <paramref name="definitionVersion"/>; <paramref name="calendar"/> are the owner's working days.</summary>
    /// <exception cref="RuleException">A value is refused, or nobody gets it.</exception>
    public ReportSchedule(int reportId, int definitionVersion, int ownerId, ScheduleFields fields, IEnumerable<int> recipients, WorkingCalendar calendar, DateTime now)
    {
        (ReportId, AgreedVersion, OwnerId, CreatedAt) = (reportId, definitionVersion, ownerId, now);
        Change(fields, recipients, calendar, now);
    }

    public int Id { get; private set; }
    public int ReportId { get; private set; }
    public Report Report { get; private set; } = null!;
    /// <summary>The <see cref="Report.DefinitionVersion"/> that the owner agreed to: of another one nothing is sent.</summary>
    public int AgreedVersion { get; private set; }
    public int OwnerId { get; private set; }
    public Person Owner { get; private set; } = null!;
    public ScheduleFrequency Frequency { get; private set; }
    public DayOfWeek DayOfWeek { get; private set; }
    public int DayOfMonth { get; private set; } = 1;
    public TimeOnly At { get; private set; }
    public string TimeZone { get; private set; } = "Europe/Madrid";
    public ReportFormat Format { get; private set; }
    public bool SendEmpty { get; private set; }
    /// <summary>JSON of the values of the report's parameters by name; null where it has none.</summary>
    public string? Parameters { get; private set; }
    /// <summary>UTC instant at which it is sent next; null while stopped.</summary>
    public DateTime? NextAt { get; private set; }
    public ScheduleStop? Stopped { get; private set; }
    /// <summary>UTC.</summary>
    public DateTime CreatedAt { get; private set; }
    /// <summary>UTC; null while it exists. What a deleted one sent to whom stays known.</summary>
    public DateTime? DeletedAt { get; private set; }
    public int Version { get; private set; }
    public IReadOnlyCollection<ScheduleRecipient> Recipients => _recipients;

    /// <summary>Changes it, and starts it again where it was stopped (load <see cref="Recipients"/> before).</summary>
    public void Change(ScheduleFields fields, IEnumerable<int> recipients, WorkingCalendar calendar, DateTime now)
    {
        LocalTime.Zone(fields.TimeZone);
        if (!Enum.IsDefined(fields.Frequency)) throw new RuleException(RuleError.InvalidValue, nameof(Frequency));
        if (!Enum.IsDefined(fields.DayOfWeek)) throw new RuleException(RuleError.InvalidValue, nameof(DayOfWeek));
        if (!Enum.IsDefined(fields.Format)) throw new RuleException(RuleError.InvalidValue, nameof(Format));
        if (fields.DayOfMonth is < 1 or > 31) throw new RuleException(RuleError.InvalidValue, nameof(DayOfMonth));
        var people = recipients.Distinct().ToList();
        if (people.Count == 0) throw new RuleException(RuleError.Required, nameof(Recipients));
        if (people.Count > 50) throw new RuleException(RuleError.InvalidValue, nameof(Recipients));
        (Frequency, DayOfWeek, DayOfMonth, At, TimeZone) = (fields.Frequency, fields.DayOfWeek, fields.DayOfMonth, fields.At, fields.TimeZone);
        (Format, SendEmpty, Parameters) = (fields.Format, fields.SendEmpty, Check.Optional(fields.Parameters, nameof(Parameters), 4000));
        _recipients.RemoveAll(r => !people.Contains(r.PersonId));
        _recipients.AddRange(people.Except(_recipients.Select(r => r.PersonId)).Select(id => new ScheduleRecipient(id)).ToList());
        Start(calendar, now);
    }

    /// <summary>Sends again after it was stopped, from the next time on.</summary>
    public void Start(WorkingCalendar calendar, DateTime now) => (Stopped, NextAt) = (null, Next(calendar, now));

    /// <summary>Its owner agrees to what the report shows at this version of its definition.</summary>
    public void Agree(int definitionVersion) => AgreedVersion = definitionVersion;

    /// <summary>Takes it away: it sends nothing more.</summary>
    public void Delete(DateTime now) => (DeletedAt, NextAt) = (now, null);

    /// <summary>Somebody gets it no more (load <see cref="Recipients"/> before); it stops where nobody is left.</summary>
    public void Leave(int personId)
    {
        _recipients.RemoveAll(r => r.PersonId == personId);
        if (_recipients.Count == 0) Stop(ScheduleStop.ByHand);
    }

    /// <summary>The instant at which it is sent next after another one (both UTC); what a stopped server missed is sent once, not as often as it was missed.</summary>
    public DateTime Next(WorkingCalendar calendar, DateTime after)
    {
        for (var day = LocalTime.Day(after, TimeZone); ; day = day.AddDays(1))
        {
            if (IsDay(day, calendar) && LocalTime.ToUtc(day, At, TimeZone) is var at && at > after) return at;
        }
    }

    /// <summary>Goes on to the next time after one was sent.</summary>
    public void Sent(WorkingCalendar calendar, DateTime now)
    {
        if (Stopped is null) NextAt = Next(calendar, now);
    }

    /// <summary>Sends no more until somebody changes it.</summary>
    public void Stop(ScheduleStop why) => (Stopped, NextAt) = (why, null);

    private bool IsDay(DateOnly day, WorkingCalendar calendar)
    {
        var last = new DateOnly(day.Year, day.Month, DateTime.DaysInMonth(day.Year, day.Month));
        return Frequency switch
        {
            ScheduleFrequency.Weekly => day.DayOfWeek == DayOfWeek,
            ScheduleFrequency.Monthly => day.Day == Math.Min(DayOfMonth, last.Day),
            ScheduleFrequency.LastWorkingDay => calendar.IsWorkingDay(day) && calendar.Between(day, last) == 0,
            _ => true,
        };
    }
}

/// <summary>Somebody who gets a report.</summary>
public sealed class ScheduleRecipient
{
    private ScheduleRecipient() { }

    internal ScheduleRecipient(int personId) => PersonId = personId;

    public int ScheduleId { get; private set; }
    public int PersonId { get; private set; }
    public Person Person { get; private set; } = null!;
}

/// <summary>What became of a report that was to be sent to somebody; <see cref="Empty"/>: it had no rows and is not sent then; <see cref="Stopped"/>: its owner or reader had left, the schedule was deleted, or the report could not be run any more or was changed by another.</summary>
public enum DeliveryOutcome { Waiting = 0, Sent = 1, Empty = 2, Stopped = 3, Failed = 4 }

/// <summary>A report that was to be sent to somebody at a time: once, whatever happens.</summary>
public sealed class ReportDelivery
{
    private ReportDelivery() { }

    /// <summary>A delivery that waits for its mail.</summary>
    public ReportDelivery(int scheduleId, int personId, DateTime dueAt) => (ScheduleId, PersonId, DueAt) = (scheduleId, personId, dueAt);

    public int Id { get; private set; }
    public int ScheduleId { get; private set; }
    public ReportSchedule Schedule { get; private set; } = null!;
    public int PersonId { get; private set; }
    public Person Person { get; private set; } = null!;
    /// <summary>UTC instant for which it was scheduled: with the schedule and the person, unique.</summary>
    public DateTime DueAt { get; private set; }
    public DeliveryOutcome Outcome { get; private set; }
    /// <summary>UTC; null while it waits.</summary>
    public DateTime? EndedAt { get; private set; }
    /// <summary>How many rows it had; null while it waits.</summary>
    public int? Rows { get; private set; }

    /// <summary>Says how it ended.</summary>
    public void End(DeliveryOutcome outcome, int? rows, DateTime now) => (Outcome, Rows, EndedAt) = (outcome, rows, now);
}
