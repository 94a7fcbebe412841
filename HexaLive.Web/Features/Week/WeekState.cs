using HexaLive.Domain.Shared;
using HexaLive.Web.Components;

namespace HexaLive.Web.Features.Week;

/// <summary>
/// The state in the address of the timesheet: the person, a day of the week, and tasks that are shown although they have no entry.
/// </summary>
public sealed record WeekState(int? PersonId, DateOnly? Week, IReadOnlyList<int> AddedTaskIds) : IUrlState<WeekState>
{
    /// <inheritdoc />
    public static WeekState Parse(Func<string, string?> getValue) =>
        new(
            QueryValue.ParseNumber(getValue("of")),
            QueryValue.ParseDay(getValue("week")) is { } day && day >= Check.FirstDay && day <= Check.LastDay ? day : null,
            [.. (getValue("tasks") ?? "").Split(',').Select(QueryValue.ParseNumber).OfType<int>().Where(id => id > 0)]
        );

    /// <inheritdoc />
    public IEnumerable<(string Name, string? Value)> ToValues() =>
        [
            ("of", QueryValue.FormatValue(PersonId)),
            ("week", QueryValue.FormatValue(Week)),
            ("tasks", AddedTaskIds.Count == 0 ? null : string.Join(',', AddedTaskIds)),
        ];
}
