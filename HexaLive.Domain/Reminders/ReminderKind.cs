namespace HexaLive.Domain.Reminders;

/// <summary>The reason for a reminder.</summary>
public enum ReminderKind
{
    Due = 0,
    Overdue = 1,
    Escalated = 2,
    Digest = 3,
    Corrected = 4,
    Question = 5,
    TaskAssigned = 6,
}
