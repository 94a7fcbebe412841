using HexaLive.Domain.Projects;
using HexaLive.Web.Components;

namespace HexaLive.Web.Features.Projects;

/// <summary>The state in the address of the list of projects.</summary>
public sealed record ProjectsState(string? Text, ProjectKind? Kind, bool Closed, int? Team, int? Manager, int? Year, int Page)
    : IUrlState<ProjectsState>
{
    /// <inheritdoc />
    public static ProjectsState Read(Func<string, string?> value) =>
        new(
            QueryValue.ParseText(value("text")),
            QueryValue.ParseEnum<ProjectKind>(value("kind")),
            value("closed") == "true",
            QueryValue.ParseNumber(value("team")),
            QueryValue.ParseNumber(value("manager")),
            QueryValue.ParseNumber(value("year")),
            QueryValue.ParsePage(value("page"))
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
