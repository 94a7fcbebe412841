using HexaLive.Web.Components;

namespace HexaLive.Web.Features.People;

/// <summary>The state in the address of the list of people in the settings. If Active is null, the list shows everybody.</summary>
public sealed record PeopleSettingsState(string? Text, bool? Active, int? Team, int Page) : IUrlState<PeopleSettingsState>
{
    /// <inheritdoc />
    public static PeopleSettingsState Parse(Func<string, string?> getValue) =>
        new(
            QueryValue.ParseText(getValue("text")),
            getValue("state") switch
            {
                "all" => null,
                "inactive" => false,
                _ => true,
            },
            QueryValue.ParseNumber(getValue("team")),
            QueryValue.ParsePage(getValue("page"))
        );

    /// <inheritdoc />
    public IEnumerable<(string Name, string? Value)> ToValues() =>
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
            ("team", QueryValue.FormatValue(Team)),
            ("page", QueryValue.FormatPage(Page)),
        ];
}
