using HexaLive.Domain.Tasks;

namespace HexaLive.Domain.Dedications;

/// <summary>
/// What happens to the task after an entry is logged: its next action is kept, cleared or replaced, or the task is finished with
/// an outcome.
/// </summary>
public sealed record EntryFollowUp(
    NextAction? Next = null,
    bool ClearsNextAction = false,
    bool FinishesTask = false,
    string? Outcome = null
)
{
    /// <summary>
    /// Does not change a next action that is not yet due. If the next action is already due, clears it and closes its promise as kept or
    /// broken.
    /// </summary>
    public static readonly EntryFollowUp Keep = new();
}
