using HexaLive.Domain.Activity;
using HexaLive.Domain.Dedications;
using HexaLive.Infrastructure.Features.Reviews;

namespace HexaLive.Infrastructure.Features.Diary;

/// <summary>
/// An entry or a change in a diary. <see cref="At"/> is in UTC; <see cref="Date"/> is the person's local day. <see cref="From"/>,
/// <see cref="To"/> and <see cref="Note"/> are culture-invariant.
/// </summary>
public sealed record DiaryLine(
    long Id,
    DateTime At,
    ActivityKind Kind,
    string? Actor,
    int? TaskId,
    string? Task,
    string? From,
    string? To,
    string? Note,
    int? Count,
    int? ActorId,
    int? DedicationId,
    int? PersonId,
    string? Person,
    DateOnly? Date,
    int? Minutes,
    DedicationChannel? Channel,
    string? Comment,
    string? Contact,
    bool IsCorrected,
    ReviewView? Review
)
{
    /// <summary>Whether the line reports a correction of, or an answer to, an entry that is shown in another line.</summary>
    public bool ChangesEntry =>
        Kind
            is ActivityKind.DedicationCorrected
                or ActivityKind.Acknowledged
                or ActivityKind.Questioned
                or ActivityKind.Replied
                or ActivityKind.Seen;

    /// <summary>
    /// Returns a copy of this entry's line with the values of <paramref name="change"/>, the line of a later correction or answer.
    /// </summary>
    public DiaryLine WithEntryValuesFrom(DiaryLine change) =>
        this with
        {
            Date = change.Date,
            Minutes = change.Minutes,
            Channel = change.Channel,
            Comment = change.Comment,
            Contact = change.Contact,
            IsCorrected = change.IsCorrected,
            Review = change.Review,
        };
}
