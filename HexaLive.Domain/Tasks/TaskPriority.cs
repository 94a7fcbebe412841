namespace HexaLive.Domain.Tasks;

/// <summary>The priority of a task. Higher values sort first.</summary>
public enum TaskPriority
{
    Low = 0,
    Normal = 1,
    High = 2,
    Urgent = 3,
}
