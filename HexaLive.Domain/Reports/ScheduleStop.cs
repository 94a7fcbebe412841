namespace HexaLive.Domain.Reports;

/// <summary>
/// Why a schedule was stopped: the owner of the schedule left, the report was deleted or can no longer be run, somebody stopped the
/// schedule, or somebody other than the owner changed the report.
/// </summary>
public enum ScheduleStop
{
    OwnerLeft = 0,
    ReportBroken = 1,
    ByHand = 2,
    ReportChanged = 3,
}
