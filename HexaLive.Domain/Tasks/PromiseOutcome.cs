namespace HexaLive.Domain.Tasks;

/// <summary>
/// How a promise ended. <see cref="Withdrawn"/> means that the task was assigned to somebody else. It also means that, before the
/// end of the promised day, the task was finished without an entry, its next action was cleared, or only the note of the next
/// action was changed.
/// </summary>
public enum PromiseOutcome
{
    Open = 0,
    Kept = 1,
    Moved = 2,
    Broken = 3,
    Withdrawn = 4,
}
