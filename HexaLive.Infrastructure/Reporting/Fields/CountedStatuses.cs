using HexaLive.Domain.Tasks;

namespace HexaLive.Infrastructure.Reporting.Fields;

/// <summary>
/// The statuses of tasks that reports can count. The name of each status is the last part of the name of the report field with that
/// count.
/// </summary>
internal static class CountedStatuses
{
    public static readonly IReadOnlyList<(string Name, WorkTaskStatus Status)> All =
    [
        ("pending", WorkTaskStatus.Pending),
        ("inProgress", WorkTaskStatus.InProgress),
        ("finished", WorkTaskStatus.Finished),
    ];
}
