namespace HexaLive.Domain.Tasks;

/// <summary>The status of a task, abbreviated as TP, TC and TF in Spanish.</summary>
public enum WorkTaskStatus
{
    Pending = 0,
    InProgress = 1,
    Finished = 2,
}

/// <summary>Distinguishes open statuses from the finished one.</summary>
public static class WorkTaskStatuses
{
    /// <summary>Whether a task with this status is open, that is, not finished.</summary>
    public static bool IsOpen(this WorkTaskStatus status) => status != WorkTaskStatus.Finished;
}
