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
    public int? By { get; init; }

    /// <summary>The age in days that waiting entries must exceed to be shown; null shows waiting entries of any age.</summary>
    public int? Older { get; init; }
    public bool IsWall { get; init; }
    public bool IsCharts { get; init; }

    /// <summary>The day of the day chart; null for today.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>The period of the promises.</summary>
    public PromisePeriod Months { get; init; }

    /// <summary>Whether promises are counted by client instead of by person.</summary>
    public bool ByClient { get; init; }

    /// <summary>The outcome of the promises to list, or "any"; null lists no promises.</summary>
    public string? Outcome { get; init; }

    /// <summary>The person whose promises are listed.</summary>
    public int? Person { get; init; }

    /// <summary>The client whose promises are listed.</summary>
    public int? Of { get; init; }
    public int PromisePage { get; init; } = 1;

    /// <summary>Whether inactive projects are listed instead of clients.</summary>
    public bool Projects { get; init; }

    /// <summary>The number of working days without an entry after which a client is inactive; null for the default number.</summary>
    public int? Days { get; init; }
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
            By = QueryValue.ParseNumber(getValue("by")),
            Older = QueryValue.ParseNumber(getValue("older")),
            IsWall = getValue("wall") is not (null or "0"),
            IsCharts = getValue("view") == "charts",
            Day = QueryValue.ParseDay(getValue("day")),
            Months = QueryValue.ParseEnum(getValue("months"), PromisePeriod.Month),
            ByClient = getValue("group") == "client",
            Outcome = getValue("outcome"),
            Person = QueryValue.ParseNumber(getValue("person")),
            Of = QueryValue.ParseNumber(getValue("of")),
            PromisePage = QueryValue.ParsePage(getValue("promisepage")),
            Projects = getValue("what") == "projects",
            Days = QueryValue.ParseNumber(getValue("days")),
            Page = QueryValue.ParsePage(getValue("page")),
        };

    /// <inheritdoc />
    public IEnumerable<(string Name, string? Value)> ToValues() =>
        [
            .. FilterValues(),
            ("waiting", OnlyWaiting ? "1" : null),
            ("by", QueryValue.FormatValue(By)),
            ("older", QueryValue.FormatValue(Older)),
            ("wall", IsWall ? "1" : null),
            ("view", IsCharts ? "charts" : null),
            ("day", QueryValue.FormatValue(Day)),
            ("months", QueryValue.FormatValue(Months, PromisePeriod.Month)),
            ("group", ByClient ? "client" : null),
            ("outcome", Outcome),
            ("person", QueryValue.FormatValue(Person)),
            ("of", QueryValue.FormatValue(Of)),
            ("promisepage", QueryValue.FormatPage(PromisePage)),
            ("what", Projects ? "projects" : null),
            ("days", QueryValue.FormatValue(Days)),
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
