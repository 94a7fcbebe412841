namespace HexaLive.Domain.Reports;

/// <summary>How often a report is sent. <see cref="LastWorkingDay"/>: on the last working day of each month.</summary>
public enum ScheduleFrequency
{
    Daily = 0,
    Weekly = 1,
    Monthly = 2,
    LastWorkingDay = 3,
}
