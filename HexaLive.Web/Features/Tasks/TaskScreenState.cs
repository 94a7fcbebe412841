using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Web.Components;

namespace HexaLive.Web.Features.Tasks;

/// <summary>
/// The state in the address of the explorer and the board: the saved view (0 for none), the query and layout, and the page.
/// </summary>
public sealed record TaskScreenState(int? View, TaskViewContent Content, int Page) : IUrlState<TaskScreenState>
{
    /// <inheritdoc />
    public static TaskScreenState Parse(Func<string, string?> getValue) =>
        new(QueryValue.ParseNumber(getValue("view")), TaskAddress.ParseContent(getValue), QueryValue.ParsePage(getValue("page")));

    /// <inheritdoc />
    public IEnumerable<(string Name, string? Value)> ToValues() =>
        [("view", QueryValue.FormatValue(View)), .. TaskAddress.ToValues(Content), ("page", QueryValue.FormatPage(Page))];
}
