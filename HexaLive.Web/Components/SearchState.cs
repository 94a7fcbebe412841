namespace HexaLive.Web.Components;

/// <summary>The state in the address of a list that can be searched: the search text and the page number.</summary>
public sealed record SearchState(string? Text, int Page) : IUrlState<SearchState>
{
    /// <inheritdoc />
    public static SearchState Read(Func<string, string?> value) => new(QueryValue.Text(value("text")), QueryValue.Page(value("page")));

    /// <inheritdoc />
    public IEnumerable<(string Name, string? Value)> Write() => [("text", Text), ("page", QueryValue.OfPage(Page))];
}
