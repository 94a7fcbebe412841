using HexaLive.Domain.Projects;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Control;
using HexaLive.Web.Components;

namespace HexaLive.Web.Features.Control;

/// <summary>
/// The state in the address of the control room pages. Each page uses only the values that it needs. Links from one page to another keep
/// only the filter.
/// </summary>
public sealed record ControlRoomState(ControlRoomFilter Filter) : IUrlState<ControlRoomState>
{
    /// <summary>Whether only the entries that wait for a review are shown.</summary>
    public bool OnlyWaiting { get; init; }

    /// <summary>The person whose waiting entries are shown.</summary>
    public int? WaitingPersonId { get; init; }

    /// <summary>The age in days that waiting entries must exceed to be shown; null shows waiting entries of any age.</summary>
    public int? OlderThanDays { get; init; }
    public bool ShowsWall { get; init; }
    public bool ShowsCharts { get; init; }

    /// <summary>The day of the day chart; null for today.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>The period of the promises.</summary>
    public PromisePeriod PromisePeriod { get; init; }

    /// <summary>Whether promises are counted by client instead of by person.</summary>
    public bool ByClient { get; init; }

    /// <summary>The outcome of the promises to list, or "any"; null lists no promises.</summary>
    public string? Outcome { get; init; }

    /// <summary>The person whose promises are listed.</summary>
    public int? PromisePersonId { get; init; }

    /// <summary>The client whose promises are listed.</summary>
    public int? PromiseClientId { get; init; }
    public int PromisePage { get; init; } = 1;

    /// <summary>Whether inactive projects are listed instead of clients.</summary>
    public bool ByProject { get; init; }

    /// <summary>The number of working days without an entry after which a client is inactive; null for the default number.</summary>
    public int? InactiveDays { get; init; }
    public int Page { get; init; } = 1;

    /// <summary>The outcome of the promises to list; null for any outcome.</summary>
    public PromiseOutcome? OnlyOutcome =>
        QueryValue.ParseEnum<PromiseOutcome>(Outcome) is { } outcome and not PromiseOutcome.Open ? outcome : null;

    /// <inheritdoc />
    public static ControlRoomState Parse(Func<string, string?> getValue) =>
        new(
            new ControlRoomFilter(
                QueryValue.ParseNumber(getValue("team")),
                QueryValue.ParseNumber(getValue("client")),
                QueryValue.ParseEnum<ProjectKind>(getValue("kind")),
                QueryValue.ParseEnum(getValue("period"), ControlRoomPeriod.Fortnight)
            )
        )
        {
            OnlyWaiting = getValue("waiting") == "1",
            WaitingPersonId = QueryValue.ParseNumber(getValue("by")),
            OlderThanDays = QueryValue.ParseNumber(getValue("older")),
            ShowsWall = getValue("wall") is not (null or "0"),
            ShowsCharts = getValue("view") == "charts",
            Day = QueryValue.ParseDay(getValue("day")),
            PromisePeriod = QueryValue.ParseEnum(getValue("months"), PromisePeriod.Month),
            ByClient = getValue("group") == "client",
            Outcome = getValue("outcome"),
            PromisePersonId = QueryValue.ParseNumber(getValue("person")),
            PromiseClientId = QueryValue.ParseNumber(getValue("of")),
            PromisePage = QueryValue.ParsePage(getValue("promisepage")),
            ByProject = getValue("what") == "projects",
            InactiveDays = QueryValue.ParseNumber(getValue("days")),
            Page = QueryValue.ParsePage(getValue("page")),
        };

    /// <inheritdoc />
    public IEnumerable<(string Name, string? Value)> ToValues() =>
        [
            .. FilterValues(),
            ("waiting", OnlyWaiting ? "1" : null),
            ("by", QueryValue.FormatValue(WaitingPersonId)),
            ("older", QueryValue.FormatValue(OlderThanDays)),
            ("wall", ShowsWall ? "1" : null),
            ("view", ShowsCharts ? "charts" : null),
            ("day", QueryValue.FormatValue(Day)),
            ("months", QueryValue.FormatValue(PromisePeriod, PromisePeriod.Month)),
            ("group", ByClient ? "client" : null),
            ("outcome", Outcome),
            ("person", QueryValue.FormatValue(PromisePersonId)),
            ("of", QueryValue.FormatValue(PromiseClientId)),
            ("promisepage", QueryValue.FormatPage(PromisePage)),
            ("what", ByProject ? "projects" : null),
            ("days", QueryValue.FormatValue(InactiveDays)),
            ("page", QueryValue.FormatPage(Page)),
        ];

    /// <summary>Writes the filter alone, for a link to another page of the control room.</summary>
    public IEnumerable<(string Name, string? Value)> FilterValues() =>
        [
            ("team", QueryValue.FormatValue(Filter.TeamId)),
            ("client", QueryValue.FormatValue(Filter.ClientId)),
            ("kind", QueryValue.FormatValue(Filter.Kind)),
            ("period", QueryValue.FormatValue(Filter.Period, ControlRoomPeriod.Fortnight)),
        ];
}
