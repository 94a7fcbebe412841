using Microsoft.AspNetCore.WebUtilities;

namespace HexaLive.Tests.Support;

/// <summary>Parses a query string in the same way as pages do.</summary>
public static class QueryText
{
    public static Func<string, string?> ParseValues(string query)
    {
        var values = QueryHelpers.ParseQuery(query);
        return name => values.TryGetValue(name, out var value) ? value.ToString() : null;
    }
}
