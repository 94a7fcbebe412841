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
            QueryValue.Text(value("text")),
            QueryValue.Enum<ProjectKind>(value("kind")),
            value("closed") == "true",
            QueryValue.Number(value("team")),
            QueryValue.Number(value("manager")),
            QueryValue.Number(value("year")),
            QueryValue.Page(value("page"))
        );

    /// <inheritdoc />
    public IEnumerable<(string Name, string? Value)> Write() =>
        [
            ("text", Text),
            ("kind", QueryValue.Of(Kind)),
            ("closed", Closed ? "true" : null),
            ("team", QueryValue.Of(Team)),
            ("manager", QueryValue.Of(Manager)),
            ("year", QueryValue.Of(Year)),
            ("page", QueryValue.OfPage(Page)),
        ];
}
