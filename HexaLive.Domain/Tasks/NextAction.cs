using HexaLive.Domain.Shared;

namespace HexaLive.Domain.Tasks;

/// <summary>
/// The next action on a task: a local day, with an optional time and note. Local means in the time zone of the person responsible.
/// </summary>
public sealed record NextAction(DateOnly Date, TimeOnly? Time = null, string? Note = null)
{
    /// <summary>Returns the UTC instant at which the action falls due: its time or, without one, the start of its day.</summary>
    public DateTime DueAt(string zone) => LocalTime.ToUtc(Date, Time, zone);

    /// <summary>
    /// Returns the UTC instant until which the promise can be kept: the end of the day. The end of the day applies even if the
    /// action has a time, because people log a call only after the call.
    /// </summary>
    public DateTime DeadlineAt(string zone) => LocalTime.ToUtc(Date.AddDays(1), null, zone);

    internal NextAction Validated() => this with { Date = Check.Day(Date), Note = Check.Optional(Note, nameof(Note), 500) };
}
