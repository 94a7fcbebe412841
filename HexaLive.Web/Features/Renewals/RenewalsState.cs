using HexaLive.Web.Components;

namespace HexaLive.Web.Features.Renewals;

/// <summary>The state in the address of the renewals page: the new year, the team, and the page number.</summary>
public sealed record RenewalsState(int? Year, int? Team, int Page) : IUrlState<RenewalsState>
{
    /// <inheritdoc />
    public static RenewalsState Parse(Func<string, string?> getValue) =>
        new(QueryValue.ParseNumber(getValue("year")), QueryValue.ParseNumber(getValue("team")), QueryValue.ParsePage(getValue("page")));

    /// <inheritdoc />
    public IEnumerable<(string Name, string? Value)> ToValues() =>
        [("year", QueryValue.FormatValue(Year)), ("team", QueryValue.FormatValue(Team)), ("page", QueryValue.FormatPage(Page))];
}
