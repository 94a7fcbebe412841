using HexaLive.Domain.Tasks;

namespace HexaLive.Domain.Dedications;

/// <summary>
/// What happens to the task after an entry is logged: its next action is kept, cleared or replaced, or the task is finished with
/// an outcome.
/// </summary>
public sealed record EntryFollowUp(NextAction? Next = null, bool Clear = false, bool Finish = false, string? Outcome = null)
{
    /// <summary>
    /// Leaves the next action unchanged, unless it is already due: then its promise is settled and the next action is cleared.
    /// </summary>
    public static readonly EntryFollowUp Keep = new();
}
