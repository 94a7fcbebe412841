using HexaLive.Domain.Tasks;

namespace HexaLive.Infrastructure.Reporting.Fields;

/// <summary>Lists the outcomes of promises that reports can count, with the last part of the name of each count's field.</summary>
internal static class CountedOutcomes
{
    public static readonly IReadOnlyList<(string Name, PromiseOutcome Outcome)> All =
    [
        ("kept", PromiseOutcome.Kept),
        ("moved", PromiseOutcome.Moved),
        ("broken", PromiseOutcome.Broken),
    ];
}
