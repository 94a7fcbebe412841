using HexaLive.Domain.Tasks;

namespace HexaLive.Infrastructure.Reporting.Fields;

/// <summary>Lists the statuses of tasks that reports can count, with the last part of the name of each count's field.</summary>
internal static class CountedStatuses
{
    public static readonly IReadOnlyList<(string Name, WorkTaskStatus Status)> All =
    [
        ("pending", WorkTaskStatus.Pending),
        ("inProgress", WorkTaskStatus.InProgress),
        ("finished", WorkTaskStatus.Finished),
    ];
}
