using HexaLive.Web.Components;

namespace HexaLive.Web.Features.People;

/// <summary>The state in the address of the list of people in the settings. If Active is null, the list shows everybody.</summary>
public sealed record PeopleSettingsState(string? Text, bool? Active, int? Team, int Page) : IUrlState<PeopleSettingsState>
{
    /// <inheritdoc />
    public static PeopleSettingsState Read(Func<string, string?> value) =>
        new(
            QueryValue.Text(value("text")),
            value("state") switch
            {
                "all" => null,
                "inactive" => false,
                _ => true,
            },
            QueryValue.Number(value("team")),
            QueryValue.Page(value("page"))
        );

    /// <inheritdoc />
    public IEnumerable<(string Name, string? Value)> Write() =>
        [
            ("text", Text),
            (
                "state",
                Active switch
                {
                    true => null,
                    false => "inactive",
                    null => "all",
                }
            ),
            ("team", QueryValue.Of(Team)),
            ("page", QueryValue.OfPage(Page)),
        ];
}
