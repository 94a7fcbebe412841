using Microsoft.AspNetCore.WebUtilities;

namespace HexaLive.Tests.Support;

/// <summary>The values of a query string, as pages read them.</summary>
public static class QueryText
{
    public static Func<string, string?> Values(string query)
    {
        var values = QueryHelpers.ParseQuery(query);
        return name => values.TryGetValue(name, out var value) ? value.ToString() : null;
    }
}
