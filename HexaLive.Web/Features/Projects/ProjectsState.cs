using HexaLive.Domain.Projects;
using HexaLive.Web.Components;

namespace HexaLive.Web.Features.Projects;

/// <summary>The state in the address of the list of projects.</summary>
public sealed record ProjectsState(string? Text, ProjectKind? Kind, bool Closed, int? Team, int? Manager, int? Year, int Page)
    : IUrlState<ProjectsState>
{
    /// <inheritdoc />
    public static ProjectsState Parse(Func<string, string?> getValue) =>
        new(
            QueryValue.ParseText(getValue("text")),
            QueryValue.ParseEnum<ProjectKind>(getValue("kind")),
            getValue("closed") == "true",
            QueryValue.ParseNumber(getValue("team")),
            QueryValue.ParseNumber(getValue("manager")),
            QueryValue.ParseNumber(getValue("year")),
            QueryValue.ParsePage(getValue("page"))
        );

    /// <inheritdoc />
    public IEnumerable<(string Name, string? Value)> ToValues() =>
        [
            ("text", Text),
            ("kind", QueryValue.FormatValue(Kind)),
            ("closed", Closed ? "true" : null),
            ("team", QueryValue.FormatValue(Team)),
            ("manager", QueryValue.FormatValue(Manager)),
            ("year", QueryValue.FormatValue(Year)),
            ("page", QueryValue.FormatPage(Page)),
        ];
}
