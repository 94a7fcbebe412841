namespace HexaLive.Web.Components;

/// <summary>The state that a page keeps in its address: a record that is read from and written to query-string values.</summary>
public interface IUrlState<TSelf>
    where TSelf : class, IUrlState<TSelf>
{
    /// <summary>Parses the state. <paramref name="getValue"/> returns the value of a name; invalid values count as absent.</summary>
    static abstract TSelf Parse(Func<string, string?> getValue);

    /// <summary>Writes every query-string name of the state. A null value removes the name from the address.</summary>
    IEnumerable<(string Name, string? Value)> ToValues();
}
