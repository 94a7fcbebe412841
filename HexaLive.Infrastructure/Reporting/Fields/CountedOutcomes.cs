using HexaLive.Domain.Tasks;

namespace HexaLive.Infrastructure.Reporting.Fields;

/// <summary>
/// The outcomes of promises that reports can count. Each has a name, which is the last part of the name of the field with that
/// count.
/// </summary>
internal static class CountedOutcomes
{
    public static readonly IReadOnlyList<(string Name, PromiseOutcome Outcome)> All =
    [
        ("kept", PromiseOutcome.Kept),
        ("moved", PromiseOutcome.Moved),
        ("broken", PromiseOutcome.Broken),
    ];
}
