using HexaLive.Domain.Holidays;
using HexaLive.Domain.People;
using HexaLive.Domain.Shared;

namespace HexaLive.Domain.Reports;

/// <summary>
/// When and in which format a report is sent. Weekly schedules use <see cref="DayOfWeek"/>. Monthly schedules use
/// <see cref="DayOfMonth"/>; in shorter months, they use the last day of the month. Times are local to <see cref="TimeZone"/>
/// (IANA).
/// </summary>
public sealed record ScheduleFields(
    ScheduleFrequency Frequency,
    DayOfWeek DayOfWeek,
    int DayOfMonth,
    TimeOnly At,
    string TimeZone,
    ReportFormat Format,
    bool SendEmpty,
    string? Parameters = null
);

/// <summary>
/// A report that is sent automatically, with the rights of the owner of the schedule. Only the version of the definition that the
/// owner approved is sent. Otherwise, anybody who can edit the report could read data that only its owner may see.
/// </summary>
public sealed class ReportSchedule
{
    private readonly List<ScheduleRecipient> _recipients = [];

    private ReportSchedule() { }

    /// <summary>
    /// Creates a schedule that sends the version <paramref name="definitionVersion"/> of the definition.
    /// <paramref name="calendar"/> holds the owner's working days.
    /// </summary>
    /// <exception cref="RuleException">A value is invalid, or there are no recipients.</exception>
    public ReportSchedule(
        int reportId,
        int definitionVersion,
        int ownerId,
        ScheduleFields fields,
        IEnumerable<int> recipients,
        WorkingCalendar calendar,
        DateTime now
    )
    {
        (ReportId, ApprovedVersion, OwnerId, CreatedAt) = (reportId, definitionVersion, ownerId, now);
        Change(fields, recipients, calendar, now);
    }

    public int Id { get; private set; }
    public int ReportId { get; private set; }
    public Report Report { get; private set; } = null!;

    /// <summary>The <see cref="Report.DefinitionVersion"/> that the owner approved. No other version is sent.</summary>
    public int ApprovedVersion { get; private set; }
    public int OwnerId { get; private set; }
    public Person Owner { get; private set; } = null!;
    public ScheduleFrequency Frequency { get; private set; }
    public DayOfWeek DayOfWeek { get; private set; }
    public int DayOfMonth { get; private set; } = 1;
    public TimeOnly At { get; private set; }
    public string TimeZone { get; private set; } = "Europe/Madrid";
    public ReportFormat Format { get; private set; }
    public bool SendEmpty { get; private set; }

    /// <summary>The values of the report's parameters by name, as JSON; null if it has no parameters.</summary>
    public string? Parameters { get; private set; }

    /// <summary>When the report is sent next (UTC); null while the schedule is stopped or deleted.</summary>
    public DateTime? NextAt { get; private set; }
    public ScheduleStop? Stopped { get; private set; }

    /// <summary>When the schedule was created (UTC).</summary>
    public DateTime CreatedAt { get; private set; }

    /// <summary>When the schedule was deleted (UTC); null if it is not deleted. Past deliveries stay on record.</summary>
    public DateTime? DeletedAt { get; private set; }
    public int Version { get; private set; }
    public IReadOnlyCollection<ScheduleRecipient> Recipients => _recipients;

    /// <summary>Changes the schedule and, if it was stopped, restarts it. Load <see cref="Recipients"/> first.</summary>
    public void Change(ScheduleFields fields, IEnumerable<int> recipients, WorkingCalendar calendar, DateTime now)
    {
        LocalTime.FindZone(fields.TimeZone);
        Check.Defined(fields.Frequency, nameof(Frequency));
        Check.Defined(fields.DayOfWeek, nameof(DayOfWeek));
        Check.Defined(fields.Format, nameof(Format));
        if (fields.DayOfMonth is < 1 or > 31)
            throw new RuleException(RuleError.InvalidValue, nameof(DayOfMonth));
        var people = recipients.Distinct().ToList();
        if (people.Count == 0)
            throw new RuleException(RuleError.Required, nameof(Recipients));
        if (people.Count > 50)
            throw new RuleException(RuleError.InvalidValue, nameof(Recipients));
        (Frequency, DayOfWeek, DayOfMonth, At, TimeZone) = (
            fields.Frequency,
            fields.DayOfWeek,
            fields.DayOfMonth,
            fields.At,
            fields.TimeZone
        );
        (Format, SendEmpty, Parameters) = (fields.Format, fields.SendEmpty, Check.Optional(fields.Parameters, nameof(Parameters), 4000));
        _recipients.RemoveAll(r => !people.Contains(r.PersonId));
        _recipients.AddRange(people.Except(_recipients.Select(r => r.PersonId)).Select(id => new ScheduleRecipient(id)).ToList());
        Start(calendar, now);
    }

    /// <summary>Restarts a stopped schedule. Deliveries that were due while the schedule was stopped are not sent.</summary>
    public void Start(WorkingCalendar calendar, DateTime now) => (Stopped, NextAt) = (null, GetNextSendTime(calendar, now));

    /// <summary>Records that the owner approved a version of the definition.</summary>
    public void Approve(int definitionVersion) => ApprovedVersion = definitionVersion;

    /// <summary>Deletes the schedule, which then sends nothing more.</summary>
    public void Delete(DateTime now) => (DeletedAt, NextAt) = (now, null);

    /// <summary>Removes a recipient. If no recipient is left, stops the schedule. Load <see cref="Recipients"/> first.</summary>
    public void RemoveRecipient(int personId)
    {
        _recipients.RemoveAll(r => r.PersonId == personId);
        if (_recipients.Count == 0)
            Stop(ScheduleStop.ByHand);
    }

    /// <summary>Returns the first scheduled time after <paramref name="after"/>. Both are UTC.</summary>
    public DateTime GetNextSendTime(WorkingCalendar calendar, DateTime after)
    {
        for (var day = LocalTime.Day(after, TimeZone); ; day = day.AddDays(1))
        {
            if (IsSendDay(day, calendar) && LocalTime.ToUtc(day, At, TimeZone) is var at && at > after)
                return at;
        }
    }

    /// <summary>
    /// Schedules the next delivery after now. If no server was running at several scheduled times, the report is sent only once for
    /// all these times.
    /// </summary>
    public void MarkSent(WorkingCalendar calendar, DateTime now)
    {
        if (Stopped is null && DeletedAt is null)
            NextAt = GetNextSendTime(calendar, now);
    }

    /// <summary>Stops the schedule until it is changed or restarted.</summary>
    public void Stop(ScheduleStop reason) => (Stopped, NextAt) = (Check.Defined(reason, nameof(Stopped)), null);

    private bool IsSendDay(DateOnly day, WorkingCalendar calendar)
    {
        var last = new DateOnly(day.Year, day.Month, DateTime.DaysInMonth(day.Year, day.Month));
        return Frequency switch
        {
            ScheduleFrequency.Weekly => day.DayOfWeek == DayOfWeek,
            ScheduleFrequency.Monthly => day.Day == Math.Min(DayOfMonth, last.Day),
            ScheduleFrequency.LastWorkingDay => calendar.IsWorkingDay(day) && calendar.CountWorkingDays(day, last) == 0,
            _ => true,
        };
    }
}

/// <summary>A recipient of a scheduled report.</summary>
public sealed class ScheduleRecipient
{
    private ScheduleRecipient() { }

    internal ScheduleRecipient(int personId) => PersonId = personId;

    public int ScheduleId { get; private set; }
    public int PersonId { get; private set; }
    public Person Person { get; private set; } = null!;
}
