namespace HexaLive.Domain.Reports;

/// <summary>
/// Why a schedule was stopped: its owner left, its report is gone or can no longer be run, somebody stopped it, or somebody other
/// than its owner changed the report.
/// </summary>
public enum ScheduleStop
{
    OwnerLeft = 0,
    ReportBroken = 1,
    ByHand = 2,
    ReportChanged = 3,
}
