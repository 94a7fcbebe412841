using HexaLive.Domain.Tasks;

namespace HexaLive.Domain.Timers;

/// <summary>A running timer for the work that will be logged; at most one per person.</summary>
public sealed class WorkTimer
{
    private WorkTimer() { }

    /// <summary>Starts a timer, optionally for a task.</summary>
    public WorkTimer(int personId, int? taskId, DateTime now) => (PersonId, TaskId, StartedAt) = (personId, taskId, now);

    public int PersonId { get; private set; }
    public int? TaskId { get; private set; }
    public WorkTask? Task { get; private set; }

    /// <summary>When the timer was started (UTC).</summary>
    public DateTime StartedAt { get; private set; }

    /// <summary>Restarts the timer, optionally for another task.</summary>
    public void Restart(int? taskId, DateTime now) => (TaskId, StartedAt) = (taskId, now);

    /// <summary>Returns the minutes between two instants, rounded up and limited to 1 to 1,440.</summary>
    public static int MinutesBetween(DateTime start, DateTime now) => (int)Math.Clamp(Math.Ceiling((now - start).TotalMinutes), 1, 1440);
}
