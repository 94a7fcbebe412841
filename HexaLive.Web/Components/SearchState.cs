namespace HexaLive.Web.Components;

/// <summary>The state in the address of a list that can be searched: the search text and the page number.</summary>
public sealed record SearchState(string? Text, int Page) : IUrlState<SearchState>
{
    /// <inheritdoc />
    public static SearchState Parse(Func<string, string?> getValue) =>
        new(QueryValue.ParseText(getValue("text")), QueryValue.ParsePage(getValue("page")));

    /// <inheritdoc />
    public IEnumerable<(string Name, string? Value)> ToValues() => [("text", Text), ("page", QueryValue.FormatPage(Page))];
}
