using HexaLive.Domain.Tasks;

namespace HexaLive.Infrastructure.Reporting.Fields;

/// <summary>
/// The outcomes of promises that reports can count. The name of each outcome is the last part of the name of the report field with
/// that count.
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
